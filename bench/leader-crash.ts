import {run} from "../src/engine/run.ts";
import {system as zookeeper} from "../src/engine/systems/zookeeper/index.ts";
import type {Scenario} from "../src/engine/vocabulary.ts";
import {bareHeap} from "./heap.ts";
import {type Figure, median, perSecond, short, time} from "./measure.ts";

/** Three servers, a client that writes every 50 ms, the leader dies at 10 s: thirty virtual seconds. */
export const leaderCrash = (seed: number): Scenario => ({
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

const ROUNDS = 60;
const TARGET_MS = 10;

/** How long one run takes once the engine is warm, monitors on. */
export function oneCrash(): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  return [false, true].map((record): Figure => {
    const once = (seed: number) => run(zookeeper as never, leaderCrash(seed), {record});
    for (let seed = 1; seed <= ROUNDS; seed++) once(seed);
    const times = Array.from({length: ROUNDS}, (_, i) => time(() => once(i + 1)));
    const value = median(times);
    const {events, history} = once(1);
    return {
      name: `leader crash, 30 virtual s, recorder ${record ? "on" : "off"}`,
      value,
      unit: "ms",
      ratio: (heap * value) / 1000,
      target: record ? null : `≤ ${TARGET_MS} ms`,
      holds: record ? null : value <= TARGET_MS,
      detail: `${short(events)} events, ${history.filter((o) => o.type === "ok").length} writes; quickest ${short(Math.min(...times))} ms`,
    };
  });
}

/** Many of them, one seed each, on one core. */
export function manyCrashes(runs: number): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  let events = 0;
  const seconds =
    time(() => {
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
      detail: `${short(runs / seconds)} runs/s, ${short(events / seconds)} events/s on one core`,
    },
  ];
}
