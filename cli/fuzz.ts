import {availableParallelism} from "node:os";
import {type FuzzReport, fuzz} from "../src/engine/checking/fuzz.ts";
import {ablationsOf} from "../src/engine/run.ts";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, wholeNumber} from "./command.ts";
import {type Campaign, identityAt, violationsIn} from "./fuzz/campaign.ts";
import {engineVersion} from "./sweep/engine-version.ts";
import {makePart} from "./sweep/part.ts";
import {readShard} from "./sweep/shard.ts";
import {loadBreakable} from "./systems.ts";

const USAGE =
  "fuzz -- <system> [--runs N] [--seed N] [--ablate name]… [--json], and a row a seed: [--seeds N] [--shard i/n] [--out FILE or FOLDER/] [--threads N]";

export const HELP = `usage: ${USAGE}

Random clusters under random faults. Prints what fell, and a smallest schedule that still shows the first.
  --runs N          runs a seed, 200 unless said
  --seed N          the first seed, 1 unless said
  --ablate name     leaves a rule out: is that found?
  --seeds N         a row a seed, as JSON Lines; started again with the same --out it goes on where it was
  --shard i/n       a part of the rows; --threads N: on N cores, on all unless said
Ends with 0, with 1 where an invariant fell, with 2 where the command cannot be carried out.`;

const OPTIONS = {
  runs: {type: "string"},
  seed: {type: "string"},
  seeds: {type: "string"},
  ablate: {type: "string", multiple: true},
  json: {type: "boolean"},
  shard: {type: "string"},
  out: {type: "string"},
  threads: {type: "string"},
} as const;

function show({system, runs, events, violations, smallest}: FuzzReport): void {
  console.log(`${system}: ${runs} runs, ${events.toLocaleString("en")} events, ${violations.length} violations`);
  for (const v of violations) console.log(`  ${inWords(v)}`);
  if (smallest) console.log(`smallest schedule:\n${JSON.stringify(smallest)}`);
}

const inWords = ({invariant, seed, atMs, detail}: FuzzReport["violations"][number]): string =>
  `${invariant} (seed ${seed}) at ${atMs} ms: ${detail}`;

/**
 * One row per seed, made like the rows of `sweep`: on all cores, in order, continuing where it stopped. A violation in any row, old or new,
 * ends it with 1.
 */
async function many(
  campaign: Campaign,
  {seeds, shard, out, threads}: {readonly [option in "seeds" | "shard" | "out" | "threads"]: string | undefined},
): Promise<number> {
  let violations = 0;
  const told = (line: string): void => {
    for (const v of violationsIn(line)) {
      violations++;
      process.stderr.write(`${inWords(v)}\n`);
    }
  };
  const part = {
    count: wholeNumber(seeds, "seeds", 1, 1),
    shard: readShard(shard),
    out,
    threads: wholeNumber(threads, "threads", availableParallelism(), 1),
    worker: {file: new URL("./fuzz/thread.ts", import.meta.url), data: campaign},
    identityAt: (i: number) => identityAt(campaign, i),
  };
  const {code} = await makePart(part, told);
  if (code !== 0) return code;
  process.stderr.write(`${campaign.system}: ${violations} violations\n`);
  return violations > 0 ? 1 : 0;
}

export async function main(args: readonly string[]): Promise<number> {
  const {values, positionals} = readArguments(args, OPTIONS, USAGE);
  const [name] = positionals;
  if (name === undefined) throw new Refusal(`which system? usage: ${USAGE}`);
  if (positionals[1] !== undefined) throw new Refusal(`"${positionals[1]}" is one word too many; usage: ${USAGE}`);
  const system = await loadBreakable(name);
  const ablate = values.ablate ?? [];
  ablationsOf(system, ablate);
  const runs = wholeNumber(values.runs, "runs", 200, 1);
  const seed = wholeNumber(values.seed, "seed", 1);
  const {seeds, shard, out, threads} = values;
  if ([seeds, shard, out, threads].some((value) => value !== undefined))
    return many({engine: engineVersion(), system: name, ablate, seed, runs}, {seeds, shard, out, threads});
  const result = fuzz(system, {runs, seed, ablate});
  if (values.json) console.log(JSON.stringify(result, null, 1));
  else show(result);
  return result.violations.length > 0 ? 1 : 0;
}

if (import.meta.main) await command(main, HELP);
