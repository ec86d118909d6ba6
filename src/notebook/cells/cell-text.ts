import type {Guard} from "../edit/guard.ts";
import type {Cell} from "./cell.ts";

/** An edited cell as data: a cell whose function is text. It can be sent to a worker, which then needs no compiler. */
export interface CellText extends Omit<Cell, "body"> {
  readonly text: string;
}

/** The name of the guard in edited code. */
export const GUARD = "__guard";

/** The cell itself. In a stack trace it has its cell's name and the lines of its source. Making it does not run it. */
export function cellFromText({text, ...cell}: CellText, guard: Guard): Cell {
  return {...cell, body: Function(GUARD, `return ${text}\n//# sourceURL=${cell.id}.edited`)(guard) as Cell["body"]};
}

/** Lines that stand before the first of the source in what is evaluated: two of `Function`'s own, and the one that opens the arrow. */
const HEAD = 3;

/** The line of a cell, from 1, of which an error's stack speaks; null: of none. */
export function errorLine(error: unknown, id: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const [, line] = new RegExp(`${id}\\.edited:(\\d+)`).exec(stack) ?? [];
  return line === undefined ? null : Math.max(1, Number(line) - HEAD);
}

/** The chapter with this cell in its place. */
export const withCell = (cells: readonly Cell[], cell: Cell): Cell[] => cells.map((one) => (one.id === cell.id ? cell : one));
