import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join, relative, sep} from "node:path";
import process from "node:process";
import {type Fence, fencesOf, parse, type Tag, tagsOf} from "./markdown.ts";

/** A page of the course as its author wrote it. */
export interface Chapter {
  /** Its path under src/content/docs without the ending: `index`, `zookeeper`. */
  readonly name: string;
  /** Its path from the root of the project, as errors say it. */
  readonly path: string;
  readonly text: string;
  readonly cells: readonly Fence[];
  /** The tags in the prose. */
  readonly tags: readonly Tag[];
}

/** The folder of package.json. Every tool of the house is started there. */
export const root = process.cwd();
const docs = "src/content/docs";

/** Each chapter as it was last read: a build asks for the same one for every page and every bundle. */
const read = new Map<string, Chapter>();

export function chapterOf(path: string, text: string): Chapter {
  const last = read.get(path);
  if (last?.text === text) return last;
  const name = path.replace(/^.*src\/content\/docs\//, "").replace(/\.mdx$/, "");
  const tree = parse(path, text);
  const chapter = {name, path, text, cells: fencesOf(tree), tags: tagsOf(tree, text)};
  read.set(path, chapter);
  return chapter;
}

/** Every chapter, in the order of their paths. */
export function chapters(): Chapter[] {
  const found = readdirSync(join(root, docs), {recursive: true, encoding: "utf8"}).filter((file) => file.endsWith(".mdx"));
  return found.sort().map((file) => readChapter(join(root, docs, file)));
}

export function readChapter(file: string): Chapter {
  return chapterOf(relative(root, file).split(sep).join("/"), readFileSync(file, "utf8"));
}

/** The file of a system's value, or null: no such system. */
export function systemFile(name: string): string | null {
  if (!/^[a-z][a-z0-9]*$/.test(name)) return null;
  const file = join(root, "src/engine/systems", name, "index.ts");
  return existsSync(file) ? file : null;
}
