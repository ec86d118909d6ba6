import {said} from "../words/en/engine.ts";
import type {Note} from "./model/note.ts";
import type {Process} from "./model/process.ts";
import type {Scenario, ScenarioEntry} from "./model/scenario.ts";
import type {EventName, System} from "./model/system.ts";
import {standing, standsBadly} from "./standing.ts";
import {type Parameters, type Subject, subjectOf} from "./subject.ts";
import {type Message, Refusal} from "./vocabulary.ts";

/** Configuration keys with their values, as a system without a `configure` of its own hands them to its processes. */
export type Settings = Scenario["config"];

/** The parts of a process that may be left out. */
export type OptionalPart = "threads" | "ports" | "resume" | "member" | "start";

/**
 * A process as its author writes it. Defaults: it is a member of the cluster unless it is the clients' process, has one thread, `main`, and
 * no port, does nothing at its start, and on resume handles its timers first, as an event loop does.
 */
export type Handlers<S = unknown, M extends Message = Message, R = object, C = Settings, K extends Note = Note> = Omit<
  Process<S, M, R, C, K>,
  OptionalPart
> &
  Partial<Pick<Process<S, M, R, C, K>, OptionalPart>>;

/** What every definition of a system must have besides its processes. */
export type NeededPart = "name" | "messages" | "believe";

/** A system as its author writes it: the required parts, and any of the others. */
export type Definition<S, M extends Message, R extends object, C extends object, N extends string, K extends Note = Note> = Pick<
  System<S, M, R, C, K>,
  NeededPart
> &
  Partial<Omit<System<S, M, R, C, K>, NeededPart | "processes" | "scenarios">> & {
    readonly processes: {readonly [name: string]: Handlers<unknown, M, R, C, K>};
    readonly scenarios?: readonly (ScenarioEntry & {readonly name: N})[];
  };

/** `cold-start` as `coldStart`. */
export type CamelCase<N extends string> = N extends `${infer Head}-${infer Rest}` ? `${Head}${Capitalize<CamelCase<Rest>>}` : N;

/** A system whose scenarios the type checker knows by name. */
export type Defined<S, M extends Message, R extends object, C extends object, N extends string> = System<S, M, R, C> & {
  readonly scenarios: readonly (ScenarioEntry & {readonly name: N})[];
};

/** The scenarios of a system by their names as JavaScript writes them. */
export type ScenariosOf<N extends string> = {readonly [K in N as CamelCase<K>]: (parameters?: Parameters) => Scenario};

/**
 * Makes a system of its definition, as a cell or a program names it. Defaults for what is left out: no version, key, rule, machine,
 * scenario, invariant or ablation. Nodes run the first process, clients the one called `client`. Processes get the scenario's
 * configuration, with defaults for missing keys. The scope is called `group`; effective is whoever is up and believes it leads; a healed
 * world is at rest when exactly one is effective; nothing is read back; random faults may wait for any message to be sent or to arrive.
 * Refuses a name that is not lower-case words with dashes, a system without a process, and an ablation of a rule or invariant that does not
 * exist.
 */
export function defineSystem<
  S,
  M extends Message = Message,
  R extends object = object,
  C extends object = Settings,
  const N extends string = string,
  K extends Note = Note,
>(definition: Definition<S, M, R, C, N, K>): Subject<Defined<S, M, R, C, N>, ScenariosOf<N>> {
  const own = completed(definition) as unknown as System;
  refuseMistakes(own);
  return subjectOf(standing(own)) as unknown as Subject<Defined<S, M, R, C, N>, ScenariosOf<N>>;
}

function completed<S, M extends Message, R extends object, C extends object, K extends Note>(
  definition: Definition<S, M, R, C, string, K>,
): System<S, M, R, C, K> {
  const {processes, messages} = definition;
  const main = definition.main ?? {node: Object.keys(processes)[0] ?? "", client: "client"};
  const system: System<S, M, R, C, K> = {
    versions: [],
    standsOn: [],
    config: [],
    rules: {} as R,
    notes: null,
    durable: null,
    initial: null,
    machines: {},
    scenarios: [],
    invariants: [],
    ablations: [],
    fuzz: {shapes: [], events: eventsOf<M>(messages), port: ""},
    configure: (config) => ({...Object.fromEntries(system.config.map((key) => [key.key, key.default])), ...config}) as C,
    restore: () => {},
    mainScope: () => "group",
    scopes: null,
    voters: null,
    effective: (world, scope) =>
      world.ids.filter((id) => {
        const state = world.status(id) === "up" ? world.state(id) : null;
        return state !== null && system.believe(state, world.now, id).some((belief) => belief.scope === scope && belief.leads);
      }),
    roles: {},
    turning: new Set(),
    stages: {},
    converged: (world, scenario) => system.effective(world, system.mainScope(scenario) ?? "", scenario, system.rules).length === 1,
    read: () => null,
    ...definition,
    main,
    processes: Object.fromEntries(Object.entries(processes).map(([name, handlers]) => [name, whole(handlers, name !== main.client)])),
  };
  return system;
}

const eventsOf = <M extends Message>(messages: System["messages"]): EventName<M, never>[] =>
  (Object.keys(messages) as M["kind"][]).flatMap((kind) => [`send ${kind}`, `receive ${kind}`] as const);

const whole = <M extends Message, R extends object, C extends object, K extends Note>(
  handlers: Handlers<unknown, M, R, C, K>,
  member: boolean,
): Process<unknown, M, R, C, K> =>
  ({threads: ["main"], ports: {}, resume: "timers-first", member, start: () => {}, ...handlers}) as unknown as Process<unknown, M, R, C, K>;

function refuseMistakes(system: System): void {
  const {name, processes, rules, invariants, ablations} = system;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new Refusal(said("engine.define.name", {name}));
  if (Object.keys(processes).length === 0) throw new Refusal(said("engine.define.no-process", {name}));
  const badly = standsBadly(system);
  if (badly !== null) throw new Refusal(badly);
  for (const ablation of ablations) {
    const rule = Object.keys(ablation.rules ?? {}).find((own) => !(own in rules));
    const invariant = ablation.breaks.find((broken) => !invariants.some((own) => own.name === broken));
    const at = {name, ablation: ablation.name};
    if (rule !== undefined) throw new Refusal(said("engine.define.no-rule", {...at, rule, known: Object.keys(rules)}));
    if (invariant !== undefined)
      throw new Refusal(said("engine.define.no-invariant", {...at, invariant, known: invariants.map((own) => own.name)}));
  }
}
