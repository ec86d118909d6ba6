/**
 * `npm test`: install what is missing, run every suite to its end, two lanes of them side by side, and fail if any of them failed.
 * `npm test -- unit flow` runs only these; `-u` lets the flow suite rewrite what it expects; `--deep` is DEPTH=1.
 */
import {existsSync, mkdirSync, readFileSync, rmSync} from "node:fs";
import {join, relative} from "node:path";
import process from "node:process";
import {testSite} from "./base.mjs";
import {howToInstall, installBrowser, notLookedAt} from "./browser.mjs";
import {printInOrder} from "./in-order.mjs";
import {installPackages} from "./install.mjs";
import {nodeName, root, run, tool} from "./tools.mjs";

/** How many of a suite's slowest files to print. */
const SLOWEST = 5;

/** @typedef {{passed: number, failed: number}} Count */
/** @typedef {(text: string | Uint8Array) => void} Print */

/**
 * In the order of their printing: what is quick and says most comes first.
 * @type {Map<string, (print: Print) => Promise<Count>>}
 */
const suites = new Map(
  Object.entries({
    lint: (print) => whole(tool("@biomejs/biome", ["check", "--error-on-warnings"], {print})),
    types: async (print) =>
      both(await whole(tool("astro", ["check", "--minimumFailingSeverity", "warning"], {print})), await whole(cellTypes(print))),
    house: (print) => vitest("house", print),
    unit: (print) => vitest("unit", print),
    flow: (print) => vitest("flow", print, update ? ["--update"] : []),
    property: (print) => vitest("property", print),
    build: (print) => whole(build(print)),
    browser: (print) => browser(print),
  }),
);

/**
 * What runs side by side: building and testing the site in one lane, pure computation in the other, some minutes each. A lane runs its
 * suites one after the other.
 */
const lanes = [
  ["lint", "types", "house", "build", "browser"],
  ["unit", "flow", "property"],
];

if (process.argv.includes("--help")) {
  console.log(`usage: npm test -- [${[...suites.keys()].join("] [")}] [-u] [--deep]`);
  process.exit(0);
}
const {update, deep, chosen} = readArguments(process.argv.slice(2));
// Every suite multiplies its seed counts by this. A tenth is what two cores do in minutes; all of it is `npm run test:deep`.
process.env.DEPTH = deep ? "1" : (process.env.DEPTH ?? "0.1");
if (!(Number(process.env.DEPTH) > 0)) refuse(`DEPTH=${process.env.DEPTH}: must be a number above 0 (1 is every seed)`);
await installPackages();

const names = [...suites.keys()].filter(chosen);
const {print, end} = printInOrder(names);
/** @type {Map<string, Count & {seconds: number}>} */
const results = new Map();
// Meanwhile other suites run: where there is no browser, getting one takes half a minute.
const gotBrowser = names.includes("browser") ? installBrowser((text) => print("browser", text)) : null;
/** When each lane had nothing more to run, in seconds: a lane that ends long before the other leaves a core idle in the end. */
const ends = await Promise.all(
  lanes.map(async (lane) => {
    await runLane(lane);
    return performance.now() / 1000;
  }),
);
const all = names.map((name) => ({name, ...{passed: 0, failed: 1, seconds: 0, ...results.get(name)}}));
const sum = {passed: 0, failed: 0, seconds: 0};
for (const {passed, failed, seconds} of all) {
  sum.passed += passed;
  sum.failed += failed;
  sum.seconds += seconds;
}
console.log(`\n== all, at DEPTH=${process.env.DEPTH}, in ${(performance.now() / 1000).toFixed(1)} s`);
for (const suite of all) console.log(`${told(suite)} (${Math.round((100 * suite.seconds) / sum.seconds)} %)`);
for (const [i, lane] of lanes.entries()) {
  const ran = lane.filter((name) => names.includes(name));
  if (ran.length > 0) console.log(`${ran.join(", ")}: done after ${ends[i]?.toFixed(1)} s`);
}
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** @param {readonly string[]} lane */
async function runLane(lane) {
  for (const name of lane.filter((one) => names.includes(one))) {
    /** @type {Print} */
    const say = (text) => print(name, text);
    say(`\n== ${name}\n`);
    const start = performance.now();
    const count = await suites.get(name)?.(say);
    if (count === undefined) throw new Error(`${name}: a lane names a suite that is not there`);
    const result = {...count, seconds: (performance.now() - start) / 1000};
    results.set(name, result);
    say(`${told({name, ...result})}\n`);
    end(name);
  }
}

/** @param {Count & {name: string, seconds: number}} suite */
function told({name, passed, failed, seconds}) {
  return `${name}: ${passed} passed, ${failed} failed in ${seconds.toFixed(1)} s`;
}

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

/**
 * The cells of the chapters, whose types Astro does not see.
 * @param {Print} print
 */
function cellTypes(print) {
  return run(join(root, "node_modules", "node", "bin", nodeName), ["src/notebook/build/main.ts", "types"], {print});
}

/**
 * A project of vitest.config.ts, with the files in it that took longest. The counts come from its JSON report; a file that could not even be
 * loaded counts as one failure.
 * @param {string} project
 * @param {Print} print
 * @param {readonly string[]} [args]
 * @returns {Promise<Count>}
 */
async function vitest(project, print, args = []) {
  const report = join(root, ".cache", "tests", `${project}.json`);
  rmSync(report, {force: true});
  mkdirSync(join(root, ".cache", "tests"), {recursive: true});
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await tool("vitest", ["run", "--project", project, ...reporters, ...args], {print});
  const {
    numPassedTests: passed,
    numFailedTests,
    testResults,
  } = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {numPassedTests: 0, numFailedTests: 0, testResults: []};
  for (const line of slowest(testResults)) print(`${line}\n`);
  return {passed, failed: code === 0 ? 0 : Math.max(1, numFailedTests)};
}

/**
 * @param {readonly {name: string, startTime: number, endTime: number}[]} files
 * @returns {readonly string[]}
 */
function slowest(files) {
  const timed = files.map(({name, startTime, endTime}) => ({name: relative(root, name), seconds: (endTime - startTime) / 1000}));
  const slow = timed.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  return slow.map(({name, seconds}) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

/**
 * Builds the site that the browser suite reads. The old one goes first: after a failed build there must be nothing to test by mistake.
 * @param {Print} print
 */
function build(print) {
  rmSync(join(root, testSite.folder), {recursive: true, force: true});
  return run(process.execPath, ["scripts/build.mjs"], {env: {BASE: testSite.base, OUT: testSite.folder}, print});
}

/**
 * @param {Print} print
 * @returns {Promise<Count>}
 */
async function browser(print) {
  if ((await gotBrowser) === null) {
    console.error(howToInstall);
    return {passed: 0, failed: 1};
  }
  const count = await vitest("browser", print);
  const missing = notLookedAt();
  if (missing !== null) print(`${missing}\n`);
  return count;
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
