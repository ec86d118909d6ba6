import {said} from "../../../words/en/histories.ts";
import type {Said} from "../../../words/message.ts";
import type {Json} from "../../vocabulary.ts";
import {atLine} from "./at-line.ts";

/**
 * A reader of EDN, the notation of Clojure's data in which many histories are written. The one maintained package reports neither the line
 * of an error nor some errors at all. Keywords, symbols and characters come as text with their first sign (`:ok`), sets and lists as
 * arrays, maps as objects whose keys are the text of theirs, tagged forms without their tag.
 */
export interface EdnReader {
  /** The next form; null at the end of the text. Refuses what is no EDN. */
  next(): EdnForm | null;
}

/** A form, the line in which it begins, and, for a list, a vector or a set, the lines in which its items begin (else null). */
export interface EdnForm {
  readonly value: Json;
  readonly line: number;
  readonly items: readonly number[] | null;
}

const DEEPEST = 100;
const CLOSING: {readonly [open: string]: string} = {"(": ")", "[": "]", "{": "}", "#{": "}"};
const ESCAPES: {readonly [sign: string]: string} = {n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "\\": "\\", '"': '"', "'": "'"};
const SPACE = /[\s,]*(?:;[^\n]*\n?[\s,]*)*/y;
const ATOM = /(?:\\.[^\s,;()[\]{}"]*|[^\s,;()[\]{}"\\]+)/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;

export function ednReader(text: string, file: string, firstLine = 1): EdnReader {
  let topItems: number[] | null = null;
  let at = 0;
  let counted = 0;
  let reached = firstLine;

  const lineAt = (position: number): number => {
    for (; counted < position; counted++) if (text.charCodeAt(counted) === 10) reached++;
    return reached;
  };
  const end = text.trimEnd().length;
  const refuse = (what: Said): never => {
    throw atLine(file, lineAt(Math.min(at, end)), what);
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };

  const form = (depth: number): Json => {
    match(SPACE);
    if (depth > DEEPEST) refuse(said("histories.deep", {most: DEEPEST}));
    const sign = text[at];
    if (sign === undefined) return refuse(said("histories.ends"));
    if (sign === '"') return string();
    if (sign === "(" || sign === "[" || sign === "{") return collection(sign, depth);
    if (sign === "#") return dispatched(depth);
    if (sign === "^") {
      at++;
      form(depth + 1);
      return form(depth + 1);
    }
    const word = match(ATOM);
    return word === null ? refuse(said("histories.stray", {sign})) : atom(word);
  };

  const string = (): string => {
    const found = match(STRING);
    if (found === null) return refuse(said("histories.string"));
    return found.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, sign: string) => {
      if (sign.length === 5) return String.fromCharCode(Number.parseInt(sign.slice(1), 16));
      return ESCAPES[sign] ?? refuse(said("histories.escape", {sign: `\\${sign}`}));
    });
  };

  /** Forms that begin with #: a set, a discarded form, a special number, a tagged form. */
  const dispatched = (depth: number): Json => {
    if (text[at + 1] === "{") return collection("#{", depth);
    if (text[at + 1] === "_") {
      at += 2;
      form(depth + 1);
      return form(depth);
    }
    if (text[at + 1] === "#") return match(ATOM) as string;
    at++;
    if (match(ATOM) === null) return refuse(said("histories.tag"));
    return form(depth + 1);
  };

  const collection = (open: string, depth: number): Json => {
    const begins = lineAt(at);
    at += open.length;
    const items: Json[] = [];
    const lines: number[] = [];
    for (;;) {
      match(SPACE);
      const sign = text[at];
      if (sign === undefined) return refuse(said("histories.ends-within", {open, begins}));
      if (sign === ")" || sign === "]" || sign === "}") {
        if (sign !== CLOSING[open]) return refuse(said("histories.closes", {sign, open, begins}));
        at++;
        break;
      }
      if (text.startsWith("#_", at)) {
        at += 2;
        form(depth + 1);
        continue;
      }
      if (depth === 0) lines.push(lineAt(at));
      items.push(form(depth + 1));
    }
    if (open === "{") return mapOf(items);
    if (depth === 0) topItems = lines;
    return items;
  };

  const mapOf = (items: readonly Json[]): Json => {
    if (items.length % 2 === 1) refuse(said("histories.odd-map"));
    const entries: [string, Json][] = [];
    for (let i = 0; i < items.length; i += 2) entries.push([keyText(items[i] as Json), items[i + 1] as Json]);
    if (new Set(entries.map(([key]) => key)).size < entries.length) refuse(said("histories.double-key"));
    return Object.fromEntries(entries);
  };

  const atom = (word: string): Json => {
    if (word === "nil") return null;
    if (word === "true" || word === "false") return word === "true";
    if (!/^[+-]?\d/.test(word)) return word;
    if (/^[+-]?\d+N?$/.test(word)) {
      const number = Number.parseInt(word, 10);
      return Number.isSafeInteger(number) ? number : word;
    }
    if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M?$/.test(word)) return Number.parseFloat(word);
    return /^[+-]?(\d+\/\d+|0[xX][0-9a-fA-F]+)$/.test(word) ? word : refuse(said("histories.number", {word}));
  };

  return {
    next() {
      for (match(SPACE); text.startsWith("#_", at); match(SPACE)) {
        at += 2;
        form(0);
      }
      if (at >= text.length) return null;
      const line = lineAt(at);
      topItems = null;
      const value = form(0);
      return {value, line, items: topItems};
    },
  };
}

const keyText = (key: Json): string => (typeof key === "string" ? key : JSON.stringify(key));
