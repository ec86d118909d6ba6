import {expect, test} from "vitest";
import {logFindings} from "../../../../src/engine/checking/consistency/rules/log.ts";
import type {Run} from "../../../../src/engine/model/run.ts";
import {wished} from "../story.ts";
import {story, system, tell} from "./story.ts";

// Each scenario of the fact sheet with the outcome and the times that it gives; a session ends 13 to 21 s after its owner.

/** The history in the words of the checker of logs. */
const asLog = ({history}: Run) =>
  history.flatMap((o) => (o.f === "write" ? [{...o, f: "append"}] : o.f === "poll" ? [{...o, f: "read"}] : o.f === "seek" ? [o] : []));

const rulesBroken = (run: Run): string[] => [...new Set(logFindings(asLog(run)).map(({rule}) => rule))].sort();

const within = (value: number | undefined, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

test("leader-crash: the next of the assignment leads when the session has ended; nothing is lost, doubled or out of order", () => {
  const s = story("leader-crash");
  expect(s.states).toEqual([
    ["b1", 0, "b1,b2,b3", "new"],
    ["b2", 1, "b2,b3", "offline"],
  ]);
  within(s.notes("leader", "b2")[0]?.ms, 18_000, 26_100);
  expect([s.measures.lostWrites, s.measures.duplicates, s.run.violations]).toEqual([0, 0, []]);
  expect(rulesBroken(s.run)).toEqual([]);
  const {stages, fromMs, toMs} = s.measures.interregna.find(({scope, fromMs}) => scope === "t-0" && fromMs === 5000) ?? {};
  expect((stages?.detect ?? 0) / ((toMs ?? 0) - (fromMs ?? 0))).toBeGreaterThan(0.95);
});

test("leader-host-vanishes: clients wait for request.timeout.ms, longer than the election, unless it is short", () => {
  const slow = story("leader-host-vanishes");
  within(slow.measures.clients.find(({id}) => id === "producer")?.longestOutageMs, 30_000, 31_000);
  const quick = story("leader-host-vanishes", {requestTimeoutMs: 5000});
  within(quick.measures.clients.find(({id}) => id === "producer")?.longestOutageMs, 13_000, 22_500);
  expect([slow.measures.lostWrites, quick.measures.lostWrites]).toEqual([0, 0]);
});

test("clean-stop: the leader moves before it goes, with less than 0.2 s of outage, and is given back when it is counted", () => {
  const s = story("clean-stop");
  expect(s.states).toEqual([
    ["b1", 0, "b1,b2,b3", "new"],
    ["b2", 1, "b2,b3", "shutdown"],
    ["b2", 1, "b2,b3,b1", "isr"],
    ["b1", 2, "b2,b3,b1", "preferred"],
  ]);
  expect(s.measures.clients.find(({id}) => id === "producer")?.longestOutageMs).toBeLessThan(200);
  expect([s.measures.lostWrites, rulesBroken(s.run)]).toEqual([0, []]);
});

test("controller-crash: partitions of the dead controller take two epochs, those of others one and no other leader", () => {
  const s = story("controller-crash");
  expect(s.notes("controller-elected").map(({ce}) => ce)).toEqual([1, 2]);
  expect(s.states.slice(1)).toEqual([
    [null, 1, "b2,b3", "removed"],
    ["b2", 2, "b2,b3", "offline"],
  ]);
  const other = s.notes("state-written").filter(({scope}) => scope === "t-1");
  expect(other.map(({leader, e}) => [leader, e])).toEqual([
    ["b2", 0],
    ["b2", 1],
  ]);
});

test("controller-gc-zombie: two believe to be controller, one rules; what it took as leader after waking is lost with acks=1 only", () => {
  const s = story("controller-gc-zombie");
  expect(s.notes("controller-elected").map(({ce}) => ce)).toEqual([1, 2]);
  expect(s.run.effective.filter(({scope, nodes}) => scope === "controller" && nodes.length > 1)).toEqual([]);
  within(s.notes("controller-resigned", "b1")[0]?.ms, 35_000, 36_500);
  const read = s.run.read;
  const lost = s.run.history.filter((o) => o.f === "write" && o.type === "ok" && read?.count(o.key, o.value) === 0);
  expect(new Set(lost.map(({process}) => process))).toEqual(new Set(["hasty"]));
});

test.each([3, 5, 9])("controller-race: of %i brokers one wins, the epoch rises by one, and all others watch the node", (n) => {
  const s = story("controller-race", {n});
  expect(s.notes("controller-elected").map(({ce}) => ce)).toEqual([1, 2]);
  expect(s.run.converged).toBe(true);
});

test("slow-follower: acks=all waits until it is thrown out after 30 to 45 s, acks=1 never, and nothing comes twice", () => {
  const s = story("slow-follower");
  within(s.notes("isr-asked")[0]?.ms, 35_000, 50_100);
  expect(s.states[1]).toEqual(["b1", 0, "b1,b2", "isr"]);
  within(s.measures.clients.find(({id}) => id === "producer")?.longestOutageMs, 30_000, 46_000);
  expect(s.measures.clients.find(({id}) => id === "hasty")?.longestOutageMs).toBeLessThan(100);
  expect([s.measures.lostWrites, s.measures.duplicates]).toEqual([0, 0]);
});

test("idle-dead-follower: the leader never drops it, the controller does when its session ends", () => {
  const s = story("idle-dead-follower");
  expect(s.notes("isr-asked")).toEqual([]);
  expect(s.states[1]).toEqual(["b1", 1, "b1,b2", "removed"]);
  within(s.notes("state-written")[1]?.ms, 18_000, 26_100);
});

test("under-min-isr: what was sent before times out, later acks=all is refused, acks=1 taken and invisible, until a second is in sync", () => {
  const s = story("under-min-isr");
  const answers = s
    .sent("PRODUCE_REPLY", "b1", "producer")
    .flatMap(({message}) => ("error" in message && message.error !== "" ? [message.error] : []));
  const refused = answers.indexOf("NOT_ENOUGH_REPLICAS");
  expect(refused).toBeGreaterThan(0);
  expect(new Set(answers.slice(0, refused))).toEqual(new Set(["REQUEST_TIMED_OUT"]));
  expect(new Set(answers.slice(refused))).toEqual(new Set(["NOT_ENOUGH_REPLICAS"]));
  expect(s.measures.clients.find(({id}) => id === "hasty")?.longestOutageMs).toBeLessThan(100);
  expect([s.measures.lostWrites, s.measures.duplicates, s.run.violations]).toEqual([0, 0, []]);
});

test("isr-to-one-then-die: offline until the last of the ISR is back, and nothing is lost; unclean, sooner and with loss", () => {
  const clean = story("isr-to-one-then-die");
  expect(clean.states.map(([leader, , isr, how]) => [leader, isr, how]).slice(3, 5)).toEqual([
    [null, "b1", "removed"],
    ["b1", "b1", "offline"],
  ]);
  expect([clean.measures.lostWrites, clean.run.violations]).toEqual([0, []]);
  const unclean = story("isr-to-one-then-die", {unclean: true});
  expect(unclean.states[4]).toEqual(["b2", 4, "b2", "unclean"]);
  expect(unclean.measures.lostWrites).toBeGreaterThan(100);
  expect(unclean.run.violations).toEqual([]);
});

test("zk-isolated-leader: it goes on in the old epoch, its wish to shrink is refused again and again, and acks=1 is lost", () => {
  const s = story("zk-isolated-leader", {cutForMs: 70_000});
  expect(s.states[1]).toEqual(["b2", 1, "b2,b3", "offline"]);
  const refused = s.notes("isr-refused", "b1");
  expect(new Set(refused.map(({error}) => error))).toEqual(new Set(["STALE_BROKER_EPOCH"]));
  within((refused[2]?.ms ?? 0) - (refused[1]?.ms ?? 0), 50, 60);
  const read = s.run.read;
  const lost = s.run.history.filter((o) => o.f === "write" && o.type === "ok" && read?.count(o.key, o.value) === 0);
  expect(lost.length).toBeGreaterThan(100);
  expect(new Set(lost.map(({process}) => process))).toEqual(new Set(["hasty"]));
});

test("isolated-leader-alone: cut off from everybody it commits nothing, so nothing acknowledged is lost", () => {
  const s = story("isolated-leader-alone");
  within(s.measures.dualReignMs, 35_000, 50_000);
  expect([s.measures.dualWriteMs, s.measures.lostWrites, s.run.violations]).toEqual([0, 0, []]);
});

test("hw-truncation-loss: the last record survives two leaders, and is lost where a follower cuts to its own high watermark", () => {
  const s = story("hw-truncation-loss");
  expect(s.states.map(([leader, e]) => [leader, e])).toEqual([
    ["b1", 0],
    ["b2", 1],
    ["b3", 2],
  ]);
  expect([s.measures.lostWrites, s.run.violations, s.run.converged]).toEqual([0, [], true]);
  const old = story("hw-truncation-loss", {}, {ablate: ["truncate-by-hw"]});
  expect(old.measures.lostWrites).toBe(1);
  expect(old.run.violations.map(({invariant}) => invariant)).toEqual(["isr-completeness", "no-lost-acks-all"]);
});

test("hw-truncation-two-brokers: the epoch of a move alone makes a follower cut to its own high watermark, and the record is lost", () => {
  const s = story("hw-truncation-two-brokers");
  expect(s.states.slice(0, 3)).toEqual([
    ["b2", 0, "b2,b1", "new"],
    ["b2", 1, "b2,b1", "bumped"],
    ["b1", 2, "b1", "offline"],
  ]);
  expect([s.measures.lostWrites, s.run.violations, s.run.converged]).toEqual([0, [], true]);
  const old = story("hw-truncation-two-brokers", {}, {ablate: ["truncate-by-hw"]});
  expect(old.measures.lostWrites).toBe(1);
  expect(old.run.violations.map(({invariant}) => invariant)).toEqual(["isr-completeness", "no-lost-acks-all"]);
});

test("reassignment: the new replica joins, another leads, the old one leaves with its log; one epoch each, and nothing is lost", () => {
  const s = story("reassignment");
  expect(s.states).toEqual([
    ["b1", 0, "b1,b2,b3", "new"],
    ["b1", 1, "b1,b2,b3", "bumped"],
    ["b1", 1, "b1,b2,b3,b4", "isr"],
    ["b2", 2, "b1,b2,b3,b4", "reassigned"],
    ["b2", 3, "b2,b3,b4", "removed"],
  ]);
  within(s.notes("stopped", "b1")[0]?.ms, 5000, 5200);
  expect(s.measures.clients.find(({id}) => id === "producer")?.longestOutageMs).toBeLessThan(1200);
  expect([s.measures.lostWrites, s.measures.duplicates, rulesBroken(s.run), s.run.violations]).toEqual([0, 0, [], []]);
});

test.each(["b1", "b2"])(
  "log-divergence-power-loss: with %s back first, records are lost, and the logs are the same in the end",
  (survivor) => {
    const s = story("log-divergence-power-loss", {survivor});
    expect(s.measures.lostWrites).toBeGreaterThan(0);
    expect([s.run.converged, s.run.violations]).toEqual([true, []]);
  },
);

test("two-round-truncation: two cuts, and the logs are equal; with one question they differ for ever", () => {
  const s = story("two-round-truncation");
  expect(s.states.map(([leader, e, isr]) => [leader, e, isr])).toEqual([
    ["b1", 4, "b1"],
    ["b1", 4, "b1,b2"],
  ]);
  expect(s.notes("truncated").map(({node, from, to}) => [node, from, to])).toEqual([
    ["b2", 4, 3],
    ["b2", 3, 2],
  ]);
  expect([s.run.converged, s.run.violations]).toEqual([true, []]);
  const once = story("two-round-truncation", {}, {ablate: ["no-truncation-retry"]});
  expect(once.notes("truncated")).toEqual([]);
  expect(once.run.violations.map(({invariant}) => invariant)).toEqual(["log-matching"]);
});

test("zookeeper-outage: writes go on; a leader that dies meanwhile is missed a whole session after ZooKeeper is back", () => {
  const s = story("zookeeper-outage");
  within(s.notes("leader", "b2")[0]?.ms, 80_000, 87_500);
  expect(s.measures.lostWrites).toBe(0);
});

test("bounce: a broker that is back too early cannot register until its old session has ended", () => {
  const s = story("bounce");
  expect(s.notes("refused-to-register", "b1").length).toBeGreaterThan(10);
  within(s.notes("registered", "b1")[1]?.ms, 18_000, 27_500);
});

test("duplicate-produce: what is sent again is there once with idempotence, and twice without", () => {
  expect(story("duplicate-produce").measures.duplicates).toBe(0);
  const twice = story("duplicate-produce", {idempotent: false});
  expect(twice.measures.duplicates).toBeGreaterThan(0);
  expect(rulesBroken(twice.run)).toContain("duplicate");
});

test("log.flush.interval.messages=1: leader and followers count a record when their disks have it, so that a power loss of all loses nothing", () => {
  const crash = (seed: number, config: object) => {
    const values = {...config, "min.insync.replicas": 2, writeEveryMs: 200, fsyncMs: 50, jitter: 0.5};
    const scenario = wished(system, "leader-crash", values, {seed});
    const brokers = ["b1", "b2", "b3"];
    const lost = brokers.map((node) => ({kind: "power-loss", node, at: 6000 + 37 * seed}) as const);
    const back = brokers.map((node, i) => ({kind: "restart", node, at: 8000 + 37 * seed + 100 * i}) as const);
    const {run, measures} = tell({...scenario, faults: [...lost, ...back], untilMs: 40_000});
    const first = run.history.find((o) => o.f === "write" && o.type === "ok" && o.invokedAt > 2_000_000);
    return {took: ((first?.completedAt ?? 0) - (first?.invokedAt ?? 0)) / 1000, lost: measures.lostWrites};
  };
  const flushed = Array.from({length: 8}, (_, i) => crash(i + 1, {"log.flush.interval.messages": 1}));
  expect(Math.min(...flushed.map(({took}) => took))).toBeGreaterThan(100);
  expect(flushed.map(({lost}) => lost)).toEqual(flushed.map(() => 0));
  const cached = crash(1, {});
  expect(cached.took).toBeLessThan(50);
  expect(cached.lost).toBeGreaterThan(0);
});

test("controller-failover-scale: ten times as many partitions take ten times as long to load", () => {
  const took = (partitions: number): number => {
    const s = story("controller-failover-scale", {partitions});
    return (s.notes("controller-ready")[1]?.ms ?? 0) - (s.notes("controller-elected")[1]?.ms ?? 0);
  };
  const [thousand, hundredThousand] = [took(1000), took(100_000)];
  within(hundredThousand / thousand, 80, 120);
});

test("preferred-drift: after rolling restarts leaders are elsewhere, until the controller gives them back", () => {
  const s = story("preferred-drift");
  const given = s.notes("state-written").filter(({how}) => how === "preferred");
  expect(given.length).toBeGreaterThan(0);
  expect(Object.entries(s.measures.final.leaders).filter(([scope]) => scope.startsWith("t-"))).toEqual([
    ["t-0", "b1"],
    ["t-1", "b2"],
    ["t-2", "b3"],
  ]);
});

test.each([
  ["crash", "all", 1, false, "none"],
  ["crash", "0", 2, false, "some"],
  ["pause", "all", 1, false, "none"],
  ["pause", "1", 2, false, "some"],
  ["cut", "all", 1, false, "none"],
  ["cut", "1", 2, false, "some"],
  ["last-in-sync", "all", 1, false, "none"],
  ["last-in-sync", "all", 1, true, "some"],
  ["last-in-sync", "all", 2, true, "none"],
  ["power-loss", "all", 2, false, "some"],
])("lost-writes: of a %s with acks=%s, min.insync.replicas=%i, unclean=%s, %s is lost", (fault, acks, min, unclean, lost) => {
  const values = {fault, acks, "min.insync.replicas": min, "unclean.leader.election.enable": unclean};
  const s = story("lost-writes", values);
  expect([(s.measures.lostWrites ?? 0) > 0 ? "some" : "none", s.run.converged, s.run.violations]).toEqual([lost, true, []]);
});
