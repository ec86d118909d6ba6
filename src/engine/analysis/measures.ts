import {acknowledgedSet, type SetOutcome} from "../checking/consistency/rules/acknowledged-set.ts";
import {staleReads} from "../checking/consistency/rules/stale-reads.ts";
import {STAGES, type Stage} from "../model/note.ts";
import type {FinalRead, Operation} from "../model/operation.ts";
import type {BeliefSpan, EffectiveSpan, Rest, Run, StageMark} from "../model/run.ts";
import {earlier, type Json, later, minus, NO_TIME, type NodeId, plus, type Scope, type Ticks, toMs} from "../vocabulary.ts";
import {groupBy} from "./group-by.ts";
import {isOpen, isWithin, lengthOf, mainScope, reignSpans, type Span, until, vacancies} from "./spans.ts";

/** A reign: who believed it led what, in which term. Times in ms of virtual time; `toMs` is null if it was still going on at the end. */
export interface Reign {
  readonly scope: Scope;
  readonly id: NodeId;
  readonly term: number;
  readonly fromMs: number;
  readonly toMs: number | null;
  /** The spans in which it was effective: a write would have been acknowledged. */
  readonly effective: readonly {readonly fromMs: number; readonly toMs: number | null}[];
}

/** A time in which nobody would have acknowledged a write, ms of virtual time; `toMs` null: it lasted to the end. */
export interface Interregnum {
  readonly scope: Scope;
  readonly fromMs: number;
  readonly toMs: number | null;
  /** How long each stage took, ms; null: that stage was not reached, or this system does not have it. */
  readonly stages: {readonly [stage in Stage]: number | null};
}

/**
 * What a client's operations came to, and its longest time without an acknowledgement, ms: from its first call to the end of the scenario, less
 * the times in which it had nothing to ask. One that tries in vain to reach a server has its first call when it begins to try.
 */
export interface ClientMeasures {
  readonly id: NodeId;
  readonly side: string;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly longestOutageMs: number;
}

/**
 * The measures that every chapter uses, computed from what a run always keeps. Times in ms of virtual time; the dual ones are about the
 * main scope.
 */
export interface Measures {
  readonly reigns: readonly Reign[];
  readonly interregna: readonly Interregnum[];
  /** How long two processes believed they led. */
  readonly dualReignMs: number;
  /** How long two would have acknowledged a write. */
  readonly dualWriteMs: number;
  readonly operations: {readonly ok: number; readonly fail: number; readonly info: number};
  /** Acknowledged, and absent from the read after settling; null where nothing was read back. */
  readonly lostWrites: number | null;
  readonly duplicates: number | null;
  /** Reads that returned less than had been acknowledged before they began. */
  readonly staleReads: number;
  /** The largest over all clients. */
  readonly longestOutageMs: number;
  readonly clients: readonly ClientMeasures[];
  /** At the end of the scenario, before settling: who believed it led the main scope, each scope, and each process's role. */
  readonly final: {
    readonly leader: NodeId | null;
    readonly term: number | null;
    readonly leaders: {readonly [scope: string]: NodeId};
    readonly roles: {readonly [id: string]: string};
  };
}

const inMs = (span: Span, end: Ticks) => ({fromMs: toMs(span.from), toMs: isOpen(span, end) || span.to === null ? null : toMs(span.to)});

/** All measures of a run. Spans are cut off where the scenario ends; losses are counted after settling. */
export function measures(run: Run): Measures {
  const main = mainScope(run);
  const clients = clientMeasures(run);
  const writes = run.history.filter((o) => o.f === "write");
  const {read} = run;
  const kept = read && keptOf(writes, read);
  const count = (type: Operation["type"]) => run.history.filter((o) => o.type === type).length;
  return {
    reigns: reigns(run),
    interregna: interregna(run),
    dualReignMs: dualReign(run, main),
    dualWriteMs: toMs(
      run.effective.filter((s) => s.scope === main && s.nodes.length > 1).reduce((sum, s) => plus(sum, lengthOf(s, run.end)), NO_TIME),
    ),
    operations: {ok: count("ok"), fail: count("fail"), info: count("info")},
    lostWrites: kept?.lost ?? null,
    duplicates: kept?.duplicates ?? null,
    staleReads: staleReads(run.history),
    longestOutageMs: Math.max(0, ...clients.map((c) => c.longestOutageMs)),
    clients,
    final: final(run, main),
  };
}

/** What of each key's writes the final read found. */
function keptOf(writes: readonly Operation[], read: FinalRead): {readonly lost: number; readonly duplicates: number} {
  const outcomes = [...groupBy(writes, ({key}) => key)].map(([key, own]) => {
    const found = [...new Set(own.map(({value}) => value))].flatMap((value) => new Array<Json>(read.count(key, value)).fill(value));
    return acknowledgedSet(own, found);
  });
  const sum = (of: (outcome: SetOutcome) => readonly Json[]) => outcomes.reduce((total, outcome) => total + of(outcome).length, 0);
  return {lost: sum(({lost}) => lost), duplicates: sum(({duplicated}) => duplicated)};
}

/** Who believed to lead what, in which term, and when with effect. */
function reigns(run: Run): Reign[] {
  return reignSpans(run).map(({scope, id, term, effective, ...span}) => ({
    scope,
    id,
    term,
    ...inMs(span, run.end),
    effective: effective.map((e) => inMs(e, run.end)),
  }));
}

/** The times in which nobody was effective in a scope, each split into its stages; of one scope, or of all. */
export function interregna(run: Run, scope?: Scope | null): Interregnum[] {
  const gone = vacancies(run, scope);
  if (gone.length === 0) return [];
  const known = timeline(run);
  return gone.map((s) => ({scope: s.scope, ...inMs(s, run.end), stages: stagesOf(run, s, known)}));
}

/**
 * Each stage lasts from the end of the previous one to its own mark; `notice` ends with the first write acknowledged after all the others.
 * If no client had begun to write when the reign began, nobody could notice it.
 */
export const stages = (run: Run, span: EffectiveSpan): {[stage in Stage]: number | null} => stagesOf(run, span, timeline(run));

/** What the stages of all interregna of a run are computed from. */
interface Timeline {
  /** In the order of time; those that name no scope count for all. */
  readonly marks: ReadonlyMap<Scope | null, readonly StageMark[]>;
  /** When each acknowledged write was acknowledged, in the order of time. */
  readonly acknowledged: readonly Ticks[];
  /** When the very first write was invoked. */
  readonly firstWriteAt: number;
}

function timeline(run: Run): Timeline {
  const writes = run.history.filter((o) => o.f === "write");
  const acknowledged = writes.flatMap((o) => (o.type === "ok" && o.completedAt !== null ? [o.completedAt] : []));
  return {
    marks: groupBy(run.marks, (m) => m.scope),
    acknowledged: acknowledged.sort((a, b) => a - b),
    firstWriteAt: writes.reduce((first, o) => Math.min(first, o.invokedAt), Number.POSITIVE_INFINITY),
  };
}

function stagesOf(run: Run, span: EffectiveSpan, known: Timeline): {[stage in Stage]: number | null} {
  const result = Object.fromEntries(STAGES.map((s) => [s, null])) as {[stage in Stage]: number | null};
  const own = [...(known.marks.get(null) ?? []), ...(known.marks.get(span.scope) ?? [])].sort((a, b) => a.at - b.at);
  let at = span.from;
  for (const stage of STAGES) {
    const mark = stage === "notice" ? firstWrite(known, span, at) : markOf(own, stage, at, span.to ?? run.end);
    if (mark === null || mark > run.end) continue;
    result[stage] = toMs(minus(mark, at));
    at = mark;
  }
  return result;
}

/**
 * Detection ends when the first process detects, and publication when the first publishes, even if that is after the new reign has begun.
 * For the stages in between the last mark counts: an election that failed is part of the election.
 */
function markOf(marks: readonly StageMark[], stage: Stage, after: Ticks, end: Ticks): Ticks | null {
  const own = marks.filter((m) => m.stage === stage && m.at >= after);
  if (stage === "publish") return own[0]?.at ?? null;
  return (stage === "detect" ? own.find((m) => m.at <= end) : own.findLast((m) => m.at <= end))?.at ?? null;
}

function firstWrite({acknowledged, firstWriteAt}: Timeline, span: EffectiveSpan, after: Ticks): Ticks | null {
  if (span.to === null || firstWriteAt >= span.to) return null;
  return firstFrom(acknowledged, later(span.to, after));
}

/** The first of the times (rising) that is not before `least`, or null. */
function firstFrom(times: readonly Ticks[], least: Ticks): Ticks | null {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as Ticks) < least) low = middle + 1;
    else high = middle;
  }
  return times[low] ?? null;
}

function dualReign(run: Run, scope: Scope | null): number {
  const edges: [Ticks, number][] = [];
  for (const b of run.beliefs as readonly BeliefSpan[]) {
    if (!b.leads || b.scope !== scope || !isWithin(b, run.end)) continue;
    edges.push([b.from, 1], [until(b, run.end), -1]);
  }
  edges.sort((x, y) => x[0] - y[0]);
  let depth = 0;
  let since = NO_TIME;
  let total = NO_TIME;
  for (const [at, step] of edges) {
    if (depth > 1) total = plus(total, minus(at, since));
    depth += step;
    since = at;
  }
  return toMs(total);
}

/** Each client's answers and the longest time it went without an acknowledgement while it had something to ask. */
export function clientMeasures(run: Run): ClientMeasures[] {
  const operations = groupBy(run.history, (o) => o.process);
  return (run.scenario.clients ?? []).map((client) => {
    const own = operations.get(client.id) ?? [];
    const count = (type: Operation["type"]) => own.filter((o) => o.type === type).length;
    return {
      id: client.id,
      side: client.side ?? "",
      ok: count("ok"),
      fail: count("fail"),
      info: count("info"),
      longestOutageMs: longestOutage(
        own,
        run.rests.filter((r) => r.node === client.id),
        run.end,
      ),
    };
  });
}

const longestOutage = (own: readonly Operation[], rests: readonly Rest[], end: Ticks): number =>
  toMs(silences(own, rests, end).reduce((longest, {from, to}) => later(longest, minus(to, from)), NO_TIME));

/** The times in which a client waited for an acknowledgement, from its first call on: what it did meanwhile, and whom it asked in vain, is not told. */
export function silences(own: readonly Operation[], rests: readonly Rest[], end: Ticks): {readonly from: Ticks; readonly to: Ticks}[] {
  // It begins with its first call; one that rested before it began, with the end of that.
  const begun = rests[0]?.from === 0 ? (rests[0].to ?? end) : end;
  const first = own.reduce((least, o) => earlier(least, o.invokedAt), begun);
  let last = first;
  // Where its waiting ends, and from where it waits anew.
  const ends: (readonly [at: Ticks, anew: Ticks])[] = [[end, end]];
  for (const o of own) if (o.type === "ok" && o.completedAt !== null && o.completedAt <= end) ends.push([o.completedAt, o.completedAt]);
  for (const r of rests) if (r.from >= first && r.from < end) ends.push([r.from, earlier(r.to ?? end, end)]);
  ends.sort((a, b) => a[0] - b[0]);
  return ends.map(([at, anew]) => {
    const silence = {from: last, to: at};
    last = later(last, anew);
    return silence;
  });
}

function final(run: Run, main: Scope | null): Measures["final"] {
  const last = run.beliefs.filter((b) => isWithin(b, run.end) && (b.to === null || b.to >= run.end));
  const leaders: Record<string, NodeId> = {};
  const terms: Record<string, number> = {};
  for (const b of last) {
    if (!b.leads || (b.scope in terms && (terms[b.scope] as number) > b.term)) continue;
    leaders[b.scope] = b.node;
    terms[b.scope] = b.term;
  }
  const known = new Map<NodeId, string>();
  // A process of a lower system believes nothing about the main scope, but something about its own.
  for (const b of [...last.filter(({scope}) => scope === main), ...last]) if (!known.has(b.node)) known.set(b.node, b.role);
  // Where nothing can be led nobody has a role, up or down.
  const others = main === null ? null : "down";
  const roles = Object.fromEntries(
    run.ids.flatMap((id) => {
      const role = known.get(id) ?? others;
      return role === null ? [] : [[id, role]];
    }),
  );
  const leader = main === null ? null : (leaders[main] ?? null);
  return {leader, term: leader === null ? null : (terms[main ?? ""] ?? null), leaders, roles};
}
