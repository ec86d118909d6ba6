import type {NodeId, Scope} from "../vocabulary.ts";

/** What goes wrong, and when: `{kind: "crash", node: "z2", at: 5000}`. */
export type Fault = FaultAct & Trigger;

/**
 * Something that goes wrong, or is mended. A node is an id, `@leader` (who believes to lead the main scope, highest term), `@follower`
 * (the first other member that is up) or `@followers`, or a name given by `as` in an earlier fault. `@leader:t-0` leads the scope `t-0`. Times in ms.
 */
export type FaultAct =
  | {readonly kind: "crash"; readonly node: NodeId; readonly as?: string}
  | {readonly kind: "power-loss"; readonly node: NodeId; readonly as?: string}
  | {readonly kind: "restart"; readonly node: NodeId}
  | {readonly kind: "pause"; readonly node: NodeId; readonly forMs?: number; readonly as?: string}
  | {readonly kind: "resume"; readonly node: NodeId}
  /** Packets from hosts of `nodes` to hosts of `from` vanish (everyone else, unless said), and back, unless `oneWay`. */
  | {
      readonly kind: "cut";
      readonly nodes: readonly NodeId[];
      readonly from?: readonly NodeId[];
      readonly oneWay?: boolean;
      readonly as?: string;
    }
  | {readonly kind: "heal"; readonly nodes?: readonly NodeId[]; readonly from?: readonly NodeId[]}
  | {readonly kind: "slow-link"; readonly nodes: readonly NodeId[]; readonly from?: readonly NodeId[]; readonly factor: number}
  /** `factor` multiplies each fsync; null: no fsync returns until `heal-disk`. */
  | {readonly kind: "slow-disk"; readonly node: NodeId; readonly factor: number | null; readonly as?: string}
  | {readonly kind: "heal-disk"; readonly node: NodeId}
  | {readonly kind: "clock-jump"; readonly node: NodeId; readonly byMs: number}
  | {readonly kind: "clock-drift"; readonly node: NodeId; readonly ppm: number}
  /** Every open connection between the two (on that port, if said) is reset at both ends. */
  | {readonly kind: "reset-connection"; readonly node: NodeId; readonly peer: NodeId; readonly port?: string}
  /** The next message of that kind from node (to peer). Only with `at`; with `when: {event: "send …"}` it is that very message. */
  | {readonly kind: "drop"; readonly message: string; readonly node: NodeId; readonly peer?: NodeId}
  | {readonly kind: "delay"; readonly message: string; readonly node: NodeId; readonly peer?: NodeId; readonly byMs: number}
  | {readonly kind: "duplicate"; readonly message: string; readonly node: NodeId; readonly peer?: NodeId};

/** When a fault fires: at a time, or at the nth occurrence of an event. */
export type Trigger =
  | {readonly at: number}
  | {
      readonly when: {
        /** `send KIND`, `receive KIND`, `note kind`, `write file`, `sync file`. */
        readonly event: string;
        readonly node?: NodeId;
        readonly peer?: NodeId;
        /** The first is 1. */
        readonly nth?: number;
        readonly side?: "before" | "after";
        /** Extra wait before the fault, ms. */
        readonly plusMs?: number;
        /** Occurrences before this time, ms, are not counted. */
        readonly fromMs?: number;
      };
    };

/** What a fault may call a node by what it is at that instant. */
export const ROLES = ["leader", "follower", "followers"] as const;

/** Who is meant by `@leader`, `@followers:t-0`; a scope of null is the main one. Null: something else is meant. */
export function roleTarget(name: string): {readonly role: (typeof ROLES)[number]; readonly scope: Scope | null} | null {
  const [, word = "", , scope = null] = /^@([a-z]+)(:(.+))?$/.exec(name) ?? [];
  const role = ROLES.find((one) => one === word);
  return role === undefined ? null : {role, scope};
}
