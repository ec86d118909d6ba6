import {mkdtempSync, readFileSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, test} from "vitest";
import {answered, command} from "./commands.ts";

const ROOT = join(import.meta.dirname, "../..");
const ONE = "src/content/recordings/zookeeper/z5-kill-followers-3-tick2000.json";

function recordings(...args: string[]) {
  const {status, out: stdout, err: stderr} = command("recordings", args);
  return {status, stdout, stderr};
}

test("--json prints one row a metric, in the shape of the contract", () => {
  const {status, stdout} = recordings(ONE, "--runs", "20", "--json");
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  expect(status).toBe(0);
  expect(rows.map((r) => r.metric)).toContain("leader_shutdown_ms");
  for (const row of rows)
    expect(Object.keys(row)).toEqual(["recording", "metric", "role", "real", "model", "ratio", "agrees", "by", "shape"]);
  expect(rows.find((r) => r.metric === "leader_shutdown_ms")).toMatchObject({role: "time", agrees: true, real: {n: 10, median: 972.6}});
  expect(rows.find((r) => r.metric === "leader")).toMatchObject({role: "input", agrees: null, by: null, shape: null});
});

test("in words it says for each metric whether it agrees, and how many do", () => {
  const {status, stdout} = recordings(ONE, "--runs", "20");
  expect(status).toBe(0);
  expect(stdout).toMatch(/agrees by ratio +leader_shutdown_ms: real 972\.6 \(175\.2 to 1,993\.4\); model /);
  expect(stdout).toMatch(/^outcomes: 1 of 1 agree$/m);
});

const folder = mkdtempSync(join(tmpdir(), "recordings-"));
const plain = JSON.parse(readFileSync(join(ROOT, ONE), "utf8"));
const mixed = mkdtempSync(join(tmpdir(), "mixed-"));
writeFileSync(join(mixed, "a.json"), JSON.stringify({...plain, scenario: "z9-unheard"}));
writeFileSync(join(mixed, "b.json"), JSON.stringify(plain));
const unknown = join(mixed, "a.json");

test("what nobody here can replay is skipped in a line, the rest is replayed, and it ends with 1", () => {
  const {status, stdout, stderr} = recordings(mixed, "--runs", "3", "--json");
  expect([status, new Set((JSON.parse(stdout) as {recording: string}[]).map((row) => row.recording))]).toEqual([
    1,
    new Set([plain.scenario]),
  ]);
  expect(stderr).toMatch(/^skipped: [^\n]*a\.json: no replay for zookeeper z9-unheard; [^\n]*\n$/);
});

const foreign = join(folder, "r1.json");
writeFileSync(foreign, JSON.stringify({schema: "interregnum-recording/1"}));

test.each([
  ["no path", [], "nothing to replay; usage: recordings -- PATH"],
  ["a path that leads nowhere", ["no/such/file.json"], "no/such/file.json: no such file or folder"],
  ["a folder without recordings", ["src/engine/kernel"], "src/engine/kernel: no recording (*.json) in this folder"],
  ["one of a kind that nobody here can replay", [unknown], "no replay for zookeeper z9-unheard"],
  ["another schema", [foreign], 'schema is "interregnum-recording/1", must be "interregnum-recording/2"'],
  ["a number of runs that is none", [ONE, "--runs", "many"], "--runs many: must be a whole number, 1 or more"],
  ["a word too many", [ONE, "twice"], '"twice" is one word too many'],
  ["an option that is not there", [ONE, "--seed", "1"], "--seed"],
])("refused in one line, with 2: %s", async (_, args, line) => {
  const {status, out, err} = await answered("recordings", args);
  expect([status, out]).toEqual([2, ""]);
  expect(err).toMatch(/^[^\n]*\n$/);
  expect(err).toContain(line);
});

test("so is it by the command itself", () => {
  expect(recordings()).toEqual({status: 2, stdout: "", stderr: expect.stringMatching(/^nothing to replay; usage: [^\n]*\n$/)});
});
