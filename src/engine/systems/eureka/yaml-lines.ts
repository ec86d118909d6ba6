// YAML as people write configuration of Spring in it: mappings by indentation, lists, scalars, several documents. Anchors and flow collections
// of more than one level are left as text. Source: snakeyaml as Spring Boot 4 has it, OriginTrackedYamlLoader.java; what is wrong is said in snakeyaml's words.

import type {FileFormat, PlacedEntry} from "../../model/config-file.ts";

/** Another document begins here: what stands behind may be of one profile alone. */
export const DOCUMENT = "---";

/** Entries by their whole path, `eureka.server.evictionIntervalTimerInMs`; of a list each item. */
export const springYaml: FileFormat = {entries: entriesOf, sign: ": "};

/** A mapping that is open: where its keys stand, and what is before them. */
interface Level {
  readonly indent: number;
  readonly path: string;
  items: number;
}

interface Reading {
  readonly entries: PlacedEntry[];
  levels: Level[];
  seen: Set<string>;
  /** A key without a value: a mapping or a list may follow. */
  open: {readonly indent: number; readonly entry: PlacedEntry} | null;
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly at: number;
}

function linesOf(text: string): Line[] {
  let at = 0;
  return text.split("\n").map((raw, i) => {
    const line = {text: raw.replace(/\r$/, ""), number: i + 1, at};
    at += raw.length + 1;
    return line;
  });
}

function entriesOf(text: string): PlacedEntry[] {
  const r: Reading = {entries: [], levels: [], seen: new Set(), open: null};
  const lines = linesOf(text);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Line;
    if (/^\s*(#|$)/.test(line.text)) continue;
    if (/^(---|\.\.\.)(\s|$)/.test(line.text)) {
      close(r);
      r.levels = [];
      r.seen = new Set();
      if (r.entries.length > 0) r.entries.push({key: DOCUMENT, value: "", line: line.number, from: line.at, to: line.at, bare: false});
      continue;
    }
    i += read(r, line, lines.slice(i + 1));
  }
  close(r);
  return r.entries;
}

/** A key behind which nothing came has an empty value. */
function close(r: Reading): void {
  if (r.open !== null) r.entries.push(r.open.entry);
  r.open = null;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#\-[\]{},&*!|>%@`"'][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)(.*)$/;

const flawed = (r: Reading, {text, number, at}: Line, flaw: string): number => {
  r.open = null;
  r.entries.push({key: text.trim(), value: "", line: number, from: at, to: at + text.length, bare: true, flaw});
  return 0;
};

/** One line; the answer is how many of those behind it belong to its value. */
function read(r: Reading, line: Line, behind: readonly Line[]): number {
  const indent = /^ */.exec(line.text)?.[0].length ?? 0;
  const rest = line.text.slice(indent);
  if (rest.startsWith("\t"))
    return flawed(r, line, "found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)");
  const level = levelOf(r, indent, /^-(\s|$)/.test(rest));
  if (level === null) return flawed(r, line, "mapping values are not allowed here");
  if (/^-(\s|$)/.test(rest)) {
    const [start] = /^-\s*/.exec(rest) ?? [""];
    return leaf(r, line, `${level.path}[${level.items++}]`, indent + start.length, rest.slice(start.length), indent, behind);
  }
  const [, written, value = ""] = KEY.exec(rest) ?? [];
  if (written === undefined) return flawed(r, line, "could not find expected ':'");
  const name = /^["']/.test(written) ? written.slice(1, -1) : written;
  const path = level.path === "" ? name : `${level.path}.${name}`;
  if (r.seen.has(path)) return flawed(r, line, `found duplicate key ${name}`);
  r.seen.add(path);
  const start = line.text.length - value.length + (/^\s*/.exec(value)?.[0].length ?? 0);
  return leaf(r, line, path, start, value.trimStart(), indent, behind);
}

/** The mapping or list to which a line of that indentation belongs; null: nothing begins there. */
function levelOf(r: Reading, indent: number, item: boolean): Level | null {
  // A list may stand as far left as the key above it.
  const inside = r.open !== null && (indent > r.open.indent || (item && indent === r.open.indent));
  if (inside && r.open !== null) {
    const opened = {indent, path: r.open.entry.key, items: 0};
    r.levels.push(opened);
    r.open = null;
    return opened;
  }
  close(r);
  if (r.levels.length === 0) r.levels.push({indent, path: "", items: 0});
  while (r.levels.length > 1 && (r.levels.at(-1)?.indent ?? 0) > indent) r.levels.pop();
  const last = r.levels.at(-1);
  if (last && !item && r.levels.length > 1 && last.items > 0 && last.indent === indent) r.levels.pop();
  const found = r.levels.at(-1);
  return found?.indent === indent ? found : null;
}

/** A key or an item with what stands behind it. */
function leaf(r: Reading, line: Line, key: string, start: number, written: string, indent: number, behind: readonly Line[]): number {
  const from = line.at + start;
  const place = (value: string, length: number): PlacedEntry => ({key, value, line: line.number, from, to: from + length, bare: false});
  if (/^[|>][+-]?\s*(#.*)?$/.test(written)) {
    const end = behind.findIndex(({text}) => text.trim() !== "" && (/^ */.exec(text)?.[0].length ?? 0) <= indent);
    const own = behind.slice(0, end < 0 ? behind.length : end);
    r.entries.push(place(own.map(({text}) => text.trim()).join(written.startsWith("|") ? "\n" : " "), written.length));
    return own.length;
  }
  const {value, length} = scalar(written);
  if (length === 0) r.open = {indent, entry: {...place("", 0), bare: !/\s$/.test(line.text)}};
  else if (/^\{.*\}$/.test(value) && !/\$\{/.test(value)) flow(r, line, key, value, from);
  else r.entries.push(place(value, length));
  return 0;
}

/** `{a: 1, b: 2}`, one level deep. */
function flow(r: Reading, line: Line, key: string, text: string, from: number): void {
  for (const part of text.slice(1, -1).split(",")) {
    const [name = "", ...value] = part.split(":");
    if (name.trim() === "") continue;
    r.entries.push({
      key: `${key}.${name.trim()}`,
      value: scalar(value.join(":").trim()).value,
      line: line.number,
      from,
      to: from + text.length,
      bare: false,
    });
  }
}

/** A value without its quotes and its comment, and how many signs of the line it takes. */
function scalar(written: string): {readonly value: string; readonly length: number} {
  const [quoted] = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(written) ?? [];
  if (quoted !== undefined) {
    const inner = quoted.slice(1, -1);
    return {value: quoted.startsWith("'") ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\])/g, "$1"), length: quoted.length};
  }
  const plain = written.replace(/(^|\s)#.*$/, "").trimEnd();
  return {value: resolved(plain), length: plain.length};
}

/** What YAML 1.1 takes for a number is one before Spring sees it: `30_000`, `010` (8), `1:30` (90), `0x1e`; and `~` is nothing. */
function resolved(plain: string): string {
  if (/^(~|null|Null|NULL)$/.test(plain)) return "";
  const bare = plain.replaceAll("_", "");
  if (/^[-+]?0[0-7_]+$/.test(plain)) return String(Number.parseInt(bare, 8));
  if (/^[-+]?0x[\da-fA-F_]+$/.test(plain)) return String(Number(bare));
  if (/^[-+]?[1-9][\d_]*$/.test(plain)) return bare;
  if (/^[1-9][\d_]*(:[0-5]?\d)+$/.test(plain)) return String(bare.split(":").reduce((sum, part) => 60 * sum + Number(part), 0));
  return plain;
}
