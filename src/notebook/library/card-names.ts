import type {CardSummary} from "../../engine/analysis/card-summary.ts";
import type {Choice} from "../../engine/analysis/choices.ts";
import type {ChoiceListOptions} from "../../views/choice-list.ts";
import type {Surface} from "../../views/markup.ts";
import type {CardPlace, ScoreCardOptions} from "../../views/score-card.ts";
import type {CardFile, SetupSaid} from "../cells/card-file.ts";
import type {Drawn} from "./view-names.ts";

/** What a cell may ask of the score card, from what is committed: no system is named, so none is fetched. */
export interface CardNames {
  /** Every setup under every fault, over its runs. */
  readonly cardCells: readonly CardSummary[];
  /** The setups: what each sets, and how many copies it makes. */
  readonly cardSetups: readonly SetupSaid[];
  /** Which setups do what is needed in every run: `choices(cardCells, {noLoss: true, noStale: false, besideMs: null, elsewhereMs: 30_000})`. */
  readonly choices: typeof import("../../engine/analysis/choices.ts").choices;
}

/** What draws of it. */
export interface CardViews {
  /** All setups under all faults. A cell opens its runs, for which its system is fetched. */
  readonly scoreCard: (cells: readonly CardSummary[], options?: Pick<ScoreCardOptions, "title" | "caption">) => HTMLElement;
  /** Which setups do what is needed, and what stands against the others. */
  readonly choiceList: (choices: readonly Choice[], options?: Omit<ChoiceListOptions, keyof Surface>) => HTMLElement;
}

const card = async (): Promise<CardFile> =>
  (await import("../../../data/card/cells.json", {with: {type: "json"}})).default as unknown as CardFile;

export const cardNames: {readonly [name in keyof CardNames]: () => Promise<CardNames[name]>} = {
  cardCells: async () => (await card()).cells,
  cardSetups: async () => (await card()).setups,
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
  choiceList: async ({document, words}) => {
    const {choiceList} = await import("../../views/choice-list.ts");
    return (choices, options) => choiceList(choices, {document, words, ...options});
  },
};
