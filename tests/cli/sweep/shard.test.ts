import {mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, expect, test} from "vitest";
import {outputPath, readShard, runsOf} from "../../../cli/sweep/shard.ts";

const folder = mkdtempSync(join(tmpdir(), "shards-"));
afterAll(() => rmSync(folder, {recursive: true}));

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

test.each(["0/4", "5/4", "1", "1/0", "-1/4", "1/4/2", "one/4", "1.5/4", "1/100000"])("%s is no shard", (text) => {
  expect(() => readShard(text)).toThrow(`--shard ${text}: must be i/n with i from 1 to n, as 1/4`);
});

test("in a folder the files of the shards sort in the order of the shards", () => {
  const names = [2, 10, 1].map((index) => outputPath("tests/cli", {index, of: 12}));
  expect(names.sort()).toEqual([1, 2, 10].map((i) => `tests/cli/000${String(i).padStart(2, "0")}-of-00012.jsonl`));
});

test("a folder with a part of another division is refused, and nothing is made in it", () => {
  for (const name of ["00002-of-00004.jsonl", "notes.jsonl"]) writeFileSync(join(folder, name), "");
  expect(outputPath(folder, {index: 1, of: 4})).toBe(join(folder, "00001-of-00004.jsonl"));
  for (const parts of [1, 8])
    expect(() => outputPath(folder, {index: 1, of: parts})).toThrow(
      `--out ${folder}: 00002-of-00004.jsonl is there, a part of another division: give another folder, or rows would count twice`,
    );
  expect(readdirSync(folder).length).toBe(2);
});
