import {fuzz} from "../src/engine/checking/fuzz.ts";
import {ablationsOf} from "../src/engine/run.ts";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, wholeNumber} from "./command.ts";
import {loadSystem} from "./systems.ts";

const USAGE = "fuzz -- <system> [--runs N] [--seed N] [--ablate name]… [--json]";

const OPTIONS = {
  runs: {type: "string"},
  seed: {type: "string"},
  ablate: {type: "string", multiple: true},
  json: {type: "boolean"},
} as const;

async function main(): Promise<number> {
  const {values, positionals} = readArguments(OPTIONS, USAGE);
  const [name] = positionals;
  if (name === undefined) throw new Refusal(`which system? usage: ${USAGE}`);
  if (positionals[1] !== undefined) throw new Refusal(`"${positionals[1]}" is one word too many; usage: ${USAGE}`);
  const system = await loadSystem(name);
  const ablate = values.ablate ?? [];
  ablationsOf(system, ablate);
  const result = fuzz(system, {runs: wholeNumber(values.runs, "runs", 200, 1), seed: wholeNumber(values.seed, "seed", 1), ablate});
  if (values.json) console.log(JSON.stringify(result, null, 1));
  else {
    console.log(
      `${result.system}: ${result.runs} runs, ${result.events.toLocaleString("en")} events, ${result.violations.length} violations`,
    );
    for (const v of result.violations) console.log(`  ${v.invariant} (seed ${v.seed}) at ${v.atMs} ms: ${v.detail}`);
    if (result.smallest) console.log(`smallest schedule:\n${JSON.stringify(result.smallest)}`);
  }
  return result.violations.length > 0 ? 1 : 0;
}

await command(main);
