import type {ClientSpec, Machine, NodeSpec, Shape} from "../../model/scenario.ts";
import type {EventName, System} from "../../model/system.ts";
import type {Json} from "../../vocabulary.ts";
import {FUZZ_MACHINE} from "../fuzz-machine.ts";
import type {Config} from "./config.ts";
import type {ZkMessage} from "./messages.ts";
import {DURABLE, type ZkNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import type {Server} from "./state.ts";

const MACHINE: Machine = {
  ...FUZZ_MACHINE,
  work: {shutdown: {uniform: [0, 15]}, startLeader: {uniform: [0, 10]}, startFollower: {uniform: [0, 5]}},
};

const voters = (n: number): NodeSpec[] => Array.from({length: n}, (_, i) => ({id: `z${i + 1}`}));
const observer = (n: number): NodeSpec => ({id: `z${n}`, args: {observer: true}});
const grouped = (n: number): NodeSpec[] =>
  voters(n).map((v, i) => ({...v, args: {group: `g${Math.floor(i / 3)}`, weight: i === 0 ? 0 : 1}}));
const without = (nodes: readonly NodeSpec[], id: string): NodeSpec[] => nodes.map((n) => (n.id === id ? {...n, startMs: null} : n));

function clients(nodes: readonly NodeSpec[]): ClientSpec[] {
  const servers = nodes.map((n) => n.id);
  const common = {
    servers,
    policy: "next-random",
    pauseMs: 15,
    connectTimeoutMs: 150,
    readTimeoutMs: 700,
    sessionTimeoutMs: 2000,
    startMs: 300,
  };
  const args = (more: {[key: string]: Json}): {[key: string]: Json} => ({...common, ...more});
  return [
    {id: "writer-a", args: args({does: "create", path: "/a", first: servers[0] as string, intervalMs: 30})},
    {id: "writer-b", args: args({does: "create", path: "/b", first: servers[servers.length - 1] as string, intervalMs: 45})},
    {id: "reader", args: args({does: "get", path: "/a-0", first: servers[0] as string, intervalMs: 25, pauseMs: 5, hopAfter: 3})},
    {id: "owner", args: args({does: "contend", path: "/lock", first: servers[0] as string, pauseMs: 50})},
  ];
}

function shape(name: string, nodes: readonly NodeSpec[], initial?: Shape["initial"]): Shape {
  return {
    name,
    config: {tickTime: 200, initLimit: 10, syncLimit: 5, commitLogCount: 20},
    nodes,
    network: {latency: {uniform: [0.2, 6]}},
    machine: MACHINE,
    clients: clients(nodes),
    untilMs: 8000,
    ...(initial ? {initial} : {}),
  };
}

const log = (epoch: number, to: number): Json => Array.from({length: to}, (_, i) => [epoch, i + 1, `/n-${epoch}-${i + 1}`]);

/** Even sizes, observers, bare quorums and groups occur more often here than in practice, because mistakes hide there. */
const shapes: readonly Shape[] = [
  shape("three", voters(3)),
  shape("three voters, unequal logs", voters(3), {
    z1: {acceptedEpoch: 2, currentEpoch: 2, log: log(1, 4)},
    z2: {acceptedEpoch: 1, currentEpoch: 1, log: log(1, 9)},
    z3: {acceptedEpoch: 2, currentEpoch: 2, log: log(1, 4)},
  }),
  shape("two of three", without(voters(3), "z2")),
  shape("four", voters(4)),
  shape("four again", voters(4)),
  shape("five", voters(5)),
  shape("three of five", without(without(voters(5), "z4"), "z5")),
  shape("two", voters(2)),
  shape("three and an observer", [...voters(3), observer(4)]),
  shape("three and two observers", [...voters(3), observer(4), observer(5)]),
  shape("two groups", grouped(6)),
];

const TURNS = [
  "leading",
  "following",
  "established",
  "serving",
  "active",
  "proposed",
  "committed",
  "leaving",
  "quorum-acked-newleader",
] as const;

/** Sends, syncs and turns of role: the instants at which a crash has most to destroy. */
const events: readonly EventName<ZkMessage, ZkNote>[] = [
  ...(
    ["PROPOSAL", "COMMIT", "ACK", "ACKEPOCH", "LEADERINFO", "NEWLEADER", "UPTODATE", "DIFF", "SNAP", "TRUNC", "NOTIFICATION"] as const
  ).map((kind) => `send ${kind}` as const),
  ...(["PROPOSAL", "COMMIT", "NEWLEADER", "LEADERINFO", "ACKEPOCH"] as const).map((kind) => `receive ${kind}` as const),
  ...DURABLE.flatMap((file) => [`sync ${file}`, `write ${file}`] as const),
  ...TURNS.map((note) => `note ${note}` as const),
];

export const fuzz: System<Server, ZkMessage, Rules, Config, ZkNote>["fuzz"] = {shapes, events, port: "quorum"};
