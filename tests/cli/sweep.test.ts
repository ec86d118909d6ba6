import {appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {watch} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {loadSystem, systemNames} from "../../cli/systems.ts";
import {answered, begin, command, expectRefused} from "./commands.ts";

const folder = mkdtempSync(join(tmpdir(), "sweep-"));
afterAll(() => rmSync(folder, {recursive: true}));

const sweep = (...args: string[]) => command("sweep", args);
const place = (name: string): string => join(folder, name);
const file = (name: string, data: unknown): string => {
  writeFileSync(place(name), typeof data === "string" ? data : JSON.stringify(data));
  return place(name);
};
const rows = (text: string): {[column: string]: unknown}[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
/** How many whole lines a file has; one that is not there yet has none. */
const linesOf = (path: string): number =>
  readdirSync(folder).some((name) => join(folder, name) === path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;

const plain = {
  system: "zookeeper",
  scenario: "cold-start",
  set: {tickTime: 1000},
  grid: {thirdStartsMs: [100, 2000], initLimit: [5, 10]},
  seeds: 100,
};
const COUNT = 400;
const given = file("plain.json", plain);
let whole = "";

beforeAll(() => {
  whole = sweep(given).out;
});

describe("a row", () => {
  test("is there for each point and seed, seed by seed over all points", () => {
    const all = rows(whole);
    expect(all.length).toBe(COUNT);
    expect(all.slice(0, 5).map((r) => [r.seed, r.thirdStartsMs, r.initLimit])).toEqual([
      [1, 100, 5],
      [1, 100, 10],
      [1, 2000, 5],
      [1, 2000, 10],
      [2, 100, 5],
    ]);
    expect(all.at(-1)?.seed).toBe(100);
  });

  test("says what sim says of the same run, under the same names, flat", () => {
    const row = rows(whole)[6] ?? {};
    const set = ["tickTime", "thirdStartsMs", "initLimit"].flatMap((key) => ["--set", `${key}=${row[key]}`]);
    const {operations, final, reigns, violations, ...told} = JSON.parse(
      command("sim", ["zookeeper", "cold-start", "--seed", String(row.seed), ...set, "--json"]).out,
    );
    const flat = {...told, ...operations, leader: final.leader, term: final.term, reigns: reigns.length, violations: violations.length};
    const shared = Object.keys(flat).filter((key) => key in row);
    expect(shared).toEqual(
      expect.arrayContaining(["traceHash", "durationMs", "events", "dualWriteMs", "ok", "lostWrites", "longestOutageMs"]),
    );
    for (const key of shared) expect([key, row[key]]).toEqual([key, flat[key]]);
  });

  test("has the columns of all others, in one order, and no value that is itself a list or an object", () => {
    const all = rows(whole);
    expect(new Set(all.map((row) => Object.keys(row).join())).size).toBe(1);
    for (const value of all.flatMap((row) => Object.values(row))) expect(value === null || typeof value !== "object").toBe(true);
  });

  test("names its ablations", () => {
    const path = file("ablated.json", {...plain, seeds: 1, ablate: ["no-d5", "no-zxid-compare"]});
    expect(rows(sweep(path).out).map(({ablate}) => ablate)).toEqual(Array(4).fill("no-d5 no-zxid-compare"));
    expect(rows(whole)[0]?.ablate).toBe(null);
  });

  test("no parameter of a system has the name of a measure or of another column", async () => {
    const own = new Set(Object.keys(rows(whole)[0] ?? {}).filter((name) => !["tickTime", "thirdStartsMs", "initLimit"].includes(name)));
    for (const name of systemNames()) {
      const {config, scenarios} = await loadSystem(name);
      const keys = [...config, ...scenarios.flatMap(({parameters}) => parameters)].map(({key}) => key);
      expect(keys.filter((key) => own.has(key))).toEqual([]);
    }
  });
});

test("a sweep is read from standard input, too, and is the same every time", () => {
  expect(command("sweep", ["-"], JSON.stringify(plain)).out).toBe(whole);
});

test("shards 1/4 to 4/4, one after the other, are the whole to the byte", () => {
  const parts = [1, 2, 3, 4].map((i) => sweep(given, "--shard", `${i}/4`, "--out", place("shards/")));
  expect(parts.map(({status, out}) => [status, out])).toEqual(Array(4).fill([0, ""]));
  const files = readdirSync(place("shards")).sort();
  expect(files).toEqual([1, 2, 3, 4].map((i) => `0000${i}-of-00004.jsonl`));
  expect(files.map((name) => readFileSync(join(place("shards"), name), "utf8")).join("")).toBe(whole);
});

test("the rows are the same with one thread as with one for each CPU", () => {
  const {status, out} = sweep(given, "--shard", "1/4", "--threads", "1");
  expect([status, whole.startsWith(out), rows(out).length]).toEqual([0, true, COUNT / 4]);
});

test("a shard beyond the last run is empty, and no failure", () => {
  const few = file("few.json", {...plain, grid: {}, seeds: 2});
  expect(sweep(few, "--shard", "1/5")).toMatchObject({status: 0, out: ""});
});

/** Breaks into a sweep as soon as it has kept so many rows. */
async function broken(out: string, least: number, signal: "SIGKILL" | "SIGTERM" | "SIGINT") {
  const eyes = new AbortController();
  const changes = watch(folder, {signal: eyes.signal});
  const {child, ended} = begin("sweep", [given, "--out", out]);
  try {
    for await (const _ of changes) if (linesOf(out) >= least) break;
  } finally {
    eyes.abort();
  }
  child.kill(signal);
  return await ended;
}

/** Rows that were made and rows that were there, as a sweep tells. */
const counts = (err: string) => /(\d+) made in [\d.]+ s, (\d+) were there/.exec(err)?.slice(1).map(Number);

test("killed in the middle and started again it equals one that was not, and runs only what was not kept", async () => {
  const out = place("killed.jsonl");
  expect((await broken(out, 20, "SIGKILL")).status).toBe(null);
  const kept = linesOf(out);
  expect(kept).toBeGreaterThanOrEqual(20);
  expect(kept).toBeLessThan(COUNT);
  const again = sweep(given, "--out", out);
  expect([again.status, counts(again.err)]).toEqual([0, [COUNT - kept, kept]]);
  expect(readFileSync(out, "utf8")).toBe(whole);
});

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)("%s ends it with %d, whole rows, and a line that says how to go on", async (signal, code) => {
  const out = place(`${signal}.jsonl`);
  const {status, err} = await broken(out, 1, signal);
  const text = readFileSync(out, "utf8");
  const kept = linesOf(out);
  expect([status, err]).toEqual([code, expect.stringMatching(/^[^\n]+\n$/)]);
  expect(err).toContain(`${kept} of ${COUNT} rows in ${out}: ${kept} made`);
  expect(err).toContain(`stopped by ${signal}, the same command goes on from there`);
  expect([text.endsWith("}\n"), whole.startsWith(text)]).toEqual([true, true]);
});

test("a torn last line is dropped and made again", () => {
  const lines = whole.split("\n");
  const out = file("torn.jsonl", `${lines.slice(0, 390).join("\n")}\n${lines[390]?.slice(0, 400)}`);
  const again = sweep(given, "--out", out);
  expect([again.status, counts(again.err)]).toEqual([0, [10, 390]]);
  expect(readFileSync(out, "utf8")).toBe(whole);
});

test("a sweep that is done is left as it is", () => {
  const out = file("done.jsonl", whole);
  expect(counts(sweep(given, "--out", out).err)).toEqual([0, COUNT]);
  expect(readFileSync(out, "utf8")).toBe(whole);
});

test("a file that another process writes to meanwhile is given up in one line, with 1: it passes by itself", async () => {
  const out = place("shared.jsonl");
  const changes = watch(folder);
  const {ended} = begin("sweep", [given, "--out", out]);
  for await (const _ of changes) if (linesOf(out) >= 1) break;
  appendFileSync(out, `${whole.split("\n")[0]}\n`);
  const {status, err} = await ended;
  expect([status, err]).toEqual([1, `${out} changed under this sweep: another process writes it, too\n`]);
});

test("a run that is refused ends the sweep with its point and seed, and the rows before it are kept", () => {
  const out = place("refused.jsonl");
  const given = file("refused.json", {system: "redis", scenario: "no-quorum", grid: {faultMs: [15_000, 0]}, seeds: 3});
  const ended = sweep(given, "--out", out);
  expectRefused(ended, '"faultMs":0,"seed":1}: scenario no-quorum: faults[0].at is -2000', "must be a number of ms from 0");
  expect(ended.err).toContain("(rows before it, kept: 1)");
  expect(rows(readFileSync(out, "utf8")).map(({faultMs, seed}) => [faultMs, seed])).toEqual([[15_000, 1]]);
});

describe("refused in one line, with 2", () => {
  test.each<[what: string, args: string[], wrong: string, right: string]>([
    ["nothing at all", [], "which sweep?", "usage: sweep -- FILE.json"],
    ["a file that is not there", ["/no/such/sweep.json"], "cannot read /no/such/sweep.json", "a file with a sweep as JSON"],
    ["a word too many", [given, "redis"], '"redis" is one word too many', "usage: sweep"],
    ["an unknown flag", [given, "--seeds", "5"], "--seeds", "usage: sweep"],
    ["a shard that is none", [given, "--shard", "5/4"], "--shard 5/4", "i from 1 to n, as 1/4"],
    ["no threads", [given, "--threads", "0"], "--threads 0", "a whole number, 1 or more"],
    ["rows into nowhere", [given, "--out", "/no/such/rows.jsonl"], "/no/such/rows.jsonl", "a folder that is there"],
    ["rows into what never ends", [given, "--out", "/dev/full"], "--out /dev/full: is no file", "leave --out away for standard output"],
    ["a folder within a file", [given, "--out", `${given}/rows/`], "cannot be made", "give a file or a folder"],
  ])("%s", async (_what, args, wrong, right) => expectRefused(await answered("sweep", args), wrong, right));

  test.each<[what: string, data: unknown, wrong: string, right: string]>([
    ["broken JSON", '{"system": ', "is no JSON", ".json"],
    ["no object", [], '"system"', "a system's name, as redis"],
    ["no scenario", {system: "redis"}, '"scenario"', "sim --list names all"],
    ["a system that is not there", {...plain, system: "chubby"}, 'unknown system "chubby"', "zookeeper"],
    ["a scenario that is not there", {...plain, scenario: "cold-strat"}, 'unknown scenario "cold-strat"', "did you mean cold-start?"],
    ["a misspelt field", {...plain, sedes: 5}, '"sedes" is no field of a sweep', "one of system, scenario, set, grid"],
    ["no seeds", {...plain, seeds: 0}, '"seeds"', "a whole number, 1 or more"],
    ["a seed that is no number", {...plain, seed: "x"}, '"seed"', "a whole number, 0 or more"],
    ["a grid that is no list", {...plain, grid: {initLimit: 5}}, '"grid"', 'different values by parameter, as {"quorum": [1, 2]}'],
    ["a list without values", {...plain, grid: {initLimit: []}}, '"grid"', "one or more different values"],
    ["a value twice", {...plain, grid: {initLimit: [5, 5]}}, '"grid"', "one or more different values"],
    ["a list in set", {...plain, set: {tickTime: [1, 2]}}, '"set"', "values by parameter"],
    ["a parameter in both", {...plain, set: {initLimit: 5}}, '"initLimit" is both in "set" and in "grid"', "leave it in one"],
    ["an unknown parameter", {...plain, grid: {initLimt: [5]}}, 'unknown parameter "initLimt"', "initLimit"],
    ["a value out of range", {...plain, grid: {initLimit: [5, 0]}}, "initLimit=0", "from 1 to 10000 ticks"],
    ["a seed in the grid", {...plain, grid: {seed: [1, 2]}}, '"seed" must be a field of its own', '"seeds" says how many'],
    ["a seed in set", {...plain, set: {seed: 7}}, '"seed" must be a field of its own', '"seeds" says how many'],
    ["an unknown ablation", {...plain, ablate: ["d5"]}, 'unknown ablation "d5"', "no-d5"],
    ["a name that every object has", {...plain, set: {constructor: 1}}, 'unknown parameter "constructor"', "initLimit"],
    ["a last seed beyond all numbers", {...plain, seed: 2 ** 53 - 2, seeds: 2}, '"seed"', "the last one is a safe integer, too"],
    [
      "more points than there is memory",
      {
        ...plain,
        set: {},
        grid: Object.fromEntries(["tickTime", "initLimit", "syncLimit", "cnxTimeout"].map((key) => [key, [...Array(400).keys()]])),
      },
      "25600000000 points",
      "at most 1000000",
    ],
    ["too many runs", {...plain, seeds: 1_000_000}, "4000000 runs", "at most 1000000"],
  ])("a sweep with %s", async (_what, data, wrong, right) =>
    expectRefused(await answered("sweep", [file("bad.json", data)]), wrong, right),
  );

  const alter = (change: object, line = 0) =>
    whole
      .split("\n")
      .map((text, i) => (i === line ? JSON.stringify({...JSON.parse(text), ...change}) : text))
      .join("\n");
  test.each<[what: string, text: () => string, args: string[], wrong: string]>([
    ["another shard", () => whole, ["--shard", "2/4"], "line 1: seed is 1, in this sweep or shard it is 26"],
    ["more than this shard", () => whole, ["--shard", "1/4"], "line 101: one row too many, this part of the sweep has 100"],
    ["another sweep", () => alter({tickTime: 2000}), [], "line 1: tickTime is 2000, in this sweep or shard it is 1000"],
    [
      "another engine",
      () => alter({engine: "0.0.9+00000000"}),
      [],
      'line 1: engine is "0.0.9+00000000", in this sweep or shard it is "0.1.0+',
    ],
    ["a change in the middle", () => alter({seed: 7}, 200), [], "line 201: seed is 7, in this sweep or shard it is 51"],
    ["parameters of another grid", () => `${JSON.stringify({seed: 1})}\n`, [], "line 1: engine is not there"],
    ["no rows at all", () => "# Notes\n", [], "line 1: engine is not there"],
    ["a last line that is no row", () => `${whole.split("\n")[0]}\nNotes`, [], "line 2: engine is not there"],
  ])("an --out that holds %s is left as it is", async (_what, text, args, wrong) => {
    const before = text();
    const out = file("held.jsonl", before);
    expectRefused(await answered("sweep", [given, "--out", out, ...args]), wrong, "give another --out");
    expect(readFileSync(out, "utf8")).toBe(before);
  });
});
