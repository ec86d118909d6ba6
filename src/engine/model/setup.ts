import type {NodeId} from "../vocabulary.ts";
import type {Shape} from "./scenario.ts";

/** What a history is held against: a register, a log, a queue that delivers at least once, a registry. */
export type Judge = "register" | "log" | "queue" | "registry";

/** A way of setting a system up and using it that is compared with others, under the standard faults. */
export interface Setup {
  readonly name: string;
  /** What is set and how it is used, in a sentence. */
  readonly says: string;
  /** Its members, and clients beside each of them and elsewhere, which ask at their rate whatever happens. A client beside a member has its host. */
  readonly shape: Shape;
  /** From when on it may be struck, ms. */
  readonly formedMs: number;
  readonly judge: Judge;
  /** How many members have a write when it is acknowledged, at the least that its settings allow. */
  readonly copies: number;
  /** Whom a fault strikes that strikes the leader, where nobody leads; null: the leader. */
  readonly stand: NodeId | null;
}
