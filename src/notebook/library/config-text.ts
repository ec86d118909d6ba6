import {type Pair, parseLines} from "dot-properties";
import type {ConfigFile, FileEntry, FileReading} from "../../engine/model/config-file.ts";
import {Refusal} from "../../engine/vocabulary.ts";

/** A longer text is no configuration. */
const LONGEST = 100_000;

/** An entry, and where in the text its value stands. */
interface Placed extends FileEntry {
  readonly from: number;
  readonly to: number;
}

interface Format {
  readonly entries: (text: string) => Placed[];
  /** An entry as a line of its own, and a value as it stands in one. */
  readonly line: (key: string, value: string) => string;
}

/** Formats by their names, which files say. */
const formats: {readonly [K in ConfigFile["format"]]: Format} = {
  properties: {
    entries: (text) =>
      parseLines(text, true).flatMap((node): Placed[] => {
        if (node.type !== "PAIR") return [];
        const {key, value, range} = node as unknown as Required<Pair>;
        const [start = 0, , from = 0, to = 0] = range;
        return [{key, value, line: text.slice(0, start).split(/\r\n|\r|\n/).length, from, to}];
      }),
    // Keys and values of settings hold no sign that the format would take for its own.
    line: (key, value) => `${key}=${value}`,
  },
  directives: {
    entries: (text) =>
      [...text.matchAll(/^[ \t]*([^#\s]\S*)[ \t]*(.*?)[ \t\r]*$/dgm)].map(({1: key = "", 2: value = "", index, indices}): Placed => {
        const [from = 0, to = 0] = indices?.[2] ?? [];
        return {key, value, line: text.slice(0, index).split("\n").length, from, to};
      }),
    line: (key, value) => `${key} ${value}`,
  },
};

/** The entries of a file. Refuses one that no person has written. */
export function entriesOf({format, name}: ConfigFile, text: string): FileEntry[] {
  if (text.length > LONGEST) throw new Refusal(`${name}: ${text.length} characters: at most ${LONGEST}`);
  return formats[format].entries(text).map(({key, value, line}) => ({key, value, line}));
}

/** The text with these settings in it: where one stands its value is changed, what is new goes to the end; all else stays, comments too. */
export function withSettings(file: ConfigFile, text: string, settings: FileReading["config"]): string {
  const {entries, line} = formats[file.format];
  const placed = entries(text);
  // What the text says already stays as it is written: 1mb and 1048576 are one.
  const said = file.read(placed).config;
  const wanted = Object.entries(settings).flatMap(([key, value]) => (said[key] === value ? [] : [file.entry(placed, key, value)]));
  const changes = placed.flatMap((entry) => wanted.flatMap((want) => (want.line === entry.line ? [{...entry, value: want.value}] : [])));
  const added = wanted.flatMap((want) => (want.line === null ? [line(want.key, want.value)] : []));
  let changed = text;
  for (const {from, to, value} of changes.sort((a, b) => b.from - a.from)) changed = changed.slice(0, from) + value + changed.slice(to);
  if (added.length === 0) return changed;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return `${changed}${changed === "" || /[\r\n]$/.test(changed) ? "" : newline}${added.join(newline)}${newline}`;
}
