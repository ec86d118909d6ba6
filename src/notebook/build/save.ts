import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {JSDOM} from "jsdom";
import type {System} from "../../engine/kernel/system.ts";
import {finish} from "../finish.ts";
import {library, simulator} from "../library.ts";
import {type Cell, notebook} from "../runtime.ts";
import {type Chapter, root} from "./chapters.ts";
import type {Compiled, Complaint} from "./compile.ts";
import type {SavedCell} from "./saved.ts";

/** What packages look for in the global scope of a page. */
const pageGlobals = [
  "document",
  "window",
  "Node",
  "Element",
  "HTMLElement",
  "SVGElement",
  "DocumentFragment",
  "Text",
  "Event",
  "CustomEvent",
];

/** No cell of a chapter may keep the build waiting for longer. */
const LONGEST_MS = 120_000;

/** Runs every cell of a chapter with its inputs as they stand, and hands back what each shows, or what each complains of. */
export async function save(chapter: Chapter, {code}: Compiled): Promise<SavedCell[] | Complaint[]> {
  const {window} = new JSDOM("<!doctype html><html lang=en><body></body></html>", {pretendToBeVisual: true});
  const scope = window as unknown as {[name: string]: unknown};
  for (const name of pageGlobals) Object.assign(globalThis, {[name]: scope[name]});
  const {document} = window;
  const file = writeModule(chapter, code);
  const {cells, systems} = (await import(`${pathToFileURL(file).href}?${Date.now()}`)) as {cells: Cell[]; systems: System[]};
  const saved = new Map<string, SavedCell>();
  const complaints: Complaint[] = [];
  const ended = new Promise<void>((done, late) => {
    const timer = setTimeout(() => late(new Error(`${chapter.path}: its cells do not end within ${LONGEST_MS / 1000} s`)), LONGEST_MS);
    const end = () => {
      if (saved.size + complaints.length < cells.length) return;
      clearTimeout(timer);
      done();
    };
    const book = notebook(cells, {
      document,
      library: library({document, systems}),
      simulator: simulator(systems, () => 0),
      observe: ({id}) => ({
        shown: (nodes, made) => {
          saved.set(id, {id, html: htmlOf(nodes, id, document), made: made.map(({seed, events}) => ({seed, events}))});
          end();
        },
        rejected: (error) => {
          complaints.push(complaintOf(chapter, id, error, file));
          end();
        },
      }),
    });
    for (const {id} of cells) book.watch(id);
    end();
  });
  await ended;
  window.close();
  // A cell that only fails because one before it did says nothing new.
  const own = complaints.filter(({says}) => !says.includes("RuntimeError"));
  return complaints.length > 0 ? (own.length > 0 ? own : complaints) : cells.map(({id}) => saved.get(id) as SavedCell);
}

function writeModule({name}: Chapter, code: string): string {
  const folder = join(root, ".cache", "notebook");
  mkdirSync(folder, {recursive: true});
  const file = join(folder, `${name.replaceAll("/", "+")}.mjs`);
  writeFileSync(file, code);
  return file;
}

/** The output as text, with ids of its own and what controls hold written down. */
export function htmlOf(nodes: readonly Node[], id: string, document: Document): string {
  const output = document.createElement("div");
  output.append(...nodes);
  finish(output, id);
  return output.innerHTML;
}

/** The line of the chapter is that of the module, where the stack comes by it. */
function complaintOf({path, cells}: Chapter, id: string, error: unknown, file: string): Complaint {
  const fence = cells.find((cell) => cell.id === id);
  const {name = "Error", message = String(error), stack = ""} = error instanceof Error ? error : {};
  const escaped = file.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const [, line] = new RegExp(`${escaped}\\?\\d+:(\\d+)`).exec(stack) ?? [];
  const words = message.split("\n")[0] ?? "";
  return {
    path,
    line: Number(line ?? fence?.line ?? 1),
    says: `${id.replace("-", " ")} throws ${name === "Error" || name === "Refusal" ? "" : `${name}: `}${words}`,
  };
}
