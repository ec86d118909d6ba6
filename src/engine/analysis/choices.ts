import type {CardSummary} from "./card-summary.ts";
import {groupBy} from "./group-by.ts";

/** What a reader needs of a system, in every run under every standard fault. */
export interface Needs {
  /** Nothing acknowledged is lost. */
  readonly noLoss: boolean;
  /** No read misses what was acknowledged before, and every history is right. */
  readonly noStale: boolean;
  /** The longest silence beside what is struck, and elsewhere, ms; null: any. */
  readonly besideMs: number | null;
  readonly elsewhereMs: number | null;
  /** So many members have a write when it is acknowledged; 1 unless said. */
  readonly copies?: number;
}

/** A setup, and why it does not do. */
export interface Choice {
  readonly system: string;
  readonly setup: string;
  /** The faults under which it fails in at least one run. */
  readonly failing: readonly string[];
  /** How many members it writes to at the least, where that is fewer than needed; null: enough. */
  readonly copies: number | null;
}

/** Whether a setup does what is needed: nothing stands against it. */
export const meets = ({failing, copies}: Choice): boolean => failing.length === 0 && copies === null;

/** All setups, in the order of the card, with what stands against each. */
export function choices(cells: readonly CardSummary[], needs: Needs): Choice[] {
  const found = groupBy(cells, ({system, configuration}) => `${system} ${configuration}`);
  return [...found.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const {system, configuration: setup, copies} = first;
    const failing = own.filter((cell) => !does(cell, needs)).map(({fault}) => fault);
    return [{system, setup, failing, copies: copies < (needs.copies ?? 1) ? copies : null}];
  });
}

/** A run in which nothing could be read back is none without a loss. */
function does({of, verdict, worstOutageMs: {beside, elsewhere}}: CardSummary, needs: Needs): boolean {
  const within = (longest: number | null, most: number | null) => most === null || longest === null || longest <= most;
  return (
    (!needs.noLoss || of.losing + of.unread === 0) &&
    (!needs.noStale || (of.stale === 0 && verdict === "ok")) &&
    within(beside, needs.besideMs) &&
    within(elsewhere, needs.elsewhereMs)
  );
}
