import {sweepOf} from "../../engine/analysis/sweep.ts";
import {wordsIn} from "../../words/languages.ts";
import {sweepRun} from "../cells/cell.ts";
import {systemsOf} from "../cells/chapter-systems.ts";
import {type Evaluation, notebook} from "../cells/runtime.ts";
import {simulator} from "../library/computing.ts";
import {library} from "../library/library.ts";
import {normaliseOutput} from "../page/normalise-output.ts";
import type {Chapter} from "./chapters.ts";
import {committedComparison} from "./committed-comparisons.ts";
import {committed, committedRows} from "./committed-rows.ts";
import type {Compiled, Complaint} from "./compile.ts";
import {type LoadedCells, loadCells} from "./load-cells.ts";
import {outsOf} from "./markdown.ts";
import type {Saved, SavedCell} from "./saved.ts";

/** Longest time that the cells of a chapter may take together. */
const LONGEST_MS = 120_000;

/** Runs every cell of a chapter with its inputs at their defaults, and returns what each shows, or what is wrong with each. */
export async function save(chapter: Chapter, compiled: Compiled): Promise<Saved | Complaint[]> {
  const loaded = await loadCells(chapter, compiled);
  const {document, cells, file, close} = loaded;
  const {all: systems, define} = systemsOf(loaded.systems);
  const words = await wordsIn(document.documentElement.lang);
  const saved = new Map<string, SavedCell>();
  const values: {[name: string]: unknown} = {};
  const wanted = outsOf(chapter.tags);
  const complaints: Complaint[] = [];
  const ended = new Promise<void>((done, late) => {
    const timer = setTimeout(() => late(new Error(`${chapter.path}: its cells do not end within ${LONGEST_MS / 1000} s`)), LONGEST_MS);
    const end = () => {
      const whole = saved.size === cells.length && wanted.every((name) => name in values);
      if (!whole && (complaints.length === 0 || saved.size + complaints.length < cells.length)) return;
      clearTimeout(timer);
      done();
    };
    const book = notebook(cells, {
      document,
      library: library({surface: {document, words}, systems, recorded: (name) => committedComparison(name, words)}),
      own: {
        simulate: ({made}) => simulator(systems, null)(made),
        sweep: (turn) => sweepFrom(chapter, {...loaded, systems}, turn),
        defineSystem: () => define,
      },
      observe: ({id}) => ({
        shown: (nodes, made) => {
          saved.set(id, {id, html: htmlOf(nodes, id, document), made});
          end();
        },
        rejected: (error) => {
          complaints.push(complaintOf(chapter, id, error, file));
          end();
        },
      }),
    });
    for (const {id} of cells) book.watch(id);
    for (const name of wanted) {
      book.value(name, (value) => {
        values[name] = value ?? null;
        end();
      });
    }
    end();
  });
  await ended;
  close();
  // A cell that fails only because an earlier one did adds nothing.
  const own = complaints.filter(({says}) => !says.includes("RuntimeError"));
  return complaints.length > 0 ? (own.length > 0 ? own : complaints) : {cells: cells.map(({id}) => saved.get(id) as SavedCell), values};
}

/** `sweep` for a cell of the build: it reads what is committed. */
function sweepFrom(chapter: Chapter, {cells, systems}: LoadedCells, {cell, inputs, made}: Evaluation) {
  return (...asked: Parameters<typeof sweepOf>) => {
    const sweep = sweepOf(...asked);
    made(sweepRun(sweep));
    return committedRows(committed({chapter, cells, systems, cell, inputs: inputs()}, sweep));
  };
}

/** The output as text, with ids of its own and what controls hold written down. */
function htmlOf(nodes: readonly Node[], id: string, document: Document): string {
  const output = document.createElement("div");
  output.append(...nodes);
  normaliseOutput(output, id);
  return output.innerHTML;
}

/** The line of the chapter is that of the module, where the stack comes by it. */
export function complaintOf({path, cells}: Chapter, id: string, error: unknown, file: string): Complaint {
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
