import {said} from "../../words/en/outside.ts";
import type {Said} from "../../words/message.ts";
import {DISKS, PROFILES} from "../kernel/latency.ts";
import {type Fault, ROLES, roleTarget} from "../model/fault.ts";
import {homeOf, homesOf, processOf, scenarioAt} from "../model/home.ts";
import type {LatencySpec, NodeSpec, Scenario} from "../model/scenario.ts";
import type {System} from "../model/system.ts";
import {Refusal, type Scope} from "../vocabulary.ts";
import {fault, formOfFault} from "./faults.ts";
import {choice, fitting, type Path, pathText, shown} from "./fitting.ts";
import {
  aboveZero,
  anyFields,
  anything,
  type Form,
  fields,
  flag,
  latency,
  listOf,
  maybe,
  mentionsIn,
  nullOr,
  share,
  text,
  time,
  whole,
} from "./forms.ts";
import {checkParameter} from "./parameter.ts";

const machine = fields({
  name: text,
  processStart: latency,
  teardown: latency,
  fsync: latency,
  service: anyFields(latency),
  work: anyFields(latency),
  cores: maybe(aboveZero),
});

const process = {id: text, process: maybe(text), host: maybe(text), startMs: maybe(nullOr(time)), args: maybe(anyFields(anything))};

const shape = fields({
  system: text,
  name: text,
  version: maybe(text),
  config: anyFields(anything),
  nodes: listOf(fields(process)),
  initial: maybe(anyFields(anything)),
  network: fields({
    latency,
    links: maybe(listOf(fields({from: text, to: text, latency}))),
    neighbourDiscovery: maybe(flag),
    loss: maybe(share),
  }),
  machine: maybe(anything),
  clients: maybe(listOf(fields({...process, side: maybe(text)}))),
  faults: listOf(fault),
  untilMs: time,
  settle: maybe(flag),
  ablate: maybe(listOf(text)),
  seed: whole(0),
});

/**
 * Checks a scenario of a system: its fields, types and ranges, the names it uses, and what the system's processes read from it. Refuses in
 * one line, with the path of the field. `where` begins the line.
 */
export function checkScenario(system: System, given: unknown, where: string): asserts given is Scenario {
  fitting(shape, given, where);
  const scenario = given as Scenario;
  const wrong =
    wrongIds(scenario) ??
    wrongProcesses(system, scenario) ??
    wrongNetwork(scenario) ??
    wrongMachine(system, scenario, where) ??
    wrongFaults(system, scenario);
  if (wrong !== null) throw new Refusal(said("outside.refused", {where, says: wrong}));
  checkConfig(system, scenario, where);
  checkParts(system, scenario, where);
}

const specs = ({nodes, clients = []}: Scenario): (readonly [NodeSpec, Path, boolean])[] => [
  ...nodes.map((n, i) => [n, ["nodes", i], false] as const),
  ...clients.map((c, i) => [c, ["clients", i], true] as const),
];

function wrongIds(scenario: Scenario): Said | null {
  const seen = new Set<string>();
  for (const [{id}, path] of specs(scenario)) {
    const wrong = seen.has(id) ? "outside.twice" : /\D/.test(id) ? null : "outside.digits";
    if (wrong !== null) return said(wrong, {path: pathText([...path, "id"]), got: shown(id)});
    seen.add(id);
  }
  return null;
}

function wrongProcesses(system: System, scenario: Scenario): Said | null {
  const known = Object.keys(system.processes);
  for (const [spec, path, isClient] of specs(scenario)) {
    const process = processOf(system, spec, isClient);
    const isMember = system.processes[process]?.member;
    if (isMember === undefined && spec.process !== undefined) {
      const at = {path: pathText([...path, "process"]), got: shown(spec.process)};
      return said("outside.no-process", {...at, system: system.name, choice: choice(spec.process, known)});
    }
    if (isMember === isClient)
      return said(isMember ? "outside.member" : "outside.no-member", {path: pathText([...path, "id"]), got: shown(spec.id), process});
  }
  for (const id of Object.keys(scenario.initial ?? {})) {
    const wrong = noNode(scenario, id, ["initial", id], []);
    if (wrong) return wrong;
  }
  return null;
}

function noNode(scenario: Scenario, name: string, path: Path, more: readonly string[]): Said | null {
  const known = specs(scenario).map(([{id}]) => id);
  if (known.includes(name) || more.includes(name)) return null;
  return said("outside.no-node", {path: pathText(path), got: shown(name), choice: choice(name, [...known, ...more])});
}

function wrongLatency(spec: LatencySpec, path: Path): Said | null {
  const at = () => ({path: pathText(path), got: shown(spec)});
  if (typeof spec === "string") {
    if (Object.hasOwn(PROFILES, spec) || Object.hasOwn(DISKS, spec)) return null;
    return said("outside.no-latency", {...at(), choice: choice(spec, [...Object.keys(PROFILES), ...Object.keys(DISKS)])});
  }
  if ("uniform" in spec && spec.uniform[0] > spec.uniform[1]) return said("outside.low-high", at());
  if (!("table" in spec)) return null;
  const rises = spec.table.every(([p, x], i) => {
    const before = spec.table[i - 1];
    return before === undefined || (p > before[0] && x >= before[1]);
  });
  return rises && spec.table[0]?.[0] === 0 ? null : said("outside.rising", at());
}

function wrongNetwork(scenario: Scenario): Said | null {
  const {latency: common, links = []} = scenario.network;
  for (const [i, {from, to, latency: own}] of links.entries()) {
    const path = ["network", "links", i];
    const wrong =
      noNode(scenario, from, [...path, "from"], []) ?? noNode(scenario, to, [...path, "to"], []) ?? wrongLatency(own, [...path, "latency"]);
    if (wrong) return wrong;
  }
  return wrongLatency(common, ["network", "latency"]);
}

function wrongMachine(system: System, scenario: Scenario, where: string): Said | null {
  const given = scenario.machine;
  if (given === undefined) return null;
  if (typeof given === "string") {
    const known = ["instant", ...Object.keys(system.machines)];
    if (known.includes(given)) return null;
    return said("outside.no-machine", {path: "machine", got: shown(given), system: system.name, choice: choice(given, known)});
  }
  fitting(machine, given, where, ["machine"]);
  for (const part of ["processStart", "teardown", "fsync"] as const) {
    const wrong = wrongLatency(given[part], ["machine", part]);
    if (wrong) return wrong;
  }
  for (const part of ["service", "work"] as const) {
    for (const [name, spec] of Object.entries(given[part])) {
      const wrong = wrongLatency(spec, ["machine", part, name]);
      if (wrong) return wrong;
    }
  }
  return null;
}

/** The targets of a fault that are chosen by role when it fires. */
const TARGETS = [...ROLES.map((role) => `@${role}`), "@self"];

function wrongFaults(system: System, scenario: Scenario): Said | null {
  const given = scenario.faults.flatMap((f) => ("as" in f && f.as ? [`@${f.as}`] : []));
  for (const [i, one] of scenario.faults.entries()) {
    for (const [name, path] of mentionsIn("node", formOfFault(one.kind), one, ["faults", i])) {
      const wrong = wrongTarget(system, scenario, name, path, given);
      if (wrong) return wrong;
    }
    const wrong = wrongMessage(system, one, i) ?? wrongEvent(system, one, i);
    if (wrong) return wrong;
  }
  return null;
}

function wrongTarget(system: System, scenario: Scenario, name: string, path: Path, given: readonly string[]): Said | null {
  const target = given.includes(name) ? null : roleTarget(name);
  if (target === null) return noNode(scenario, name, path, [...TARGETS, ...given]);
  const at = {path: pathText(path), got: shown(name), system: system.name};
  if (target.scope === null) return system.mainScope(scenario) === null ? said("outside.no-leader", at) : null;
  const scopes = scopesOf(system, scenario);
  return scopes === null || scopes.includes(target.scope)
    ? null
    : said("outside.no-scope", {...at, choice: choice(target.scope, scopes.slice(0, MOST_NAMED))});
}

/** Most names in one line. */
const MOST_NAMED = 20;

/** What can be led in a scenario; null: nobody has said. */
function scopesOf(system: System, scenario: Scenario): readonly Scope[] | null {
  const lists = homesOf(system).map((home, i) => home.system.scopes?.(scenarioAt(system, scenario, i)) ?? null);
  return lists.some((list) => list === null) ? null : lists.flatMap((list) => list ?? []);
}

function wrongMessage(system: System, one: Fault, i: number): Said | null {
  const known = Object.keys(system.messages);
  const [name, path] = mentionsIn("message", formOfFault(one.kind), one, ["faults", i]).find(([name]) => !known.includes(name)) ?? [];
  if (name === undefined || path === undefined) return null;
  return said("outside.no-message", {path: pathText(path), got: shown(name), system: system.name, choice: choice(name, known)});
}

function wrongEvent(system: System, one: Fault, i: number): Said | null {
  if (!("when" in one)) return null;
  const [, verb = "", what = ""] = /^(send|receive|note|write|sync) (.+)$/.exec(one.when.event) ?? [];
  const at = {path: pathText(["faults", i, "when", "event"]), got: shown(one.when.event)};
  const {name} = system;
  const messages = Object.keys(system.messages);
  switch (verb) {
    case "":
      return said("outside.no-event", at);
    case "send":
    case "receive":
      return messages.includes(what) ? null : said("outside.no-message", {...at, system: name, choice: choice(what, messages)});
    case "note":
      return system.notes === null || Object.hasOwn(system.notes, what)
        ? null
        : said("outside.no-note", {...at, system: name, choice: choice(what, Object.keys(system.notes))});
    default:
      return system.durable === null || system.durable.includes(what)
        ? null
        : said("outside.no-file", {...at, system: name, choice: choice(what, system.durable)});
  }
}

/** What each process reads at its start, and what is on its disk then, checked by the forms that the system gives. */
function checkParts(system: System, scenario: Scenario, where: string): void {
  for (const [spec, path, isClient] of specs(scenario)) {
    const name = spec.process ?? (isClient ? system.main.client : system.main.node);
    const form = system.processes[name]?.args as Form | undefined;
    if (form && spec.args) checkPart(scenario, form, spec.args, where, [...path, "args"]);
  }
  const homes = homesOf(system);
  for (const [spec, , isClient] of specs(scenario)) {
    const initial = homes[homeOf(homes, processOf(system, spec, isClient)).home]?.system.initial as Form | null;
    const value = scenario.initial?.[spec.id];
    if (initial !== null && value !== undefined) checkPart(scenario, initial, value, where, ["initial", spec.id]);
  }
}

function checkPart(scenario: Scenario, form: Form, value: unknown, where: string, path: Path): void {
  fitting(form, value, where, path);
  for (const [name, at] of mentionsIn("node", form, value, path)) {
    const wrong = noNode(scenario, name, at, []);
    if (wrong) throw new Refusal(said("outside.refused", {where, says: wrong}));
  }
}

/** A system without a list of keys takes any. */
function checkConfig(system: System, scenario: Scenario, where: string): void {
  if (system.config.length === 0) return;
  const known = system.config.map(({key}) => key);
  for (const [key, value] of Object.entries(scenario.config)) {
    const parameter = system.config.find((p) => p.key === key);
    if (!parameter) throw new Refusal(said("outside.unknown-key", {where, key, system: system.name, choice: choice(key, known)}));
    checkParameter(parameter, value, `${where}: config`);
  }
}
