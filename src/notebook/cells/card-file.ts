import type {CardRow} from "../../engine/analysis/card.ts";
import type {CardSummary} from "../../engine/analysis/card-summary.ts";
import type {Strip} from "../../engine/analysis/strip.ts";
import {type Grid, plan, type Row} from "../../engine/analysis/sweep.ts";
import {type Behaviour, type Column, decodeColumns} from "./rows.ts";

/** What the rows of a system depend on. */
export interface MeasuredKey {
  /** Its setups and the faults, in their order. */
  readonly grid: Grid;
  readonly runs: number;
  readonly seed: number;
  /** Digest of the scenario of every run. */
  readonly scenarios: string;
  /** What is kept of each run. */
  readonly kept: string;
  readonly behaviour: Behaviour;
}

/** Rows of a system that no cell sweeps: those of the card, in a file of their own. */
export interface MeasuredFile {
  readonly key: MeasuredKey;
  readonly columns: {readonly [name: string]: Column};
}

/** Rows by the name of their system. */
export type MeasuredOfAll = {readonly [system: string]: MeasuredFile};

/** Strips by the name of their system. */
export type StripsOfAll = {readonly [system: string]: {readonly key: MeasuredKey; readonly strips: readonly Strip[]}};

/** A way of setting a system up, as a page tells of it. */
export interface SetupSaid {
  readonly system: string;
  readonly name: string;
  readonly says: string;
  readonly copies: number;
}

/** The card as a page has it before anybody asks for a run. */
export interface CardFile {
  readonly setups: readonly SetupSaid[];
  readonly cells: readonly CardSummary[];
}

export const measuredRows = ({key, columns}: MeasuredFile): Row[] => decodeColumns(columns, plan(key.grid, key));

export const cardRows = (file: MeasuredFile): (Row & CardRow)[] => measuredRows(file) as (Row & CardRow)[];
