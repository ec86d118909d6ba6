/** What may be filled in: a number, a text that is not in any language (an id, a key, code), another message, or several of these. */
export type Filling = number | string | Said | readonly (string | Said)[];

/**
 * What the engine wants to say, as plain data: the key of a message, its English, and what is to be filled in. Whoever shows it says it in the
 * reader's language, and in English where that has no words for the key.
 */
export interface Said {
  readonly key: string;
  readonly english: string;
  readonly values: {readonly [place: string]: Filling};
}

/** A message of ours, or the words of somebody else: of a cell's author, of a file. */
export type Told = Said | string;

/** How one language writes numbers and lists, and which of its plurals a number takes. */
export interface Formats {
  number(value: number): string;
  plural(value: number): string;
  /** The same for ordinal numbers: first, second, third. */
  ordinal(value: number): string;
  list(items: readonly string[], kind: ListKind): string;
}

/** "a, b, c", "a, b and c", "a, b or c". */
export type ListKind = "each" | "and" | "or";

/** A part of a message: text, or a place with what to do there. */
export type Part =
  | {readonly kind: "text"; readonly text: string}
  | {readonly kind: "place" | "number"; readonly place: string}
  | {readonly kind: "list"; readonly place: string; readonly list: ListKind}
  | {readonly kind: "count"}
  | {readonly kind: "plural" | "ordinal"; readonly place: string; readonly branches: {readonly [which: string]: readonly Part[]}};

/**
 * Reads the part of ICU's message syntax that we use: `{place}`, `{place, number}`, `{place, list}` (also `list, and` and `list, or`),
 * `{place, plural, =0 {none} one {# run} other {# runs}}` (of ordinal numbers `selectordinal`). Braces that are meant as such stand between apostrophes: `'{record: true}'`.
 */
export function parse(pattern: string): readonly Part[] {
  const reader = {pattern, at: 0};
  const parts = partsOf(reader, false);
  if (reader.at < pattern.length) throw wrong(reader, "a } that closes nothing");
  return parts;
}

/** A message in one language. `say` says a message that is a value of another. */
export function fill(pattern: string, values: {readonly [place: string]: Filling}, formats: Formats, say: (said: Said) => string): string {
  const text = (value: string | Said) => (typeof value === "string" ? value : say(value));
  const show = (part: Part, counted: number): string => {
    if (part.kind === "text") return part.text;
    if (part.kind === "count") return formats.number(counted);
    const value = values[part.place] ?? `{${part.place}}`;
    if (part.kind === "plural" || part.kind === "ordinal") {
      const {branches} = part;
      const count = Number(value);
      const chosen = branches[`=${count}`] ?? branches[formats[part.kind](count)] ?? branches.other ?? [];
      return chosen.map((inner) => show(inner, count)).join("");
    }
    if (typeof value === "number") return part.kind === "number" ? formats.number(value) : String(value);
    if (typeof value === "string" || "key" in value) return text(value);
    return formats.list(value.map(text), part.kind === "list" ? part.list : "each");
  };
  return parse(pattern)
    .map((part) => show(part, 0))
    .join("");
}

interface Reader {
  readonly pattern: string;
  at: number;
}

const wrong = ({pattern, at}: Reader, what: string): Error => new Error(`message ${JSON.stringify(pattern)}, at ${at}: ${what}`);

/** Until the end, or until the brace that closes a plural's branch. */
function partsOf(reader: Reader, inPlural: boolean): Part[] {
  const {pattern} = reader;
  const parts: Part[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") parts.push({kind: "text", text});
    text = "";
  };
  while (reader.at < pattern.length && pattern[reader.at] !== "}") {
    const char = pattern[reader.at] as string;
    const quoted = char === "'" ? /^'([{}#][^']*)'/.exec(pattern.slice(reader.at)) : null;
    if (quoted !== null) {
      text += quoted[1];
      reader.at += quoted[0].length;
    } else if (char === "{") {
      flush();
      parts.push(placeOf(reader));
    } else if (char === "#" && inPlural) {
      flush();
      parts.push({kind: "count"});
      reader.at++;
    } else {
      text += char;
      reader.at++;
    }
  }
  flush();
  return parts;
}

const PLACE = /^\{\s*(\w+)\s*(?:\}|,\s*(number)\s*\}|,\s*(list)\s*(?:,\s*(and|or)\s*)?\}|,\s*(plural|selectordinal)\s*,)/;

function placeOf(reader: Reader): Part {
  const found = PLACE.exec(reader.pattern.slice(reader.at));
  if (found === null) throw wrong(reader, "must be {place}, {place, number}, {place, list}, or {place, plural, …}");
  reader.at += found[0].length;
  const [, place = "", number, list, kind = "each", plural] = found;
  if (plural !== undefined) return {kind: plural === "plural" ? "plural" : "ordinal", place, branches: branchesOf(reader)};
  if (list !== undefined) return {kind: "list", place, list: kind as ListKind};
  return {kind: number === undefined ? "place" : "number", place};
}

function branchesOf(reader: Reader): {[which: string]: readonly Part[]} {
  const branches: {[which: string]: readonly Part[]} = {};
  for (;;) {
    const found = /^\s*(?:(=\d+|zero|one|two|few|many|other)\s*\{|\})/.exec(reader.pattern.slice(reader.at));
    if (found === null) throw wrong(reader, "must be a plural's branch, as one {# run}, or the } that ends it");
    reader.at += found[0].length;
    const [, which] = found;
    if (which === undefined) break;
    branches[which] = partsOf(reader, true);
    if (reader.pattern[reader.at] !== "}") throw wrong(reader, "a branch that does not end");
    reader.at++;
  }
  if (!("other" in branches)) throw wrong(reader, "a plural without other {…}");
  return branches;
}
