import {expect, test} from "vitest";
import type {Fault} from "../../../src/engine/model/fault.ts";
import {run} from "../../../src/engine/run.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";
import {runTalks, type Step, story, talkers, talks, times} from "./talkers.ts";

const connect: Step = {at: 0, do: "connect", to: "b"};
const say: readonly Step[] = [connect, {at: 100, do: "tell", to: "b", every: 100, count: 5}];
const conversation = (faults: readonly Fault[]) => runTalks({nodes: {a: say, b: []}, faults, untilMs: 3000});

test.each([
  ["send TELL", "a", "before", ["got 1"], 200],
  ["send TELL", "a", "after", ["got 1", "got 2"], 200],
  ["receive TELL", "b", "before", ["got 1"], 200.1],
  ["receive TELL", "b", "after", ["got 1", "got 2"], 200.1],
  ["note got", "b", "before", ["got 1"], 200.1],
  ["note got", "b", "after", ["got 1", "got 2"], 200.1],
] as const)("when: the second %s of %s, %s it happens, kills the process: the other heard %j", (event, node, side, heard, at) => {
  const r = conversation([{kind: "crash", node: "@self", when: {event, node, nth: 2, side}}]);
  expect(story(r, "b").filter((line) => line.startsWith("got"))).toEqual(heard);
  expect(r.faults).toEqual([{at: at * 1000, kind: "crash", nodes: [node]}]);
  const sent = (r.trace ?? []).filter((e) => e.kind === "send").length;
  expect(sent).toBe(event === "send TELL" ? heard.length : 2);
});

test("when: plusMs waits, fromMs starts to count later, peer counts only what concerns it", () => {
  const waiting = conversation([{kind: "crash", node: "@self", when: {event: "send TELL", plusMs: 250}}]);
  expect(waiting.faults).toEqual([{at: 350_000, kind: "crash", nodes: ["a"]}]);
  const later = conversation([{kind: "crash", node: "b", when: {event: "send TELL", fromMs: 350}}]);
  expect(later.faults[0]?.at).toBe(400_000);
  for (const other of [{peer: "a"}, {node: "b"}]) {
    expect(conversation([{kind: "crash", node: "b", when: {event: "send TELL", ...other}}]).faults).toEqual([]);
  }
});

test("when: write fires before or after the entry is there", () => {
  const r = runTalks({nodes: {a: say, b: []}, faults: [{kind: "crash", node: "a", when: {event: "write nothing"}}], untilMs: 1000});
  expect(r.faults).toEqual([]);
});

test("T9: drop with `when: send` takes that very segment: it comes again after a time-out, and what follows waits", () => {
  const r = conversation([{kind: "drop", message: "TELL", node: "a", when: {event: "send TELL", nth: 2}}]);
  expect(story(r, "b")).toEqual(["accepted", "got 1", "got 2", "got 3", "got 4", "got 5"]);
  // Sent at 200 ms; the time-out is 208 ms and a round trip.
  expect(times(r, "b", "got")).toEqual([100.1, 408.3, 408.3, 408.3, 500.1]);
});

test("drop with a time takes the next message of its kind, from its node to its peer", () => {
  const r = conversation([
    {at: 250, kind: "drop", message: "TELL", node: "a", peer: "b"},
    {at: 0, kind: "drop", message: "TELL", node: "b"},
  ]);
  expect(times(r, "b", "got")).toEqual([100.1, 200.1, 508.3, 508.3, 508.3]);
});

test.each([
  [408, ["got 1", "reset"]],
  [409, ["got 1", "got 2", "got 3", "got 4", "eof"]],
])("a dropped segment dies with a sender that is killed at %d ms, before it is sent again", (at, heard) => {
  const r = conversation([
    {kind: "drop", message: "TELL", node: "a", when: {event: "send TELL", nth: 2}},
    {kind: "crash", node: "a", at},
  ]);
  expect(story(r, "b")).toEqual(["accepted", ...heard]);
});

test("a dropped segment is sent again by a sender that closes or is paused", () => {
  const taken: Fault = {kind: "drop", message: "TELL", node: "a", when: {event: "send TELL", nth: 2}};
  const steps: readonly Step[] = [...say, {at: 250, do: "close", to: "b"}];
  const closes = runTalks({nodes: {a: steps, b: []}, faults: [taken], untilMs: 3000});
  expect(story(closes, "b")).toEqual(["accepted", "got 1", "got 2", "eof"]);
  const paused = conversation([taken, {kind: "pause", node: "a", at: 210, forMs: 1000}]);
  expect(times(paused, "b", "got").slice(0, 2)).toEqual([100.1, 408.3]);
});

test("T6: a delayed message delays all behind it: order stays", () => {
  const r = conversation([{kind: "delay", message: "TELL", node: "a", byMs: 150, when: {event: "send TELL", nth: 2}}]);
  expect(story(r, "b")).toEqual(["accepted", "got 1", "got 2", "got 3", "got 4", "got 5"]);
  expect(times(r, "b", "got")).toEqual([100.1, 350.1, 350.1, 400.1, 500.1]);
});

test("a duplicated message is handled twice", () => {
  const r = conversation([{kind: "duplicate", message: "TELL", node: "a", when: {event: "send TELL", nth: 2}}]);
  expect(story(r, "b")).toEqual(["accepted", "got 1", "got 2", "got 2", "got 3", "got 4", "got 5"]);
});

test("a name given by one fault can be used by a later one", () => {
  const r = conversation([
    {kind: "crash", node: "@self", as: "victim", when: {event: "receive TELL"}},
    {at: 1000, kind: "restart", node: "@victim"},
  ]);
  expect(r.faults.map((f) => f.nodes)).toEqual([["b"], ["b"]]);
});

test.each([
  [{at: 5, kind: "crash"} as never, "scenario talks: faults[0].node is missing: must be a text of at most 1000 characters"],
  [
    {at: 5, kind: "delay", message: "TELL", node: "a"} as never,
    "scenario talks: faults[0].byMs is missing: must be a number of ms from 0 to 1e12",
  ],
  [{at: 5, kind: "crash", node: 5} as never, "scenario talks: faults[0].node is 5: must be a text of at most 1000 characters"],
  [
    {at: 5, kind: "crash", node: "z"},
    'scenario talks: faults[0].node is "z": no node of the scenario; one of a, b, @leader, @follower, @followers, @minority, @majority, @self',
  ],
  [
    {at: 5, kind: "cut", nodes: ["a"], from: ["z"]},
    'scenario talks: faults[0].from[0] is "z": no node of the scenario; one of a, b, @leader, @follower, @followers, @minority, @majority, @self',
  ],
  [
    {at: 5, kind: "crash", node: "@boss"},
    'scenario talks: faults[0].node is "@boss": no node of the scenario; one of a, b, @leader, @follower, @followers, @minority, @majority, @self',
  ],
  [{at: -1, kind: "crash", node: "a"}, "scenario talks: faults[0].at is -1: must be a number of ms from 0 to 1e12"],
  [
    {kind: "crash", node: "a", when: {event: "sends TELL"}},
    'scenario talks: faults[0].when.event is "sends TELL": must be send, receive, note, write or sync with what is meant, as "send PING"',
  ],
  [
    {kind: "crash", node: "a", when: {event: "send TEL"}},
    'scenario talks: faults[0].when.event is "send TEL": no message of kernel; one of TELL, ASK, ANSWER; did you mean TELL?',
  ],
  [
    {at: 1, kind: "drop", node: "a", message: "SHOUT"},
    'scenario talks: faults[0].message is "SHOUT": no message of kernel; one of TELL, ASK, ANSWER',
  ],
] as readonly (readonly [Fault, string])[])("a fault that can never happen is refused: %j", (fault, says) => {
  expect(() => conversation([fault])).toThrow(says);
  expect(() => conversation([fault])).toThrow(Refusal);
});

test("lossy: each message of the kind is lost with the given chance, though its connection stands", () => {
  const lossy = {...talkers, ablations: [{name: "lossy", says: "", breaks: [], kernel: {lossy: {kind: "TELL", perMillion: 300_000}}}]};
  const scenario = talks({nodes: {a: [connect, {at: 100, do: "tell", to: "b", every: 1, count: 1000}], b: []}, untilMs: 3000});
  const r = run(lossy, {...scenario, ablate: ["lossy"]}, {record: true});
  const got = story(r, "b").length;
  expect(got).toBeGreaterThan(650);
  expect(got).toBeLessThan(750);
  expect(story(r, "a")).toEqual(["connected"]);
});

test("T14: a segment lost at random comes some 200 ms late and holds up those behind it; none is missing", () => {
  const said = {nodes: {a: [connect, {at: 100, do: "tell", to: "b", every: 50, count: 400}] as Step[], b: []}, untilMs: 30_000};
  const r = runTalks({...said, network: {loss: 0.05}});
  expect(story(r, "b").slice(1)).toEqual(Array.from({length: 400}, (_, i) => `got ${i + 1}`));
  const late = times(r, "b", "got").map((at, i) => at - 100 - 50 * i);
  const lost = late.filter((delay, i) => delay > 199 && (late[i - 1] ?? 0) < 199).length;
  expect(lost).toBeGreaterThan(8);
  expect(lost).toBeLessThan(35);
  // Four follow a lost one before it is there.
  expect(late.filter((delay) => delay > 1).length).toBeGreaterThan(3 * lost);
  expect(Math.max(...late)).toBeLessThan(420);
  expect(() => runTalks({...said, network: {loss: 2}})).toThrow("scenario talks: network.loss is 2: must be a share from 0 to 0.5");
});
