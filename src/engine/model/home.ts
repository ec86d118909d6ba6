import {assert, type Json, type NodeId} from "../vocabulary.ts";
import type {NodeSpec, Scenario} from "./scenario.ts";
import type {System} from "./system.ts";

// If a system stands on others, each process has a home: the system whose process it is. A scenario uses one table of names for all of
// them. A name that the upper system has, too, gets the lower system's as a prefix: `session`, but `zookeeper.session`.

/** Tables of a system whose names a scenario, an ablation or a trace may use. */
export const TABLES = ["config", "rules", "messages", "notes", "durable", "processes", "machines", "invariants", "ablations"] as const;

/** One of `TABLES`. */
export type Table = (typeof TABLES)[number];

/** A system in a world, and by which names that world knows what it has. */
export interface Home {
  readonly system: System;
  /** What one of this system's names is in the world. */
  called(table: Table, name: string): string;
}

/** The names in a table, in its order. */
export function namesIn(system: System, table: Table): readonly string[] {
  const names = system[table] ?? [];
  if (!Array.isArray(names)) return Object.keys(names);
  return (names as readonly (string | {readonly key: string} | {readonly name: string})[]).map((one) =>
    typeof one === "string" ? one : "key" in one ? one.key : one.name,
  );
}

/** A lower system's name, prefixed because the plain one is taken. */
export const prefixed = (system: string, name: string): string => `${system}.${name}`;

const known = new WeakMap<System, readonly Home[]>();

/** The systems of a world: the one itself first, then those that it stands on. */
export function homesOf(system: System): readonly Home[] {
  let homes = known.get(system);
  if (!homes) {
    homes = [{system, called: (_, name) => name}, ...system.standsOn.map((lower) => homeIn(system, lower))];
    known.set(system, homes);
  }
  return homes;
}

function homeIn(world: System, system: System): Home {
  const all = TABLES.map((table) => {
    const taken = new Set(namesIn(world, table));
    const names = namesIn(system, table).map((name) => {
      const long = prefixed(system.name, name);
      return [name, taken.has(long) ? long : name] as const;
    });
    return [table, new Map(names)] as const;
  });
  const tables = new Map(all);
  return {system, called: (table, name) => tables.get(table)?.get(name) ?? name};
}

/** The home system of a process, and the process's name there. */
export function homeOf(homes: readonly Home[], process: string): {readonly home: number; readonly own: string} {
  for (let home = 1; home < homes.length; home++) {
    const {system, called} = homes[home] as Home;
    const own = Object.keys(system.processes).find((name) => called("processes", name) === process);
    if (own !== undefined) return {home, own};
  }
  return {home: 0, own: process};
}

/** The process that a node runs, or a client. */
export const processOf = (system: System, spec: NodeSpec, client: boolean): string =>
  spec.process ?? (client ? system.main.client : system.main.node);

/** A scenario as one of the systems of its world sees it: the first sees all of it, another its own nodes, clients and keys. */
export function scenarioAt(system: System, scenario: Scenario, index: number): Scenario {
  if (index === 0) return scenario;
  const homes = homesOf(system);
  const home = homes[index];
  assert(home !== undefined, `${system.name} stands on fewer than ${index} systems`);
  const ownOf = <S extends NodeSpec>(specs: readonly S[], client: boolean): S[] =>
    specs.flatMap((spec) => {
      const found = homeOf(homes, processOf(system, spec, client));
      return found.home === index ? [{...spec, process: found.own}] : [];
    });
  const {version: _, ...rest} = scenario;
  const nodes = ownOf(scenario.nodes, false);
  const clients = ownOf(scenario.clients ?? [], true);
  const ids = new Set<NodeId>([...nodes, ...clients].map(({id}) => id));
  const keys = namesIn(home.system, "config").map((key) => [key, scenario.config[home.called("config", key)]] as const);
  return {
    ...rest,
    system: home.system.name,
    config: Object.fromEntries(keys.filter((entry): entry is [string, number | string | boolean] => entry[1] !== undefined)),
    nodes,
    clients,
    initial: Object.fromEntries(Object.entries(scenario.initial ?? {}).filter(([id]): boolean => ids.has(id))) as {[node: NodeId]: Json},
  };
}
