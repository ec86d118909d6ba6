import type {Setup} from "../model/setup.ts";
import {byCell, type CardCell, type CardRow, cellOf, middleOf, mostOf} from "./card.ts";
import type {Row} from "./sweep.ts";

/** A cell as a page has it: what is printed of it, and what only the single runs show. */
export interface CardSummary extends CardCell {
  /** Of its setup. */
  readonly copies: number;
  /** In how many of its runs something acknowledged was lost, was there twice, was missed by a read; the history was not right; nobody could say what was lost. */
  readonly of: {
    readonly losing: number;
    readonly doubling: number;
    readonly stale: number;
    readonly wrong: number;
    readonly unread: number;
  };
  /** Medians of the runs; null: nothing could be read back in any. */
  readonly usual: {readonly lost: number | null; readonly duplicates: number | null; readonly stale: number | null};
  /** The longest silence of all runs; null: no client on that side lived. */
  readonly worstOutageMs: {readonly beside: number | null; readonly elsewhere: number | null};
}

/** The cells of one system, of whose setups it is told how many copies they make. */
export const summaryOf = (rows: readonly (Row & CardRow)[], setups: readonly Pick<Setup, "name" | "copies">[]): CardSummary[] =>
  byCell(rows).map((own) => summarised(own, setups.find(({name}) => name === own[0]?.setup)?.copies ?? 1));

function summarised(own: readonly (Row & CardRow)[], copies: number): CardSummary {
  const many = (is: (row: CardRow) => boolean) => own.filter(is).length;
  return {
    ...cellOf(own),
    copies,
    of: {
      losing: many(({lost}) => (lost ?? 0) > 0),
      doubling: many(({duplicates}) => (duplicates ?? 0) > 0),
      stale: many(({stale}) => stale > 0),
      wrong: many(({verdict}) => verdict === "illegal"),
      unread: many(({lost}) => lost === null),
    },
    usual: {
      lost: middleOf(own, ({lost}) => lost),
      duplicates: middleOf(own, ({duplicates}) => duplicates),
      stale: middleOf(own, ({stale}) => stale),
    },
    worstOutageMs: {beside: mostOf(own, ({besideMs}) => besideMs), elsewhere: mostOf(own, ({elsewhereMs}) => elsewhereMs)},
  };
}
