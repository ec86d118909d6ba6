import {existsSync, readFileSync} from "node:fs";
import {extname, join} from "node:path";
import type {Words} from "../../words/words.ts";
import {root} from "./chapters.ts";
import {declaration} from "./declaration.ts";

/** What `<Source>` shows: the text, its language as Shiki names it, and where it stands; a whole file has no lines to be named. */
export interface Quote {
  readonly code: string;
  readonly lang: string;
  readonly path: string;
  readonly lines?: {readonly from: number; readonly to: number};
}

/** Attributes of the tag: a declaration of the engine by its file under src/engine and its name, or a whole file of the project. */
export interface Quoted {
  readonly of?: string | undefined;
  readonly name?: string | undefined;
  readonly file?: string | undefined;
}

const languages: {readonly [ending: string]: string} = {
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".sh": "bash",
  ".sql": "sql",
  "": "docker",
};

/** What a `<Source>` quotes; else what is wrong, as one line. */
export function quote({of = "", name = "", file}: Quoted): Quote | string {
  if (file !== undefined) return wholeFile(file);
  const found = declaration(of, name);
  return typeof found === "string" ? found : {code: found.code, lang: "ts", path: found.path, lines: {from: found.from, to: found.to}};
}

/** The caption of a quotation. */
export const placeOf = ({path, lines}: Quote, words: Words): string =>
  lines === undefined ? path : words.say("components.source.place", {path, ...lines});

function wholeFile(file: string): Quote | string {
  const tag = `<Source file="${file}" />`;
  if (file.includes("..") || !existsSync(join(root, file))) return `${tag}: there is no ${file}`;
  const lang = languages[extname(file)];
  if (lang === undefined)
    return `${tag}: a file that ends in ${extname(file)} has no colours here; one ends in ${Object.keys(languages).join(" ")}`;
  return {code: readFileSync(join(root, file), "utf8").trimEnd(), lang, path: file};
}
