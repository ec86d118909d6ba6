import type {FileFormat, PlacedEntry} from "../model/config-file.ts";

/** Java's properties. Keys and values of settings hold no sign that the format would take for its own. */
export const javaProperties: FileFormat = {entries: propertiesOf, sign: "="};

/** A logical line: its characters without continuation marks, and where each of them is in the text. */
interface Logical {
  readonly signs: readonly string[];
  readonly at: readonly number[];
}

const isBlank = (sign: string | undefined): boolean => sign === " " || sign === "\t" || sign === "\f";
const isEnd = (sign: string | undefined): boolean => sign === "\n" || sign === "\r";

/** The properties of a text, in order, as java.util.Properties.load reads it. Source: openjdk/jdk, java/util/Properties.java, LineReader and load0. */
function propertiesOf(text: string): PlacedEntry[] {
  let line = 1;
  let counted = 0;
  return logicalLines(text).map((logical) => {
    const [start = 0] = logical.at;
    for (; counted < start; counted++) if (text[counted] === "\n" || (text[counted] === "\r" && text[counted + 1] !== "\n")) line++;
    return propertyOf(logical, line);
  });
}

function logicalLines(text: string): Logical[] {
  const lines: Logical[] = [];
  let signs: string[] = [];
  let at: number[] = [];
  let isEscaped = false;
  // At the beginning of a line, whose blanks do not count; `continued`: of one that goes on with the last.
  let begins = true;
  let continued = false;
  const close = () => {
    if (signs.length > 0) lines.push({signs, at});
    signs = [];
    at = [];
    isEscaped = false;
    begins = true;
    continued = false;
  };
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] as string;
    if (begins && (isBlank(sign) || (!continued && isEnd(sign)))) continue;
    begins = false;
    continued = false;
    if (signs.length === 0 && (sign === "#" || sign === "!")) {
      while (i + 1 < text.length && !isEnd(text[i + 1])) i++;
      begins = true;
    } else if (!isEnd(sign)) {
      signs.push(sign);
      at.push(i);
      isEscaped = sign === "\\" && !isEscaped;
    } else if (isEscaped) {
      signs.pop();
      at.pop();
      isEscaped = false;
      begins = true;
      continued = true;
      if (sign === "\r" && text[i + 1] === "\n") i++;
    } else close();
  }
  // A file that ends in a continuation mark has no continuation.
  if (isEscaped) {
    signs.pop();
    at.pop();
  }
  close();
  return lines;
}

function propertyOf({signs, at}: Logical, line: number): PlacedEntry {
  let keyEnd = 0;
  for (let isEscaped = false; keyEnd < signs.length; keyEnd++) {
    const sign = signs[keyEnd];
    if (!isEscaped && (sign === "=" || sign === ":" || isBlank(sign))) break;
    isEscaped = sign === "\\" && !isEscaped;
  }
  let start = keyEnd;
  let isParted = false;
  for (; start < signs.length; start++) {
    const sign = signs[start];
    if (isBlank(sign)) continue;
    if (isParted || (sign !== "=" && sign !== ":")) break;
    isParted = true;
  }
  const end = (at.at(-1) ?? 0) + 1;
  const key = signs.slice(0, keyEnd).join("");
  const value = signs.slice(start).join("");
  const malformed = isMalformed(key) || isMalformed(value);
  return {
    // Kept as it is if it cannot be decoded.
    key: malformed ? key : unescaped(key),
    value: malformed ? value : unescaped(value),
    line,
    from: at[start] ?? end,
    to: end,
    bare: keyEnd === signs.length,
    // Nothing of the file is read then.
    ...(malformed ? {flaw: "Malformed \\uxxxx encoding."} : {}),
  };
}

const ESCAPE = /\\(u[\da-fA-F]{4}|[\s\S])/g;
const LETTERS: {readonly [letter: string]: string} = {t: "\t", r: "\r", n: "\n", f: "\f"};

const unescaped = (text: string): string =>
  text.replace(ESCAPE, (_all, sign: string) =>
    sign.length > 1 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : (LETTERS[sign] ?? sign),
  );

const isMalformed = (text: string): boolean => [...text.matchAll(ESCAPE)].some(([, sign]) => sign === "u");
