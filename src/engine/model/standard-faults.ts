import type {NodeId} from "../vocabulary.ts";
import type {Fault} from "./fault.ts";

/** What a standard fault has to know of a scenario: when it strikes, and who there is besides those whom it names by their role. */
interface Blow {
  /** When it strikes, ms. */
  readonly at: number;
  /** The members, in their order. */
  readonly members: readonly NodeId[];
  /** Clients on members' hosts: they fail with them. */
  readonly guests: readonly NodeId[];
}

/** Long enough to notice a cut under the usual time-outs, and to see what follows. */
const CUT_MS = 30_000;
const PAUSE_MS = 15_000;
/** Long enough for a member to return before the next one goes. */
const TURN_MS = 10_000;
const DOWN_MS = 1000;
const JUMP_MS = 60_000;

const healed = (at: number): Fault => ({kind: "heal", at: at + CUT_MS});

/**
 * The faults that every system is tried with, whatever it is: a verdict says what each of them does to it. They name nobody but by role: who
 * leads a system says in `believe`, whose votes make a majority in `voters`.
 */
export const STANDARD_FAULTS = {
  "leader-crash": ({at}) => [{kind: "crash", node: "@leader", at}],
  /** Nobody is told: no connection is closed, and none refused. */
  "leader-vanishes": ({at}) => [{kind: "power-loss", node: "@leader", at}],
  "leader-pause": ({at}) => [{kind: "pause", node: "@leader", forMs: PAUSE_MS, at}],
  "leader-cut": ({at}) => [{kind: "cut", nodes: ["@leader"], at}, healed(at)],
  "minority-cut": ({at}) => [{kind: "cut", nodes: ["@minority"], at}, healed(at)],
  "majority-cut": ({at}) => [{kind: "cut", nodes: ["@majority"], at}, healed(at)],
  /** The leader hears everybody, and nobody hears it. */
  "one-way-cut": ({at}) => [{kind: "cut", nodes: ["@leader"], oneWay: true, at}, healed(at)],
  /** The last one of the majority stays in touch with both halves. */
  bridge: ({at}) => [{kind: "cut", nodes: ["@minority"], at}, {kind: "heal", nodes: ["@minority"], from: ["@majority"], at}, healed(at)],
  "follower-crash": ({at}) => [{kind: "crash", node: "@follower", at}],
  "rolling-restart": ({at, members}) =>
    members.flatMap((node, turn): Fault[] => [{kind: "crash", node, at: at + turn * TURN_MS}, back(node, at + turn * TURN_MS)]),
  "power-loss": ({at, members, guests}) =>
    [...members, ...guests].flatMap((node): Fault[] => [{kind: "power-loss", node, at}, back(node, at)]),
  "clock-jump": ({at}) => [{kind: "clock-jump", node: "@leader", byMs: JUMP_MS, at}],
} as const satisfies {readonly [name: string]: (blow: Blow) => readonly Fault[]};

/** One of them. */
export type StandardFault = keyof typeof STANDARD_FAULTS;

const back = (node: NodeId, at: number): Fault => ({kind: "restart", node, at: at + DOWN_MS});
