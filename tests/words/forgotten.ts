import {type Part, parse} from "../../src/words/message.ts";
import {everyMessage} from "./every-message.ts";

const WORD = /\p{L}[\p{L}\p{M}'’]*/gu;

/** Words that stand where their authors wrote them: in a chapter, beside what a system defines. */
export interface Authored {
  /** Whether these words follow each other somewhere. */
  has(words: readonly string[]): boolean;
}

export function authored(texts: readonly string[]): Authored {
  const all = texts.map((text) => ` ${(plain(text).match(WORD) ?? []).join(" ").toLowerCase()} `).join("|");
  return {has: (words) => all.includes(` ${words.join(" ").toLowerCase()} `)};
}

/** Markdown turns quotes into those of print. */
const plain = (text: string): string => text.replaceAll("’", "'");

/**
 * The words of a text that the doubled language has not said: neither doubled, nor its author's, nor names. A title with values in it is put
 * together of stretches that its author wrote.
 */
export function forgotten(text: string, author: Authored): string[] {
  const words = [...plain(text).matchAll(WORD)].map(([word], i, all) => ({word, name: isName(all[i] as RegExpExecArray)}));
  const runs: string[][] = [[]];
  for (let i = 0; i < words.length; i++) {
    const {word, name} = words[i] as (typeof words)[number];
    // A figure's title begins with a capital, whatever the message begins with.
    const doubled = word.toLowerCase() === words[i + 1]?.word.toLowerCase();
    if (doubled) i++;
    if (doubled || name) runs.push([]);
    else runs.at(-1)?.push(word);
  }
  return runs.flatMap((run) => strange(run, author));
}

/** What no language translates: letters that stand for something, capitals of the wire, ids, keys, paths. */
function isName({0: word, index, input}: RegExpExecArray): boolean {
  if (word.length === 1 || /^\p{Lu}+s?$/u.test(word) || /\p{Ll}\p{Lu}/u.test(word)) return true;
  const [before = ""] = /\S*$/.exec(input.slice(0, index)) ?? [];
  const [after = ""] = /^\S*/.exec(input.slice(index + word.length)) ?? [];
  return /[\d=_/\\]|\w[.-]\w/.test(before + word + after);
}

/** The words of a run that are in none of its author's stretches. */
function strange(run: readonly string[], author: Authored): string[] {
  const found: string[] = [];
  for (let at = 0; at < run.length; ) {
    let length = run.length - at;
    while (length > 0 && !author.has(run.slice(at, at + length))) length--;
    if (length === 0) found.push(run[at] as string);
    at += Math.max(1, length);
  }
  return found;
}

/** Whether a text is what some message says in English: what the build has written into a page is of its one language. */
export const isMessage = (text: string): boolean => {
  const bare = text.replace(/^\((.*)\)$/s, "$1");
  return pieces.has(bare) || patterns.some((pattern) => pattern.test(bare));
};

/** What stands around an element that fills a place. */
const pieces: ReadonlySet<string> = new Set(
  Object.values(everyMessage).flatMap((message) => parse(message).flatMap((part) => (part.kind === "text" ? [part.text.trim()] : []))),
);

/** With a single word of its own a message takes single values, or it could have become anything. */
const patterns: readonly RegExp[] = Object.values(everyMessage).flatMap((message) => {
  const parts = parse(message);
  const value = wordsOf(parts) > 1 ? "[^]*" : "\\S+";
  return wordsOf(parts) === 0 ? [] : [new RegExp(`^${parts.map((part) => patternOf(part, value)).join("")}$`, "u")];
});

function wordsOf(parts: readonly Part[]): number {
  const counts = parts.map((part) => {
    if (part.kind === "plural" || part.kind === "ordinal") return Math.max(...Object.values(part.branches).map(wordsOf));
    return part.kind === "text" ? (part.text.match(WORD) ?? []).length : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function patternOf(part: Part, value: string): string {
  if (part.kind === "text") return part.text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  if (part.kind !== "plural" && part.kind !== "ordinal") return value;
  return `(?:${Object.values(part.branches)
    .map((branch) => branch.map((inner) => patternOf(inner, value)).join(""))
    .join("|")})`;
}
