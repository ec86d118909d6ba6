import type {Told} from "../../words/message.ts";
import type {NodeId, Ticks} from "../vocabulary.ts";
import type {Note, Noted} from "./note.ts";
import type {FinalRead, Operation} from "./operation.ts";
import type {Scenario} from "./scenario.ts";
import type {Status, World} from "./world.ts";

/** An invariant as a monitor: plain-data state, O(1) amortised work an event. A handler answers with what is wrong, or null. */
export interface Invariant<S = unknown, T = unknown, N extends Note = Note> {
  readonly name: string;
  readonly says: string;
  /** The lower system that it belongs to; this one unless given. */
  readonly of?: string;
  /** Versions in which the real system breaks it. */
  readonly fallsIn?: readonly string[];
  init(scenario: Scenario): T;
  /** By kind of note. */
  readonly on?: {
    readonly [K in N["kind"]]?: {told(memory: T, note: Noted<Extract<N, {readonly kind: K}>>, world: World<S>): Told | null}["told"];
  };
  /** The answer of `effective` changed. */
  effective?(memory: T, who: readonly NodeId[], world: World<S>): Told | null;
  /** An operation of a client ended. */
  completed?(memory: T, operation: Operation, world: World<S>): Told | null;
  /** The process was started, crashed or lost power. */
  lifecycle?(memory: T, id: NodeId, status: Status, world: World<S>): Told | null;
  /** The run is over; `read` is the final read of a settled run, else null. */
  end?(memory: T, world: World<S>, history: readonly Operation[], read: FinalRead | null): Told | null;
}

/** An invariant that fell, for the first time in a run, and how, in one sentence of English; `told` is for a page in another language. */
export interface Violation {
  readonly invariant: string;
  readonly at: Ticks;
  readonly detail: string;
  readonly told: Told;
}
