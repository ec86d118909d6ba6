import {parse, proseOf, tagsOf} from "../../src/notebook/build/markdown.ts";
import type {Source} from "./source.ts";

/** What a chapter may say with digits that no cell computes: a pattern, and why. */
export interface Allowed {
  readonly pattern: string;
  readonly why: string;
}

/** Reads `tests/house/numbers.txt`: a pattern, two spaces or more, `#` and the reason; a line that begins with # is a note. */
export function readAllowed(text: string): Allowed[] {
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    const [, pattern, why] = /^(.*?) {2,}# (.+)$/.exec(line) ?? [];
    if (pattern === undefined || why === undefined)
      throw new Error(`numbers.txt: ${line}: must be a pattern, two spaces, # and the reason`);
    return [{pattern, why}];
  });
}

/**
 * Numbers in the prose of chapters, in whichever language, that are neither outputs nor allowed. Front matter, cells, quoted code,
 * the attributes of tags and the addresses of links are no prose; the digits of the notes are their author's, and the build holds quotations to them.
 */
export function typedNumbers(house: readonly Source[], allowed: readonly Allowed[]): string[] {
  return house.flatMap(({path, text}) => {
    if (!/^src\/content\/docs\/.+\.mdx$/.test(path)) return [];
    const tree = parse(path, text);
    let prose = proseOf(text, tree);
    for (const {name, open, close} of tagsOf(tree, text)) {
      if (name !== "Note" && name !== "Passage") continue;
      prose = prose.slice(0, open.to) + prose.slice(open.to, close.from).replace(/\d/g, " ") + prose.slice(close.from);
    }
    for (const {pattern} of allowed) prose = prose.replace(new RegExp(pattern, "g"), (found) => " ".repeat(found.length));
    return prose.split("\n").flatMap((line, i) => {
      const numbers = line.match(/\d[\d.,]*/g) ?? [];
      return numbers.map(
        (number) =>
          `${path}:${i + 1}: ${number.replace(/[.,]+$/, "")} is typed: print a cell's value (<Out of="…" />), or allow it in tests/house/numbers.txt`,
      );
    });
  });
}
