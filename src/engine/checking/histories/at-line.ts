import {said} from "../../../words/en/histories.ts";
import type {Said} from "../../../words/message.ts";
import {Refusal} from "../../vocabulary.ts";

/** The refusal of a file, with the line at fault. */
export const atLine = (file: string, line: number, what: Said): Refusal => new Refusal(said("histories.at", {file, line, what}));

/** A piece of a file, short enough for a refusal of one line. */
export function shown(value: unknown): string {
  const text = (typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))).replace(/[^\P{C}]+|\s+/gu, " ").trim();
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
