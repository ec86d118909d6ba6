import type {ClientSpec, NodeSpec, Scenario, Shape} from "../../model/scenario.ts";
import type {EventName, System} from "../../model/system.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {FUZZ_MACHINE} from "../fuzz-machine.ts";
import type {Config} from "./config.ts";
import type {RedisMessage} from "./messages.ts";
import type {RedisNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import type {Member} from "./state.ts";

/**
 * All periods a fifth of the real ones or less, as SENTINEL DEBUG allows: a fail-over and a demotion fit between two faults. The second between
 * two INFO of a fail-over cannot be set, and failover-timeout leaves room for it.
 */
const QUICK: Scenario["config"] = {
  "down-after-milliseconds": 400,
  "failover-timeout": 2000,
  "info-period": 1000,
  "ping-period": 200,
  "ask-period": 200,
  "publish-period": 300,
  "tilt-trigger": 1000,
  "tilt-period": 2000,
  "election-timeout": 800,
  "slave-reconf-timeout": 800,
  "min-link-reconnect-period": 1000,
  "repl-timeout": 4,
  "repl-diskless-sync-delay": 0,
};

type Args = {readonly [id: string]: NodeSpec["args"]};

const servers = (n: number, args: Args = {}, dead: readonly NodeId[] = []): NodeSpec[] =>
  Array.from({length: n}, (_, i) => {
    const id = `n${i + 1}`;
    return {id, ...(dead.includes(id) ? {startMs: null} : {}), args: {...(i > 0 ? {replicaof: "n1"} : {}), ...args[id]}};
  });
const sentinels = (n: number, beside: readonly NodeId[] = []): NodeSpec[] =>
  Array.from({length: n}, (_, i) => ({id: `s${i + 1}`, process: "sentinel", ...(beside[i] ? {host: beside[i]} : {})}));

function clients(nodes: readonly NodeSpec[]): ClientSpec[] {
  const ids = nodes.flatMap((n) => (n.process === "sentinel" ? [] : [n.id]));
  const make = (id: string, args: {[key: string]: Json}): ClientSpec => ({id, args: {startMs: 400, pauseAfterErrorMs: 30, ...args}});
  return [
    make("aware", {intervalMs: 25}),
    make("holder", {policy: "pinned", servers: ["n1"], intervalMs: 40, readTimeoutMs: 500}),
    make("waiter", {does: "set", key: "w", intervalMs: 60, waitReplicas: 1, waitMs: 100}),
    make("reader", {does: "get", key: "w", policy: "next", servers: ids, intervalMs: 60, hopAfter: 3}),
  ];
}

/** What applications and operators do besides: transactions, scripts, keys that expire, other settings, a stop in good order. */
function busy(): ClientSpec[] {
  const make = (id: string, args: {[key: string]: Json}): ClientSpec => ({id, args: {startMs: 400, pauseAfterErrorMs: 30, ...args}});
  const operator = (id: string, server: string, startMs: number, commands: readonly string[]): ClientSpec =>
    make(id, {does: "command", servers: [server], startMs, intervalMs: 700, readTimeoutMs: 3000, commands});
  return [
    make("pairs", {does: "transaction", size: 2, intervalMs: 40}),
    make("script", {does: "script", size: 2, runsMs: 30, intervalMs: 400, readTimeoutMs: 3000}),
    make("long", {does: "script", size: 1, runsMs: 900, writesFirst: true, startMs: 3000, intervalMs: 4000, readTimeoutMs: 3000}),
    make("volatile", {expiresMs: 300, intervalMs: 60}),
    make("pinned", {policy: "pinned", servers: ["n1"], intervalMs: 40, readTimeoutMs: 3000}),
    make("volatile-reader", {does: "get", key: "volatile:9", policy: "next", servers: ["n1", "n2", "n3"], intervalMs: 60, hopAfter: 3}),
    operator("settings", "n2", 1000, ["CONFIG SET min-replicas-to-write 1", "CONFIG SET repl-backlog-size 1", "CONFIG REWRITE"]),
    operator("stopper", "n1", 1800, ["CONFIG SET shutdown-timeout 1", "SHUTDOWN SAVE", "SHUTDOWN ABORT"]),
    operator("watcher", "s1", 1500, ["SENTINEL SET mymaster quorum 1", "SENTINEL CKQUORUM mymaster", "SENTINEL RESET *"]),
  ];
}

function shape(name: string, nodes: readonly NodeSpec[], config: Scenario["config"] = {}, more: Partial<Shape> = {}): Shape {
  const watchers = nodes.filter((n) => n.process === "sentinel").map((n) => n.id);
  const slaves = nodes.filter((n) => n.args?.replicaof !== undefined).map((n) => n.id);
  return {
    name,
    config: {...QUICK, ...config},
    nodes,
    initial: Object.fromEntries(watchers.map((id) => [id, {slaves, sentinels: watchers.filter((x) => x !== id), spreadMs: 300}])),
    network: {latency: {uniform: [0.2, 6]}},
    machine: FUZZ_MACHINE,
    clients: clients(nodes),
    untilMs: 9000,
    ...more,
  };
}

const BESIDE = ["n1", "n2", "n3"];
/** Split elections, which take a while. */
const FAR: Partial<Shape> = {network: {latency: {uniform: [30, 60]}}};

/** An answer may be out for longer than the least patient wait: healthy masters are replaced, and links are young or down. */
const LATE: Partial<Shape> = {network: {latency: {uniform: [1, 50]}}};

/** Even numbers of sentinels, small quorums, stale replicas, slow disks: more often than in practice, because mistakes hide there. */
const shapes: readonly Shape[] = [
  shape("three", [...servers(3), ...sentinels(3, BESIDE)]),
  shape("three, apart", [...servers(3), ...sentinels(3)]),
  shape("three, far from each other", [...servers(3), ...sentinels(3, BESIDE)], {}, FAR),
  shape("four sentinels, far", [...servers(3), ...sentinels(4, BESIDE)], {}, FAR),
  shape("a quorum of one", [...servers(3), ...sentinels(3, BESIDE)], {quorum: 1}),
  shape("four sentinels, a quorum of one", [...servers(3), ...sentinels(4, BESIDE)], {quorum: 1}),
  shape("five sentinels", [...servers(3), ...sentinels(5, BESIDE)], {quorum: 3}),
  shape("two and two", [...servers(2), ...sentinels(2)], {quorum: 1}),
  shape("min-replicas", [...servers(3), ...sentinels(3, BESIDE)], {"min-replicas-to-write": 1, "min-replicas-max-lag": 1}),
  shape("min-replicas of two", [...servers(3), ...sentinels(3)], {"min-replicas-to-write": 2, "min-replicas-max-lag": 1}),
  shape("saved", [...servers(3), ...sentinels(3, BESIDE)], {save: 1, "repl-backlog-size": 1}),
  shape("operated", [...servers(3), ...sentinels(3)], {"busy-reply-threshold": 300}, {clients: busy()}),
  shape("priorities", [...servers(4, {n2: {priority: 0}, n3: {priority: 50}}), ...sentinels(3)]),
  shape("impatient replicas", [...servers(3), ...sentinels(3)], {"down-after-milliseconds": 150, "repl-timeout": 1}),
  shape("no patience", [...servers(3), ...sentinels(3)], {"down-after-milliseconds": 60, "repl-timeout": 1, quorum: 1}, LATE),
  shape("a dead master, far", [...servers(3, {}, ["n1"]), ...sentinels(4)], {"election-timeout": 3000, "failover-timeout": 3000}, FAR),
  shape(
    "a dead master and five, far",
    [...servers(3, {}, ["n1"]), ...sentinels(5)],
    {"election-timeout": 3000, "failover-timeout": 3000},
    FAR,
  ),
  shape("a replica's replica", [...servers(4, {n4: {replicaof: "n2"}}), ...sentinels(3)]),
  shape("strangers", [...servers(3), ...sentinels(3)], {}, {initial: {}}),
];

const TURNS = [
  "+sdown",
  "+odown",
  "+try-failover",
  "+vote-for-leader",
  "+elected-leader",
  "+selected-slave",
  "slaveof-noone",
  "master-mode",
  "+promoted-slave",
  "+switch-master",
  "replica-of",
  "partial-resync",
  "full-resync",
  "sync-finished",
  "+convert-to-slave",
  "+tilt",
] as const;

/** Sends, syncs and turns: the instants at which a fault has most to destroy. */
const events: readonly EventName<RedisMessage, RedisNote>[] = [
  ...(["SLAVEOF", "ISMASTERDOWN", "DOWN", "PUBLISH", "PSYNC", "CONTINUE", "FULLRESYNC", "SNAPSHOT", "ACK", "INFOREPLY"] as const).map(
    (kind) => `send ${kind}` as const,
  ),
  ...(["SLAVEOF", "ISMASTERDOWN", "DOWN", "CONTINUE", "SNAPSHOT", "SET"] as const).map((kind) => `receive ${kind}` as const),
  ...["sentinel.conf", "redis.conf", "dump.rdb"].flatMap((file) => [`sync ${file}`, `write ${file}`] as const),
  ...TURNS.map((note) => `note ${note}` as const),
];

export const fuzz: System<Member, RedisMessage, Rules, Config, RedisNote>["fuzz"] = {shapes, events, port: "replication"};
