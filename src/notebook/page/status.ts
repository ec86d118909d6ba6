import type {Words} from "../../words/words.ts";

/** How current a cell is. One badge a cell says it. */
export type CellStatus =
  | {readonly kind: "saved" | "live" | "error"}
  | {readonly kind: "stale"; readonly changed: readonly string[]}
  | {readonly kind: "running"; readonly done: number; readonly total: number}
  | {readonly kind: "stopped"; readonly done: number; readonly total: number};

/** The words of a badge. */
export function badge(status: CellStatus, words: Words): string {
  switch (status.kind) {
    case "saved":
    case "live":
    case "error":
      return words.say(`notebook.cell.${status.kind}`);
    case "stale":
      return words.say("notebook.cell.stale", {changed: status.changed});
    case "running":
      return words.say("notebook.cell.running", {share: Math.floor((status.done / status.total) * 100)});
    case "stopped":
      return words.say("notebook.cell.stopped", {done: status.done, total: status.total});
    default:
      return status satisfies never;
  }
}
