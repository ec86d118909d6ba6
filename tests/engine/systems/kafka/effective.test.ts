import {expect, test} from "vitest";
import {writeInInterregnum} from "../../../../src/engine/checking/interregnum.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import {QUICK_BROKERS} from "../../../../src/engine/systems/kafka/workload.ts";
import {ms} from "../../../../src/engine/vocabulary.ts";
import {tell} from "./story.ts";

// The leader is alone in its ISR, and ZooKeeper is away. A follower has caught up, and is to be added; it dies before ZooKeeper is back.
const REFUSED: Scenario = {
  system: "kafka",
  name: "unclean",
  config: {tickTime: 100, "zookeeper.session.timeout.ms": 600, ...QUICK_BROKERS, "unclean.leader.election.enable": true},
  network: {latency: {uniform: [0.2, 6]}},
  machine: {
    name: "fuzz",
    processStart: {uniform: [5, 200]},
    teardown: {uniform: [0, 10]},
    fsync: {uniform: [0.2, 8]},
    service: {},
    work: {},
  },
  nodes: [{id: "z1", process: "server"}, ...["b1", "b2", "b3"].map((id, i) => ({id, startMs: 350 + 40 * i, args: {restartMs: 100}}))],
  clients: [
    {id: "admin", process: "admin", args: {topic: "t", assignment: [{replicas: ["b1", "b2", "b3"], count: 1}], startMs: 700, moves: null}},
    {id: "all", args: {startMs: 900, requestTimeoutMs: 1500, deliveryTimeoutMs: 6000, intervalMs: 40}},
    {id: "slow", args: {startMs: 900, requestTimeoutMs: 1500, deliveryTimeoutMs: 6000, intervalMs: 450}},
    {id: "consumer", process: "consumer", args: {startMs: 900, maxWaitMs: 200, requestTimeoutMs: 1500}},
  ],
  faults: [
    {kind: "cut", nodes: ["b3"], from: ["b1"], oneWay: true, at: 1378},
    {kind: "cut", nodes: ["b1"], from: ["b2"], at: 1694},
    {kind: "power-loss", node: "z1", at: 2367},
    {kind: "heal", nodes: ["b1"], from: ["b2"], at: 2920},
    {kind: "heal", nodes: ["b3"], from: ["b1"], at: 3023},
    {kind: "restart", node: "z1", at: 5125},
    {kind: "power-loss", node: "b2", at: 5291},
  ],
  untilMs: 8000,
  seed: 536259242,
};

test("I6: who may not add a dead follower goes by its last ISR again, and can commit from then on", () => {
  const s = tell(REFUSED);
  const [refused] = s.notes("isr-refused").filter(({error}) => error === "INELIGIBLE_REPLICA");
  expect(refused).toMatchObject({node: "b1", scope: "t-0"});
  const before = s.run.effective.filter(({scope, from}) => scope === "t-0" && from < ms(refused?.ms ?? 0)).at(-1);
  expect(before?.nodes).toEqual([]);
  expect(before?.to).toBe(ms(refused?.ms ?? 0));
  expect(writeInInterregnum(s.run)).toBe(null);
});

// ZooKeeper takes the leader's smaller ISR and dies before it says so: asked again it answers that the version is another.
const UNKNOWN: Scenario = {
  ...REFUSED,
  faults: [
    {kind: "cut", nodes: ["b3"], from: ["b1"], oneWay: true, at: 1378},
    {kind: "cut", nodes: ["b1"], from: ["b2"], at: 1694},
    {kind: "crash", node: "z1", at: 2353},
    {kind: "heal", nodes: ["b1"], from: ["b2"], at: 2920},
    {kind: "heal", nodes: ["b3"], from: ["b1"], at: 3023},
    {kind: "restart", node: "z1", at: 3461},
    {kind: "crash", node: "b2", at: 4147},
  ],
};

test("C8: a leader that waits for news of its ISR takes none from a LeaderAndIsr of its own epoch", () => {
  const s = tell(UNKNOWN);
  const [refused] = s.notes("isr-refused");
  expect(refused).toMatchObject({node: "b1", error: "INVALID_UPDATE_VERSION"});
  // The controller sends what ZooKeeper has, the leader alone, as b2's session is over. The leader goes on waiting for b2.
  const sent = s.sent("LEADER_AND_ISR").filter(({ms}) => ms > (refused?.ms ?? 0) && ms < 6000);
  expect(sent.map(({to, message}) => ({to, message}))).toMatchObject([
    {to: "b1", message: {partitions: [{leader: "b1", e: 0, isr: ["b1"], pe: 1}]}},
  ]);
  expect(s.notes("high-watermark").filter(({ms}) => ms > 4200)).toEqual([]);
  expect(writeInInterregnum(s.run)).toBe(null);
});
