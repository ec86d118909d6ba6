import {writeFileSync} from "node:fs";
import {traceJson} from "../src/engine/checking/trace-json.ts";
import type {Run} from "../src/engine/model/run.ts";
import type {Scenario} from "../src/engine/model/scenario.ts";
import type {System} from "../src/engine/model/system.ts";
import {checkScenario} from "../src/engine/outside/scenario.ts";
import {ablationsOf, run, scenarioOf, settingsOf} from "../src/engine/run.ts";
import {Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, readJson, wholeNumber} from "./command.ts";
import {inWords, report} from "./report.ts";
import {loadSystem, systemNames} from "./systems.ts";

const USAGE =
  "sim -- <system> <scenario> [--seed N] [--seeds N] [--set key=value]… [--ablate name]… [--trace FILE] [--json], sim -- FILE.json, or sim -- --list";

export const HELP = `usage: ${USAGE}

Runs a scenario and prints what happened: who led from when to when, what clients saw, which invariants fell.
  --seed N          the run's chance, 1 unless said; with --seeds N, the first of N
  --set key=value   a setting of the scenario or a configuration key of the real system; --list names both
  --ablate name     leaves a rule out
  --trace FILE      writes every event of a run as JSON
  --json            prints for machines, with several seeds a line a run
FILE.json (- for standard input) is a scenario as the notebook hands it out.
Ends with 0, whatever falls, or with 2 where the command cannot be carried out.`;

const OPTIONS = {
  seed: {type: "string"},
  seeds: {type: "string"},
  set: {type: "string", multiple: true},
  ablate: {type: "string", multiple: true},
  trace: {type: "string"},
  json: {type: "boolean"},
  list: {type: "boolean"},
} as const;

/** What `--list --json` prints, in the shape of design §3. */
function listing(system: System) {
  const plain = ({
    key,
    default: value,
    unit,
    range,
    means,
  }: System["config"][number] | System["scenarios"][number]["parameters"][number]) => ({
    key,
    default: value,
    unit,
    range,
    means,
  });
  return {
    system: system.name,
    scenarios: system.scenarios.map((s) => ({
      name: s.name,
      title: s.title,
      parameters: [...s.parameters, ...system.config.filter((k) => !s.parameters.some((p) => p.key === k.key))].map(plain),
    })),
    invariants: system.invariants.map(({name, says}) => ({name, says})),
    ablations: system.ablations.map(({name, says, breaks}) => ({name, says, breaks})),
  };
}

async function list(json: boolean): Promise<void> {
  const all = await Promise.all(systemNames().map(async (name) => listing(await loadSystem(name))));
  if (json) return console.log(JSON.stringify(all, null, 1));
  for (const system of all) {
    console.log(system.system);
    for (const s of system.scenarios) {
      console.log(`  ${s.name}: ${s.title}`);
      for (const p of s.parameters) console.log(`      ${p.key}=${p.default}${p.unit ? ` ${p.unit}` : ""}: ${p.means}`);
    }
    for (const i of system.invariants) console.log(`  invariant ${i.name}: ${i.says}`);
    for (const a of system.ablations)
      console.log(`  ablation ${a.name}: ${a.says}${a.breaks.length > 0 ? ` Breaks ${a.breaks.join(", ")}.` : ""}`);
  }
}

const readScenario = (path: string): Scenario =>
  scenarioFrom(readJson(path, `a file with a scenario as JSON, or a system and a scenario (${USAGE})`), path);

/** The scenario in a file, with defaults for what it leaves out. */
function scenarioFrom(data: unknown, path: string): Scenario {
  // A text or a list spread out would be as many fields as it is long.
  const given = typeof data === "object" && !Array.isArray(data) ? data : null;
  const s = {name: "from file", config: {}, network: {latency: {constant: 10}}, faults: [], seed: 1, system: null, ...given};
  if (typeof s.system !== "string") throw new Refusal(`${path}: "system" must be one of ${systemNames().join(", ")}`);
  return s as unknown as Scenario;
}

function writeTrace(path: string, result: Run): void {
  try {
    writeFileSync(path, traceJson(result));
  } catch (error) {
    throw new Refusal(
      `--trace ${path}: cannot be written (${(error as NodeJS.ErrnoException).code}): give a file in a folder that is there`,
    );
  }
}

function show(system: System, result: Run, json: boolean, several: boolean): void {
  const r = report(system, result);
  if (!json) console.log(inWords(r, result));
  else console.log(several ? JSON.stringify(r) : JSON.stringify(r, null, 1));
}

export async function main(args: readonly string[]): Promise<number> {
  const {values, positionals} = readArguments(args, OPTIONS, USAGE);
  const json = values.json ?? false;
  if (values.list) {
    if (positionals[0] !== undefined) throw new Refusal(`"${positionals[0]}" is one word too many; usage: ${USAGE}`);
    await list(json);
    return 0;
  }
  const [first, second] = positionals;
  if (first === undefined) throw new Refusal(`nothing to run; usage: ${USAGE}`);
  const fromFile = second === undefined && (first === "-" || first.endsWith(".json"));
  const data = fromFile ? readScenario(first) : null;
  const system = await loadSystem(data?.system ?? first);
  if (data) checkScenario(system, data, first);
  if (!data && second === undefined)
    throw new Refusal(`which scenario of ${first}? One of ${system.scenarios.map((s) => s.name).join(", ")}`);
  const seed = wholeNumber(values.seed, "seed", data?.seed ?? 1);
  const seeds = wholeNumber(values.seeds, "seeds", 1, 1);
  const surplus = positionals[fromFile ? 1 : 2];
  if (surplus !== undefined) throw new Refusal(`"${surplus}" is one word too many; usage: ${USAGE}`);
  if (fromFile && values.set) throw new Refusal(`--set ${values.set[0]}: a scenario from a file says everything itself; change it there`);
  if (!Number.isSafeInteger(seed + seeds))
    throw new Refusal(`--seeds ${seeds}: the last seed would be no safe integer; begin with a smaller --seed`);
  if (values.trace !== undefined && seeds > 1) throw new Refusal("--trace takes one run: leave --seeds out");
  const base = data ?? scenarioOf(system, second as string, settingsOf(system, second as string, values.set ?? []), seed);
  const ablate = [...(base.ablate ?? []), ...(values.ablate ?? [])];
  ablationsOf(system, ablate);
  for (let i = 0; i < seeds; i++) {
    const result = run(system, {...base, seed: seed + i, ...(ablate.length > 0 ? {ablate} : {})}, {record: values.trace !== undefined});
    if (values.trace !== undefined) writeTrace(values.trace, result);
    show(system, result, json, seeds > 1);
  }
  return 0;
}

if (import.meta.main) await command(main, HELP);
