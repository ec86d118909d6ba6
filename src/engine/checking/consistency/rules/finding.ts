import type {HistoryOperation} from "../history.ts";

/** A rule that was broken, by which operation, and what else it takes to see it. */
export interface Finding {
  /** Its name: `lost`, `duplicate`, … */
  readonly rule: string;
  /** The object it is about: a key. */
  readonly part: string;
  readonly breaks: HistoryOperation;
  readonly because: readonly HistoryOperation[];
}
