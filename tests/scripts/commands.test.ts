import {spawnSync} from "node:child_process";
import {join} from "node:path";
import {expect, test} from "vitest";

/** Runs a script of the house with an environment of its own. */
function command(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const root = join(import.meta.dirname, "../..");
  const {status, stdout, stderr} = spawnSync(process.execPath, [`scripts/${script}`, ...args], {
    cwd: root,
    env: {...process.env, ...env},
    encoding: "utf8",
  });
  return {status, stdout, stderr};
}

test.each([
  ["a suite that is not there", "test.mjs", ["flows"], {}, "flows: neither a suite (lint, types,"],
  ["a flag that is not there", "test.mjs", ["--watch"], {}, "--watch: neither a suite"],
  ["a depth of nothing", "test.mjs", ["lint"], {DEPTH: "0"}, "DEPTH=0: must be a number above 0"],
  ["a port that is no number", "start.mjs", [], {PORT: "http"}, "PORT=http: must be a whole number"],
])("refused in one line, with 2: %s", (_, script, args, env, line) => {
  const {status, stderr} = command(script, args, env);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^[^\n]*\n$/)]);
  expect(stderr).toContain(line);
});

test.each([
  ["scripts/test.mjs", "usage: npm test -- [lint] [types]"],
  ["bench/bench.ts", "usage: npm run bench [-- --json] [--runs N] [kernel]"],
])("%s --help prints how it is used to standard output and ends with 0", (file, usage) => {
  const {status, stdout, stderr} = command(`../${file}`, ["--help"]);
  expect([status, stdout, stderr]).toEqual([0, expect.stringContaining(usage), ""]);
});

test("without a browser the browser suite fails and says what to install", () => {
  const {status, stdout, stderr} = command("test.mjs", ["browser"], {CHROME_PATH: "/no/such/browser"});
  expect(status).toBe(1);
  expect(stderr).toContain("Install Chromium or Chrome (Debian: apt-get install chromium-headless-shell)");
  expect(stdout).toMatch(/^0 passed, 1 failed$/m);
});
