import {components} from "./components.ts";
import {notebook} from "./notebook.ts";
import {views} from "./views.ts";

/** All that any page itself says in English. What the engine says comes with the engine. */
export const site = {...views, ...notebook, ...components} as const;
