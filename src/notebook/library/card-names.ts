import type {CardSummary} from "../../engine/analysis/card-summary.ts";
import type {Choice} from "../../engine/analysis/choices.ts";
import type {Columns} from "../../engine/analysis/columns.ts";
import type {STAGE_COLUMNS} from "../../engine/analysis/fail-over.ts";
import type {Strip} from "../../engine/analysis/strip.ts";
import type {Row} from "../../engine/analysis/sweep.ts";
import type {ChoiceListOptions} from "../../views/choice-list.ts";
import type {Surface} from "../../views/markup.ts";
import type {CardPlace, ScoreCardOptions} from "../../views/score-card.ts";
import type {StripPlace, Strips, StripsOptions} from "../../views/strips.ts";
import {type CardFile, type MeasuredOfAll, measuredRows, type SetupSaid, type StripsOfAll} from "../cells/card-file.ts";
import type {Drawn} from "./view-names.ts";

/** What a cell may ask of the score card, from what is committed: no system is named, so none is fetched. */
export interface CardNames {
  /** Every setup under every fault, over its runs. */
  readonly cardCells: readonly CardSummary[];
  /** The setups: what each sets, and how many copies it makes. */
  readonly cardSetups: readonly SetupSaid[];
  /** Fail-overs with the usual settings, a row a run with its stages: `waterfall(failOvers.filter(({fault}) => fault === "leader-crash"))`. */
  readonly failOvers: readonly FailOver[];
  /** A run of each system for every patience, as strips. */
  readonly patienceStrips: readonly Strip[];
  /** Which setups do what is needed in every run: `choices(cardCells, {noLoss: true, noStale: false, besideMs: null, elsewhereMs: 30_000})`. */
  readonly choices: typeof import("../../engine/analysis/choices.ts").choices;
}

/** A fail-over: its stages are columns. */
type FailOver = Row & {readonly system: string; readonly fault: string; readonly seed: number; readonly elsewhereMs: number | null} & Pick<
    Columns,
    (typeof STAGE_COLUMNS)[number]
  >;

/** What draws of it. */
export interface CardViews {
  /** All setups under all faults. A cell opens its runs, for which its system is fetched. */
  readonly scoreCard: (cells: readonly CardSummary[], options?: Pick<ScoreCardOptions, "title" | "caption" | "brief">) => HTMLElement;
  /** Which setups do what is needed, and what stands against the others. */
  readonly choiceList: (choices: readonly Choice[], options?: Omit<ChoiceListOptions, keyof Surface>) => HTMLElement;
  /** The same fall in all systems, a strip each, and a slider through their patience; an input. A strip that is opened fetches its system. */
  readonly fiveStrips: (strips: readonly Strip[], options?: Omit<StripsOptions, keyof Surface>) => Strips;
}

const card = async (): Promise<CardFile> =>
  (await import("../../../data/card/cells.json", {with: {type: "json"}})).default as unknown as CardFile;

export const cardNames: {readonly [name in keyof CardNames]: () => Promise<CardNames[name]>} = {
  cardCells: async () => (await card()).cells,
  cardSetups: async () => (await card()).setups,
  failOvers: async () => {
    const all = (await import("../../../data/card/fail-overs.json", {with: {type: "json"}})).default as unknown as MeasuredOfAll;
    return Object.values(all).flatMap((file) => measuredRows(file) as FailOver[]);
  },
  patienceStrips: async () => {
    const all = (await import("../../../data/card/strips.json", {with: {type: "json"}})).default as unknown as StripsOfAll;
    return Object.values(all).flatMap(({strips}) => strips);
  },
  choices: async () => (await import("../../engine/analysis/choices.ts")).choices,
};

export const cardViews: Drawn<CardViews> = {
  scoreCard: async ({document, words}) => {
    const [{scoreCard}, {setups}] = await Promise.all([import("../../views/score-card.ts"), card()]);
    return (cells, options) => {
      const figure = scoreCard(cells, {document, words, setups, ...options});
      figure.addEventListener("card-cell", (event) => {
        const {detail} = event as CustomEvent<CardPlace>;
        void import("../page/card-runs.ts").then(({openCardRuns}) => openCardRuns(figure, detail, words));
      });
      return figure;
    };
  },
  fiveStrips: async ({document, words}) => {
    const {strips} = await import("../../views/strips.ts");
    return (all, options) => {
      const figure = strips(all, {document, words, ...options});
      figure.addEventListener("strip-run", (event) => {
        const {detail} = event as CustomEvent<StripPlace>;
        void import("../page/card-runs.ts").then(({openStrip}) => openStrip(figure, detail, words));
      });
      return figure;
    };
  },
  choiceList: async ({document, words}) => {
    const {choiceList} = await import("../../views/choice-list.ts");
    return (choices, options) => choiceList(choices, {document, words, ...options});
  },
};
