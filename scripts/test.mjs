/**
 * `npm test`: install what is missing, run every suite to its end, and fail if any of them failed.
 * `npm test -- unit flow` runs only these; `-u` lets the flow suite rewrite what it expects; `--deep` is DEPTH=1.
 */
import {existsSync, mkdirSync, readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import process from "node:process";
import {testSite} from "./base.mjs";
import {howToInstall, installBrowser} from "./browser.mjs";
import {installPackages} from "./install.mjs";
import {nodeName, root, run, tool} from "./tools.mjs";

/** @typedef {{passed: number, failed: number}} Count */

/**
 * In the order of their running: what is quick and says most comes first.
 * @type {Map<string, () => Promise<Count>>}
 */
const suites = new Map(
  Object.entries({
    lint: () => whole(tool("@biomejs/biome", ["check", "--error-on-warnings"])),
    types: async () => both(await whole(tool("astro", ["check", "--minimumFailingSeverity", "warning"])), await whole(cellTypes())),
    house: () => vitest("house"),
    unit: () => vitest("unit"),
    flow: () => vitest("flow", update ? ["--update"] : []),
    property: () => vitest("property"),
    build: () => whole(build()),
    browser: () => browser(),
  }),
);

const {update, deep, chosen} = readArguments(process.argv.slice(2));
// Every suite multiplies its seed counts by this. A tenth is what two cores do in minutes; all of it is `npm run test:deep`.
process.env.DEPTH = deep ? "1" : (process.env.DEPTH ?? "0.1");
if (!(Number(process.env.DEPTH) > 0)) refuse(`DEPTH=${process.env.DEPTH}: must be a number above 0 (1 is every seed)`);
await installPackages();

const lines = [];
const sum = {passed: 0, failed: 0};
for (const [name, suite] of suites) {
  if (!chosen(name)) continue;
  console.log(`\n== ${name}`);
  const start = performance.now();
  const {passed, failed} = await suite();
  const line = `${name}: ${passed} passed, ${failed} failed in ${((performance.now() - start) / 1000).toFixed(1)} s`;
  console.log(line);
  lines.push(line);
  sum.passed += passed;
  sum.failed += failed;
}
console.log(`\n== all, at DEPTH=${process.env.DEPTH}\n${lines.join("\n")}\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/**
 * A suite that is one check: it passes or it fails.
 * @param {Promise<number>} exit
 * @returns {Promise<Count>}
 */
async function whole(exit) {
  return (await exit) === 0 ? {passed: 1, failed: 0} : {passed: 0, failed: 1};
}

/**
 * @param {Count} one
 * @param {Count} other
 * @returns {Count}
 */
function both(one, other) {
  return {passed: one.passed + other.passed, failed: one.failed + other.failed};
}

/** The cells of the chapters, whose types Astro does not see. */
function cellTypes() {
  return run(join(root, "node_modules", "node", "bin", nodeName), ["src/notebook/build/main.ts", "types"]);
}

/**
 * A project of vitest.config.ts. The counts come from its JSON report; a file that could not even be loaded counts as one failure.
 * @param {string} project
 * @param {readonly string[]} [args]
 * @returns {Promise<Count>}
 */
async function vitest(project, args = []) {
  const report = join(root, ".cache", "tests", `${project}.json`);
  rmSync(report, {force: true});
  mkdirSync(join(root, ".cache", "tests"), {recursive: true});
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await tool("vitest", ["run", "--project", project, ...reporters, ...args]);
  const {numPassedTests: passed, numFailedTests} = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : {numPassedTests: 0, numFailedTests: 0};
  return {passed, failed: code === 0 ? 0 : Math.max(1, numFailedTests)};
}

/** Builds the site that the browser suite reads. The old one goes first: after a failed build there must be nothing to test by mistake. */
function build() {
  rmSync(join(root, testSite.folder), {recursive: true, force: true});
  return run(process.execPath, ["scripts/build.mjs"], {env: {BASE: testSite.base, OUT: testSite.folder}});
}

/** @returns {Promise<Count>} */
async function browser() {
  if ((await installBrowser()) !== null) return vitest("browser");
  console.error(howToInstall);
  return {passed: 0, failed: 1};
}

/** @param {readonly string[]} args */
function readArguments(args) {
  const names = args.filter((arg) => !arg.startsWith("-"));
  const unknown = args.find((arg) => !suites.has(arg) && !["-u", "--update", "--deep"].includes(arg));
  if (unknown !== undefined) refuse(`${unknown}: neither a suite (${[...suites.keys()].join(", ")}) nor -u nor --deep`);
  return {
    update: args.includes("-u") || args.includes("--update"),
    deep: args.includes("--deep"),
    chosen: (/** @type {string} */ name) => names.length === 0 || names.includes(name),
  };
}

/**
 * @param {string} line
 * @returns {never}
 */
function refuse(line) {
  console.error(line);
  process.exit(2);
}
