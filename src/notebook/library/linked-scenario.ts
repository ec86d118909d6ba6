import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {run} from "../../engine/run.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";

/** Far more than a search or a branch leaves: a page draws such a run within a breath. */
const MOST = {characters: 20_000, events: 200_000};

/** Refuses a scenario in a link that is invalid, or too large for a page: its run is checked before a cell makes it. */
export function checkLinkedScenario(scenario: Scenario, system: System): void {
  const length = JSON.stringify(scenario).length;
  if (length > MOST.characters) throw new Refusal(said("cells.scenario-too-long", {length, most: MOST.characters}));
  if (scenario.system !== system.name) throw new Refusal(said("cells.scenario-of-other", {system: scenario.system, own: system.name}));
  run(system, scenario, {budget: MOST.events});
}
