import {appendFileSync, mkdtempSync, readFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {answered, command, expectRefused} from "./commands.ts";

const fuzz = (...args: string[]) => command("fuzz", args);

test("fuzz without a violation ends with 0 and prints exactly the contract's object", () => {
  const {status, out, err} = fuzz("zookeeper", "--runs", "20", "--seed", "3", "--json");
  expect([status, err, JSON.parse(out)]).toEqual([
    0,
    "",
    {system: "zookeeper", runs: 20, events: expect.any(Number), violations: [], smallest: null},
  ]);
});

test("fuzz prints the same report for the same seed, another for another", () => {
  const [one, two, other] = ["7", "7", "8"].map((seed) => fuzz("zookeeper", "--runs", "10", "--seed", seed, "--json").out);
  expect(one).toBe(two);
  expect(one).not.toBe(other);
});

describe("fuzz with a mechanism switched off", () => {
  const {status, out} = fuzz("zookeeper", "--ablate", "half-quorum", "--json");
  const report = JSON.parse(out);

  test("ends with 1 at the first violation, and prints a smallest schedule", () => {
    expect([status, Object.keys(report)]).toEqual([1, ["system", "runs", "events", "violations", "smallest"]]);
    expect(report.violations).toEqual([
      {invariant: expect.any(String), seed: expect.any(Number), atMs: expect.any(Number), detail: expect.any(String)},
    ]);
    expect(report.runs).toBeLessThanOrEqual(200);
  });

  test("that schedule, fed back to sim as it stands, shows the same violation", () => {
    const again = command("sim", ["-", "--json"], JSON.stringify(report.smallest));
    expect(again.status).toBe(0);
    expect(JSON.parse(again.out).violations[0].invariant).toBe(report.violations[0].invariant);
  });

  test("the schedule holds the ablation, and no more than breaks it: with the mechanism nothing is violated", () => {
    expect(report.smallest.ablate).toEqual(["half-quorum"]);
    const {ablate: _, ...kept} = report.smallest;
    expect(JSON.parse(command("sim", ["-", "--json"], JSON.stringify(kept)).out).violations).toEqual([]);
  });

  test("for people it names invariant, seed and time, and the schedule on one line", () => {
    const told = fuzz("zookeeper", "--ablate", "half-quorum").out.trimEnd().split("\n");
    expect(told[0]).toMatch(/^zookeeper: \d+ runs, [\d,]+ events, 1 violations$/);
    expect(told[1]).toContain(`${report.violations[0].invariant} (seed ${report.violations[0].seed}) at `);
    expect(JSON.parse(told[3] ?? "")).toEqual(report.smallest);
  });
});

describe("with --seeds it prints a row a seed", () => {
  const place = join(mkdtempSync(join(tmpdir(), "fuzz-")), "rows.jsonl");
  const asked = ["redis", "--runs", "3", "--seed", "5"];
  const rows = (text: string): {[column: string]: unknown}[] =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));

  test("in the order of the seeds, on several threads as on one, each with what the command says of that seed alone", () => {
    const {status, out, err} = fuzz(...asked, "--seeds", "3", "--threads", "2");
    expect([status, err]).toEqual([0, expect.stringMatching(/^3 of 3 rows: 3 made in [\d.]+ s, 0 were there\nredis: 0 violations\n$/)]);
    const {engine, seed, of, ablate, ...rest} = rows(out)[1] ?? {};
    expect([seed, of, ablate, engine]).toEqual([6, 3, null, expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{8}$/)]);
    expect(rest).toEqual(JSON.parse(fuzz("redis", "--runs", "3", "--seed", "6", "--json").out));
    expect(rows(fuzz(...asked, "--seeds", "3", "--shard", "2/3").out)).toEqual([rows(out)[1]]);
  });

  test("and goes on where its file ends; a torn line is made anew", () => {
    fuzz(...asked, "--seeds", "2", "--out", place);
    const two = readFileSync(place, "utf8");
    appendFileSync(place, '{"engine":"');
    expect(fuzz(...asked, "--seeds", "3", "--out", place).err).toContain("1 made in");
    expect(readFileSync(place, "utf8").startsWith(two)).toBe(true);
    expect(rows(readFileSync(place, "utf8")).map(({seed}) => seed)).toEqual([5, 6, 7]);
    expectRefused(fuzz("redis", "--runs", "4", "--seed", "5", "--seeds", "3", "--out", place), "line 1: of is 3", "it is 4");
  });

  test("a violation in a row, new or kept, ends it with 1 and is told", () => {
    const broken = ["zookeeper", "--ablate", "half-quorum", "--seeds", "1", "--out", `${place}.broken`];
    for (const status of [1, 1]) {
      const ended = fuzz(...broken);
      expect(ended.status).toBe(status);
      expect(ended.err).toMatch(/^[a-z-]+ \(seed \d+\) at [\d.]+ ms: .+\n(.+\n)?1 of 1 rows.*\nzookeeper: 1 violations\n$/);
    }
  });
});

test.each<[what: string, args: string[], wrong: string, right: string]>([
  ["no seeds", ["redis", "--seeds", "0"], "--seeds 0", "a whole number, 1 or more"],
  ["a part that is none", ["redis", "--seeds", "4", "--shard", "5/4"], "--shard 5/4", "i from 1 to n"],
  ["no threads", ["redis", "--seeds", "4", "--threads", "0"], "--threads 0", "a whole number, 1 or more"],
  ["nothing at all", [], "which system?", "usage: fuzz -- <system>"],
  ["an unknown system", ["chubby"], 'unknown system "chubby"', "zookeeper"],
  ["an unknown ablation", ["zookeeper", "--ablate", "d5"], 'unknown ablation "d5"', "no-d5"],
  ["no runs", ["zookeeper", "--runs", "0"], "--runs 0", "a whole number, 1 or more"],
  ["a seed that is no number", ["zookeeper", "--seed", "x"], "--seed x", "a whole number, 0 or more"],
  ["an unknown flag", ["zookeeper", "--run", "5"], "--run", "usage: fuzz"],
  ["a word too many", ["zookeeper", "kafka"], '"kafka" is one word too many', "usage: fuzz"],
])("fuzz refuses in one line, with 2: %s", async (_what, args, wrong, right) => expectRefused(await answered("fuzz", args), wrong, right));
