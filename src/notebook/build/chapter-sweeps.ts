import {sweepOf} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {wordsIn} from "../../words/languages.ts";
import {systemsOf} from "../cells/chapter-systems.ts";
import {notebook} from "../cells/runtime.ts";
import {simulator} from "../library/computing.ts";
import {library} from "../library/library.ts";
import type {Slice} from "../workers/slice.ts";
import type {Chapter} from "./chapters.ts";
import {type Committed, committed} from "./committed-rows.ts";
import type {Compiled, Complaint} from "./compile.ts";
import {loadCells} from "./load-cells.ts";
import {complaintOf} from "./save.ts";

/** A sweep as its chapter asks for it, with inputs at their defaults, and how a worker gets to it. */
export interface FoundSweep extends Committed {
  readonly file: string;
  readonly slice: Slice;
  readonly systems: readonly System[];
}

/** The sweeps of a chapter. Their cells are evaluated only up to the sweep. */
export async function sweepsOf(chapter: Chapter, compiled: Compiled): Promise<(FoundSweep | Complaint)[]> {
  const loaded = await loadCells(chapter, compiled);
  const {all: systems, define} = systemsOf(loaded.systems);
  const {document, cells, file, close} = loaded;
  const words = await wordsIn(document.documentElement.lang);
  const sweeping = cells.filter(({inputs}) => inputs.includes("sweep"));
  const found = new Map<string, FoundSweep | Complaint>();
  await new Promise<void>((done) => {
    const end = () => found.size === sweeping.length && done();
    const book = notebook(cells, {
      document,
      library: library({surface: {document, words}, systems, recorded: () => new Promise<never>(() => {})}),
      own: {
        simulate: ({made}) => simulator(systems, null)(made),
        defineSystem: () => define,
        sweep:
          ({cell, inputs}) =>
          (...asked: Parameters<typeof sweepOf>) => {
            const now = inputs();
            const place = committed({chapter, cells, systems, cell, inputs: now}, sweepOf(...asked));
            found.set(cell.id, {...place, file, systems, slice: {chapter: chapter.name, cell: cell.id, inputs: now, edited: []}});
            end();
            // What depends on the rows never resolves: nobody needs it here.
            return new Promise(() => {});
          },
      },
      observe: ({id}) => ({
        shown: () => {},
        rejected: (error) => {
          if (found.has(id) || !sweeping.some((cell) => cell.id === id)) return;
          found.set(id, complaintOf(chapter, id, error, file));
          end();
        },
      }),
    });
    for (const {id} of sweeping) book.watch(id);
    end();
  });
  close();
  return sweeping.map(({id}) => found.get(id) as FoundSweep | Complaint);
}
