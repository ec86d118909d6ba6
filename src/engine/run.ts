import {said} from "../words/en/engine.ts";
import {said as outside} from "../words/en/outside.ts";
import {clone} from "./kernel/clone.ts";
import {digest, textHash} from "./kernel/hash.ts";
import {advance, checkpoint, createKernel, type KernelSetup, settle} from "./kernel/kernel.ts";
import {EVENT_BUDGET, RECORDED_BUDGET} from "./kernel/limits.ts";
import type {Kernel, KernelState} from "./kernel/state.ts";
import type {FinalRead} from "./model/operation.ts";
import type {Run} from "./model/run.ts";
import type {Scenario} from "./model/scenario.ts";
import type {Ablation, KernelOptions, System} from "./model/system.ts";
import type {World} from "./model/world.ts";
import {choice, nearest} from "./outside/fitting.ts";
import {checkParameter} from "./outside/parameter.ts";
import {checkScenario} from "./outside/scenario.ts";
import {assert, ms, Refusal} from "./vocabulary.ts";

/** Options of a run. None of them is part of the scenario, so none travels with it. */
export interface RunOptions {
  /** Rules to use instead of the system's own, by name; the run records the hash of their source. An unknown name is refused. */
  readonly rules?: object;
  /** Keep the trace, for eyes and files: an object an event. */
  readonly record?: boolean;
  /** Keep the notes of these kinds. */
  readonly notes?: readonly string[];
  /** Largest number of events, unless said 20,000,000, or 2,000,000 where the trace is kept. Reaching it is refused with a line. */
  readonly budget?: number;
}

/** A record, so that the type checker misses none. */
const OPTIONS: Record<keyof RunOptions, true> = {rules: true, record: true, notes: true, budget: true};

/** A misspelt or misplaced option would be ignored, and the run would not be the one that was meant. */
function checkOptions(options: RunOptions, scenario: Scenario): void {
  const odd = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (odd !== undefined) {
    const values = {odd, known: Object.keys(OPTIONS)};
    const ofScenario = odd === "ablate" || odd in scenario;
    throw new Refusal(ofScenario ? said("engine.run.option-of-scenario", values) : said("engine.run.option", values));
  }
  const {budget = 1} = options;
  if (!(budget >= 1)) throw new Refusal(said("engine.run.budget", {budget}));
}

/** The ablations of that name, in order. Refuses an unknown one, naming those there are. */
export function ablationsOf(system: System, names: readonly string[]): readonly Ablation[] {
  return names.map((name) => {
    const found = system.ablations.find((a) => a.name === name);
    if (!found) throw new Refusal(said("engine.run.ablation", {name, system: system.name, known: system.ablations.map((a) => a.name)}));
    return found;
  });
}

interface Setup extends KernelSetup {
  readonly scenario: Scenario;
  readonly overridden: {readonly [rule: string]: string};
}

/** Applies ablations and overridden rules to the system's own rules. */
function setUp(system: System, scenario: Scenario, options: RunOptions): Setup {
  const ablations = ablationsOf(system, scenario.ablate ?? []);
  const over: Record<string, unknown> = {};
  let kernel: KernelOptions = {};
  let config = scenario.config;
  for (const a of ablations) {
    Object.assign(over, a.rules);
    kernel = {...kernel, ...a.kernel};
    config = {...config, ...a.config};
  }
  Object.assign(over, options.rules);
  for (const name of Object.keys(over)) {
    if (!Object.hasOwn(system.rules, name))
      throw new Refusal(said("engine.run.rule", {name, system: system.name, known: Object.keys(system.rules)}));
    if (typeof over[name] !== "function")
      throw new Refusal(said("engine.run.rule-is", {name, system: system.name, got: String(over[name])}));
  }
  const overridden = Object.fromEntries(Object.entries(over).map(([name, rule]) => [name, digest(textHash(String(rule)))]));
  return {
    scenario: {...scenario, config},
    rules: {...system.rules, ...over},
    kernel,
    overridden,
    record: options.record ?? false,
    notes: options.notes ?? [],
  };
}

/**
 * Runs a scenario with this system: to its end, then, unless it says `settle: false`, until a healed world has come to rest and was read back.
 * Refuses unknown options, rules, ablations, versions, machines and configuration keys, rules that are no functions, values outside their range,
 * links and faults that name nobody, an `untilMs` below 0, a seed that is no whole number from 0 on, and more events than the budget.
 */
export function run(system: System, scenario: Scenario, options: RunOptions = {}): Run {
  checkScenario(system, scenario, `scenario ${scenario?.name}`);
  checkOptions(options, scenario);
  const setup = setUp(system, scenario, options);
  const {k, world} = createKernel(system, setup.scenario, setup);
  const end = ms(scenario.untilMs);
  const budget = options.budget ?? (options.record ? RECORDED_BUDGET : EVENT_BUDGET);
  advance(k, end, Number.POSITIVE_INFINITY, budget);
  const sinks = k.sinks;
  assert(sinks !== null, "a run has sinks");
  let converged: boolean | null = null;
  let reads: readonly (FinalRead | null)[] = [];
  if (scenario.settle !== false) {
    converged = settle(k, budget);
    if (converged)
      reads = k.homes.map(({present, system, world, scenario}) => (present ? system.read(world as World<never>, scenario) : null));
  }
  sinks.finish(reads);
  const result: Run = {
    system: system.name,
    scenario,
    hash: digest(k.s.hash),
    events: k.s.count,
    end,
    converged,
    beliefs: sinks.beliefs,
    effective: sinks.effective,
    marks: sinks.marks,
    faults: sinks.faults,
    history: sinks.history,
    rests: sinks.rests,
    violations: sinks.violations,
    trace: sinks.trace,
    notes: sinks.notes,
    read: readTogether(reads),
    ids: world.ids,
    roles: system.roles,
    overridden: setup.overridden,
  };
  pasts.set(result, {system, setup, checkpoints: []});
  return result;
}

/** The hash that a run of this scenario has, made without monitors, history or final reads, which do not enter it. */
export function traceHash(system: System, scenario: Scenario): string {
  checkScenario(system, scenario, `scenario ${scenario.name}`);
  const setup = setUp(system, scenario, {});
  const {k} = createKernel(system, setup.scenario, {...setup, bare: true});
  advance(k, ms(scenario.untilMs));
  if (scenario.settle !== false) settle(k);
  return digest(k.s.hash);
}

/** A written value is there if any of the systems has it; null if the upper one is not read back. */
function readTogether(reads: readonly (FinalRead | null)[]): FinalRead | null {
  const [first = null, ...lower] = reads;
  if (first === null || lower.length === 0) return first;
  return {count: (key, value) => reads.reduce((sum, read) => sum + (read?.count(key, value) ?? 0), 0)};
}

const CHECKPOINTS = 16;

interface Past {
  readonly system: System;
  readonly setup: Setup;
  checkpoints: KernelState[];
}

const pasts = new WeakMap<Run, Past>();

/**
 * The world of a run as it was after its event number `index`, from 0 on: by replay from the nearest checkpoint. Beyond the end of the scenario
 * it stays as it was there. Refuses a run that was not made in this program: it came from a file or a worker.
 */
export function at<S = unknown>(result: Run, index: number): World<S> {
  const past = pasts.get(result);
  if (!past) throw new Refusal(said("engine.run.not-here", {call: "at(run, index)"}));
  const {k, world} = createKernel(past.system, past.setup.scenario, {...past.setup, bare: true});
  const target = Math.max(0, Math.min(index, result.events));
  if (past.checkpoints.length === 0) layCheckpoints(k, past, result);
  let nearest: KernelState | null = null;
  for (const c of past.checkpoints) if (c.count <= target) nearest = c;
  if (nearest) k.s = clone(nearest);
  // Scrubbing ends where the scenario ends: pictures do not show settling.
  advance(k, result.end, target);
  return world as World<S>;
}

/** Goes through a run event by event, to where its scenario ends, and shows the world after each event. Refuses what `at` refuses. */
export function walk<S = unknown>(result: Run, visit: (world: World<S>, index: number) => void): void {
  const past = pasts.get(result);
  if (!past) throw new Refusal(said("engine.run.not-here", {call: "walk(run, visit)"}));
  const {k, world} = createKernel(past.system, past.setup.scenario, {...past.setup, bare: true});
  for (let next = 1; next <= result.events; next++) {
    advance(k, result.end, next);
    if (k.s.count < next) return;
    visit(world as World<S>, next);
  }
}

/** Replays the whole run once and saves its state at equal distances. */
function layCheckpoints(k: Kernel, past: Past, result: Run): void {
  past.checkpoints.push(checkpoint(k));
  const step = Math.max(200, Math.ceil(result.events / CHECKPOINTS));
  for (let next = step; next < result.events; next += step) {
    advance(k, result.end, next);
    if (k.s.count < next) return;
    past.checkpoints.push(checkpoint(k));
  }
}

/** A scenario by its name and parameters, as `sim` and a cell make it. Refuses unknown names and values outside the range. */
export function scenarioOf(
  system: System,
  name: string,
  values: {readonly [key: string]: number | string | boolean} = {},
  seed = 1,
): Scenario {
  const entry = system.scenarios.find((s) => s.name === name);
  if (!entry) {
    const near = nearest(
      name,
      system.scenarios.map((s) => s.name),
    );
    const values = {name, system: system.name};
    throw new Refusal(near ? outside("outside.unknown-scenario-near", {...values, near}) : outside("outside.unknown-scenario", values));
  }
  const parameters: Record<string, number | string | boolean> = {};
  const config: Record<string, number | string | boolean> = {};
  for (const p of entry.parameters) parameters[p.key] = p.default;
  for (const [key, value] of Object.entries(values)) {
    const own = entry.parameters.find((p) => p.key === key);
    const general = system.config.find((p) => p.key === key);
    const parameter = own ?? general;
    if (!parameter) {
      const known = [...entry.parameters, ...system.config].map((p) => p.key);
      throw new Refusal(outside("outside.unknown-parameter", {key, system: system.name, name, choice: choice(key, known)}));
    }
    checkParameter(parameter, value, `${system.name} ${name}`);
    if (own) parameters[key] = value;
    else config[key] = value;
  }
  const made = entry.make(parameters);
  return {...made, system: system.name, name, seed, config: {...made.config, ...config}};
}

/** Values of parameters as a command line or a flow writes them, `key=value`, each of the type its parameter has. `scenarioOf` checks them. */
export function settingsOf(system: System, name: string, pairs: readonly string[]): {[key: string]: number | string | boolean} {
  const own = system.scenarios.find((s) => s.name === name)?.parameters ?? [];
  const entries = pairs.map((pair) => {
    const [key = "", ...text] = pair.split("=");
    if (key === "" || text.length === 0) throw new Refusal(said("engine.run.pair", {pair}));
    const like = [...own, ...system.config].find((p) => p.key === key)?.default;
    return [key, typed(text.join("="), like)] as const;
  });
  const twice = entries.find(([key], i) => entries.findIndex(([other]) => other === key) < i);
  if (twice !== undefined) throw new Refusal(said("engine.run.twice", {key: twice[0]}));
  return Object.fromEntries(entries);
}

/** A text that is no such value is passed on as it is: the check then says what is wrong. */
function typed(text: string, like: unknown): number | string | boolean {
  if (typeof like === "number" && text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  if (typeof like === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
