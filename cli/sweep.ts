import {availableParallelism, constants} from "node:os";
import process from "node:process";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, readJson, wholeNumber} from "./command.ts";
import {type Description, describe, identityAt, sweepOf} from "./sweep/description.ts";
import {engineVersion} from "./sweep/engine-version.ts";
import {inOrder} from "./sweep/in-order.ts";
import {type Output, openRows, standardOutput} from "./sweep/output.ts";
import {type Progress, teller} from "./sweep/progress.ts";
import {outputPath, readShard, runsOf} from "./sweep/shard.ts";
import {type Answer, startThreads} from "./sweep/threads.ts";
import {loadSystem} from "./systems.ts";

const USAGE = "sweep -- FILE.json [--shard i/n] [--out FILE or FOLDER/] [--threads N]";

const OPTIONS = {shard: {type: "string"}, out: {type: "string"}, threads: {type: "string"}} as const;

/** Rows a thread may be ahead of the oldest that is not written. */
const AHEAD = 64;

/** A part of a sweep, ready to be run. */
interface Part {
  readonly engine: string;
  readonly description: Description;
  readonly from: number;
  readonly to: number;
  readonly threads: number;
  readonly output: Output;
  readonly nameOf: (i: number) => string;
}

/** Makes the rows that are not there yet. Answers with how many it made; fewer than were missing where it was stopped, or another process wrote. */
async function make({engine, description, from, to, threads: most, output, nameOf}: Part, stop: AbortSignal): Promise<number> {
  const first = from + output.kept;
  const count = Math.min(most, to - first);
  const threads = startThreads(count, {engine, description});
  const start = performance.now();
  const tell = teller(() => performance.now());
  let made = 0;
  try {
    for await (const answers of inOrder({from: first, to, ahead: count * AHEAD, stop}, threads.ask)) {
      const lines = answers.slice(0, firstBad(answers)).flatMap((answer) => ("line" in answer ? [answer.line] : []));
      if (!(await output.append(lines))) break;
      made += lines.length;
      if (lines.length < answers.length) end(answers[lines.length] as Answer, nameOf(first + made), output.kept + made);
      tell({before: output.kept, made, of: to - from, seconds: (performance.now() - start) / 1000});
    }
  } finally {
    await threads.end();
    await output.close();
  }
  return made;
}

function firstBad(answers: readonly Answer[]): number {
  const bad = answers.findIndex((answer) => !("line" in answer));
  return bad < 0 ? answers.length : bad;
}

/** A run without a row ends the sweep at its place in the order, so that what is kept does not hang on the machine. */
function end(answer: Answer, name: string, kept: number): void {
  if ("refused" in answer) throw new Refusal(`${name}: ${answer.refused} (rows before it, kept: ${kept})`);
  if ("bug" in answer) throw new Error(name, {cause: answer.bug});
}

const whole = (n: number): string => n.toLocaleString("en");

async function main(): Promise<number> {
  const {values, positionals} = readArguments(OPTIONS, USAGE);
  const [path, surplus] = positionals;
  if (path === undefined) throw new Refusal(`which sweep? usage: ${USAGE}`);
  if (surplus !== undefined) throw new Refusal(`"${surplus}" is one word too many; usage: ${USAGE}`);
  const shard = readShard(values.shard);
  const threads = wholeNumber(values.threads, "threads", availableParallelism(), 1);
  const description = describe(readJson(path, `a file with a sweep as JSON; usage: ${USAGE}`), path);
  const sweep = sweepOf(await loadSystem(description.system), description);
  const {from, to} = runsOf(shard, sweep.plan.count);
  const engine = engineVersion();
  const file = values.out === undefined ? null : outputPath(values.out, shard);
  const identity = (i: number) => identityAt(engine, description, sweep, i);
  const output = file === null ? standardOutput : await openRows(file, {count: to - from, identityAt: (row) => identity(from + row)});
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));
  const start = performance.now();
  const nameOf = (i: number) => `the run of ${JSON.stringify(identity(i))}`;
  const made = await make({engine, description, from, to, threads, output, nameOf}, stop.signal);
  return close({file, before: output.kept, made, of: to - from, seconds: (performance.now() - start) / 1000}, stop.signal);
}

interface Ended extends Progress {
  /** Null: standard output. */
  readonly file: string | null;
}

/** Says how it ended, and gives the exit code. */
function close({file, before, made, of, seconds}: Ended, stop: AbortSignal): number {
  const rows = `${whole(before + made)} of ${whole(of)} rows${file === null ? "" : ` in ${file}`}`;
  const told = `${rows}: ${whole(made)} made in ${seconds.toFixed(1)} s, ${whole(before)} were there`;
  if (before + made === of) {
    process.stderr.write(`${told}\n`);
    return 0;
  }
  // No refusal: it passes when the other process ends, and whoever starts this command again then should not be told to give up.
  if (!stop.aborted) {
    process.stderr.write(`${file} changed under this sweep: another process writes it, too\n`);
    return 1;
  }
  const again = file === null ? "with --out FILE it could go on from there" : "the same command goes on from there";
  process.stderr.write(`${told}; stopped by ${stop.reason}, ${again}\n`);
  return 128 + constants.signals[stop.reason as NodeJS.Signals];
}

await command(main);
