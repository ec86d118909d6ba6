import {expect, test} from "vitest";
import {CARD_FAULTS, type CardRow, type Compared, cardOf, cardRow, cardScenario} from "../../../src/engine/analysis/card.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {system as kafka} from "../../../src/engine/systems/kafka/index.ts";
import * as kafkaSetups from "../../../src/engine/systems/kafka/setups.ts";
import {system as redis} from "../../../src/engine/systems/redis/index.ts";
import * as redisSetups from "../../../src/engine/systems/redis/setups.ts";
import {system as zookeeper} from "../../../src/engine/systems/zookeeper/index.ts";
import * as zookeeperSetups from "../../../src/engine/systems/zookeeper/setups.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";

const systems: {readonly [name: string]: Compared} = {
  kafka: {system: kafka as unknown as System, ...kafkaSetups},
  redis: {system: redis as unknown as System, ...redisSetups},
  zookeeper: {system: zookeeper as unknown as System, ...zookeeperSetups},
};

function rowsOf(name: string, setup: string, fault: string, seeds: number): readonly CardRow[] {
  const compared = systems[name] as Compared;
  return Array.from({length: seeds}, (_, i) =>
    cardRow(compared, run(compared.system, cardScenario(compared, {setup, fault, seed: i + 1}))),
  );
}

const most = (rows: readonly CardRow[], of: (row: CardRow) => number | null): number => Math.max(...rows.map((row) => of(row) ?? 0));

/** Fact sheet consistency-checking §9, and what each system says of itself. */
test.for<[says: string, system: string, setup: string, fault: string, holds: (rows: readonly CardRow[]) => boolean]>([
  [
    "ZooKeeper loses nothing when the leader is cut off, and its plain reads are stale",
    "zookeeper",
    "defaults",
    "leader-cut",
    (rows) => most(rows, ({lost}) => lost) === 0 && most(rows, ({stale}) => stale) > 0 && rows.some(({verdict}) => verdict === "illegal"),
  ],
  [
    "ZooKeeper's minority is refused for as long as the cut lasts, the others for an election",
    "zookeeper",
    "defaults",
    "minority-cut",
    (rows) => rows.every(({besideMs, elsewhereMs}) => (besideMs ?? 0) >= 30_000 && (elsewhereMs ?? 0) < 20_000),
  ],
  [
    "ZooKeeper without fsync loses what it acknowledged when all lose power",
    "zookeeper",
    "no-fsync",
    "power-loss",
    (rows) => most(rows, ({lost}) => lost) > 0,
  ],
  [
    "a Redis master that is cut off goes on acknowledging what is lost",
    "redis",
    "noticed",
    "leader-cut",
    (rows) => most(rows, ({lost}) => lost) > 20 && most(rows, ({besideMs}) => besideMs) < 2000,
  ],
  [
    "min-replicas-to-write and WAIT: the cut-off master stops, and nothing acknowledged is lost",
    "redis",
    "min-replicas-and-wait",
    "leader-cut",
    (rows) => most(rows, ({lost}) => lost) === 0 && rows.every(({besideMs}) => (besideMs ?? 0) > 10_000),
  ],
  [
    "reads from Redis' replicas are stale where the stream does not reach them",
    "redis",
    "replica-reads",
    "majority-cut",
    (rows) => most(rows, ({stale}) => stale) > 0,
  ],
  [
    "Kafka with acks=all loses nothing and keeps its log's rules when the leader is cut off",
    "kafka",
    "safest",
    "leader-cut",
    (rows) => rows.every(({lost, verdict}) => lost === 0 && verdict === "ok"),
  ],
  [
    "Kafka with acks=1 acknowledges on both sides of a cut, and loses one of them",
    "kafka",
    "fastest",
    "leader-cut",
    (rows) => most(rows, ({lost}) => lost) > 10 && rows.some(({verdict}) => verdict === "illegal"),
  ],
])("%s", ([, system, setup, fault, holds]) => {
  const rows = rowsOf(system, setup, fault, 4);
  expect(rows.every(({verdict}) => verdict !== "unknown")).toBe(true);
  expect(holds(rows), JSON.stringify(rows)).toBe(true);
});

test("a client on a host that lost its power for good is on neither side", () => {
  const [row] = rowsOf("redis", "defaults", "leader-vanishes", 1);
  expect(row?.besideMs).toBeNull();
  expect(row?.elsewhereMs).toBeGreaterThan(30_000);
});

test("where nobody leads, one member stands for the leader", () => {
  const compared = systems.zookeeper as Compared;
  const leaderless = {...compared, setups: compared.setups.map((setup) => ({...setup, stand: "z2"}))};
  const faults = CARD_FAULTS.flatMap((fault) => cardScenario(leaderless, {setup: "defaults", fault, seed: 1}).faults);
  const struck = faults.flatMap((fault) => ("nodes" in fault ? (fault.nodes ?? []) : "node" in fault ? [fault.node] : []));
  expect(struck).toContain("z2");
  expect(struck).not.toContain("@leader");
});

const row = (seed: number, more: Partial<CardRow>) =>
  ({
    system: "s",
    setup: "a",
    fault: "f",
    seed,
    verdict: "ok",
    lost: 0,
    duplicates: 0,
    stale: 0,
    besideMs: null,
    elsewhereMs: 10,
    ...more,
  }) as CardRow & {
    readonly seed: number;
  };

test("a cell tells the worst verdict and the most that was lost, and bounds what none of its runs shows", () => {
  const [cell] = cardOf([row(1, {}), row(2, {verdict: "unknown"}), row(3, {verdict: "illegal", lost: 3}), row(4, {lost: null})]);
  expect(cell).toMatchObject({verdict: "illegal", lost: 3, runs: 4, seed: 1, longestOutageMs: {beside: null, elsewhere: 10}});
  const [clean] = cardOf(Array.from({length: 100}, (_, i) => row(i + 1, {})));
  expect(clean?.verdict).toBe("ok");
  expect(clean?.bound).toBeCloseTo(0.037, 3);
});

test("an unknown setup or fault is refused by what there is", () => {
  const redisCompared = systems.redis as Compared;
  expect(() => cardScenario(redisCompared, {setup: "default", fault: "bridge", seed: 1})).toThrow(Refusal);
  expect(() => cardScenario(redisCompared, {setup: "defaults", fault: "brigde", seed: 1})).toThrow(/one of leader-crash/);
});
