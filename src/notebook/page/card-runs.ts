import {type Compared, cardSweep} from "../../engine/analysis/card.ts";
import type {Sweep} from "../../engine/analysis/sweep.ts";
import type {Setup} from "../../engine/model/setup.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {DotRow} from "../../views/dots.ts";
import type {CardPlace} from "../../views/score-card.ts";
import {said} from "../../words/en/cells.ts";
import type {Words} from "../../words/words.ts";
import {cardRows, type MeasuredFile} from "../cells/card-file.ts";
import {ofSweep} from "../cells/provenance.ts";
import {toldBy} from "../cells/told-by.ts";
import {openRuns} from "./dot-runs.ts";

/** Systems, their setups and their rows of the card, each fetched when a run of that system is wanted. */
const systems = import.meta.glob<{system: System}>("../../engine/systems/*/index.ts");
const setups = import.meta.glob<{setups: readonly Setup[]}>("../../engine/systems/*/setups.ts");
const rows = import.meta.glob<MeasuredFile>(["../../../data/card/*.json", "!../../../data/card/cells.json"], {import: "default"});

/** A system with its setups. */
export async function fetchCompared(name: string): Promise<Compared> {
  const [system, own] = await Promise.all([
    systems[`../../engine/systems/${name}/index.ts`]?.(),
    setups[`../../engine/systems/${name}/setups.ts`]?.(),
  ]);
  if (system === undefined || own === undefined) throw new Refusal(said("cells.no-system", {system: name}));
  return {system: system.system, setups: own.setups};
}

/** The runs of a cell of the card, in a dialog over the page: each is made again from its setup, its fault and its seed. */
export async function openCardRuns(figure: HTMLElement, {system: name, setup, fault, column}: CardPlace, words: Words): Promise<void> {
  const says = statusOf(figure);
  try {
    says.textContent = words.say("notebook.card.fetching", {system: name});
    const [compared, file] = await Promise.all([fetchCompared(name), rows[`../../../data/card/${name}.json`]?.()]);
    const sweep: Sweep = cardSweep(compared, file?.key ?? {runs: 1, seed: 1});
    const own = (file === undefined ? [] : cardRows(file)).filter((row) => row.setup === setup && row.fault === fault);
    says.textContent = "";
    await openRuns(figure, {rows: ofSweep(sweep, own) as unknown as readonly DotRow[], column}, {systems: [compared.system], words});
  } catch (error) {
    says.textContent = words.tell(toldBy(error));
  }
}

/** Where a figure says what it is waiting for. */
function statusOf(figure: HTMLElement): HTMLElement {
  const known = figure.querySelector<HTMLElement>(":scope > p[role=status]");
  if (known !== null) return known;
  const made = figure.ownerDocument.createElement("p");
  made.setAttribute("role", "status");
  figure.append(made);
  return made;
}
