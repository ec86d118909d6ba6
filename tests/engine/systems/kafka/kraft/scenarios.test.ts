import {expect, test} from "vitest";
import {run, scenarioOf} from "../../../../../src/engine/run.ts";
import {zookeepers} from "../../../../../src/engine/systems/kafka/cluster.ts";
import {type Story, story, system} from "../story.ts";

// The scenarios of the fact sheet in KRaft mode: a broker is fenced 9 to 10.1 s after its last heartbeat, 7 to 10.1 s after its end.

const within = (value: number | undefined, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

const outage = (s: Story, client = "producer") => s.measures.clients.find(({id}) => id === client)?.longestOutageMs;
const led = (s: Story) => s.states.map(([leader, e, isr]) => [leader, e, isr]);

test("leader-crash: the broker is fenced, the next of the assignment leads, and nothing is lost or doubled", () => {
  const s = story("leader-crash", {mode: "kraft"});
  expect(led(s).slice(0, 2)).toEqual([
    ["b1", 0, "b1,b2,b3"],
    ["b2", 1, "b2,b3"],
  ]);
  within(s.notes("broker-fenced")[0]?.ms, 12_000, 15_100);
  within((s.notes("leader", "b2")[0]?.ms ?? 0) - (s.notes("broker-fenced")[0]?.ms ?? 0), 25, 40);
  expect([s.measures.lostWrites, s.measures.duplicates, s.run.violations]).toEqual([0, 0, []]);
});

test("leader-host-vanishes: clients notice after 30 s, longer than the fence, unless their time-out is short", () => {
  within(outage(story("leader-host-vanishes", {mode: "kraft"})), 30_000, 31_000);
  within(outage(story("leader-host-vanishes", {mode: "kraft", requestTimeoutMs: 5000})), 7000, 16_100);
});

test("clean-stop: the leader moves at once, but the broker is let go only with the next heartbeat", () => {
  const s = story("clean-stop", {mode: "kraft"});
  expect(s.states.map(([leader, e, , how]) => [leader, e, how])).toEqual([
    ["b1", 0, "new"],
    ["b2", 1, "shutdown"],
    ["b2", 1, "isr"],
    ["b1", 2, "preferred"],
  ]);
  within(s.notes("shut-down", "b1")[0]?.ms, 7000, 7200);
  expect(outage(s)).toBeLessThan(300);
});

test("idle-dead-follower: the controller takes it out of the ISR, without another leader epoch", () => {
  const s = story("idle-dead-follower", {mode: "kraft"});
  expect(led(s)[1]).toEqual(["b1", 0, "b1,b2"]);
  within(s.notes("broker-fenced")[0]?.ms, 12_000, 15_100);
  expect(s.notes("isr-asked")).toEqual([]);
});

test("bounce: another life is refused every 2 s until the session of the one before ends", () => {
  const s = story("bounce", {mode: "kraft"});
  const refused = s.notes("refused-to-register", "b1");
  expect(refused.length).toBeGreaterThanOrEqual(3);
  within((refused[1]?.ms ?? 0) - (refused[0]?.ms ?? 0), 2000, 2010);
  expect(led(s).slice(1, 3)).toEqual([
    ["b2", 1, "b2,b3"],
    ["b2", 1, "b2,b3,b1"],
  ]);
});

test("isolated-leader-alone: nothing acknowledged with acks=all is lost", () => {
  const s = story("isolated-leader-alone", {mode: "kraft"});
  expect(led(s)[1]).toEqual(["b2", 1, "b2,b3"]);
  expect([s.measures.lostWrites, s.run.violations]).toEqual([0, []]);
});

test("preferred-drift: any partition that its preferred replica could lead is given back", () => {
  const s = story("preferred-drift", {mode: "kraft"});
  expect(Object.entries(s.measures.final.leaders).filter(([scope]) => scope.startsWith("t-"))).toEqual([
    ["t-0", "b1"],
    ["t-1", "b2"],
    ["t-2", "b3"],
  ]);
});

test("last-replica-standing: with eligible replicas nothing is lost, without them what the last one had not flushed", () => {
  const on = story("last-replica-standing");
  expect(on.states.at(-3)?.slice(0, 3)).toEqual(["b2", 2, "b2"]);
  expect([on.measures.lostWrites, on.run.violations]).toEqual([0, []]);
  const off = story("last-replica-standing", {elr: false});
  expect(off.states.find(([, e]) => e === 2)?.[0]).toBe("b1");
  expect(off.measures.lostWrites).toBeGreaterThan(50);
});

test("last-replica-standing: if both were killed nobody is eligible, and the last known leader leads uncleanly (E4)", () => {
  const s = story("last-replica-standing", {clean: false});
  expect(s.states.find(([, , , how]) => how === "unclean")?.slice(0, 3)).toEqual(["b1", 2, "b1"]);
});

test("quorum-leader-crash: a successor within 10 s, the partition untouched; a broker that died with it is fenced a session after that", () => {
  const s = story("quorum-leader-crash", {alsoKillBroker: true, jitter: 0.5});
  const elected = s.notes("controller-elected")[1]?.ms ?? 0;
  within(elected, 6500, 15_000);
  within((s.notes("broker-fenced")[0]?.ms ?? 0) - elected, 9000, 10_200);
  expect(outage(story("quorum-leader-crash"))).toBeLessThan(100);
});

test("quorum-leader-stop: the first in its list leads within a few round trips", () => {
  const s = story("quorum-leader-stop");
  within(s.notes("controller-elected")[1]?.ms, 5000, 5020);
  expect(s.notes("controller-elected")[1]?.ce).toBe(2);
});

test("prevote-rejoin: a voter that was cut off raises no epoch; without the pre-vote it burns many and deposes the leader", () => {
  const s = story("prevote-rejoin");
  expect(s.notes("controller-elected").map(({ce}) => ce)).toEqual([1]);
  const without = story("prevote-rejoin", {}, {ablate: ["no-pre-vote"]});
  within(without.notes("controller-elected").at(-1)?.ce, 20, 60);
});

test("check-quorum: the leader that is cut off resigns 3 to 3.5 s after the last it heard, and commits nothing meanwhile", () => {
  const s = story("check-quorum");
  const [resigned] = s.notes("controller-resigned", "c101");
  within(resigned?.ms, 8000, 9000);
  const dual = s.run.effective.filter(({scope, nodes}) => scope === "controller" && nodes.length > 1);
  expect(dual).toEqual([]);
  expect(s.notes("metadata-truncated", "c101").length).toBe(1);
  const without = story("check-quorum", {}, {ablate: ["no-check-quorum"]});
  expect(without.notes("controller-resigned", "c101")[0]?.ms).toBeGreaterThan(25_000);
});

test("paused-controller: it is replaced while it pauses, and renounces as soon as it wakes", () => {
  const s = story("paused-controller");
  within(s.notes("controller-elected")[1]?.ms, 6500, 15_000);
  within(s.notes("controller-resigned", "c101")[0]?.ms, 20_000, 20_100);
});

test("quorum-lost: without a majority of controllers a dead leader is not replaced", () => {
  const s = story("quorum-lost");
  expect(s.notes("leader", "b2")[0]?.ms).toBeGreaterThan(40_000);
  expect([s.measures.lostWrites, s.run.violations]).toEqual([0, []]);
});

test.each([3, 10_000, 100_000])(
  "controller-failover-scale: with %i partitions a successor needs no longer: it has applied the log before",
  (partitions) => {
    const s = story("controller-failover-scale", {mode: "kraft", partitions}, {but: () => ({settle: false})});
    const [crash = 0] = s.run.faults.map(({at}) => at / 1000);
    within((s.notes("controller-ready")[1]?.ms ?? 0) - crash, 1500, 6000);
  },
);

test("brokers have servers of ZooKeeper or controllers, never both and never none, and the version of their mode", () => {
  const kraft = scenarioOf(system, "leader-crash", {mode: "kraft"}, 1);
  expect(() => run(system, {...kraft, nodes: [...kraft.nodes, ...zookeepers(1)]})).toThrow("has servers of ZooKeeper and controllers");
  expect(() => run(system, {...kraft, nodes: kraft.nodes.filter(({process}) => process !== "controller")})).toThrow("at least one server");
  expect(() => run(system, {...kraft, version: "3.9.0"})).toThrow("must be one of 4.1.1");
});

test("Q6: a voter whose round has run out asks again at once, so that one who is alone does every one to two seconds", () => {
  const s = story("check-quorum");
  const rounds = s.notes("quorum-role", "c101").filter(({role, ms}) => role === "prospective" && ms > 5000);
  expect(rounds.length).toBeGreaterThanOrEqual(8);
  for (const [i, {ms}] of rounds.entries()) if (i > 0) within(ms - (rounds[i - 1]?.ms ?? 0), 1000, 2001);
});

test("a broker whose heartbeat hangs turns to whoever leads then, as far as it knows, and loses four seconds if that is the same", () => {
  const s = story("paused-controller");
  const turns = ["b1", "b2", "b3"].map((id) => s.notes("controller-found", id).filter(({ms}) => ms > 5000));
  for (const of of turns) {
    expect(of.at(-1)?.controller).not.toBe("c101");
    for (const [i, {ms, controller}] of of.entries())
      if (i > 0 && of[i - 1]?.controller === "c101" && controller !== "c101") within(ms - (of[i - 1]?.ms ?? 0), 4000, 4010);
  }
  expect(turns.flat().length).toBeGreaterThanOrEqual(3);
});

test("last-replica-standing: who may lead besides the ISR is told as it changes", () => {
  const s = story("last-replica-standing");
  expect(s.notes("eligible").map(({elr, lastKnown}) => [elr?.join(), lastKnown?.join()])).toContainEqual(["b2", ""]);
});

test("E2, E6: with elr-off the last one leads with what its disk has left, and lacks what was committed", () => {
  const s = story("last-replica-standing", {}, {ablate: ["elr-off"]});
  expect(s.run.violations.map(({invariant}) => invariant)).toEqual(["elr-safety"]);
});
