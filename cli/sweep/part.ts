import {constants} from "node:os";
import process from "node:process";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {inOrder} from "./in-order.ts";
import {type Output, openRows, standardOutput} from "./output.ts";
import {type Progress, teller} from "./progress.ts";
import {outputPath, runsOf, type Shard} from "./shard.ts";
import {type Answer, startThreads, type Worker} from "./threads.ts";

/** How many rows a thread may be ahead of the oldest one not yet written. */
const AHEAD = 64;

/** A part of a long list of rows that threads make in order: which part, and where its rows go. */
export interface Part {
  /** Rows of the whole. */
  readonly count: number;
  readonly shard: Shard;
  /** A file or a folder; undefined: standard output. */
  readonly out: string | undefined;
  readonly threads: number;
  readonly worker: Worker;
  /** The columns of a row that are known before it is made. */
  readonly identityAt: (i: number) => {readonly [column: string]: unknown};
}

/** How it ended: with which code, and in which file. */
export interface Ended {
  readonly code: number;
  /** Null: standard output. */
  readonly file: string | null;
}

/** Makes the missing rows of a part, reports progress, and on a signal stops without losing any. */
export async function makePart(
  {count, shard, out, threads, worker, identityAt}: Part,
  kept: (line: string) => void = () => {},
): Promise<Ended> {
  const {from, to} = runsOf(shard, count);
  const file = out === undefined ? null : outputPath(out, shard);
  const output =
    file === null ? standardOutput : await openRows(file, {count: to - from, identityAt: (row) => identityAt(from + row), kept});
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));
  const start = performance.now();
  const made = await make({worker, from, to, threads, output, identityAt, kept}, stop.signal);
  const code = close({file, before: output.kept, made, of: to - from, seconds: (performance.now() - start) / 1000}, stop.signal);
  return {code, file};
}

interface Missing extends Pick<Part, "worker" | "threads" | "identityAt"> {
  readonly from: number;
  readonly to: number;
  readonly output: Output;
  readonly kept: (line: string) => void;
}

/** Returns how many rows it made: fewer than were missing if it was stopped, or if another process wrote to the file. */
async function make({worker, from, to, threads: most, output, identityAt, kept}: Missing, stop: AbortSignal): Promise<number> {
  const first = from + output.kept;
  const count = Math.min(most, to - first);
  const threads = startThreads(count, worker);
  const start = performance.now();
  const tell = teller(() => performance.now());
  let made = 0;
  try {
    for await (const answers of inOrder({from: first, to, ahead: count * AHEAD, stop}, threads.ask)) {
      const lines = answers.slice(0, firstBad(answers)).flatMap((answer) => ("line" in answer ? [answer.line] : []));
      if (!(await output.append(lines))) break;
      made += lines.length;
      for (const line of lines) kept(line);
      const nameOf = () => `the run of ${JSON.stringify(identityAt(first + made))}`;
      if (lines.length < answers.length) end(answers[lines.length] as Answer, nameOf(), output.kept + made);
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

/** A run without a row ends the part at that row, so that what has been written does not depend on how fast each thread was. */
function end(answer: Answer, name: string, kept: number): void {
  if ("refused" in answer) throw new Refusal(`${name}: ${answer.refused} (rows before it, kept: ${kept})`);
  if ("bug" in answer) throw new Error(name, {cause: answer.bug});
}

const whole = (n: number): string => n.toLocaleString("en");

/** Says how it ended, and gives the exit code. */
function close({file, before, made, of, seconds}: Progress & {readonly file: string | null}, stop: AbortSignal): number {
  const rows = `${whole(before + made)} of ${whole(of)} rows${file === null ? "" : ` in ${file}`}`;
  const told = `${rows}: ${whole(made)} made in ${seconds.toFixed(1)} s, ${whole(before)} were there`;
  if (before + made === of) {
    process.stderr.write(`${told}\n`);
    return 0;
  }
  // Not a refusal: the other process will end, and a cluster that restarts this command must not be told to give up.
  if (!stop.aborted) {
    process.stderr.write(`${file} changed under this sweep: another process writes it, too\n`);
    return 1;
  }
  const again = file === null ? "with --out FILE it could go on from there" : "the same command goes on from there";
  process.stderr.write(`${told}; stopped by ${stop.reason}, ${again}\n`);
  return 128 + constants.signals[stop.reason as NodeJS.Signals];
}
