import type {ConfigFile, FileEntry, FileReading} from "../../engine/model/config-file.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {propertiesOf} from "./java-properties.ts";

/** The redis.conf that comes with Redis has more than a hundred thousand. A text longer than this is no configuration. */
const LONGEST = 1_000_000;
/** Comments do not count. */
const MOST_ENTRIES = 5000;

/** An entry, and where in the text its value stands. */
interface Placed extends FileEntry {
  readonly from: number;
  readonly to: number;
  /** Nothing parts the key from a value yet, as there is none. */
  readonly bare: boolean;
}

interface Format {
  readonly entries: (text: string) => Placed[];
  /** What parts a key from its value in a line. */
  readonly sign: string;
}

/** Formats by their names, which files say. */
const formats: {readonly [K in ConfigFile["format"]]: Format} = {
  properties: {
    entries: (text) =>
      propertiesOf(text).map(({malformed, ...entry}): Placed => (malformed ? {...entry, flaw: "Malformed \\uxxxx encoding."} : entry)),
    // Keys and values of settings hold no sign that the format would take for its own.
    sign: "=",
  },
  directives: {entries: directivesOf, sign: " "},
};

/** Lines end in a newline alone; blanks around them, and those with # before all else, are left out. Source: redis/redis@f35f36a, src/config.c. */
function directivesOf(text: string): Placed[] {
  const entries: Placed[] = [];
  let start = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const [begin, end] = [line.search(/[^ \t\r]/), endOf(line)];
    if (begin >= 0 && line[begin] !== "#") {
      // What isspace takes for a blank before a word is more than what is cut off a line's ends.
      const at = skip(line, begin, " \t\r\v\f");
      const keyEnd = Math.min(end, ...[" ", "\t", "\r"].map((sign) => line.indexOf(sign, at)).filter((found) => found >= 0));
      const from = Math.min(end, skip(line, keyEnd, " \t\r"));
      const key = line.slice(at, keyEnd);
      if (key !== "")
        entries.push({key, value: line.slice(from, end), line: index + 1, from: start + from, to: start + end, bare: from === end});
    }
    start += line.length + 1;
  }
  return entries;
}

function skip(line: string, from: number, signs: string): number {
  let at = from;
  while (at < line.length && signs.includes(line[at] as string)) at++;
  return at;
}

function endOf(line: string): number {
  let end = line.length;
  while (end > 0 && " \t\r".includes(line[end - 1] as string)) end--;
  return end;
}

/** The entries of a file. Refuses one that no person has written. */
export function entriesOf({format, name}: ConfigFile, text: string): FileEntry[] {
  if (text.length > LONGEST) throw new Refusal(`${name}: ${text.length} characters: at most ${LONGEST}`);
  const entries = formats[format].entries(text);
  if (entries.length > MOST_ENTRIES) throw new Refusal(`${name}: ${entries.length} settings: at most ${MOST_ENTRIES}`);
  return entries.map(({from: _from, to: _to, bare: _bare, ...entry}) => entry);
}

/** The text with these settings in it: where one stands its value is changed, what is new goes to the end; all else stays, comments too. */
export function withSettings(file: ConfigFile, text: string, settings: FileReading["config"]): string {
  const {entries, sign} = formats[file.format];
  const placed = entries(text);
  // What the text says already stays as it is written: 1mb and 1048576 are one.
  const said = file.read(placed).config;
  const wanted = Object.entries(settings).flatMap(([key, value]) => (said[key] === value ? [] : [file.entry(placed, key, value)]));
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
