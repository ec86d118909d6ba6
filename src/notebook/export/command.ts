import {differences} from "../../engine/analysis/differences.ts";
import type {Run} from "../../engine/model/run.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {scenarioOf} from "../../engine/run.ts";
import {said} from "../../words/en/cells.ts";
import type {Told} from "../../words/message.ts";

type Values = {readonly [key: string]: number | string | boolean};

/** The command line that makes a run again, or why there is none. */
export type Command = {readonly command: string} | {readonly command: null; readonly why: Told};

/**
 * The `sim` command that reproduces a scenario. One of the catalogue goes by its name; `parameters` are those that it was made with, settings
 * under their real keys need not be among them. Any other goes to the command's standard input, whole.
 */
export function commandOf(system: System, scenario: Scenario, parameters: Values = {}): Command & {readonly command: string} {
  const words = named(system, scenario, parameters);
  if (words !== null) return {command: ["npm run -s sim --", system.name, ...words].join(" ")};
  return {command: `npm run -s sim -- - <<'SCENARIO'\n${JSON.stringify(scenario)}\nSCENARIO`};
}

interface Origin {
  /** Those that its scenario was made with. */
  readonly parameters?: Values;
  /** Its system is defined in cells. */
  readonly ofCells?: boolean;
}

/** The same for a run, whose system or rules may be the reader's own: those are code, and no command line takes code. */
export function commandOfRun(system: System, run: Run, {parameters = {}, ofCells = false}: Origin = {}): Command {
  if (ofCells) return {command: null, why: said("cells.command.own-system", {system: system.name})};
  const ablated = system.ablations.filter((a) => run.scenario.ablate?.includes(a.name)).flatMap((a) => Object.keys(a.rules ?? {}));
  const edited = Object.keys(run.overridden).filter((rule) => !ablated.includes(rule));
  if (edited.length === 0) return commandOf(system, run.scenario, parameters);
  return {command: null, why: said("cells.command.own-rules", {count: edited.length, rules: edited})};
}

/** Name, seed, settings and ablations, if they make this very scenario; null: they do not. */
function named(system: System, scenario: Scenario, parameters: Values): string[] | null {
  const entry = system.scenarios.find(({name}) => name === scenario.name);
  if (entry === undefined) return null;
  const plain = scenarioOf(system, scenario.name, parameters, scenario.seed);
  const keys = system.config.map(({key}) => key).filter((key) => !(key in parameters) && scenario.config[key] !== plain.config[key]);
  const settings = keys.flatMap((key) => (scenario.config[key] === undefined ? [] : [[key, scenario.config[key]] as const]));
  const values: Values = {...parameters, ...Object.fromEntries(settings)};
  const ablate = scenario.ablate ?? [];
  const again = {...scenarioOf(system, scenario.name, values, scenario.seed), ...(ablate.length > 0 ? {ablate} : {})};
  if (differences(again, scenario).length > 0) return null;
  return [
    scenario.name,
    `--seed ${scenario.seed}`,
    ...Object.entries(values).map(([key, value]) => `--set ${quoted(`${key}=${value}`)}`),
    ...ablate.map((name) => `--ablate ${quoted(name)}`),
  ];
}

/** Quoted as one word for a POSIX shell. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
