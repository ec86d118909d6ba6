import fc from "fast-check";
import {expect, test} from "vitest";
import {staleReads} from "../../../../src/engine/checking/consistency/rules/stale-reads.ts";
import type {Operation} from "../../../../src/engine/model/operation.ts";
import {read, write} from "../../analysis/hand-made.ts";

test.each([
  ["the value of a write that ended before a later one began", [write(1, 0, 10), write(2, 20, 30), read(1, 40, 50)], 1],
  ["the latest value", [write(1, 0, 10), write(2, 20, 30), read(2, 40, 50)], 0],
  ["an older value, but the later write ends only during the read", [write(1, 0, 10), write(2, 20, 45), read(1, 40, 50)], 0],
  ["an older value, and the later write ended at the instant of the call", [write(1, 0, 10), write(2, 20, 40), read(1, 40, 50)], 0],
  ["either of two writes at once", [write(1, 0, 30), write(2, 20, 35), read(1, 40, 50), read(2, 60, 70)], 0],
  ["nothing, after a write", [write(1, 0, 10), read(null, 20, 30)], 1],
  ["nothing, before any write ended", [write(1, 0, 25), read(null, 20, 30)], 0],
  ["a value whose write is in doubt", [write(1, 0, null), write(2, 20, 30), read(1, 40, 50)], 0],
  ["a value whose write was given up before the later one", [write(1, 0, 10, {type: "info"}), write(2, 20, 30), read(1, 40, 50)], 0],
  ["an older value, where the later write was refused", [write(1, 0, 10), write(2, 20, 30, {type: "fail"}), read(1, 40, 50)], 0],
  ["an older value of another key", [write(1, 0, 10), write(2, 20, 30, {key: "other"}), read(1, 40, 50)], 0],
  ["an older value, but the read failed", [write(1, 0, 10), write(2, 20, 30), read(1, 40, 50, {type: "fail"})], 0],
] as readonly (readonly [string, Operation[], number])[])("a read of %s", (_, history, stale) => {
  expect(staleReads(history)).toBe(stale);
  expect(staleReads([...history].reverse())).toBe(stale);
});

test("it counts what comparing each read with each write counts", () => {
  const time = fc.nat(60);
  const operation = fc.record({
    isRead: fc.boolean(),
    value: fc.nat(8),
    from: time,
    takes: fc.option(fc.integer({min: 1, max: 20}), {freq: 8}),
  });
  let positive = 0;
  fc.assert(
    fc.property(fc.array(operation, {maxLength: 25}), (parts) => {
      const written = new Set<number>();
      const history = parts.flatMap(({isRead, value, from, takes}) => {
        const to = takes === null ? null : from + takes;
        if (isRead) return [read(value, from, to ?? from + 1)];
        if (written.has(value)) return []; // written values are unique
        written.add(value);
        return [write(value, from, to)];
      });
      const writes = history.filter((o) => o.f === "write");
      const expected = history.filter((r) => {
        if (r.f !== "read") return false;
        const seen = writes.find((w) => w.value === r.result);
        return writes.some((w) => {
          const later = !seen || (seen.type === "ok" && w.invokedAt > (seen.completedAt ?? 0));
          return w !== seen && later && w.type === "ok" && (w.completedAt ?? 0) < r.invokedAt;
        });
      });
      positive += expected.length > 0 ? 1 : 0;
      expect(staleReads(history)).toBe(expected.length);
    }),
    {seed: 1, numRuns: 1000},
  );
  expect(positive).toBeGreaterThan(100);
});
