import {expect, test} from "vitest";
import {showing, type Wanted} from "../../../src/engine/analysis/wanted.ts";
import {Refusal} from "../../../src/engine/index.ts";
import {type HandMade, runOf, write} from "./hand-made.ts";

const reign = (node: string, term: number, from: number, to: number | null) => [node, "leader", term, true, from, to] as const;

test.each<[claim: string, wanted: Wanted, of: HandMade, found: boolean]>([
  [
    "one writer after the other is no dual write",
    {kind: "dual-write"},
    {
      endMs: 900,
      effective: [
        [0, "a"],
        [300, "b"],
      ],
    },
    false,
  ],
  [
    "two writers at once",
    {kind: "dual-write"},
    {
      endMs: 900,
      effective: [
        [0, "a"],
        [300, "a", "b"],
      ],
    },
    true,
  ],
  ["a write that is read is not lost", {kind: "lost-write"}, {endMs: 9, history: [write(1, 1, 2)], read: {k: [1]}}, false],
  ["a lost write", {kind: "lost-write"}, {endMs: 9, history: [write(1, 1, 2)], read: {k: []}}, true],
  ["nothing read, nothing known", {kind: "lost-write"}, {endMs: 9, history: [write(1, 1, 2)]}, false],
  ["a short outage", {kind: "no-leader", forMs: 100}, {endMs: 900, effective: [[0, "a"], [300], [399, "b"]]}, false],
  ["an outage as long as wanted", {kind: "no-leader", forMs: 100}, {endMs: 900, effective: [[0, "a"], [300], [400, "b"]]}, true],
  ["an outage that does not end", {kind: "no-leader", forMs: 100}, {endMs: 900, effective: [[0, "a"], [800]]}, true],
  ["how it first came up is no outage", {kind: "no-leader", forMs: 100}, {endMs: 900, effective: [[0], [400, "a"]]}, false],
  ["that it never came up is one", {kind: "no-leader", forMs: 100}, {endMs: 900, effective: [[0]]}, true],
  [
    "three reigns within the window",
    {kind: "flapping", reigns: 3, withinMs: 200},
    {endMs: 900, effective: [[0]], beliefs: [reign("a", 1, 100, 150), reign("b", 2, 200, 250), reign("a", 3, 300, null)]},
    true,
  ],
  [
    "three reigns in a longer time",
    {kind: "flapping", reigns: 3, withinMs: 199},
    {endMs: 900, effective: [[0]], beliefs: [reign("a", 1, 100, 150), reign("b", 2, 200, 250), reign("a", 3, 300, null)]},
    false,
  ],
])("%s", (_, wanted, of, found) => {
  expect(showing(wanted)(runOf(of))).toBe(found);
});

test("what any run would show is refused", () => {
  expect(() => showing({kind: "no-leader", forMs: 0})).toThrow(Refusal);
  expect(() => showing({kind: "flapping", reigns: 1, withinMs: 10})).toThrow("search: reigns is 1: must be 2 or more");
  expect(() => showing({kind: "flapping", reigns: 2, withinMs: Number.NaN})).toThrow("withinMs is NaN");
});
