import type {Json} from "../../vocabulary.ts";
import type {HistoryOperation} from "./history.ts";

/**
 * What an object does when its operations come one after another: the sequential specification that a history is held against.
 * States are plain data, compared by content, and never changed in place.
 */
export interface Model<S extends Json = Json> {
  readonly name: string;
  readonly initial: S;
  /**
   * The state after an operation, or `undefined` where it could not
   * have ended so in this state. Of an operation whose outcome is
   * unknown it is the state if it happened; that it never did is
   * always possible, and the checker's own affair.
   */
  step(state: S, operation: HistoryOperation): S | undefined;
  /** Whether an operation only looks: in no state does it change anything. */
  looks(operation: HistoryOperation): boolean;
  /** Which independent object an operation belongs to. A history is linearizable just when that of each object is. */
  partOf(operation: HistoryOperation): string;
  /** What spares a search the states from which a later answer cannot come about; none unless said. */
  readonly foresight?: Foresight<S>;
}

/** Of an object that only grows until it is reset, an answer says which states before it are possible. */
export interface Foresight<S extends Json> {
  /** Whether an operation resets the object, so that what was before it no longer matters. */
  resets(operation: HistoryOperation): boolean;
  /** Whether operations that do not reset it could lead from the state to one that gives this answer. */
  mayAnswer(state: S, read: HistoryOperation): boolean;
}

/** The usual part: the key. */
export const byKey = (o: HistoryOperation): string => o.key;
