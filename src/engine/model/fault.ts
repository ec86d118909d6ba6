import {aboveZero, flag, maybe, messageName, nodeName, nodesOfScenario, nullOr, number, text, time, zeroOrMore} from "../outside/forms.ts";
import type {NodeId, Scope} from "../vocabulary.ts";
import type {FormOf} from "./process.ts";

/** What goes wrong, and when: `{kind: "crash", node: "z2", at: 5000}`. */
export type Fault = FaultAct & Trigger;

/**
 * Something that goes wrong, or is mended. A node is an id, `@leader` (who believes to lead the main scope, highest term), `@follower` (the
 * first other member that is up), `@minority` (the leader, and with it as many as stay fewer than half of those who vote), `@majority` (the
 * leader with just enough to be more than half), or a name given by `as` in an earlier fault. Times in ms.
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

/** Names by which a fault may choose a node by its role at that instant. */
export const ROLES = ["leader", "follower", "followers", "minority", "majority"] as const;

/** Who is meant by `@leader`, `@followers:t-0`; a scope of null is the main one. Null: something else is meant. */
export function roleTarget(name: string): {readonly role: (typeof ROLES)[number]; readonly scope: Scope | null} | null {
  const [, word = "", , scope = null] = /^@([a-z]+)(:(.+))?$/.exec(name) ?? [];
  const role = ROLES.find((one) => one === word);
  return role === undefined ? null : {role, scope};
}

export type FaultName = FaultAct["kind"];
/** A fault that befalls one message. */
export type MessageFault = Extract<FaultAct, {readonly message: string}>;
export type ActOf<K extends FaultName> = Extract<FaultAct, {readonly kind: K}>;

/** The nodes that a fault hits, as it names them. */
export const befallen = (fault: FaultAct): readonly NodeId[] =>
  "nodes" in fault ? (fault.nodes ?? []) : "node" in fault ? [fault.node] : [];

/** What a random schedule has drawn for one blow. */
export interface Drawn {
  /** Members of the cluster. */
  readonly ids: readonly NodeId[];
  /** Whom it hits: a member, or `@leader`. */
  readonly node: NodeId;
  /** Another member, or the same. */
  readonly peer: NodeId;
  /** The members up to `peer`, and those after it. */
  readonly sides: readonly [readonly NodeId[], readonly NodeId[]];
  /** From 1 to 6. */
  readonly force: number;
  readonly lastsMs: number;
  /** A number unique to this blow, for `as`. */
  readonly tag: number;
  /** The port between members. */
  readonly port: string;
}

/** A fault, and what mends it when its time has come; null: nothing has to. */
export type Struck = readonly [fault: FaultAct, repair: FaultAct | null];

/** A kind of fault: its fields, and how random schedules use it. Its effect is in the kernel, its look in the views. */
interface FaultKind<K extends FaultName> {
  /** Its fields, each with what is right there. */
  readonly fields: {readonly [F in Exclude<keyof ActOf<K>, "kind">]: FormOf<ActOf<K>[F]>};
  /**
   * Ways to strike. `turns` are its places on the wheel that a schedule spins, two of them making it twice as likely: numbers, so that a seed
   * keeps its schedule wherever a kind stands. A new one takes the next that is free.
   */
  readonly draws: readonly {readonly turns: readonly number[]; readonly blows: (drawn: Drawn) => readonly Struck[]}[];
}

const node = nodeName;
const nodes = nodesOfScenario;
const as = maybe(text);

/** All kinds of faults. */
export const FAULTS: {readonly [K in FaultName]: FaultKind<K>} = {
  crash: {
    fields: {node, as},
    draws: [
      {
        turns: [0, 12],
        blows: ({node, tag}) => [
          [
            {kind: "crash", node, as: `n${tag}`},
            {kind: "restart", node: `@n${tag}`},
          ],
        ],
      },
    ],
  },
  "power-loss": {
    fields: {node, as},
    draws: [
      {
        turns: [1, 13],
        blows: ({node, tag}) => [
          [
            {kind: "power-loss", node, as: `n${tag}`},
            {kind: "restart", node: `@n${tag}`},
          ],
        ],
      },
      {
        // All of them.
        turns: [8],
        blows: ({ids, node}) =>
          [node, ...ids.filter((id) => id !== node)].map((id) => [
            {kind: "power-loss", node: id},
            {kind: "restart", node: id},
          ]),
      },
    ],
  },
  restart: {fields: {node}, draws: []},
  pause: {
    fields: {node, forMs: maybe(time), as},
    draws: [{turns: [2], blows: ({node, lastsMs}) => [[{kind: "pause", node, forMs: lastsMs}, null]]}],
  },
  resume: {fields: {node}, draws: []},
  cut: {
    fields: {nodes, from: maybe(nodes), oneWay: maybe(flag), as},
    draws: [
      {turns: [3], blows: ({node, peer}) => (node === peer ? [] : [cutOff([node], {from: [peer]})])},
      // From everybody, the clients too.
      {turns: [4], blows: ({sides: [one]}) => [cutOff(one, {})]},
      {turns: [5], blows: ({node, peer}) => (node === peer ? [] : [cutOff([node], {from: [peer], oneWay: true})])},
      // The servers part; the clients reach both sides.
      {turns: [10, 11], blows: ({sides: [one, rest]}) => (rest.length === 0 ? [] : [cutOff(one, {from: rest})])},
    ],
  },
  heal: {fields: {nodes: maybe(nodes), from: maybe(nodes)}, draws: []},
  "slow-link": {fields: {nodes, from: maybe(nodes), factor: aboveZero}, draws: []},
  "slow-disk": {
    fields: {node, factor: nullOr(zeroOrMore), as},
    draws: [
      {
        turns: [6],
        blows: ({node, force, tag}) => [
          [
            {kind: "slow-disk", node, factor: force > 4 ? null : force * 20, as: `d${tag}`},
            {kind: "heal-disk", node: `@d${tag}`},
          ],
        ],
      },
    ],
  },
  "heal-disk": {fields: {node}, draws: []},
  "clock-jump": {fields: {node, byMs: number}, draws: []},
  "clock-drift": {
    fields: {node, ppm: number},
    draws: [{turns: [9], blows: ({node, force}) => [[{kind: "clock-drift", node, ppm: (force - 3) * 20_000}, null]]}],
  },
  "reset-connection": {
    fields: {node, peer: node, port: maybe(text)},
    draws: [{turns: [7], blows: ({node, peer, port}) => (node === peer ? [] : [[{kind: "reset-connection", node, peer, port}, null]])}],
  },
  drop: {fields: {message: messageName, node, peer: maybe(node)}, draws: []},
  delay: {fields: {message: messageName, node, peer: maybe(node), byMs: time}, draws: []},
  duplicate: {fields: {message: messageName, node, peer: maybe(node)}, draws: []},
};

const cutOff = (nodes: readonly NodeId[], more: {readonly from?: readonly NodeId[]; readonly oneWay?: boolean}): Struck => [
  {kind: "cut", nodes, ...more},
  {kind: "heal", nodes, ...(more.from ? {from: more.from} : {})},
];
