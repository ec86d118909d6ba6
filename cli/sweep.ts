import {availableParallelism} from "node:os";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, readJson, wholeNumber} from "./command.ts";
import {describe, identityAt, sweepOf} from "./sweep/description.ts";
import {engineVersion} from "./sweep/engine-version.ts";
import {makePart} from "./sweep/part.ts";
import {readShard} from "./sweep/shard.ts";
import {loadSystem} from "./systems.ts";

const USAGE = "sweep -- FILE.json [--shard i/n] [--out FILE or FOLDER/] [--threads N]";

export const HELP = `usage: ${USAGE}

Runs a sweep that FILE.json (- for standard input) describes, and writes a row a run as JSON Lines: deploy/sweep.json is one.
  --out FILE        started again with the same, it goes on where it was; a folder gets a file a shard
  --shard i/n       a part of the rows
  --threads N       on N cores, on all unless said
Ends with 0, or with 2 where the command cannot be carried out.`;

const OPTIONS = {shard: {type: "string"}, out: {type: "string"}, threads: {type: "string"}} as const;

export async function main(args: readonly string[]): Promise<number> {
  const {values, positionals} = readArguments(args, OPTIONS, USAGE);
  const [path, surplus] = positionals;
  if (path === undefined) throw new Refusal(`which sweep? usage: ${USAGE}`);
  if (surplus !== undefined) throw new Refusal(`"${surplus}" is one word too many; usage: ${USAGE}`);
  const shard = readShard(values.shard);
  const threads = wholeNumber(values.threads, "threads", availableParallelism(), 1);
  const description = describe(readJson(path, `a file with a sweep as JSON; usage: ${USAGE}`), path);
  const sweep = sweepOf(await loadSystem(description.system), description);
  const engine = engineVersion();
  let fallen = 0;
  const part = {
    count: sweep.plan.count,
    shard,
    out: values.out,
    threads,
    worker: {file: new URL("./sweep/thread.ts", import.meta.url), data: {engine, description}},
    identityAt: (i: number) => identityAt(engine, description, sweep, i),
  };
  const {code} = await makePart(part, (line) => {
    if (Number(JSON.parse(line).violations) > 0) fallen++;
  });
  if (fallen > 0)
    process.stderr.write(`an invariant fell in the runs of ${fallen.toLocaleString("en")} rows: their violations are above 0\n`);
  return code;
}

if (import.meta.main) await command(main, HELP);
