import {components} from "./components.ts";
import {historyViews} from "./history-views.ts";
import {notebook} from "./notebook.ts";
import {views} from "./views.ts";

/** All that a page itself says in English. What the engine says comes with the engine. */
export const site = {...views, ...historyViews, ...notebook, ...components} as const;
