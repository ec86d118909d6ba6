import {files} from "./files.ts";
import {kafka as model} from "./model.ts";

/** The model, with what reads the configuration files of the real one: a page that only simulates does without (`package/entry.ts`). */
export const kafka = {...model, system: {...model.system, files}};

export const {system} = kafka;
