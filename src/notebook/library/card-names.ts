import type {CardRow} from "../../engine/analysis/card.ts";
import type {Row} from "../../engine/analysis/sweep.ts";
import type {Run} from "../../engine/model/run.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import type {ScoreCardOptions} from "../../views/score-card.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {type Drawn, opening} from "./view-names.ts";

/** A system, as a cell names it. */
interface Named {
  readonly name: string;
}

/** What a cell may ask of the card: `sweep((p) => onCard(redis, p), {setup: setups(redis), fault: standardFaults}, {runs: 100, row: cardRow})`. */
export interface CardNames {
  /** Names of the faults that every system is tried with. */
  readonly standardFaults: readonly string[];
  /** Names of a system's setups, the usual one first. */
  readonly setups: (system: Named) => readonly string[];
  /** What each of them sets, in a sentence. */
  readonly setupsOf: (system: Named) => readonly {readonly name: string; readonly says: string}[];
  readonly onCard: (system: Named, point: {readonly setup: string; readonly fault: string; readonly seed: number}) => Scenario;
  readonly cardRow: (run: Run) => CardRow;
  /** Which setups do what is needed in every run. */
  readonly choices: typeof import("../../engine/analysis/card.ts").choices;
}

/** What draws of it. */
export interface CardViews {
  /** All setups under all faults. */
  readonly scoreCard: (rows: readonly Row[], options: Pick<ScoreCardOptions, "title" | "caption">) => HTMLElement;
}

const card = () => import("../../engine/analysis/card.ts");

export const cardNames: {readonly [name in keyof CardNames]: (given: {readonly systems: readonly System[]}) => Promise<CardNames[name]>} = {
  standardFaults: async () => (await card()).CARD_FAULTS,
  setups:
    async ({systems}) =>
    (system) =>
      systemNamed(systems, system.name).setups.map(({name}) => name),
  setupsOf:
    async ({systems}) =>
    (system) =>
      systemNamed(systems, system.name).setups.map(({name, says}) => ({name, says})),
  onCard: async ({systems}) => {
    const {cardScenario} = await card();
    return (system, point) => cardScenario(systemNamed(systems, system.name), point);
  },
  cardRow: async ({systems}) => {
    const {cardRow} = await card();
    return (run) => cardRow(systemNamed(systems, run.system), run);
  },
  choices: async () => (await card()).choices,
};

export const cardViews: Drawn<CardViews> = {
  scoreCard: async (drawing) => {
    const {scoreCard} = await import("../../views/score-card.ts");
    const {document, words} = drawing;
    return (rows, options) => opening(scoreCard(rows as readonly (Row & CardRow)[], {...options, document, words}), rows, drawing);
  },
};
