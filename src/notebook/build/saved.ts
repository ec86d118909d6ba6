import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {CellRun} from "../cells/cell.ts";
import type {Chapter} from "./chapters.ts";
import {root} from "./chapters.ts";
import {outsOf} from "./markdown.ts";

/** What the build saves of a cell. */
export interface SavedCell {
  readonly id: string;
  readonly html: string;
  readonly made: readonly CellRun[];
}

/** What the build saves of a chapter: its cells' outputs, and the values in its prose, by name. */
export interface Saved {
  readonly cells: readonly SavedCell[];
  readonly values: {readonly [name: string]: unknown};
}

/** What to do about a stale page. */
export const howToSave = "npm run notebook";
const folder = join(root, ".cache", "notebook");

/** Everything that an output depends on besides its chapter: committed rows, engine, views, notebook, and the versions of the packages. */
let code: string | null = null;
function codeDigest(): string {
  if (code !== null) return code;
  const hash = createHash("sha256");
  for (const room of ["src/engine", "src/words", "src/views", "src/notebook"]) {
    const files = readdirSync(join(root, room), {recursive: true, encoding: "utf8"}).filter((file) => file.endsWith(".ts"));
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, room, file)));
  }
  const data = join(root, "data");
  const rows = existsSync(data) ? readdirSync(data, {recursive: true, encoding: "utf8"}).filter((file) => file.endsWith(".json")) : [];
  for (const file of rows.sort()) hash.update(file).update(readFileSync(join(data, file)));
  code = hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  return code;
}

/** The file with a chapter's outputs, named by a hash of everything they depend on. */
function fileOf({name, cells, tags}: Chapter): string {
  const key = createHash("sha256").update(codeDigest());
  for (const {id, source} of cells) key.update(`\0${id}\0${source}`);
  for (const out of outsOf(tags)) key.update(`\0${out}`);
  return join(folder, `${name.replaceAll("/", "+")}.${key.digest("hex").slice(0, 16)}.json`);
}

/** The saved outputs of a chapter; null: there are none for what it is now. */
export function readSaved(chapter: Chapter): Saved | null {
  const file = fileOf(chapter);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Saved) : null;
}

export function writeSaved(chapter: Chapter, saved: Saved): void {
  mkdirSync(folder, {recursive: true});
  const stem = `${chapter.name.replaceAll("/", "+")}.`;
  for (const old of readdirSync(folder)) if (old.startsWith(stem) && old.endsWith(".json")) rmSync(join(folder, old));
  writeFileSync(fileOf(chapter), JSON.stringify(saved));
}
