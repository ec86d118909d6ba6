import type {HistoryOperation} from "../history.ts";

/** A broken rule: the operation that breaks it, and the others needed to see it. */
export interface Finding {
  /** Its name: `lost`, `duplicate`, … */
  readonly rule: string;
  /** The object it is about: a key. */
  readonly part: string;
  readonly breaks: HistoryOperation;
  readonly because: readonly HistoryOperation[];
}
