import {expect, test} from "vitest";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import {staleLookups} from "../../../../src/engine/checking/consistency/rules/stale-lookups.ts";
import {op} from "./notation.ts";

const up = op("register", "UP", [0, 10]);
const out = op("register", "OUT_OF_SERVICE", [20, 30]);
const left = op("deregister", null, [20, 30]);
const seen = (result: string | null, from: number, to: number, more: Partial<HistoryOperation> = {}) =>
  op("lookup", null, [from, to], {result, ...more});

test.each([
  ["the last status", [up, out, seen("OUT_OF_SERVICE", 40, 50)], 0],
  ["a status after the next was acknowledged", [up, out, seen("UP", 40, 50)], 1],
  ["either status while the next is under way", [up, out, seen("UP", 25, 28), seen("OUT_OF_SERVICE", 25, 28)], 0],
  ["a status before it was asked for", [up, out, seen("OUT_OF_SERVICE", 12, 15)], 1],
  ["one that has left", [up, left, seen("UP", 40, 50)], 1],
  ["nothing of one that has left", [up, left, seen(null, 40, 50)], 0],
  ["nothing of one that is registered", [up, seen(null, 40, 50)], 1],
  ["nothing before anything was acknowledged", [up, seen(null, 2, 5)], 0],
  ["a status whose registration is in doubt", [up, op("register", "OUT_OF_SERVICE", [20, null]), seen("OUT_OF_SERVICE", 40, 50)], 0],
  ["a status that was refused", [up, {...out, type: "fail"}, seen("OUT_OF_SERVICE", 40, 50)], 1],
  ["a status that came back after another one", [up, out, op("register", "UP", [40, 50]), seen("UP", 60, 70)], 0],
  ["another instance's", [up, {...out, key: "other"}, seen("UP", 40, 50)], 0],
  ["nothing, and failed", [up, seen(null, 40, 50, {type: "fail"})], 0],
] as readonly (readonly [string, HistoryOperation[], number])[])("a look-up of %s", (_, history, stale) => {
  expect(staleLookups(history)).toBe(stale);
  expect(staleLookups([...history].reverse())).toBe(stale);
});
