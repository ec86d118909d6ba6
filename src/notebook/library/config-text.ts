import type {ConfigFile, FileEntry, FileReading} from "../../engine/model/config-file.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";

/** The redis.conf that comes with Redis has more than a hundred thousand. A text longer than this is no configuration. */
const LONGEST = 1_000_000;
/** Not counting comments. */
const MOST_ENTRIES = 5000;

/** The entries of a file. Refuses one that no person has written. */
export function entriesOf({format, name}: ConfigFile, text: string): FileEntry[] {
  if (text.length > LONGEST) throw new Refusal(said("cells.file-too-long", {file: name, length: text.length, most: LONGEST}));
  const entries = format.entries(text);
  if (entries.length > MOST_ENTRIES)
    throw new Refusal(said("cells.file-too-many", {file: name, settings: entries.length, most: MOST_ENTRIES}));
  return entries.map(({from: _from, to: _to, bare: _bare, ...entry}) => entry);
}

/** The text with these settings in it: where one stands its value is changed, what is new goes to the end; all else stays, comments too. */
export function withSettings(file: ConfigFile, text: string, settings: FileReading["config"]): string {
  const {entries, sign} = file.format;
  const placed = entries(text);
  // What the text says already stays as it is written: 1mb and 1048576 are one.
  const now = file.read(placed).config;
  const wanted = Object.entries(settings).flatMap(([key, value]) => (now[key] === value ? [] : [file.entry(placed, key, value)]));
  const changes = placed.flatMap((entry) =>
    wanted.flatMap((want) => (want.line === entry.line ? [{...entry, value: (entry.bare ? sign : "") + want.value}] : [])),
  );
  const added = wanted.flatMap((want) => (want.line === null ? [want.key + sign + want.value] : []));
  let changed = text;
  for (const {from, to, value} of changes.sort((a, b) => b.from - a.from)) changed = changed.slice(0, from) + value + changed.slice(to);
  if (added.length === 0) return changed;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return `${changed}${changed === "" || /[\r\n]$/.test(changed) ? "" : newline}${added.join(newline)}${newline}`;
}
