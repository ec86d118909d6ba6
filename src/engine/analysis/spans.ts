import type {EffectiveSpan, Run} from "../model/run.ts";
import {earlier, later, minus, NO_TIME, type NodeId, type Scope, type Ticks} from "../vocabulary.ts";
import {groupBy} from "./group-by.ts";

/** A time of a run; `to` null: it never ended. */
export interface Span {
  readonly from: Ticks;
  readonly to: Ticks | null;
}

/** What begins at the end of the scenario or later is settling. */
export const isWithin = (span: Span, end: Ticks): boolean => span.from < end || span.from === 0;

/** Whether it still lasts where the scenario ends. */
export const isOpen = ({to}: Span, end: Ticks): boolean => to === null || to > end;

/** Where a span ends, or where the scenario cuts it off. */
export const until = (span: Span, end: Ticks): Ticks => (span.to === null || span.to > end ? end : span.to);

export const lengthOf = (span: Span, end: Ticks): Ticks => later(NO_TIME, minus(until(span, end), span.from));

/** The scenario's main scope, which `effective` was asked about first; null: a leaderless system. */
export const mainScope = (run: Run): Scope | null => run.effective[0]?.scope ?? null;

/** A reign: who believed it led what, in which term, and the spans in which it was effective. Both are cut off where the scenario ends. */
export interface ReignSpan extends Span {
  readonly scope: Scope;
  readonly id: NodeId;
  readonly term: number;
  readonly effective: readonly Span[];
}

/** The reigns of a run, in ticks. */
export function reignSpans(run: Run): ReignSpan[] {
  const led: {scope: Scope; id: NodeId; term: number; from: Ticks; to: Ticks | null}[] = [];
  const latest = new Map<Scope, Map<NodeId, (typeof led)[number]>>();
  for (const b of run.beliefs) {
    if (!b.leads || !isWithin(b, run.end)) continue;
    const own = latest.get(b.scope) ?? new Map<NodeId, (typeof led)[number]>();
    const last = own.get(b.node);
    if (last && last.term === b.term && last.to === b.from) last.to = b.to;
    else {
      const reign = {scope: b.scope, id: b.node, term: b.term, from: b.from, to: b.to};
      led.push(reign);
      latest.set(b.scope, own.set(b.node, reign));
    }
  }
  const effective = groupBy(run.effective, (e) => e.scope);
  return led.map((r) => ({...r, to: isOpen(r, run.end) ? null : r.to, effective: effectiveWithin(run, effective.get(r.scope) ?? [], r)}));
}

function effectiveWithin(run: Run, effective: readonly EffectiveSpan[], reign: Span & {scope: Scope; id: NodeId}): Span[] {
  const spans: {from: Ticks; to: Ticks}[] = [];
  for (const e of effective) {
    if (!e.nodes.includes(reign.id)) continue;
    const from = later(e.from, reign.from);
    const to = earlier(until(e, run.end), until(reign, run.end));
    const last = spans[spans.length - 1];
    if (to <= from) continue;
    if (last && last.to === from) last.to = to;
    else spans.push({from, to});
  }
  const reignEnd = isOpen(reign, run.end) ? run.end : null;
  return spans.map(({from, to}) => ({from, to: to === reignEnd ? null : to}));
}

/** The times in which nobody was effective, in ticks; of one scope, or of all. One that ended during settling keeps its end. */
export function vacancies(run: Run, scope?: Scope | null): EffectiveSpan[] {
  return run.effective.filter((s) => s.nodes.length === 0 && isWithin(s, run.end) && (scope === undefined || s.scope === scope));
}
