import {said} from "../../words/en/trials.ts";
import {canonical, type HistoryOperation} from "../checking/consistency/history.ts";
import {type HistoryVerdict, linearizable} from "../checking/consistency/linearizable.ts";
import {register} from "../checking/consistency/models/register.ts";
import {registry} from "../checking/consistency/models/registry.ts";
import {staleTails} from "../checking/consistency/rules/log.ts";
import {staleLookups} from "../checking/consistency/rules/stale-lookups.ts";
import {checkLog, checkQueue} from "../checking/consistency/verdicts.ts";
import type {Fault} from "../model/fault.ts";
import type {Operation} from "../model/operation.ts";
import type {Run} from "../model/run.ts";
import type {Scenario} from "../model/scenario.ts";
import type {Judge, Setup} from "../model/setup.ts";
import {STANDARD_FAULTS, type StandardFault} from "../model/standard-faults.ts";
import type {System} from "../model/system.ts";
import {later, minus, NO_TIME, type NodeId, Refusal, type Ticks, toMs} from "../vocabulary.ts";
import {groupBy} from "./group-by.ts";
import {measures} from "./measures.ts";
import {median} from "./quantile.ts";
import {plan, type Row, type Sweep} from "./sweep.ts";
import {wilson} from "./wilson.ts";

/** The faults that every setup is tried with, by name. */
export const CARD_FAULTS = Object.keys(STANDARD_FAULTS) as readonly StandardFault[];

/** From a fault to the end of its scenario, ms: the longest of the standard faults is over, and so is what follows. */
const AFTER_MS = 60_000;
/** Seeds strike at different phases of every timer. */
const SPREAD_MS = 5000;

/** A system with the ways of setting it up that are compared, the usual one first. No page needs them to simulate, so they are no part of it. */
export interface Compared {
  readonly system: System;
  readonly setups: readonly Setup[];
}

/** One that says how it is told to wait. */
export interface Patient extends Compared {
  /** The settings with which it takes somebody silent for gone after so many seconds. */
  readonly patience: (seconds: number) => Setup["shape"]["config"];
}

/** One run of the card: a setup of a system under a standard fault. Refuses unknown names. */
export function cardScenario(
  compared: Compared,
  {setup, fault, seed}: {readonly setup: string; readonly fault: string; readonly seed: number},
): Scenario {
  const {system} = compared;
  const chosen = setupOf(compared, setup);
  const name = CARD_FAULTS.find((one) => one === fault);
  if (name === undefined) throw new Refusal(said("trials.fault", {fault, known: CARD_FAULTS}));
  const {shape, formedMs, stand} = chosen;
  const at = formedMs + ((seed * 377) % SPREAD_MS);
  const guests = (shape.clients ?? []).filter(({host}) => host !== undefined).map(({id}) => id);
  const members = shape.nodes.map(({id}) => id);
  const faults = STANDARD_FAULTS[name]({at, members, guests});
  return {
    ...shape,
    system: system.name,
    name: `${setup} ${fault}`,
    faults: stand === null ? faults : faults.map((one) => inPlaceOfLeader(one, stand, members)),
    untilMs: at + AFTER_MS,
    seed,
  };
}

/** The runs of a system on the card: all its setups under all standard faults. */
export const cardSweep = (compared: Compared, {runs, seed}: {readonly runs: number; readonly seed: number}): Sweep => ({
  make: (point) => cardScenario(compared, point as unknown as Parameters<typeof cardScenario>[1]),
  plan: plan({setup: compared.setups.map(({name}) => name), fault: CARD_FAULTS}, {runs, seed}),
  row: (run) => cardRow(compared, run),
});

function setupOf({system, setups}: Compared, name: string): Setup {
  const found = setups.find((one) => one.name === name);
  if (found === undefined)
    throw new Refusal(said("trials.setup", {system: system.name, setup: name, known: setups.map((one) => one.name)}));
  return found;
}

/** Where nobody leads, one member stands for the leader and is a minority by itself; with the next ones it is a majority. */
function inPlaceOfLeader(fault: Fault, stand: NodeId, members: readonly NodeId[]): Fault {
  const others = members.filter((id) => id !== stand);
  const meant: {readonly [role: string]: readonly NodeId[]} = {
    "@leader": [stand],
    "@minority": [stand],
    "@majority": [stand, ...others.slice(0, Math.floor(members.length / 2))],
    "@follower": others.slice(0, 1),
  };
  const named = (id: NodeId): readonly NodeId[] => meant[id] ?? [id];
  const {nodes, from, node} = fault as {readonly nodes?: readonly NodeId[]; readonly from?: readonly NodeId[]; readonly node?: NodeId};
  return {
    ...fault,
    ...(nodes && {nodes: nodes.flatMap(named)}),
    ...(from && {from: from.flatMap(named)}),
    ...(node === undefined ? {} : {node: named(node)[0] as NodeId}),
  } as Fault;
}

/** What a run of the card comes to: a row of its sweep. Times in ms. */
export interface CardRow extends Row {
  readonly system: string;
  readonly verdict: HistoryVerdict["verdict"];
  /** Null where nothing could be read back. */
  readonly lost: number | null;
  readonly duplicates: number | null;
  readonly stale: number;
  /** The longest time without an acknowledgement of a client beside what was struck; null: there is none that lived. */
  readonly besideMs: number | null;
  readonly elsewhereMs: number | null;
  readonly fallen: number;
}

/** The columns of such a row. */
export const CARD_COLUMNS = ["system", "verdict", "lost", "duplicates", "stale", "besideMs", "elsewhereMs", "fallen"] as const;

/** Reads a run of the card. */
export function cardRow(compared: Compared, run: Run): CardRow {
  const setup = setupOf(compared, run.scenario.name.split(" ")[0] ?? "");
  const {lostWrites, duplicates, staleReads, clients} = measures(run);
  const history = inWordsOf(setup.judge, run.history);
  const {beside, gone} = struck(run);
  const byClient = groupBy(run.history, ({process}) => process);
  const hosts = new Map((run.scenario.clients ?? []).map(({id, host}) => [id, host]));
  const longest = (isIn: (host: string | undefined) => boolean): number | null => {
    const own = clients.filter(({id, ok, info, fail}) => ok + info + fail > 0 && isIn(hosts.get(id)));
    if (own.length === 0) return null;
    return Math.round(
      Math.max(...own.map(({id, longestOutageMs}) => Math.max(longestOutageMs, inVainMs(byClient.get(id) ?? [], run.end)))),
    );
  };
  return {
    system: compared.system.name,
    verdict: JUDGED[setup.judge](history).verdict,
    lost: lostWrites,
    duplicates,
    stale: setup.judge === "log" ? staleTails(history).length : setup.judge === "registry" ? staleLookups(history) : staleReads,
    besideMs: longest((host) => host !== undefined && beside.has(host) && !gone.has(host)),
    elsewhereMs: longest((host) => host === undefined || !beside.has(host)),
    fallen: run.violations.length,
  };
}

/**
 * The times from a client's call to its next answer: of one that asks now and then its measure of outages counts the time between two calls as
 * rest, whatever became of the first.
 */
export function waits(own: readonly Operation[], end: Ticks): {readonly from: Ticks; readonly to: Ticks}[] {
  const found: {from: Ticks; to: Ticks}[] = [];
  let since: Ticks | null = null;
  for (const {type, invokedAt, completedAt} of [...own].sort((a, b) => a.invokedAt - b.invokedAt)) {
    if (invokedAt > end) break;
    since ??= invokedAt;
    if (type !== "ok" || completedAt === null || completedAt > end) continue;
    found.push({from: since, to: completedAt});
    since = null;
  }
  return since === null ? found : [...found, {from: since, to: end}];
}

const inVainMs = (own: readonly Operation[], end: Ticks): number =>
  toMs(waits(own, end).reduce((longest, {from, to}) => later(longest, minus(to, from)), NO_TIME));

/** Hosts on the struck side, and those that lost their power for good: whoever is on one of these asks nothing any more. */
function struck(run: Run): {readonly beside: ReadonlySet<string>; readonly gone: ReadonlySet<string>} {
  const hostOf = new Map(run.scenario.nodes.map(({id, host}) => [id, host ?? id]));
  const at = run.faults[0]?.at;
  const first = run.faults.filter((one) => one.at === at && one.kind !== "heal" && one.kind !== "restart");
  const hosts = (kind: (name: string) => boolean) =>
    new Set(first.filter((one) => kind(one.kind)).flatMap(({nodes}) => nodes.flatMap((id) => hostOf.get(id) ?? [])));
  const back = run.faults.some(({kind}) => kind === "restart");
  return {beside: hosts(() => true), gone: back ? new Set() : hosts((kind) => kind === "power-loss")};
}

const JUDGED: {readonly [judge in Judge]: (history: readonly HistoryOperation[]) => HistoryVerdict} = {
  register: (history) => linearizable(register(null), history, {budget: 100_000}),
  log: checkLog,
  queue: checkQueue,
  registry: (history) => linearizable(registry(), history, {budget: 100_000}),
};

/** What a client's operations are called where they are judged; others say nothing there. */
const WORDS: {readonly [judge in Judge]: {readonly [f: string]: string}} = {
  register: {write: "write", read: "read"},
  log: {write: "append", poll: "read", seek: "seek"},
  queue: {write: "enqueue", deliver: "deliver", ack: "ack"},
  registry: {register: "register", deregister: "deregister", renew: "renew", lookup: "lookup"},
};

function inWordsOf(judge: Judge, history: readonly Operation[]): readonly Operation[] {
  const own = history.flatMap((o) => {
    const f = WORDS[judge][o.f];
    return f === undefined ? [] : [{...o, f}];
  });
  if (judge !== "register") return own;
  // What stood there before anybody wrote is what a register begins with.
  const written = new Set(own.flatMap(({f, value}) => (f === "write" ? [canonical(value)] : [])));
  return own.map((o) => (o.f === "read" && o.type === "ok" && !written.has(canonical(o.result)) ? {...o, result: null} : o));
}

/** A cell of the card: a setup under a fault, over its runs. */
export interface CardCell {
  readonly system: string;
  readonly configuration: string;
  readonly fault: string;
  readonly runs: number;
  /** The first. */
  readonly seed: number;
  /** `illegal` if any run's history is; `unknown` if none is and one could not be decided. */
  readonly verdict: HistoryVerdict["verdict"];
  /** The most of one run. */
  readonly lost: number | null;
  readonly duplicates: number | null;
  readonly stale: number;
  /** Medians; null: no client on that side lived. */
  readonly longestOutageMs: {readonly beside: number | null; readonly elsewhere: number | null};
  /** With 95 %, at most this share of all runs loses something or is not right, where none of these did; else the share's upper end. */
  readonly bound: number;
}

/** The card of rows that have `system`, `setup`, `fault` and `seed` beside what `cardRow` reads, in their order. */
export const cardOf = (rows: readonly (Row & CardRow)[]): CardCell[] => byCell(rows).map(cellOf);

/** Rows of the card by their cell. */
export const byCell = (rows: readonly (Row & CardRow)[]): (readonly (Row & CardRow)[])[] => [
  ...groupBy(rows, ({system, setup, fault}) => `${system} ${setup} ${fault}`).values(),
];

type Column = (row: CardRow) => number | null;
const valuesOf = (own: readonly CardRow[], of: Column): number[] => own.flatMap((row) => of(row) ?? []);

/** The greatest value of a column; null: no run has one. */
export function mostOf(own: readonly CardRow[], of: Column): number | null {
  const values = valuesOf(own, of);
  return values.length === 0 ? null : Math.max(...values);
}

/** The median of a column, as a whole number; null: no run has one. */
export function middleOf(own: readonly CardRow[], of: Column): number | null {
  const values = valuesOf(own, of);
  return values.length === 0 ? null : Math.round(median(values));
}

/** A cell of its rows, of which there is at least one. */
export function cellOf(own: readonly (Row & CardRow)[]): CardCell {
  const [first] = own;
  const bad = own.filter(({verdict, lost}) => verdict === "illegal" || (lost ?? 0) > 0).length;
  const isIn = (verdict: string) => own.some((row) => row.verdict === verdict);
  return {
    system: String(first?.system),
    configuration: String(first?.setup),
    fault: String(first?.fault),
    runs: own.length,
    seed: Math.min(...own.map(({seed}) => Number(seed))),
    verdict: isIn("illegal") ? "illegal" : isIn("unknown") ? "unknown" : "ok",
    lost: mostOf(own, ({lost}) => lost),
    duplicates: mostOf(own, ({duplicates}) => duplicates),
    stale: mostOf(own, ({stale}) => stale) ?? 0,
    longestOutageMs: {beside: middleOf(own, ({besideMs}) => besideMs), elsewhere: middleOf(own, ({elsewhereMs}) => elsewhereMs)},
    bound: wilson(bad, own.length).high,
  };
}
