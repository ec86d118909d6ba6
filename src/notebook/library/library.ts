import type {Surface} from "../../views/markup.ts";
import type {Names} from "../cells/evaluate.ts";
import {cardViews} from "./card-names.ts";
import {computing, type Given, namesOf, ownNames, subjects, type Table} from "./computing.ts";
import {configViews} from "./config-names.ts";
import {drawnNames} from "./drawn-names.ts";
import {historyViews} from "./history-names.ts";
import {scenarioInputs} from "./scenario-inputs.ts";
import {seedInput} from "./seed-input.ts";
import {type Drawing, rarelyDrawn, views} from "./view-names.ts";

/** Names that draw: inputs, plots and the views. */
const drawing: Table<Drawing> = {
  Inputs: () => import("@observablehq/inputs"),
  Plot: () => import("@observablehq/plot"),
  seedInput: (surface) => (options?: {readonly label?: string; readonly value?: number}) => seedInput(surface, options),
  ...views,
  ...configViews,
  ...rarelyDrawn(historyViews),
  ...rarelyDrawn(cardViews),
  ...rarelyDrawn(scenarioInputs),
};

/** The names a cell may use beside its chapter's own and those of `ownNames`. */
export function library({surface, ...given}: Given & {readonly surface: Surface}): Names {
  return {...subjects(given), ...namesOf(computing, given), ...namesOf(drawing, {...surface, systems: given.systems})};
}

/** The names that are given besides systems, for the check that finds a name that nobody declares. */
export const libraryNames: readonly string[] = [...Object.keys(computing), ...drawnNames, ...ownNames];
