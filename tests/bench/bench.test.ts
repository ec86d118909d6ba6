import {spawnSync} from "node:child_process";
import {join} from "node:path";
import {expect, test} from "vitest";
import {type Entry, pop, push} from "../../bench/heap.ts";
import {kernel} from "../../bench/kernel-rate.ts";
import {median, short} from "../../bench/measure.ts";
import {pace} from "../../bench/scrub.ts";

test("the baseline is a heap: what goes in comes out in order", () => {
  const heap: Entry[] = [];
  for (let i = 0; i < 500; i++) push(heap, {time: (i * 7919) % 101, seq: i});
  const out = Array.from({length: 500}, () => pop(heap));
  expect(out).toEqual([...out].sort((a, b) => a.time - b.time || a.seq - b.seq));
  expect(heap.length).toBe(0);
});

test("each event of the kernel's bench is one message delivered and one sent, with 1,000 pending", () => {
  const {rate, k} = kernel(true);
  rate(20_000);
  rate(5000);
  expect(k.s.queue.size).toBe(1000);
  const kinds = (k.sinks?.trace ?? []).map((e) => e.kind);
  expect([kinds.length, kinds.filter((kind) => kind === "send").length]).toEqual([10_000, 5000]);
});

test("a median is the middle value, or what lies between the two", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

test("a pace is frames over the time they took; one slow frame in twenty is the slowest that is counted", () => {
  const frames = [0, ...Array.from({length: 38}, (_, i) => 10 * (i + 1)), 430, 520];
  expect(pace(frames)).toEqual({perSecond: (1000 * 40) / 520, p95Ms: 10});
  expect(pace([...frames, 560]).p95Ms).toBe(40);
});

test("figures have three digits", () => {
  expect([8.4149, 99.96, 1000, 12_345, 1_984_000].map(short)).toEqual(["8.41", "100", "1000", "12.3 k", "1.98 M"]);
});

test.each([
  [["--runs", "0"], "--runs 0: must be a whole number, 1 or more\n"],
  [["--fast"], "Unknown option '--fast'"],
  [
    ["kernle"],
    "kernle: no bench of that name, there are kernel, crash, thousand, hosts, registry, scopes, histories, build, page, scrub, tap\n",
  ],
])("bad input %j is refused in one line", (args, says) => {
  const {status, stderr} = spawnSync(process.execPath, ["bench/bench.ts", ...args], {
    cwd: join(import.meta.dirname, "../.."),
    encoding: "utf8",
  });
  expect(status).toBe(2);
  expect(stderr).toContain(says);
  expect(stderr.trimEnd()).not.toContain("\n");
});
