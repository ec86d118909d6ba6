import {type ClaimVerdict, type Evidence, verdict} from "../../engine/analysis/claim.ts";
import {wordsIn} from "../../words/languages.ts";
import type {Words} from "../../words/words.ts";
import {toldBy} from "../cells/told-by.ts";
import {findClaim} from "../workers/claims.ts";
import {webWorkers, work} from "../workers/pool.ts";

/** Aborts the running checks, by the button that started each. */
const running = new WeakMap<HTMLButtonElement, AbortController>();

/** Checks the claim of a button in workers, and shows progress and result beside it. Pressed again meanwhile, it stops. */
export async function checkClaim(button: HTMLButtonElement): Promise<void> {
  const under = running.get(button);
  if (under !== undefined) return under.abort();
  const stop = new AbortController();
  running.set(button, stop);
  const said = button.parentElement?.querySelector<HTMLElement>(".claim-says") ?? saying(button);
  const before = button.textContent;
  const words = await wordsIn(document.documentElement.lang);
  button.textContent = words.say("notebook.claim.stop");
  try {
    const claim = await findClaim(button.dataset.claim ?? "");
    let made: readonly Evidence[] = [];
    for await (const progress of work<Evidence>({kind: "claim", id: claim.id}, claim.seeds, stop.signal, webWorkers(claim.seeds))) {
      made = progress.made;
      said.textContent = words.say("notebook.claim.running", {done: made.length, total: claim.seeds});
    }
    if (made.length > 0) said.textContent = inWords(verdict(claim, made), words);
  } catch (error) {
    said.textContent = words.tell(toldBy(error));
  } finally {
    running.delete(button);
    button.textContent = before;
  }
}

/** The place beside a button where what came of it is said. */
function saying(button: HTMLButtonElement): HTMLElement {
  const said = document.createElement("span");
  said.className = "claim-says";
  said.setAttribute("role", "status");
  button.after(" ", said);
  return said;
}

/** `holds in 500 of 500 seeds`. */
export function inWords(found: ClaimVerdict, words: Words): string {
  const {seeds} = found;
  if (found.kind === "each") {
    const {failing} = found;
    const held = {held: seeds - failing.length, seeds};
    if (found.holds) return words.say("notebook.claim.holds-each", held);
    const more = failing.length > 5 ? "notebook.claim.fails-more" : "notebook.claim.fails-each";
    return words.say(more, {...held, failing: failing.slice(0, 5).map(String)});
  }
  const {low, high, within, unit} = found;
  const digits = (n: number) => words.number(Number(n.toPrecision(4)), {digits: 20});
  const value = unit === "" ? digits(found.value) : words.say("notebook.claim.unit", {value: digits(found.value), unit});
  const limits = {value, low: digits(low), high: digits(high), seeds, least: digits(within[0]), most: digits(within[1])};
  return words.say(found.holds ? "notebook.claim.holds" : "notebook.claim.fails", limits);
}
