import type {Belief, Message, NodeId, Scope, Ticks} from "../vocabulary.ts";
import type {Fault} from "./fault.ts";
import type {Roles} from "./look.ts";
import type {Violation} from "./monitor.ts";
import type {Noted, Stage} from "./note.ts";
import type {FinalRead, Operation} from "./operation.ts";
import type {Scenario} from "./scenario.ts";
import type {Status} from "./world.ts";

/** All that a run leaves behind, as plain data but for `read`. Times in ticks, that is µs of virtual time. */
export interface Run {
  readonly system: string;
  /** The scenario as it was given. */
  readonly scenario: Scenario;
  /** 16 hexadecimal digits over every event: equal for equal scenarios, everywhere. */
  readonly hash: string;
  /** How many events the kernel handled, including settling. */
  readonly events: number;
  /** Where the scenario ends; settling comes after. */
  readonly end: Ticks;
  /** Whether the healed world came to rest; null: not asked for. */
  readonly converged: boolean | null;
  /** What each process thought, from when to when. */
  readonly beliefs: readonly BeliefSpan[];
  /** The truth: to whom a write would have been acknowledged, from when to when. */
  readonly effective: readonly EffectiveSpan[];
  readonly marks: readonly StageMark[];
  /** Those that fired. */
  readonly faults: readonly {readonly at: Ticks; readonly kind: string; readonly nodes: readonly NodeId[]}[];
  /** Operations of clients, in the order in which they ended; those that never did come last. */
  readonly history: readonly Operation[];
  /** When a client had nothing to ask. */
  readonly rests: readonly Rest[];
  /** The first of each invariant that fell. */
  readonly violations: readonly Violation[];
  /** Null unless it was kept. */
  readonly trace: readonly TraceEvent[] | null;
  /** Of the kinds that were asked for, in the order in which they came. */
  readonly notes: readonly Noted[];
  /** The final read after settling; null: there was none, or the run did not converge. */
  readonly read: FinalRead | null;
  /** Members of the cluster in the scenario's order. */
  readonly ids: readonly NodeId[];
  /** What the roles of its system are drawn as. */
  readonly roles: Roles;
  /** Hash of the source of each overridden rule. */
  readonly overridden: {readonly [rule: string]: string};
}

/** What one process believed about one scope, from when to when; `to` null: still at the end. */
export interface BeliefSpan extends Belief {
  readonly node: NodeId;
  readonly from: Ticks;
  to: Ticks | null;
}

/** A time in which a client had nothing to ask; `to` null: still so at the end. */
export interface Rest {
  readonly node: NodeId;
  readonly from: Ticks;
  to: Ticks | null;
}

/** To whom a write would have been acknowledged. */
export interface EffectiveSpan {
  readonly scope: Scope;
  readonly nodes: readonly NodeId[];
  readonly from: Ticks;
  to: Ticks | null;
}

/** A note that ends a stage of an interregnum. */
export interface StageMark {
  readonly stage: Stage;
  readonly at: Ticks;
  readonly node: NodeId;
  /** Null: the note named none, it counts for all. */
  readonly scope: Scope | null;
}

/** One event, for eyes and files. `index` is the kernel's event count, which `at(run, index)` takes. */
export type TraceEvent = {readonly index: number; readonly at: Ticks; readonly node: NodeId} & (
  | {readonly kind: "send"; readonly to: NodeId; readonly id: number; readonly port: string; readonly message: Message}
  /** `arrivedAt`: when the host's kernel had it; `at`: when the process had handled it. */
  | {
      readonly kind: "receive";
      readonly from: NodeId;
      readonly id: number;
      readonly port: string;
      readonly message: Message;
      readonly sentAt: Ticks;
      readonly arrivedAt: Ticks;
    }
  | {readonly kind: "lost"; readonly id: number}
  | {readonly kind: "note"; readonly note: Noted}
  | {readonly kind: "timer"; readonly name: string}
  | {readonly kind: "status"; readonly status: Status}
  | {readonly kind: "fault"; readonly fault: Fault; readonly nodes: readonly NodeId[]}
  | {readonly kind: "connected" | "accepted"; readonly peer: NodeId; readonly port: string}
  | {readonly kind: "disconnected"; readonly peer: NodeId; readonly port: string; readonly why: string}
  | {readonly kind: "sync"; readonly files: readonly string[]}
  | {readonly kind: "invoke" | "complete"; readonly operation: Operation}
);
