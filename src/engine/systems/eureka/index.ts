import {files} from "./files.ts";
import {eureka as model} from "./model.ts";

/** The model, with what reads the configuration files of the real one: a page that only simulates does without (`package/entry.ts`). */
export const eureka = {...model, system: {...model.system, files}};

export const {system} = eureka;
