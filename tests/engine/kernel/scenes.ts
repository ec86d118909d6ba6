import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Parameter, ScenarioEntry} from "../../../src/engine/model/scenario.ts";
import {type Step, type Talks, talkers, talks} from "./talkers.ts";

// The scenarios of transport.md §8 that a flow of messages can tell. All times are as there: the cut or the death is at 0.

const connect: Step = {at: -1000, do: "connect", to: "b"};
const tell = (at: number): Step => ({at, do: "tell", to: "b"});
const cut = (at = 0): Fault => ({at, kind: "cut", nodes: ["b"]});
const heal = (at: number): Fault => ({at, kind: "heal"});

const SECOND = 1000;
/** A scene begins a second before its time 0, so that a connection can stand by then. */
const later = (t: Talks): Talks => ({
  ...t,
  nodes: Object.fromEntries(
    Object.entries(t.nodes).map(([id, script]) => [id, script?.map((step) => ({...step, at: step.at + SECOND})) ?? null]),
  ),
  faults: (t.faults ?? []).map((f) => ("at" in f ? {...f, at: f.at + SECOND} : f)),
  untilMs: t.untilMs + SECOND,
});

function scene(
  name: string,
  title: string,
  values: {readonly [key: string]: number},
  make: (p: {[key: string]: number}) => Talks,
): ScenarioEntry {
  const parameters: Parameter[] = Object.entries(values).map(([key, value]) => ({
    key,
    default: value,
    unit: "ms",
    range: [0, 10_000_000],
    means: key,
  }));
  return {
    name,
    title,
    parameters,
    make(p) {
      const {system: _, name: __, seed: ___, ...made} = talks(later(make(p as {[key: string]: number})));
      return made;
    },
  };
}

const dial = (at: number): Step => ({at, do: "connect", to: "b"});
const keep: Step = {at: -900, do: "keepalive", to: "b", idle: 300_000, interval: 100_000, probes: 3};

const scenarios = [
  scene("refused", "1. A connect to a host where nobody listens", {}, () => ({nodes: {a: [dial(0)], b: null}, untilMs: 1000})),
  scene("black-hole", "1. A connect to a host that is off", {}, () => ({
    nodes: {a: [dial(0)], b: []},
    faults: [{at: -500, kind: "power-loss", node: "b"}],
    untilMs: 200_000,
  })),
  scene("connect-across-heal", "2. A connect begun in a cut", {healMs: 6000}, ({healMs = 0}) => ({
    nodes: {a: [dial(0)], b: []},
    faults: [cut(-1), heal(healMs)],
    untilMs: healMs * 3,
  })),
  scene("same-segment", "3. A connect to an absent neighbour", {}, () => ({
    nodes: {a: [dial(0), dial(10_000)], b: []},
    faults: [cut(-1000)],
    network: {neighbourDiscovery: true},
    untilMs: 20_000,
  })),
  scene("lone-write", "4. One write into a cut", {cutMs: 2000}, ({cutMs = 0}) => ({
    nodes: {a: [connect, tell(10)], b: []},
    faults: [cut(), heal(cutMs)],
    untilMs: cutMs * 3 + 1000,
  })),
  scene("stream", "5. A request every 20 ms, through a cut", {cutMs: 10_000}, ({cutMs = 0}) => ({
    nodes: {a: [connect, {at: -20, do: "ask", to: "b", every: 20, count: 7}], b: []},
    faults: [cut(-10), heal(cutMs)],
    untilMs: cutMs * 3,
  })),
  scene("two-directions", "6. Each end writes into the same cut", {}, () => ({
    nodes: {a: [connect, tell(10)], b: [{at: 1000, do: "tell", to: "a"}]},
    faults: [cut(), heal(4000)],
    untilMs: 10_000,
  })),
  scene("idle-hour", "7. An idle connection through a cut of an hour", {}, () => ({
    nodes: {a: [connect, tell(3_700_000)], b: []},
    faults: [cut(), heal(3_600_000)],
    untilMs: 3_800_000,
  })),
  scene("kill-idle", "8. A process is killed", {}, () => ({
    nodes: {a: [connect, tell(0.05), tell(1)], b: []},
    faults: [{at: 0, kind: "crash", node: "b"}],
    untilMs: 1000,
  })),
  scene("kill-unread", "9. A process is killed that has not read its input", {}, () => ({
    nodes: {a: [connect, tell(-100)], b: [{at: -300, do: "tell", to: "a"}]},
    faults: [
      {at: -200, kind: "pause", node: "b"},
      {at: 0, kind: "crash", node: "b"},
    ],
    untilMs: 1000,
  })),
  scene("kill-in-cut", "10. A process writes and dies in a cut", {healMs: 2600}, ({healMs = 0}) => ({
    nodes: {a: [connect, tell(600), {at: 600, do: "exit"}], b: [{at: 400_000, do: "tell", to: "a"}]},
    faults: [cut(), heal(healMs)],
    untilMs: 500_000,
  })),
  scene("power-loss", "11. A host loses power and is back after 20 s", {firstWriteMs: 1000}, ({firstWriteMs = 0}) => ({
    nodes: {a: [connect, tell(firstWriteMs)], b: []},
    faults: [
      {at: 0, kind: "power-loss", node: "b"},
      {at: 20_000, kind: "restart", node: "b"},
    ],
    untilMs: 300_000,
  })),
  scene("pause", "12. A paused process is dialled and asked", {}, () => ({
    nodes: {a: [dial(1000), {at: 1100, do: "ask", to: "b"}], b: []},
    faults: [{at: 0, kind: "pause", node: "b", forMs: 5000}],
    untilMs: 10_000,
  })),
  scene("ack-path", "14. Only the way of the acknowledgements is cut", {exitMs: 10_000}, ({exitMs = 0}) => ({
    nodes: {a: [connect, {at: 0, do: "tell", to: "b", every: 50, count: 8}, {at: exitMs, do: "exit"}], b: []},
    faults: [{at: -1, kind: "cut", nodes: ["b"], from: ["a"], oneWay: true}, heal(5000)],
    untilMs: 20_000,
  })),
  scene("keepalive", "15. Keepalive 300/100/3 over a cut", {firstWriteMs: 10_000_000}, ({firstWriteMs = 0}) => ({
    nodes: {a: [connect, keep, tell(firstWriteMs)], b: []},
    faults: [cut(-800)],
    untilMs: 2_000_000,
  })),
  scene("late-heal", "16. A cut of 90 s on one segment", {cutMs: 90_000}, ({cutMs = 0}) => ({
    nodes: {a: [connect, {at: -900, do: "tell", to: "b"}, tell(10)], b: []},
    faults: [cut(), heal(cutMs)],
    network: {neighbourDiscovery: true},
    untilMs: 300_000,
  })),
  scene("resume", "17. A pause with timers due and input waiting", {}, () => ({
    nodes: {
      a: [connect, tell(1000)],
      b: [{at: -500, do: "timers", waits: [1200]}],
    },
    faults: [{at: 0, kind: "pause", node: "b", forMs: 3000}],
    untilMs: 10_000,
  })),
];

/** What `sim kernel <scene>` in a flow runs. */
export const system = {...talkers, scenarios};
