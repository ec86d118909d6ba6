/**
 * `npm run bench [-- --json] [--runs N] [name…]`: speed as ratios within one run, a line a figure; ends with 1 if a target is missed or a bench
 * fails. Each figure is compared with a bare binary heap in the same run: the kernel as events per heap operation, a time as so many heap
 * operations.
 */
import {parseArgs} from "node:util";
import {buildTime} from "./build-time.ts";
import {manyCrashes, oneCrash} from "./crash.ts";
import {histories} from "./histories.ts";
import {manyHosts} from "./hosts.ts";
import {kernelRate} from "./kernel-rate.ts";
import {type Figure, short} from "./measure.ts";
import {inThePage} from "./page.ts";
import {manyInstances} from "./registry.ts";
import {manyScopes} from "./scopes.ts";
import {scrubbing} from "./scrub.ts";
import {firstTap} from "./tap.ts";

const RUNS = 1000;

const benches: ReadonlyMap<string, (runs: number) => Figure[] | Promise<Figure[]>> = new Map<
  string,
  (runs: number) => Figure[] | Promise<Figure[]>
>([
  ["kernel", kernelRate],
  ["crash", oneCrash],
  ["thousand", manyCrashes],
  ["hosts", manyHosts],
  ["registry", manyInstances],
  ["scopes", manyScopes],
  ["histories", histories],
  ["build", buildTime],
  ["page", inThePage],
  ["scrub", scrubbing],
  ["tap", firstTap],
]);

const usage = `usage: npm run bench [-- --json] [--runs N] [${[...benches.keys()].join("] [")}]`;

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({allowPositionals: true, options: {json: {type: "boolean"}, runs: {type: "string"}}});
  } catch (error) {
    return refuse(`${(error as Error).message}; ${usage}`);
  }
}

if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit(0);
}
const {values, positionals} = readArguments();
const runs = Number(values.runs ?? RUNS);
if (!Number.isSafeInteger(runs) || runs < 1) refuse(`--runs ${values.runs}: must be a whole number, 1 or more`);
const unknown = positionals.find((name) => !benches.has(name));
if (unknown !== undefined) refuse(`${unknown}: no bench of that name, there are ${[...benches.keys()].join(", ")}`);

const figures: Figure[] = [];
let failed = false;
for (const [name, bench] of benches) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  try {
    for (const figure of await bench(runs)) {
      figures.push(figure);
      if (!values.json) console.log(line(figure));
    }
  } catch (error) {
    // What comes after it is measured all the same.
    failed = true;
    console.error(`${name}: not measured: ${(error as Error).message}`);
  }
}
if (values.json) console.log(JSON.stringify(figures, null, 1));
process.exitCode = failed || figures.some((f) => f.holds === false) ? 1 : 0;

function line(f: Figure): string {
  const ratio = f.ratio < 10 ? `${f.ratio.toFixed(2)} of a bare heap` : `${short(f.ratio)} operations of a bare heap`;
  const verdict = f.holds === null ? "" : f.holds ? `  holds: ${f.target}` : `  MISSED${f.target ? `: ${f.target}` : ""}`;
  return `${f.name.padEnd(46)}  ${short(f.value).padStart(7)} ${f.unit.padEnd(8)}  ${ratio}  (${f.detail})${verdict}`;
}
