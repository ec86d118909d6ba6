import {files} from "./files.ts";
import {eureka as model} from "./model.ts";
import {setups} from "./setups.ts";

/** The model, with what reads the configuration files of the real one and what is compared: a page that only simulates does without (`package/entry.ts`). */
export const eureka = {...model, system: {...model.system, files, setups}};

export const {system} = eureka;
