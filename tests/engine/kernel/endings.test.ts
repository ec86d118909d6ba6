import {expect, test} from "vitest";
import {advance, createKernel} from "../../../src/engine/kernel/kernel.ts";
import type {Fault} from "../../../src/engine/model/fault.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {near} from "./near.ts";
import {runTalks, type Step, story, talkers, talks, times} from "./talkers.ts";

const connect: Step = {at: 0, do: "connect", to: "b"};
const heal = (at: number): Fault => ({at, kind: "heal"});

test("T17, T21: a killed process is seen to end after its teardown and one latency", () => {
  const r = runTalks({nodes: {a: [connect], b: []}, machine: "slow", faults: [{at: 1000, kind: "crash", node: "b"}], untilMs: 3000});
  // Teardown 10 ms, latency 0.1 ms, and 1 ms to handle it.
  expect(times(r, "a", "eof")).toEqual([1011.1]);
});

test("T18: what is written between the death and its notice is sent without error and lost; after that the pipe is broken", () => {
  const r = runTalks({
    nodes: {a: [connect, {at: 1000.05, do: "tell", to: "b"}, {at: 1001, do: "tell", to: "b"}], b: []},
    faults: [{at: 1000, kind: "crash", node: "b"}],
    untilMs: 3000,
  });
  expect(story(r, "a")).toEqual(["connected", "eof", "broken-pipe 2"]);
  expect(story(r, "b")).toEqual(["accepted"]);
});

test("T17: killed with unread input it sends an RST: the other reads what its kernel has, then the reset", () => {
  const r = runTalks({
    nodes: {
      a: [connect, {at: 490, do: "tell", to: "b"}],
      b: [
        {at: 600, do: "tell", to: "a"},
        {at: 650, do: "tell", to: "a"},
      ],
    },
    network: {latency: {constant: 200}},
    faults: [
      {at: 500, kind: "pause", node: "a", forMs: 1500},
      {at: 680, kind: "pause", node: "b"},
      {at: 1000, kind: "crash", node: "b"},
    ],
    untilMs: 3000,
  });
  expect(story(r, "a")).toEqual(["connected", "got 1", "got 2", "reset"]);
  expect(times(r, "a", "got")).toEqual([2000, 2000]);
});

test("who has let go of a connection is not told how it ended", () => {
  const r = runTalks({
    nodes: {a: [connect, {at: 999.5, do: "close", to: "b"}], b: []},
    machine: "slow",
    faults: [
      {at: 500, kind: "pause", node: "b"},
      {at: 1000, kind: "reset-connection", node: "a", peer: "b"},
    ],
    untilMs: 3000,
  });
  expect(story(r, "a")).toEqual(["connected"]);
});

test("T17: an RST overtakes nothing that was sent before it", () => {
  const r = runTalks({
    nodes: {
      a: [connect, {at: 960, do: "tell", to: "b", every: 1, count: 40}],
      b: [{at: 1000, do: "tell", to: "a", every: 0.01, count: 50}],
    },
    network: {latency: {uniform: [1, 50]}},
    faults: [
      {at: 1001, kind: "pause", node: "b"},
      {at: 1010, kind: "crash", node: "b"},
    ],
    untilMs: 3000,
  });
  expect(story(r, "a")).toEqual(["connected", ...Array.from({length: 50}, (_, i) => `got ${i + 1}`), "reset"]);
});

test.each([
  [2600, 3720],
  [50_000, 53_850],
])("T19: killed 0.6 s into a cut that heals at %d ms, its last data and its end arrive at the next attempt, %d ms", (at, arrives) => {
  const r = runTalks({
    nodes: {a: [connect, {at: 1600, do: "tell", to: "b"}, {at: 1600, do: "exit"}], b: []},
    faults: [{at: 1000, kind: "cut", nodes: ["b"]}, heal(1000 + at)],
    untilMs: 300_000,
  });
  near(
    times(r, "b", "got").map((t) => t - 1000),
    [arrives],
  );
  near(
    times(r, "b", "eof").map((t) => t - 1000),
    [arrives],
  );
});

test("T19: an RST that is in the air when the link is cut is lost for ever, too", () => {
  const r = runTalks({
    nodes: {a: [connect], b: [{at: 500, do: "tell", to: "a"}]},
    network: {latency: {constant: 50}},
    faults: [{at: 400, kind: "pause", node: "a"}, {at: 1100, kind: "crash", node: "a"}, {at: 1120, kind: "cut", nodes: ["b"]}, heal(1130)],
    untilMs: 300_000,
  });
  expect(story(r, "b")).toEqual(["accepted"]);
});

test.each([60_000, 130_000])(
  "T19: if the cut heals only after %d ms nothing ever tells of the death but an RST to one's own next write",
  (at) => {
    const r = runTalks({
      nodes: {a: [connect, {at: 1600, do: "exit"}], b: [{at: 400_000, do: "tell", to: "a"}]},
      faults: [{at: 1000, kind: "cut", nodes: ["b"]}, heal(1000 + at)],
      untilMs: 500_000,
    });
    expect(story(r, "b")).toEqual(["accepted", "reset"]);
    near(times(r, "b", "reset"), [400_000]);
  },
);

test("T19: an RST into a cut is lost for ever", () => {
  const r = runTalks({
    nodes: {a: [connect], b: [{at: 500, do: "tell", to: "a"}]},
    faults: [{at: 400, kind: "pause", node: "a"}, {at: 1000, kind: "cut", nodes: ["b"]}, {at: 1100, kind: "crash", node: "a"}, heal(1500)],
    untilMs: 300_000,
  });
  expect(story(r, "b")).toEqual(["accepted"]);
});

test("T17: a host that lost power is silent; when it is back it answers an old connection with an RST", () => {
  const off: Fault[] = [
    {at: 0.5, kind: "power-loss", node: "b"},
    {at: 20_000, kind: "restart", node: "b"},
  ];
  const listener = runTalks({nodes: {a: [connect], b: []}, faults: off, untilMs: 500_000});
  expect(story(listener, "a")).toEqual(["connected"]);
  const writer = runTalks({nodes: {a: [connect, {at: 1000, do: "tell", to: "b"}], b: []}, faults: off, untilMs: 500_000});
  expect(story(writer, "a")).toEqual(["connected", "reset"]);
  near(times(writer, "a", "reset"), [27_600]);
});

test("T17: the orphans of a killed process die with their host", () => {
  const r = runTalks({
    nodes: {a: [connect, {at: 1100, do: "tell", to: "b"}, {at: 1100, do: "exit"}], b: []},
    faults: [
      {at: 1000, kind: "cut", nodes: ["b"]},
      {at: 1500, kind: "power-loss", node: "a"},
      {at: 1600, kind: "restart", node: "a"},
      heal(1700),
    ],
    untilMs: 2500,
  });
  // What it says after its restart comes later.
  expect(story(r, "b")).toEqual(["accepted"]);
});

test("a connection that is over at both ends is forgotten, however it ended", () => {
  const scenario = talks({
    nodes: {
      a: [connect, {at: 0, do: "connect", to: "c"}, {at: 0, do: "connect", to: "d"}, {at: 0, do: "connect", to: "e"}],
      b: [{at: 1100, do: "close", to: "a"}],
      c: [{at: 500, do: "close", to: "a"}],
      d: [],
      e: null,
    },
    faults: [
      {at: 1000, kind: "cut", nodes: ["a"], from: ["b", "d"]},
      {at: 1500, kind: "power-loss", node: "a"},
      {at: 1600, kind: "crash", node: "d"},
      heal(1900),
    ],
    untilMs: 200_000,
  });
  const {k} = createKernel(talkers, scenario, {bare: true});
  advance(k, ms(1400));
  expect(k.s.conns.size).toBe(2);
  advance(k, ms(5000));
  expect(k.s.conns.size).toBe(0);
});

test("T20: closing towards a peer that is cut off is a local act; the peer is told at the next attempt", () => {
  const r = runTalks({
    nodes: {a: [connect, {at: 1100, do: "close", to: "b"}, {at: 1101, do: "tell", to: "b"}], b: []},
    faults: [{at: 1000, kind: "cut", nodes: ["b"]}, heal(1900)],
    untilMs: 10_000,
  });
  expect(story(r, "a")).toEqual(["connected", "broken-pipe 1"]);
  near(times(r, "b", "eof"), [1932]);
});

test.each([
  ["read", 1005, "eof"],
  ["not read", 1001.15, "reset"],
])("T17: closing after all input was %s, at %d ms, is an %s to the other", (_, at, why) => {
  const r = runTalks({
    nodes: {a: [connect, {at: 1000, do: "tell", to: "b", count: 2, every: 0.1}], b: [{at, do: "close", to: "a"}]},
    machine: "slow",
    untilMs: 3000,
  });
  expect(story(r, "a").at(-1)).toBe(why);
});

test("a connection reset by a middle box is lost to both ends at once, and the other connections stay", () => {
  const r = runTalks({
    nodes: {a: [connect, {at: 10, do: "connect", to: "c"}, {at: 2000, do: "tell", to: "c"}], b: [], c: []},
    faults: [{at: 1000, kind: "reset-connection", node: "a", peer: "b"}],
    untilMs: 3000,
  });
  expect(times(r, "a", "reset")).toEqual([1000]);
  expect(times(r, "b", "reset")).toEqual([1000]);
  expect(times(r, "c", "got").length).toBe(1);
});
