import {said} from "../words/en/engine.ts";
import type {Said} from "../words/message.ts";
import {homesOf, namesIn, prefixed, TABLES, type Table} from "./model/home.ts";
import type {Machine} from "./model/scenario.ts";
import type {Ablation, KernelOptions, System} from "./model/system.ts";

/** A system with the tables of those it stands on added to its own, so that its scenarios, and whatever reads the tables, find both. */
export const standing = (system: System): System => system.standsOn.reduce(withLower, system);

function withLower(upper: System, lower: System): System {
  const taken = new Map(TABLES.map((table) => [table, new Set(namesIn(upper, table))] as const));
  const called = (table: Table, name: string): string => (taken.get(table)?.has(name) ? prefixed(lower.name, name) : name);
  const renamed = <V>(table: Table, record: {readonly [name: string]: V}): {[name: string]: V} =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [called(table, name), value]));
  const machines = Object.fromEntries(Object.entries(lower.machines).map(([name, machine]) => [name, atHome(lower.name, machine)]));
  return {
    ...upper,
    config: [...upper.config, ...lower.config.map((key) => ({...key, key: called("config", key.key)}))],
    rules: {...upper.rules, ...renamed("rules", lower.rules as {readonly [rule: string]: unknown})},
    messages: {...upper.messages, ...renamed("messages", lower.messages)},
    notes: {...upper.notes, ...renamed("notes", lower.notes ?? {})},
    durable: [...(upper.durable ?? []), ...(lower.durable ?? []).map((name) => called("durable", name))],
    processes: {...upper.processes, ...renamed("processes", lower.processes)},
    machines: {...upper.machines, ...renamed("machines", machines)},
    invariants: [...upper.invariants, ...lower.invariants.map((one) => ({...one, name: called("invariants", one.name), of: lower.name}))],
    ablations: [...upper.ablations, ...lower.ablations.map((one) => ablationIn(one, called, renamed))],
    roles: {...lower.roles, ...upper.roles},
    tells: (state, home) => (home === lower.name ? lower : upper).tells?.(state, home) ?? "",
    print: (value) => upper.print?.(value) ?? lower.print?.(value) ?? null,
  };
}

/** Its threads and its work belong to its own system: a machine profile lists them under that. */
const atHome = (system: string, {service, work, ...machine}: Machine): Machine => ({
  ...machine,
  service: Object.fromEntries(Object.entries(service).map(([thread, spec]) => [prefixed(system, thread), spec])),
  work: Object.fromEntries(Object.entries(work).map(([name, spec]) => [prefixed(system, name), spec])),
});

function ablationIn(
  one: Ablation,
  called: (table: Table, name: string) => string,
  renamed: <V>(table: Table, record: {readonly [name: string]: V}) => {[name: string]: V},
): Ablation {
  const {name, says, breaks, rules, config, kernel} = one;
  return {
    name: called("ablations", name),
    says,
    breaks: breaks.map((invariant) => called("invariants", invariant)),
    ...(rules && {rules: renamed("rules", rules as {readonly [rule: string]: unknown}) as Partial<object>}),
    ...(config && {config: renamed("config", config)}),
    ...(kernel && {kernel: optionsIn(kernel, called)}),
  };
}

const optionsIn = ({volatileFiles, lossy}: KernelOptions, called: (table: Table, name: string) => string): KernelOptions => ({
  ...(volatileFiles && {volatileFiles: volatileFiles.map((file) => called("durable", file))}),
  ...(lossy && {lossy: {...lossy, kind: called("messages", lossy.kind)}}),
});

/** Why a system cannot stand on these: its names must be declared, and no lower system may stand on a third. */
export function standsBadly({name, standsOn, notes, durable}: System): Said | null {
  if (standsOn.length === 0) return null;
  if (notes === null || durable === null) return said("engine.define.stands-untold", {name, lower: standsOn[0]?.name ?? ""});
  const third = standsOn.find((lower) => homesOf(lower).length > 1);
  if (third) return said("engine.define.stands-on-third", {name, lower: third.name});
  const names = [name, ...standsOn.map((lower) => lower.name)];
  const twice = names.find((one, i) => names.indexOf(one) < i);
  return twice === undefined ? null : said("engine.define.stands-twice", {name, lower: twice});
}
