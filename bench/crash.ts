import type {Scenario} from "../src/engine/model/scenario.ts";
import {run} from "../src/engine/run.ts";
import {system as redis} from "../src/engine/systems/redis/index.ts";
import {system as zookeeper} from "../src/engine/systems/zookeeper/index.ts";
import {bareHeap} from "./heap.ts";
import {cpuTime, type Figure, median, perSecond, quarters, short} from "./measure.ts";

/** Three servers, a client that writes every 50 ms, the leader dies at 10 s: thirty virtual seconds. */
const leaderCrash = (seed: number): Scenario => ({
  system: "zookeeper",
  name: "bench-leader-crash",
  config: {},
  nodes: ["z1", "z2", "z3"].map((id) => ({id})),
  clients: [{id: "writer", args: {does: "create", path: "/a", servers: ["z1", "z2", "z3"], startMs: 1000, intervalMs: 50}}],
  network: {latency: "same-zone"},
  faults: [{kind: "crash", node: "@leader", at: 10_000}],
  untilMs: 30_000,
  settle: false,
  seed,
});

/** The same for Redis: three servers, a sentinel beside each, a client that writes every 50 ms, the master dies at 10 s. */
const masterCrash = (seed: number): Scenario => {
  const sentinels = ["s1", "s2", "s3"];
  const known = (id: string) => ({slaves: ["n2", "n3"], sentinels: sentinels.filter((other) => other !== id), spreadMs: 3000});
  return {
    system: "redis",
    name: "bench-master-crash",
    config: {"down-after-milliseconds": 1000, "failover-timeout": 10_000},
    nodes: [
      {id: "n1"},
      {id: "n2", args: {replicaof: "n1"}},
      {id: "n3", args: {replicaof: "n1"}},
      ...sentinels.map((id, i) => ({id, process: "sentinel", host: `n${i + 1}`})),
    ],
    initial: Object.fromEntries(sentinels.map((id) => [id, known(id)])),
    clients: [{id: "writer", args: {startMs: 1000, intervalMs: 50}}],
    network: {latency: "same-zone"},
    faults: [{kind: "crash", node: "n1", at: 10_000}],
    untilMs: 30_000,
    settle: false,
    seed,
  };
};

const ROUNDS = 60;
const TARGET_MS = 10;

/** How long one run of each system takes once the engine is warm, monitors on: CPU time, in turns with a slice of a bare heap. */
export function oneCrash(): Figure[] {
  const bare = bareHeap(1000);
  perSecond(bare, 500_000);
  const crashes = [
    ["leader crash", zookeeper, leaderCrash],
    ["Redis master crash", redis, masterCrash],
  ] as const;
  return crashes.flatMap(([what, system, scenario]) =>
    [false, true].map((record): Figure => {
      const once = (seed: number) => run(system as never, scenario(seed), {record});
      for (let seed = 1; seed <= ROUNDS; seed++) once(seed);
      const rounds = Array.from({length: ROUNDS}, (_, i) => ({ms: cpuTime(() => once(i + 1)), heap: perSecond(bare, 40_000)}));
      const [, value, high] = quarters(rounds.map(({ms}) => ms));
      const {events, history} = once(1);
      return {
        name: `${what}, 30 virtual s, recorder ${record ? "on" : "off"}`,
        value,
        unit: "ms",
        ratio: median(rounds.map(({ms, heap}) => (heap * ms) / 1000)),
        target: record ? null : `≤ ${TARGET_MS} ms`,
        holds: record ? null : value <= TARGET_MS,
        detail: `${short(events)} events, ${history.filter((o) => o.type === "ok").length} writes; CPU time, quickest ${short(Math.min(...rounds.map(({ms}) => ms)))} ms, a quarter above ${short(high)} ms`,
      };
    }),
  );
}

/** Many such runs, one seed each, on one core. */
export function manyCrashes(runs: number): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  let events = 0;
  const seconds =
    cpuTime(() => {
      for (let seed = 1; seed <= runs; seed++) events += run(zookeeper as never, leaderCrash(seed)).events;
    }) / 1000;
  return [
    {
      name: `${runs} leader crashes`,
      value: seconds,
      unit: "s",
      ratio: heap * seconds,
      target: null,
      holds: null,
      detail: `${short(runs / seconds)} runs/s, ${short(events / seconds)} events/s, CPU time`,
    },
  ];
}
