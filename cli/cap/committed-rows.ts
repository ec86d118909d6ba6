import type {CardRow} from "../../src/engine/analysis/card.ts";
import type {Row} from "../../src/engine/analysis/sweep.ts";
import {cardSet, committedCardRows, comparedSystem} from "../../src/notebook/build/committed-card.ts";

/** Of so many rows one is made again before they are believed. */
const STEP = 997;

/** The committed rows of a system's part of the card. Refuses, in a line, those that are missing or stale. */
export async function committedRows(name: string): Promise<readonly (Row & CardRow)[]> {
  const set = cardSet(await comparedSystem(name));
  const {count} = set.sweep.plan;
  return committedCardRows(
    set,
    Array.from({length: Math.ceil(count / STEP)}, (_, i) => i * STEP),
  );
}
