// The lines of rabbitmq.conf. Source: Kyorai/cuttlefish v3.0.1, src/conf_parse.peg; src/cuttlefish_conf.erl file.

import type {FileFormat, PlacedEntry} from "../../model/config-file.ts";

/** `key = value`, keys of words with dots between them; # begins a comment anywhere in a line. */
export const confLines: FileFormat = {entries: linesOf, sign: " = "};

/** A line that names another file. */
export const INCLUDE = "include";

const BLANK = /^[ \t]*(?:#.*)?\r?$/;
const SETTING = /^([ \t]*)((?:\\\.|[A-Za-z0-9_-])+(?:\.(?:\\\.|[A-Za-z0-9_-])+)*)([ \t]*=[ \t]*)([^#\r]*?)[ \t]*(?:#.*)?\r?$/;
const INCLUDED = /^[ \t]*include[ \t]*([A-Za-z0-9_.*/-]+)[ \t]*(?:#.*)?\r?$/;
/** It begins as a setting, and says no value: a new line may be written there. */
const BARE = /^[ \t]*((?:\\\.|[A-Za-z0-9_.-])+)[ \t]*=?[ \t]*(?:#.*)?\r?$/;

/** Settings and includes in order. The first line that is neither ends the file for the real parser: it has a flaw, and is the last one. */
function linesOf(text: string): PlacedEntry[] {
  const entries: PlacedEntry[] = [];
  let start = 0;
  for (const [index, line] of text.split("\n").entries()) {
    if (!BLANK.test(line)) {
      const entry = entryOf(line, index + 1, start);
      entries.push(entry);
      if (entry.flaw !== undefined) return entries;
    }
    start += line.length + 1;
  }
  return entries;
}

function entryOf(line: string, number: number, start: number): PlacedEntry {
  const [, indent = "", key = "", sign = "", value = ""] = SETTING.exec(line) ?? [];
  if (value !== "") {
    const from = start + indent.length + key.length + sign.length;
    return {key, value, line: number, from, to: from + value.length, bare: false};
  }
  const [, included] = INCLUDED.exec(line) ?? [];
  const end = start + line.replace(/\r$/, "").length;
  if (included !== undefined) return {key: INCLUDE, value: included, line: number, from: end - included.length, to: end, bare: false};
  const [, word = line.replace(/^[ \t]+|[ \t\r]+$/g, "")] = BARE.exec(line) ?? [];
  const flaw = `Syntax error in rabbitmq.conf after line ${number} column 1, parsing incomplete`;
  return {key: word, value: "", line: number, from: end, to: end, bare: !line.includes("="), flaw};
}
