import {availableParallelism} from "node:os";
import {type CardCell, type CardRow, type Compared, cardOf, cardSweep} from "../src/engine/analysis/card.ts";
import type {Row} from "../src/engine/analysis/sweep.ts";
import {Refusal} from "../src/engine/vocabulary.ts";
import {committedRows} from "./cap/committed-rows.ts";
import {command, readArguments, wholeNumber} from "./command.ts";
import {startThreads} from "./sweep/threads.ts";
import {loadCompared, systemNames} from "./systems.ts";

const USAGE = "cap -- [<system>] [--json] [--run [--runs N] [--seed N] [--threads N]]";

export const HELP = `usage: ${USAGE}

The score card: every system, in the setups that matter, under the standard faults. Of each: whether its clients' history was right, what was
lost or came twice, how many reads were stale, and the longest time without an answer beside what was struck and elsewhere.
  --json       an array of cells; bound: with 95 %, at most this share of all runs loses something or is not right
  --run        computes the card; without it the committed rows are read, of which some are made again to see that they are not stale
  --runs N     runs a cell, 100 unless said; --seed N: the first seed, 1 unless said
  --threads N  on N cores, on all unless said
Ends with 0, or with 2 where the command cannot be carried out.`;

const OPTIONS = {
  json: {type: "boolean"},
  run: {type: "boolean"},
  runs: {type: "string"},
  seed: {type: "string"},
  threads: {type: "string"},
} as const;

type Rows = readonly (Row & CardRow)[];

async function computedRows(compared: Compared, asked: {readonly runs: number; readonly seed: number}, threads: number): Promise<Rows> {
  const {count} = cardSweep(compared, asked).plan;
  const started = startThreads(Math.min(threads, count), {
    file: new URL("./cap/thread.ts", import.meta.url),
    data: {name: compared.system.name, ...asked},
  });
  try {
    const answers = await Promise.all(Array.from({length: count}, (_, i) => started.ask(i)));
    return answers.map((answer) => {
      if ("refused" in answer) throw new Refusal(answer.refused);
      if ("bug" in answer) throw answer.bug;
      return JSON.parse(answer.line);
    });
  } finally {
    await started.end();
  }
}

function show(cells: readonly CardCell[]): void {
  for (const {system, configuration, fault, verdict, lost, duplicates, stale, longestOutageMs: outage, runs, bound} of cells) {
    const side = (ms: number | null) => (ms === null ? "nobody" : `${ms.toLocaleString("en")} ms`);
    console.log(
      `${system} ${configuration}, ${fault}: ${verdict}; lost ${lost ?? "unread"}, twice ${duplicates ?? "unread"}, stale ${stale}; ` +
        `silent beside it ${side(outage.beside)}, elsewhere ${side(outage.elsewhere)} (${runs} runs, bound ${(100 * bound).toFixed(1)} %)`,
    );
  }
}

export async function main(args: readonly string[]): Promise<number> {
  const {values, positionals} = readArguments(args, OPTIONS, USAGE);
  const [name] = positionals;
  if (positionals[1] !== undefined) throw new Refusal(`"${positionals[1]}" is one word too many; usage: ${USAGE}`);
  const idle = (["runs", "seed", "threads"] as const).find((option) => !values.run && values[option] !== undefined);
  if (idle !== undefined) throw new Refusal(`--${idle} is of --run, which computes the card; usage: ${USAGE}`);
  const all = await Promise.all((name === undefined ? systemNames() : [name]).map(loadCompared));
  const compared = all.filter(({setups}) => setups.length > 0);
  if (compared.length === 0) throw new Refusal(`${name}: has no setups to compare`);
  const asked = {runs: wholeNumber(values.runs, "runs", 100, 1), seed: wholeNumber(values.seed, "seed", 1)};
  const threads = wholeNumber(values.threads, "threads", availableParallelism(), 1);
  const cells: CardCell[] = [];
  for (const one of compared)
    cells.push(...cardOf(values.run ? await computedRows(one, asked, threads) : await committedRows(one.system.name)));
  if (values.json) console.log(JSON.stringify(cells, null, 1));
  else show(cells);
  return 0;
}

if (import.meta.main) await command(main, HELP);
