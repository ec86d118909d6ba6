import type {HistoryOperation} from "./history.ts";
import {type CheckOptions, type HistoryVerdict, linearizable} from "./linearizable.ts";
import type {Model} from "./model.ts";

/**
 * How stale a registry's answers are: the least time by which all lookups must be moved back for the history to be linearizable. 0: it is
 * linearizable as it stands. Null: no time is enough, because something was answered that was never there; `unknown` is no verdict.
 */
export interface BoundedStaleness {
  readonly verdict: HistoryVerdict["verdict"];
  readonly least: number | null;
}

/**
 * Finds that time by bisection: a history that is right with some delay is right with any longer one. `isLookup` says which operations may
 * be late.
 */
export function leastStaleness(
  model: Model,
  history: readonly HistoryOperation[],
  isLookup: (operation: HistoryOperation) => boolean = (o) => model.looks(o),
  options: CheckOptions = {},
): BoundedStaleness {
  const times = history.flatMap(({invokedAt, completedAt}) => (completedAt === null ? [invokedAt] : [invokedAt, completedAt]));
  const verdictAt = (delay: number) =>
    linearizable(
      model,
      history.map((o) => (isLookup(o) ? {...o, invokedAt: o.invokedAt - delay} : o)),
      options,
    ).verdict;
  let below = -1;
  let above = times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b), 0) + 1;
  const most = verdictAt(above);
  if (most !== "ok") return {verdict: most, least: null};
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    const verdict = verdictAt(middle);
    if (verdict === "unknown") return {verdict, least: null};
    if (verdict === "ok") above = middle;
    else below = middle;
  }
  return {verdict: "ok", least: above};
}
