import {cardSweep, type Patient} from "../../engine/analysis/card.ts";
import {stripSweep} from "../../engine/analysis/fail-over.ts";
import type {Row} from "../../engine/analysis/sweep.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {DotRow} from "../../views/dots.ts";
import type {CardPlace} from "../../views/score-card.ts";
import type {StripPlace} from "../../views/strips.ts";
import {said} from "../../words/en/cells.ts";
import type {Words} from "../../words/words.ts";
import {cardRows, type MeasuredFile} from "../cells/card-file.ts";
import {ofSweep} from "../cells/provenance.ts";
import {toldBy} from "../cells/told-by.ts";
import {openRuns} from "./dot-runs.ts";

/** Systems, their setups and their rows of the card, each fetched when a run of that system is wanted. */
const systems = import.meta.glob<{system: System}>("../../engine/systems/*/index.ts");
const setups = import.meta.glob<Omit<Patient, "system">>("../../engine/systems/*/setups.ts");
const rows = import.meta.glob<MeasuredFile>(["../../../data/card/*.json", "!../../../data/card/{cells,fail-overs,strips}.json"], {
  import: "default",
});

/** A system with its setups. */
async function fetchCompared(name: string): Promise<Patient> {
  const [system, own] = await Promise.all([
    systems[`../../engine/systems/${name}/index.ts`]?.(),
    setups[`../../engine/systems/${name}/setups.ts`]?.(),
  ]);
  if (system === undefined || own === undefined) throw new Refusal(said("cells.no-system", {system: name}));
  return {system: system.system, setups: own.setups, patience: own.patience};
}

/** The runs of a cell of the card, in a dialog over the page: each is made again from its setup, its fault and its seed. */
export const openCardRuns = (figure: HTMLElement, {system, setup, fault, column}: CardPlace, words: Words): Promise<void> =>
  withSystem(figure, {system, words}, async (compared) => {
    const file = await rows[`../../../data/card/${system}.json`]?.();
    if (file === undefined) throw new Refusal(said("cells.no-system", {system}));
    const own = cardRows(file).filter((row) => row.setup === setup && row.fault === fault);
    return {rows: ofSweep(cardSweep(compared, file.key), own), column};
  });

/** The run of a strip. */
export const openStrip = (figure: HTMLElement, place: StripPlace, words: Words): Promise<void> =>
  withSystem(figure, {system: place.system, words}, async (compared) => {
    const {patience, fault, seed} = place;
    return {rows: ofSweep(stripSweep(compared), [{patience, fault, seed}]), column: null};
  });

/** Fetches a system and opens some of its runs. Says so meanwhile, and what went wrong. */
async function withSystem(
  figure: HTMLElement,
  {system, words}: {readonly system: string; readonly words: Words},
  of: (compared: Patient) => Promise<{readonly rows: readonly Row[]; readonly column: string | null}>,
): Promise<void> {
  const says = statusOf(figure);
  try {
    says.textContent = words.say("notebook.card.fetching", {system});
    const compared = await fetchCompared(system);
    const {rows: own, column} = await of(compared);
    says.textContent = "";
    await openRuns(figure, {rows: own as unknown as readonly DotRow[], column}, {systems: [compared.system], words});
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
