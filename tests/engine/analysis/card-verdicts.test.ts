// What the literature and the documentation lead one to expect of each system and setup (fact sheet consistency-checking §9), held against runs.

import {expect, test} from "vitest";
import {type CardRow, type Compared, cardRow, cardScenario} from "../../../src/engine/analysis/card.ts";
import {measures} from "../../../src/engine/analysis/measures.ts";
import {availability} from "../../../src/engine/checking/consistency/availability.ts";
import {type SessionGuarantee, sessionGuarantees} from "../../../src/engine/checking/consistency/rules/sessions.ts";
import type {Operation} from "../../../src/engine/model/operation.ts";
import type {Run} from "../../../src/engine/model/run.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {claims as eurekaClaims} from "../../../src/engine/systems/eureka/claims.ts";
import {system as eureka} from "../../../src/engine/systems/eureka/index.ts";
import {setups as eurekaSetups} from "../../../src/engine/systems/eureka/setups.ts";
import {claims as kafkaClaims} from "../../../src/engine/systems/kafka/claims.ts";
import {system as kafka} from "../../../src/engine/systems/kafka/index.ts";
import {setups as kafkaSetups} from "../../../src/engine/systems/kafka/setups.ts";
import {claims as rabbitmqClaims} from "../../../src/engine/systems/rabbitmq/claims.ts";
import {system as rabbitmq} from "../../../src/engine/systems/rabbitmq/index.ts";
import {setups as rabbitmqSetups} from "../../../src/engine/systems/rabbitmq/setups.ts";
import {claims as redisClaims} from "../../../src/engine/systems/redis/claims.ts";
import {system as redis} from "../../../src/engine/systems/redis/index.ts";
import {setups as redisSetups} from "../../../src/engine/systems/redis/setups.ts";
import {system as zookeeper} from "../../../src/engine/systems/zookeeper/index.ts";
import {setups as zookeeperSetups} from "../../../src/engine/systems/zookeeper/setups.ts";
import {toMs} from "../../../src/engine/vocabulary.ts";

const compared = {
  eureka: {system: eureka as unknown as System, setups: eurekaSetups},
  kafka: {system: kafka as unknown as System, setups: kafkaSetups},
  rabbitmq: {system: rabbitmq as unknown as System, setups: rabbitmqSetups},
  redis: {system: redis as unknown as System, setups: redisSetups},
  zookeeper: {system: zookeeper as unknown as System, setups: zookeeperSetups},
} satisfies {readonly [name: string]: Compared};
type Name = keyof typeof compared;

/** A run of the card with what it comes to, and when its fault began and ended, ms. */
interface Tried {
  readonly run: Run;
  readonly row: CardRow;
  readonly from: number;
  readonly to: number;
}

const SEEDS = [1, 2, 3];

const tried = (name: Name, setup: string, fault: string, change: (scenario: Scenario) => Scenario = (same) => same): readonly Tried[] =>
  SEEDS.map((seed) => {
    const own: Compared = compared[name];
    const made = run(own.system, change(cardScenario(own, {setup, fault, seed})));
    const [first, ...rest] = made.faults;
    const healed = rest.find(({kind}) => kind === "heal" || kind === "resume" || kind === "restart");
    return {run: made, row: cardRow(own, made), from: toMs(first?.at ?? made.end), to: toMs(healed?.at ?? made.end)};
  });

/** The cut lasts so much longer, and so does the run. */
const longer =
  (byMs: number) =>
  (scenario: Scenario): Scenario => ({
    ...scenario,
    faults: scenario.faults.map((fault) => (fault.kind === "heal" && "at" in fault ? {...fault, at: fault.at + byMs} : fault)),
    untilMs: scenario.untilMs + byMs,
  });

const within = (o: Operation, {from, to}: Tried): boolean => toMs(o.invokedAt) > from && toMs(o.completedAt ?? o.invokedAt) < to;
const acknowledged = (one: Tried, isAsked: (o: Operation) => boolean): readonly Operation[] =>
  one.run.history.filter((o) => o.type === "ok" && isAsked(o) && within(o, one));
const lost = (rows: readonly Tried[]): number[] => rows.map(({row}) => row.lost ?? Number.NaN);
const stale = (rows: readonly Tried[]): number[] => rows.map(({row}) => row.stale);
const none = SEEDS.map(() => 0);
const right = SEEDS.map(() => "ok");
const verdicts = (rows: readonly Tried[]) => rows.map(({row}) => row.verdict);

/** How often what one client may expect of its own operations was broken, by the order in which the writes were numbered. */
function broken({run: {history}}: Tried, versions: ReadonlyMap<string, number>, guarantee: SessionGuarantee): number {
  const version = (o: {readonly f: string; readonly value: unknown; readonly result: unknown}) =>
    versions.get(JSON.stringify(o.f === "write" ? o.value : o.result)) ?? null;
  return sessionGuarantees(history as readonly Operation[], version)[guarantee].findings.length;
}

/** ZooKeeper numbers each change of a node. */
const znodeVersions = ({run: {history}}: Tried): ReadonlyMap<string, number> =>
  new Map(history.flatMap(({f, type, value, result}) => (f === "write" && type === "ok" ? [[JSON.stringify(value), Number(result)]] : [])));

test("ZooKeeper, writes: each stands behind all that were acknowledged before it, none is lost, and the minority is refused", () => {
  for (const one of tried("zookeeper", "defaults", "minority-cut")) {
    const done = one.run.history.filter(({f, type}) => f === "write" && type === "ok").sort((a, b) => a.invokedAt - b.invokedAt);
    const behind = done.filter((o) =>
      done.some((earlier) => (earlier.completedAt ?? 0) < o.invokedAt && Number(earlier.result) >= Number(o.result)),
    );
    expect(behind).toEqual([]);
    expect(one.row.lost).toBe(0);
    // What was under way when the link was cut may still have arrived.
    const inside = acknowledged(one, ({f, process}) => f === "write" && process === "writer-z5");
    expect(inside.filter(({invokedAt}) => toMs(invokedAt) > one.from + 1000)).toEqual([]);
    expect(acknowledged(one, ({f, process}) => f === "write" && process === "writer-z3").length).toBeGreaterThan(10);
  }
});

test("ZooKeeper, plain reads: stale on the cut-off side until its server notices, some 10 s; within a session never older than before", () => {
  const rows = tried("zookeeper", "defaults", "minority-cut");
  expect(verdicts(rows)).toEqual(SEEDS.map(() => "illegal"));
  for (const one of rows) {
    const inside = acknowledged(one, ({f, process}) => f === "read" && (process === "reader-z5" || process === "reader-z1"));
    const last = Math.max(...inside.map(({completedAt}) => toMs(completedAt ?? one.run.end)));
    expect(inside.length).toBeGreaterThan(5);
    expect(last).toBeLessThan(one.from + 16_000);
    expect(broken(one, znodeVersions(one), "monotonic-reads")).toBe(0);
  }
});

test("ZooKeeper, sync before each read: right while there is one leader, whatever else happens", () => {
  for (const fault of ["leader-crash", "majority-cut", "rolling-restart", "power-loss", "clock-jump"])
    expect([fault, ...verdicts(tried("zookeeper", "sync-reads", fault))]).toEqual([fault, ...right]);
});

test("ZooKeeper, sync is no quorum operation: a leader that was cut off answers its own clients, and they alone read what is old", () => {
  const rows = tried("zookeeper", "sync-reads", "leader-cut");
  expect(Math.max(...stale(rows))).toBeGreaterThan(0);
  for (const {run: made, row} of rows) {
    const honest = made.history.filter(({f, server}) => f !== "read" || server !== "z5");
    const own = compared.zookeeper as Compared;
    expect([row.lost, cardRow(own, {...made, history: honest}).verdict]).toEqual([0, "ok"]);
  }
});

test("Kafka, acks=all and two in sync: nothing is lost, the log keeps its rules, and beside the cut-off leader nothing is acknowledged", () => {
  const rows = tried("kafka", "safest", "leader-cut");
  expect([verdicts(rows), lost(rows)]).toEqual([right, none]);
  for (const one of rows)
    expect(
      acknowledged(one, ({f, process, invokedAt}) => f === "write" && process === "writer-b2" && toMs(invokedAt) > one.from + 1000),
    ).toEqual([]);
});

test("Kafka, acks=all: whoever reads at a deposed leader reads an old end, once another one acknowledges", () => {
  const short = tried("kafka", "safest", "leader-cut");
  const long = tried("kafka", "safest", "leader-cut", longer(30_000));
  // In half a minute producers elsewhere still wait for the old leader: request.timeout.ms.
  expect([stale(short), lost(long)]).toEqual([none, none]);
  expect(Math.min(...stale(long))).toBeGreaterThan(0);
});

test("Kafka, acks=1: the cut-off leader acknowledges about one record a second of each producer beside it, and all of that is lost", () => {
  for (const gone of lost(tried("kafka", "fastest", "leader-cut"))) expect(gone).toBeGreaterThan(20);
});

test("RabbitMQ, quorum queue: nothing is lost, the side of fewer waits, the other one has a leader within seconds", () => {
  const rows = tried("rabbitmq", "quorum", "leader-cut");
  expect([verdicts(rows), lost(rows)]).toEqual([right, none]);
  for (const {row} of rows) {
    expect(row.besideMs).toBeGreaterThan(30_000);
    expect(row.elsewhereMs).toBeLessThan(12_000);
  }
});

test("RabbitMQ, mirrored queue and ignore: two masters take messages, and nothing is lost until somebody chooses a side", () => {
  for (const {run: made, row} of tried("rabbitmq", "mirrored-ignore", "leader-cut")) {
    expect(measures(made).dualWriteMs).toBeGreaterThan(15_000);
    expect(row.lost).toBe(0);
  }
});

test("RabbitMQ, autoheal: both sides take messages, and with the heal those of one side are lost", () => {
  for (const {run: made, row} of tried("rabbitmq", "mirrored-autoheal", "leader-cut")) {
    expect(measures(made).dualWriteMs).toBeGreaterThan(10_000);
    expect(row.lost).toBeGreaterThan(20);
  }
});

test("RabbitMQ, pause_minority: the side of fewer stops, the other one goes on, and the cut loses nothing here", () => {
  const rows = tried("rabbitmq", "mirrored-pause-minority", "leader-cut");
  expect(lost(rows)).toEqual(none);
  for (const {row} of rows) {
    expect(row.besideMs).toBeGreaterThan(30_000);
    expect(row.elsewhereMs).toBeLessThan(14_000);
  }
});

test("RabbitMQ, automatic acknowledgement: what was on its way into a cut is lost, at most once and not twice", () => {
  for (const {row} of tried("rabbitmq", "mirrored-auto-ack", "leader-cut")) {
    expect(row.lost).toBeGreaterThan(0);
    expect(row.duplicates).toBe(0);
  }
});

test("RabbitMQ, acknowledgement by hand: messages come twice in some runs, and none is lost when a host vanishes", () => {
  const rows = tried("rabbitmq", "mirrored", "power-loss");
  expect(Math.max(...rows.map(({row}) => row.duplicates ?? 0))).toBeGreaterThan(0);
  expect(lost(tried("rabbitmq", "mirrored-ignore", "leader-vanishes"))).toEqual(none);
});

test("Redis: a cut-off master goes on acknowledging, and all that it acknowledged after another was made master is lost", () => {
  for (const {run: made, row} of tried("redis", "noticed", "leader-cut")) {
    expect(row.lost).toBeGreaterThan(20);
    expect(row.besideMs).toBeLessThan(2000);
    expect(measures(made).dualWriteMs).toBeGreaterThan(15_000);
  }
});

test("Redis, with the usual half a minute a cut of half a minute is noticed as it heals, if at all", () => {
  for (const {row} of tried("redis", "defaults", "leader-cut")) expect(row.elsewhereMs).toBeGreaterThan(29_000);
});

test("Redis, min-replicas and WAIT: no acknowledged write is lost in a cut, and the register is not right all the same", () => {
  const rows = tried("redis", "min-replicas-and-wait", "leader-cut");
  expect([lost(rows), verdicts(rows)]).toEqual([none, SEEDS.map(() => "illegal")]);
});

test("Redis, no copy on disk that is up to date: when all lose power what was written last is lost, with WAIT too", () => {
  for (const setup of ["defaults", "min-replicas-and-wait"])
    for (const gone of lost(tried("redis", setup, "power-loss"))) expect(gone).toBeGreaterThan(0);
});

test("Redis, reads from replicas: right while the stream is quick, stale on the side that it does not reach", () => {
  expect(stale(tried("redis", "replica-reads", "clock-jump"))).toEqual(none);
  for (const fault of ["leader-cut", "majority-cut"])
    expect(Math.min(...stale(tried("redis", "replica-reads", fault)))).toBeGreaterThan(20);
});

test("Eureka: its registry is no single copy, with nothing wrong either", () => {
  for (const setup of ["defaults", "fresh"]) expect(verdicts(tried("eureka", setup, "clock-jump"))).toEqual(SEEDS.map(() => "illegal"));
});

/** Strictly, and of clients that stay on their side: does every living server answer everything that it is asked, a cut or not? */
const isAvailable = (one: Tried, patienceMs: number): boolean => {
  const pinned = new Set((one.run.scenario.clients ?? []).flatMap(({id, host}) => (host === undefined ? [] : [id])));
  const asked = one.run.history.filter(({process, server}) => pinned.has(process) && server !== null);
  const window = {from: one.from * 1000, to: (one.to - patienceMs) * 1000};
  return availability(asked, {run: {from: 0, to: one.run.end}, fault: window, patience: patienceMs * 1000}).isAvailable;
};

test("A, strictly: Eureka has it under a cut, and neither ZooKeeper nor Kafka nor a quorum queue has", () => {
  const patience = 10_000;
  expect(tried("eureka", "defaults", "leader-cut").map((one) => isAvailable(one, patience))).toEqual(SEEDS.map(() => true));
  for (const [name, setup] of [
    ["zookeeper", "defaults"],
    ["kafka", "safest"],
    ["kafka", "fastest"],
    ["rabbitmq", "quorum"],
    ["redis", "min-replicas-and-wait"],
  ] as const)
    expect([name, setup, ...tried(name, setup, "minority-cut").map((one) => isAvailable(one, patience))]).toEqual([
      name,
      setup,
      ...SEEDS.map(() => false),
    ]);
});

/** Rows of the sheet that a claim of the system holds, over more seeds and with a scenario of its own. */
const BY_CLAIM: {readonly [row: string]: readonly string[]} = {
  "Kafka, the last one in sync: nobody leads until it is back, nothing is lost": ["kafka/clean-waits"],
  "Kafka, unclean elections: acknowledged records are lost": ["kafka/unclean-loses"],
  "Kafka, the last replica standing loses its disk": ["kafka/without-eligible-loses", "kafka/eligible-keeps"],
  "Kafka, idempotent producer": ["kafka/idempotent-once", "kafka/without-idempotence-twice"],
  "RabbitMQ, ignore: the discarded side is lost": ["rabbitmq/ignore-loses-a-side"],
  "RabbitMQ, when-synced": ["rabbitmq/when-synced-waits", "rabbitmq/any-synced-is-not-the-oldest"],
  "RabbitMQ, unsynchronised mirror": ["rabbitmq/unsynchronised-loses-the-head"],
  "Redis, min-replicas: the loss is bounded": ["redis/loss-is-bounded"],
  "Redis, WAIT is not enough": ["redis/wait-one-is-not-enough"],
  "Eureka, both sides accept": ["eureka/both-sides-accept"],
  "Eureka, a cancellation can be undone": ["eureka/heartbeat-raises-the-dead"],
  "Eureka, what self-preservation keeps": ["eureka/protection-keeps-the-living"],
  "Eureka, how old an answer is without a fault": ["eureka/registered-within-a-minute"],
};

/** Rows that no model here can run, and why. */
const NOT_MODELLED: {readonly [row: string]: string} = {
  "ZooKeeper, write then read":
    "a client of the model does one thing; that a read waits for its session's own writes is held by K8's tests",
  "ZooKeeper, readonlymode.enabled": "the model has no read-only servers",
  "RabbitMQ, classic queue without copies": "the model's queues are mirrored or quorum queues: one copy has no successor to elect",
  "Redis, a single server": "nothing is elected; its losses on a crash are those of `save`, and the model has no append-only file",
  "Eureka, one server without caches, asked by id": "the model's clients fetch the whole registry",
};

test("what the card does not show is held by a claim, or no model can run it and a word says why", () => {
  const known = new Set([...eurekaClaims, ...kafkaClaims, ...rabbitmqClaims, ...redisClaims].map(({id}) => id));
  expect(
    Object.values(BY_CLAIM)
      .flat()
      .filter((id) => !known.has(id)),
  ).toEqual([]);
  expect(Object.keys(NOT_MODELLED).filter((row) => row in BY_CLAIM)).toEqual([]);
});
