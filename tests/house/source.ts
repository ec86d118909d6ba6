import {readdirSync, readFileSync} from "node:fs";
import {extname, join} from "node:path";
import ts from "typescript";

/** A file of the house: its path from the root with forward slashes, its text, and its tree where it has code. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile | null;
}

/** One line a reader can act on: where, what, and what would be right. */
export type Offence = string;

const folders = ["src", "cli", "bench", "package", "examples", "tests", "scripts"];

/** Every file of the rooms, in the order of their paths. */
export function readHouse(root: string): Source[] {
  const found = folders.flatMap((folder) => list(root, folder));
  return found.sort().map((path) => source(path, readFileSync(join(root, path), "utf8")));
}

export function source(path: string, text: string): Source {
  const code = codeOf(path, text);
  return {path, text, tree: code === null ? null : ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true)};
}

export function offence({path, tree}: Source, at: ts.Node | null, says: string): Offence {
  if (at === null || tree === null) return `${path}: ${says}`;
  return `${path}:${tree.getLineAndCharacterOfPosition(at.getStart(tree)).line + 1}: ${says}`;
}

/** Calls `visit` with every node of a tree, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function list(root: string, folder: string): string[] {
  try {
    const entries = readdirSync(join(root, folder), {recursive: true, withFileTypes: true});
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll("\\", "/"),
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []; // a room that nobody has built yet
    throw error;
  }
}

/** The script of a file, at its own lines: of a component only the part between its fences. */
function codeOf(path: string, text: string): string | null {
  const kind = extname(path);
  if (kind === ".ts" || kind === ".mjs") return text;
  if (kind !== ".astro") return null;
  const fenced = /^---\n([\s\S]*?)\n---/.exec(text)?.[1];
  return fenced === undefined ? "" : `\n${fenced}`;
}
