import {said} from "../../words/en/aims.ts";
import type {Told} from "../../words/message.ts";
import {defined} from "../../words/said.ts";
import {isLost, type Operation} from "../model/operation.ts";
import type {BeliefSpan, Run} from "../model/run.ts";
import type {System} from "../model/system.ts";
import {ms, type NodeId, plus, type Ticks, toMs} from "../vocabulary.ts";
import {isOpen, lengthOf, mainScope, reignSpans, vacancies} from "./spans.ts";

/** The state of a run's main scope at one instant. */
export interface Instant {
  readonly at: Ticks;
  /** What each process believed. */
  readonly beliefs: readonly BeliefSpan[];
  /** To whom a write would have been acknowledged. */
  readonly effective: readonly NodeId[];
  /** Operations of clients that ended at this instant. */
  readonly ended: readonly Operation[];
}

/** Whether a run does what is wanted; null: it does not tell. `at`: when that was certain; null: only when all was over. */
export interface AimVerdict {
  readonly holds: boolean | null;
  readonly at: Ticks | null;
  /** What decided it, or why nothing did; "" where the aim says it all. */
  readonly because: Told;
}

/** What one wants of a run, in one sentence, and how to tell. */
export interface Aim {
  readonly kind: "always" | "never" | "eventually";
  readonly says: Told;
  readonly judge: (run: Run) => AimVerdict;
}

/** An aim with its verdict on one run: what a light shows. */
export interface Light extends AimVerdict {
  readonly kind: Aim["kind"];
  readonly says: Told;
  /** The event that decided it, as `at(run, index)` and a playhead take it; null: the end did, nothing did, or the run kept no trace. */
  readonly decidedAt: number | null;
}

/** Holds at every instant of the scenario; the first instant at which it does not decides. */
export function always(says: Told, holds: (now: Instant) => boolean): Aim {
  return {kind: "always", says, judge: (run) => first(run, (now) => !holds(now), false)};
}

/** Holds at no instant of the scenario; the first instant at which it does decides. */
export function never(says: Told, holds: (now: Instant) => boolean): Aim {
  return {kind: "never", says, judge: (run) => first(run, holds, false)};
}

/** Holds at some instant, and no later than `withinMs` from the beginning if that is given. A run that ends earlier is undecided. */
export function eventually(says: Told, holds: (now: Instant) => boolean, {withinMs}: {readonly withinMs?: number} = {}): Aim {
  return {
    kind: "eventually",
    says,
    judge(run) {
      const found = first(run, holds, true);
      const limit = withinMs === undefined ? null : ms(withinMs);
      if (found.at !== null && (limit === null || found.at <= limit)) return found;
      if (limit !== null && limit < run.end) return {holds: false, at: limit, because: said("aims.not-within", {withinMs: withinMs ?? 0})};
      return {holds: null, at: null, because: said("aims.ended-before")};
    },
  };
}

function first(run: Run, holds: (now: Instant) => boolean, verdict: boolean): AimVerdict {
  for (const now of instants(run)) if (holds(now)) return {holds: verdict, at: now.at, because: ""};
  return {holds: verdict ? null : true, at: null, because: ""};
}

/** The instants at which something changed, in order, up to where the scenario ends. */
function* instants(run: Run): Generator<Instant> {
  const scope = mainScope(run);
  const beliefs = run.beliefs.filter((b) => b.scope === scope);
  const effective = run.effective.filter((e) => e.scope === scope);
  const times = new Set<Ticks>();
  for (const {from, to} of [...beliefs, ...effective]) for (const at of [from, to ?? run.end]) if (at <= run.end) times.add(at);
  const ended = new Map<Ticks, Operation[]>();
  for (const o of run.history) {
    if (o.completedAt === null || o.completedAt > run.end) continue;
    times.add(o.completedAt);
    ended.set(o.completedAt, [...(ended.get(o.completedAt) ?? []), o]);
  }
  const during = (at: Ticks) => (span: {readonly from: Ticks; readonly to: Ticks | null}) =>
    span.from <= at && (span.to === null || at < span.to);
  for (const at of [...times].sort((a, b) => a - b)) {
    const nodes = effective.find(during(at))?.nodes ?? [];
    yield {at, beliefs: beliefs.filter(during(at)), effective: nodes, ended: ended.get(at) ?? []};
  }
}

/** Two servers never lead the same term with effect, however far apart in time. */
export const oneWriterATerm: Aim = {
  kind: "always",
  says: said("aims.one-writer-a-term"),
  judge(run) {
    const scope = mainScope(run);
    const writers = reignSpans(run)
      .filter((r) => r.scope === scope)
      .flatMap(({id, term, effective}) => effective.slice(0, 1).map(({from}) => ({id, term, from})))
      .sort((a, b) => a.from - b.from);
    for (const [i, {id, term, from}] of writers.entries()) {
      const other = writers.slice(0, i).find((w) => w.term === term && w.id !== id);
      if (other) return {holds: false, at: from, because: said("aims.both-wrote", {other: other.id, id, term})};
    }
    return {holds: true, at: null, because: ""};
  },
};

/** At no instant would two servers have acknowledged a write. */
export const neverTwoWriters: Aim = never(said("aims.two-writers"), ({effective}) => effective.length > 1);

/** Decided by the read after settling; it points to the acknowledgement that turned out to be false. */
export const noLostWrite: Aim = {
  kind: "never",
  says: said("aims.lost-write"),
  judge({history, read, converged}) {
    if (read === null) return {holds: null, at: null, because: said(converged === false ? "aims.no-rest" : "aims.no-settling")};
    const lost = history.find((o) => isLost(read, o));
    if (lost === undefined) return {holds: true, at: null, because: ""};
    const because = said("aims.lost", {key: lost.key, value: JSON.stringify(lost.value), client: lost.process});
    return {holds: false, at: lost.completedAt, because};
  },
};

/** Whenever nobody can accept a write, somebody can again within that time. */
export function leaderWithin(limitMs: number): Aim {
  return {
    kind: "eventually",
    says: said("aims.leader-within", {limitMs}),
    judge(run) {
      const all = vacancies(run, mainScope(run));
      const limit = ms(limitMs);
      const long = all.find((s) => lengthOf(s, run.end) > limit);
      if (long) return {holds: false, at: plus(long.from, limit), because: said("aims.nobody", {fromMs: toMs(long.from)})};
      const last = all.at(-1);
      if (last === undefined) return {holds: true, at: null, because: ""};
      if (isOpen(last, run.end)) return {holds: null, at: null, because: said("aims.ended-vacant")};
      return {holds: true, at: last.to, because: ""};
    },
  };
}

/** What is wanted of any system. */
export const commonAims: readonly Aim[] = [oneWriterATerm, neverTwoWriters, noLostWrite];

/** Each invariant of a system as an aim, with its name; its monitor has judged while the run went. */
export function invariantAims(system: Pick<System, "name" | "invariants">): Aim[] {
  return system.invariants.map(({name, says}) => ({
    kind: "always",
    says: said("aims.invariant", {name, says: defined(`${system.name}.invariant.${name}.says`, says)}),
    judge({violations}) {
      const broken = violations.find((v) => v.invariant === name);
      return broken ? {holds: false, at: broken.at, because: broken.told} : {holds: true, at: null, because: ""};
    },
  }));
}

/** The verdict of each aim on a run, with the event that decided it. */
export function lightsOf(run: Run, aims: readonly Aim[]): Light[] {
  return aims.map(({kind, says, judge}) => {
    const verdict = judge(run);
    return {kind, says, ...verdict, decidedAt: verdict.at === null ? null : eventAt(run, verdict.at)};
  });
}

/** The last event up to that time; null: no trace was kept. */
function eventAt({trace}: Run, at: Ticks): number | null {
  if (trace === null) return null;
  return trace.findLast((e) => e.at <= at)?.index ?? 0;
}
