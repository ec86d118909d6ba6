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
   * The state after an operation, or `undefined` if it could not have ended like this in this state. For an operation of unknown outcome:
   * the state if it happened. That it never happened is always possible, and handled by the checker.
   */
  step(state: S, operation: HistoryOperation): S | undefined;
  /** Whether an operation only reads: it changes nothing in any state. */
  looks(operation: HistoryOperation): boolean;
  /** Which independent object an operation belongs to. A history is linearizable just when that of each object is. */
  partOf(operation: HistoryOperation): string;
  /** Lets a search skip states from which a later answer cannot follow; optional. */
  readonly foresight?: Foresight<S>;
}

/** For an object that only grows until it is reset: an answer says which earlier states are possible. */
export interface Foresight<S extends Json> {
  /** Whether an operation resets the object, so that what was before it no longer matters. */
  resets(operation: HistoryOperation): boolean;
  /** Whether operations that do not reset it could lead from the state to one that gives this answer. */
  mayAnswer(state: S, read: HistoryOperation): boolean;
}

/** The usual way to split a history: by key. */
export const byKey = (o: HistoryOperation): string => o.key;
