import type {Cell} from "./cell.ts";

/** Cells that a cell depends on, and itself last: each stands after those whose names it uses. */
export function upstream(cells: readonly Cell[], id: string): Cell[] {
  const found = new Map<string, Cell>();
  const add = (cell: Cell, below: readonly string[]) => {
    if (found.has(cell.id) || below.includes(cell.id)) return;
    for (const other of cells) if (other.outputs.some((name) => cell.inputs.includes(name))) add(other, [...below, cell.id]);
    found.set(cell.id, cell);
  };
  const cell = cells.find((one) => one.id === id);
  if (cell !== undefined) add(cell, []);
  return [...found.values()];
}

/** Cells that depend on a cell, near and far. */
export function downstream(cells: readonly Cell[], id: string): string[] {
  const seen = new Set<string>();
  const add = (from: string) => {
    const outputs = cells.find((cell) => cell.id === from)?.outputs ?? [];
    for (const user of cells) {
      if (seen.has(user.id) || !user.inputs.some((name) => outputs.includes(name))) continue;
      seen.add(user.id);
      add(user.id);
    }
  };
  add(id);
  return [...seen];
}
