import type {Sweep} from "../../engine/analysis/sweep.ts";

/** A cell as the build compiled it. */
export interface Cell {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The cell is one expression, whose value is shown. */
  readonly autodisplay: boolean;
  /** The name it gives the rows of its sweep, if it has one. */
  readonly rows?: string;
  readonly body: (...inputs: never[]) => unknown;
}

/** What a cell ran, for the line under its output. `wallMs` is for live pages only: in a saved one it would change with each build. */
export type CellRun =
  | {readonly kind: "run"; readonly seed: number; readonly events: number; readonly wallMs?: number}
  | {readonly kind: "sweep"; readonly points: number; readonly runs: number; readonly seed: number};

/** A sweep as the line under its cell tells of it. */
export const sweepRun = ({plan: {points, runs, seed}}: Sweep): CellRun => ({kind: "sweep", points: points.length, runs, seed});

/** An input that a cell shows. */
export type Control = Element & {value: unknown};
/** The inputs of a cell by the names that it gives their values. */
export type Controls = ReadonlyMap<string, Control>;
/** Values of the inputs that a cell depends on, by the cell that shows them, in the order of its `view` calls. */
export type InputValues = {readonly [cell: string]: readonly unknown[]};
