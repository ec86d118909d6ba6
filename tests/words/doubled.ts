import type {Patterns} from "../../src/words/places.ts";

const WORD = /\p{L}[\p{L}\p{M}'’]*/gu;

/**
 * A language for tests, in which every word is said twice: "Run Run all all". What a page shows in single words was forgotten, unless it is its
 * author's or a name.
 */
export const doubled = (messages: Patterns): Patterns =>
  Object.fromEntries(Object.entries(messages).map(([key, pattern]) => [key, doubledText(pattern)]));

function doubledText(pattern: string): string {
  let text = "";
  let at = 0;
  // In a place only a plural's branches are text: `{n, plural, one {# run} other {# runs}}`.
  for (const {index, place} of bracesOf(pattern)) {
    text += place ? pattern.slice(at, index) : twice(pattern.slice(at, index));
    at = index;
  }
  return text + twice(pattern.slice(at));
}

const twice = (text: string): string => text.replace(WORD, "$& $&");

/** Where text ends and a place begins, and the other way round; `place`: what stands before it is no text. */
function bracesOf(pattern: string): {index: number; place: boolean}[] {
  const found: {index: number; place: boolean}[] = [];
  const open: ("place" | "branch")[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const quoted = pattern[i] === "'" ? /^'[{}#][^']*'/.exec(pattern.slice(i)) : null;
    if (quoted !== null) {
      found.push({index: i, place: open.at(-1) === "place"}, {index: i + quoted[0].length, place: true});
      i += quoted[0].length - 1;
    } else if (pattern[i] === "{") {
      found.push({index: i + (open.at(-1) === "place" ? 1 : 0), place: open.at(-1) === "place"});
      open.push(open.at(-1) === "place" ? "branch" : "place");
    } else if (pattern[i] === "}") {
      const closed = open.pop();
      found.push({index: i + (closed === "place" ? 1 : 0), place: closed === "place"});
    }
  }
  return found;
}
