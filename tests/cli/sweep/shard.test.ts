import {expect, test} from "vitest";
import {outputPath, readShard, runsOf} from "../../../cli/sweep/shard.ts";

test.each([
  [10, 4],
  [7, 7],
  [3, 5],
  [1_000_000, 999],
])("%d runs in %d shards: they follow on each other, miss nothing, and differ by one run at most", (count, of) => {
  const shards = Array.from({length: of}, (_, i) => runsOf({index: i + 1, of}, count));
  expect([shards[0]?.from, shards.at(-1)?.to]).toEqual([0, count]);
  expect(shards.slice(1).map(({from}) => from)).toEqual(shards.slice(0, -1).map(({to}) => to));
  const sizes = shards.map(({from, to}) => to - from);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

test("without a shard it is the whole", () => {
  expect(readShard(undefined)).toEqual({index: 1, of: 1});
});

test.each(["0/4", "5/4", "1", "1/0", "-1/4", "1/4/2", "one/4", "1.5/4"])("%s is no shard", (text) => {
  expect(() => readShard(text)).toThrow(`--shard ${text}: must be i/n with i from 1 to n, as 1/4`);
});

test("in a folder the files of the shards sort in the order of the shards", () => {
  const names = [2, 10, 1].map((index) => outputPath("tests/cli", {index, of: 12}));
  expect(names.sort()).toEqual([1, 2, 10].map((i) => `tests/cli/000${String(i).padStart(2, "0")}-of-00012.jsonl`));
});
