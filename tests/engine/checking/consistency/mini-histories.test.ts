import {expect, test} from "vitest";
import {leastStaleness} from "../../../../src/engine/checking/consistency/bounded-staleness.ts";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import {linearizable} from "../../../../src/engine/checking/consistency/linearizable.ts";
import {casRegister} from "../../../../src/engine/checking/consistency/models/register.ts";
import {registry} from "../../../../src/engine/checking/consistency/models/registry.ts";
import {cas, op, read, write} from "./notation.ts";

const late = [write(1, [0, 10]), write(2, [20, null]), read(1, [30, 40]), read(2, [50, 60])];

/** The worked mini-histories of one register that holds 0 at first. */
const rows: readonly (readonly [claim: string, verdict: "ok" | "illegal", history: readonly HistoryOperation[]])[] = [
  ["a: a read of what was overwritten is stale", "illegal", [write(1, [0, 10]), write(2, [20, 30]), read(1, [40, 50])]],
  ["b: two cannot both match 0", "illegal", [cas(0, 1, [0, 40]), cas(0, 2, [10, 50])]],
  ["c: the second failed", "ok", [cas(0, 1, [0, 40]), cas(0, 2, [10, 50], {type: "fail"})]],
  ["c: the second did not match, which is an observation", "ok", [cas(0, 1, [0, 40]), cas(0, 2, [10, 50], {result: false})]],
  [
    "c: neither can have found another value than 0",
    "illegal",
    [cas(0, 1, [0, 40], {result: false}), cas(0, 2, [10, 50], {result: false})],
  ],
  ["d: an unknown write takes effect between two reads", "ok", late],
  ["e: what happened cannot be undone", "illegal", [...late, read(1, [70, 80])]],
  ["f: a read of the past, though each process sees an order", "illegal", [write(1, [0, 10]), read(0, [20, 30]), read(1, [40, 50])]],
  ["g: what touches is concurrent", "ok", [write(1, [0, 20]), read(0, [20, 40])]],
  ["h: what does not touch is not", "illegal", [write(1, [0, 19]), read(0, [20, 40])]],
  ["i: an unknown cas is applied late", "ok", [cas(0, 3, [0, null]), read(0, [10, 20]), read(3, [30, 40]), cas(3, 4, [50, 60])]],
  ["j: an unknown cas cannot match", "illegal", [write(5, [0, 10]), cas(0, 3, [20, null]), read(3, [30, 40])]],
];

test.each(rows)("%s (%s)", (_, verdict, history) => {
  expect(linearizable(casRegister(0), history).verdict).toBe(verdict);
  // An order of the operations in the file means nothing.
  expect(linearizable(casRegister(0), [...history].reverse()).verdict).toBe(verdict);
});

const lookup = (result: string | null, at: number) => op("lookup", null, [at, at + 1], {result});
const delayed = [op("register", "UP", [0, 1]), lookup(null, 5), lookup("UP", 70)];
const resurrected = [op("register", "UP", [0, 1]), op("deregister", null, [10, 11]), lookup(null, 20), lookup("UP", 30)];

test.each([
  ["k: a registration that is seen late is so by 4", delayed, 4],
  ["l: an instance that comes back was late by 19", resurrected, 19],
  ["nothing is late where every answer is right", [op("register", "UP", [0, 1]), lookup("UP", 2)], 0],
])("%s", (_, history, least) => {
  expect(leastStaleness(registry(), history)).toEqual({verdict: "ok", least});
  expect(linearizable(registry(), history).verdict).toBe(least === 0 ? "ok" : "illegal");
});

test("no delay explains an answer that never was true", () => {
  expect(leastStaleness(registry(), [op("register", "UP", [0, 1]), lookup("DOWN", 5)])).toEqual({verdict: "illegal", least: null});
});
