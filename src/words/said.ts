import {english} from "./english.ts";
import {fill, type Said, type Told} from "./message.ts";
import {given, type Patterns, type ValuesFor} from "./places.ts";

/** How a room says something in its own words: `const said = speaker(redis)`, then `said("redis.myid", {id})`. */
export const speaker =
  <const M extends Patterns>(messages: M) =>
  <K extends keyof M & string>(key: K, ...values: ValuesFor<M, K>): Said => ({key, english: messages[key] ?? key, values: given(values)});

/** What its author says of something in English, beside its definition: a translation has it by the id. */
export const defined = (id: string, english: string): Said => ({key: id, english: english.replace(/[{}]/g, "'$&'"), values: {}});

/** What was said, in English: the line of a refusal, of the command line, of the package. */
export function inEnglish(told: Told): string {
  return typeof told === "string" ? told : fill(told.english, told.values, english, inEnglish);
}
