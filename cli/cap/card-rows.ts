import {CARD_FAULTS, type CardRow, type Compared, cardRow, cardScenario} from "../../src/engine/analysis/card.ts";
import {type Plan, plan, pointAt, type Row} from "../../src/engine/analysis/sweep.ts";
import {run} from "../../src/engine/run.ts";

/** The runs of a system on the card: all its setups under all standard faults. */
export const cardPlan = ({setups}: Compared, {runs, seed}: {readonly runs: number; readonly seed: number}): Plan =>
  plan({setup: setups.map(({name}) => name), fault: CARD_FAULTS}, {runs, seed});

/** The i-th row of a system. */
export function cardRowAt(compared: Compared, own: Plan, i: number): Row & CardRow {
  const point = pointAt(own, i) as {readonly setup: string; readonly fault: string; readonly seed: number};
  return {...point, ...cardRow(compared, run(compared.system, cardScenario(compared, point)))};
}
