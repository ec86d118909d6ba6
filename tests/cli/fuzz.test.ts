import {describe, expect, test} from "vitest";
import {command, expectRefused} from "./commands.ts";

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

test.each<[what: string, args: string[], wrong: string, right: string]>([
  ["nothing at all", [], "which system?", "usage: fuzz -- <system>"],
  ["an unknown system", ["chubby"], 'unknown system "chubby"', "zookeeper"],
  ["an unknown ablation", ["zookeeper", "--ablate", "d5"], 'unknown ablation "d5"', "no-d5"],
  ["no runs", ["zookeeper", "--runs", "0"], "--runs 0", "a whole number, 1 or more"],
  ["a seed that is no number", ["zookeeper", "--seed", "x"], "--seed x", "a whole number, 0 or more"],
  ["an unknown flag", ["zookeeper", "--run", "5"], "--run", "usage: fuzz"],
  ["a word too many", ["zookeeper", "kafka"], '"kafka" is one word too many', "usage: fuzz"],
])("fuzz refuses in one line, with 2: %s", (_what, args, wrong, right) => expectRefused(fuzz(...args), wrong, right));
