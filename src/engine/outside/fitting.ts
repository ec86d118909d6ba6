import {closest, distance} from "fastest-levenshtein";
import * as v from "valibot";
import {said} from "../../words/en/outside.ts";
import type {Said} from "../../words/message.ts";
import {Refusal} from "../vocabulary.ts";
import type {Form, Right} from "./forms.ts";

/** Words at most this far apart are taken for a slip of each other. */
const SLIP = 3;

/** The nearest of some words, if it is near. */
export function nearest(word: string, words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const near = closest(word, words);
  const far = distance(word, near);
  return far <= SLIP && far < Math.min(word.length, near.length) ? near : null;
}

/** Says which words are possible, with a suggestion if the given word is close to one of them. */
export function choice(word: string, words: readonly string[]): Said {
  const near = nearest(word, words);
  if (near === null) return said("outside.one-of", {words: [...words]});
  return said("outside.did-you-mean", {near, words: [...words]});
}

/** A value, short enough for one line. */
export function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "undefined" || typeof value === "bigint") return String(value);
  const json = typeof value === "function" ? "a function" : jsonOf(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}

/** A value of a hundred thousand lists within each other has no JSON: the stack ends before it does. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "[[…]]";
  }
}

/** What does not fit, or null. */
export function misfit(form: Form, value: unknown): Said | null {
  const result = v.safeParse(form, value, {abortEarly: true});
  return result.success ? null : saysOf(result.issues[0], []);
}

/** Refuses what does not fit: the path of the field, what stands there, and what would be right, in one line. */
export function fitting<F extends Form>(form: F, value: unknown, where: string, base: Path = []): v.InferOutput<F> {
  const result = v.safeParse(form, value, {abortEarly: true});
  if (result.success) return result.output;
  throw new Refusal(said("outside.refused", {where, says: saysOf(result.issues[0], base)}));
}

/** The names and numbers that lead to a field. */
export type Path = readonly (string | number)[];

/** The path to a field as JavaScript writes it: `faults[2].node`. */
export function pathText(path: Path): string {
  return path
    .map((key, i) => {
      if (typeof key === "number") return `[${key}]`;
      if (/^[A-Za-z_][\w-]*$/.test(key)) return i === 0 ? key : `.${key}`;
      return i === 0 ? JSON.stringify(key) : `[${JSON.stringify(key)}]`;
    })
    .join("");
}

type Carried =
  | Right
  | {readonly atOrWhen: true}
  | {readonly unknown: string; readonly known: readonly string[]}
  | {readonly missing: string; readonly right: Right};

function saysOf(issue: v.BaseIssue<unknown>, base: Path): Said {
  const path = pathText([...base, ...(issue.path ?? []).map(({key}) => (typeof key === "number" ? key : String(key)))]);
  const carried = carriedBy(issue.message);
  if ("atOrWhen" in carried) return said("outside.at-or-when", {path: path || said("outside.it")});
  if ("unknown" in carried) {
    const [unknown, known] = [carried.unknown, carried.known];
    return said("outside.unknown-field", {path, choice: known.length === 0 ? said("outside.none") : choice(unknown, known)});
  }
  if ("missing" in carried) return said("outside.missing", {path, right: sentence(carried.right, "")});
  return said("outside.not-right", {path: path || said("outside.it"), got: shown(issue.input), right: sentence(carried, issue.input)});
}

/** valibot's own messages are English; each of our forms brings its own message, so that they never show. */
function carriedBy(message: string): Carried {
  try {
    return JSON.parse(message) as Carried;
  } catch {
    return {key: "object", values: {fields: []}};
  }
}

function sentence(right: Right, input: unknown): Said {
  const {
    low = 0,
    high = 0,
    words = [],
    fields = [],
  } = (right.values ?? {}) as {
    low?: number;
    high?: number;
    words?: readonly string[];
    fields?: readonly string[];
  };
  switch (right.key) {
    case "one-of":
      return choice(typeof input === "string" ? input : "", words);
    case "whole":
      return high === Number.MAX_SAFE_INTEGER ? said("outside.whole-from", {low}) : said("outside.whole", {low, high});
    case "object":
      return fields.length === 0 ? said("outside.object") : said("outside.object-of", {fields: [...fields]});
    default:
      return said(`outside.${right.key}`);
  }
}
