import {expect, test} from "vitest";
import type {Fault} from "../../../src/engine/model/fault.ts";
import {near} from "./near.ts";
import {runTalks, times} from "./talkers.ts";

const cut: Fault = {at: 0, kind: "cut", nodes: ["b"]};
const heal = (at: number): Fault => ({at, kind: "heal"});
const connect = {at: 0, do: "connect", to: "b"} as const;

test("T1: a connect to a host where nobody listens is refused after a round trip", () => {
  const r = runTalks({nodes: {a: [connect], b: null}, untilMs: 1000});
  expect(times(r, "a", "refused")).toEqual([0.2]);
});

test("T1, T2: a connect to a host that is off sends SYN at 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s and times out at 131 s", () => {
  const r = runTalks({nodes: {a: [connect], b: []}, faults: [{at: 0, kind: "power-loss", node: "b"}], untilMs: 200_000});
  near(times(r, "a", "timed-out"), [131_000]);
});

test.each([
  [500, 1000],
  [1500, 2000],
  [4500, 5000],
  [6000, 7000],
  [8000, 11_000],
  [12_000, 19_000],
  [20_000, 35_000],
])("T2: a connect begun in a cut completes at the first SYN of the grid after the heal: healed at %d ms, open at %d ms", (at, open) => {
  const r = runTalks({nodes: {a: [connect], b: []}, faults: [cut, heal(at)], untilMs: 40_000});
  near(times(r, "a", "connected"), [open]);
  near(times(r, "b", "accepted"), [open]);
});

test("T3: on one layer-2 segment a connect to a host never heard of fails after 3.05 s, and so does the next", () => {
  const r = runTalks({
    nodes: {a: [connect, {at: 10_000, do: "connect", to: "b"}], b: []},
    faults: [cut],
    network: {neighbourDiscovery: true},
    untilMs: 200_000,
  });
  near(times(r, "a", "unreachable"), [3050, 13_050]);
});

test("T3: a heal while the neighbour is being asked for lets the connect go on", () => {
  const r = runTalks({nodes: {a: [connect], b: []}, faults: [cut, heal(1500)], network: {neighbourDiscovery: true}, untilMs: 10_000});
  near(times(r, "a", "connected"), [2000]);
});

test("T3: a neighbour heard of 70 s ago is first doubted, then asked for: the connect fails after 14 s", () => {
  const r = runTalks({
    nodes: {
      a: [
        {at: 0, do: "connect", to: "b"},
        {at: 100, do: "close", to: "b"},
        {at: 70_000, do: "connect", to: "b"},
      ],
      b: [],
    },
    faults: [{at: 200, kind: "cut", nodes: ["b"]}],
    network: {neighbourDiscovery: true},
    untilMs: 250_000,
  });
  near(times(r, "a", "unreachable"), [84_050]);
});

test("T4, T23: the kernel of a paused process accepts: the connect succeeds at once, the request is answered on resume", () => {
  const r = runTalks({
    nodes: {
      a: [
        {at: 1000, do: "connect", to: "b"},
        {at: 1100, do: "ask", to: "b"},
      ],
      b: [],
    },
    faults: [{at: 10, kind: "pause", node: "b", forMs: 4990}],
    untilMs: 10_000,
  });
  near(times(r, "a", "connected"), [1000]);
  near(times(r, "b", "got"), [5000]);
  near(times(r, "a", "heard"), [5000]);
});

test("T4: 17 connects fit a backlog of 16; the 18th opens at the first SYN of its grid after the resume", () => {
  const callers = Array.from({length: 18}, (_, i) => `c${i + 1}`);
  const script = (i: number) => [{at: 1000 + i, do: "connect", to: "b"} as const];
  const r = runTalks({
    nodes: {b: [], ...Object.fromEntries(callers.map((id, i) => [id, script(i)]))},
    faults: [{at: 10, kind: "pause", node: "b", forMs: 4990}],
    untilMs: 20_000,
  });
  const open = callers.map((id) => times(r, id, "connected")[0]);
  near(open.slice(0, 17), Array(17).fill(1010));
  near(open.slice(17), [5017]);
});

test("T4: what a resumed process has seen waits no more: the queue has room again at the next pause", () => {
  const callers = Array.from({length: 20}, (_, i) => `c${i + 1}`);
  const script = (i: number) => [{at: i < 10 ? 100 : 1000, do: "connect", to: "b"} as const];
  const pause = (at: number): Fault => ({at, kind: "pause", node: "b", forMs: 500});
  const r = runTalks({
    nodes: {b: [], ...Object.fromEntries(callers.map((id, i) => [id, script(i)]))},
    faults: [pause(50), pause(950)],
    untilMs: 1400,
  });
  expect(callers.flatMap((id) => times(r, id, "connected")).length).toBe(20);
});

test("T20: a caller that gives up its connect leaves nothing behind at the other end", () => {
  const r = runTalks({nodes: {a: [{...connect, closeAfter: 500}], b: []}, faults: [cut, heal(800)], untilMs: 20_000});
  expect(times(r, "a", "connected")).toEqual([]);
  expect(times(r, "b", "accepted")).toEqual([]);
});

test("a caller that gives up in the middle of a handshake resets what the other end has accepted", () => {
  const r = runTalks({nodes: {a: [{...connect, closeAfter: 150}], b: []}, network: {latency: {constant: 100}}, untilMs: 20_000});
  expect(times(r, "b", "accepted")).toEqual([100]);
  expect(times(r, "b", "reset")).toEqual([250]);
});

test.each([
  ["the SYN", 50],
  ["its answer", 150],
])("T2: a cut that takes %s costs one step of the grid", (_, at) => {
  const r = runTalks({
    nodes: {a: [connect], b: []},
    network: {latency: {constant: 100}},
    faults: [{at, kind: "cut", nodes: ["b"]}, heal(at + 10)],
    untilMs: 20_000,
  });
  expect(times(r, "a", "connected")).toEqual([1200]);
  expect(times(r, "b", "accepted").length).toBe(1);
});

test("T2: where only the way back is cut when the SYN knocks, the next SYN of the grid opens", () => {
  const r = runTalks({
    nodes: {a: [connect], b: []},
    network: {latency: {constant: 100}},
    faults: [{at: 50, kind: "cut", nodes: ["b"], from: ["a"], oneWay: true}, heal(500)],
    untilMs: 20_000,
  });
  expect(times(r, "a", "connected")).toEqual([1200]);
});

test("a port that is closed while the SYN is on its way refuses", () => {
  const r = runTalks({
    nodes: {a: [connect], b: [{at: 50, do: "unlisten"}]},
    network: {latency: {constant: 100}},
    untilMs: 20_000,
  });
  expect(times(r, "a", "refused")).toEqual([200]);
});

test("T22: between death and the next start a connect is refused, after it accepted", () => {
  const r = runTalks({
    nodes: {
      a: [
        {at: 1050, do: "connect", to: "b"},
        {at: 1200, do: "connect", to: "b"},
      ],
      b: [],
    },
    machine: "slow",
    faults: [
      {at: 1000, kind: "crash", node: "b"},
      {at: 1000, kind: "restart", node: "b"},
    ],
    untilMs: 3000,
  });
  expect(times(r, "a", "refused").length).toBe(1);
  near(times(r, "a", "connected"), [1200]);
});
