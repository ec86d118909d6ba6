import {type ClaimVerdict, type Evidence, verdict} from "../../engine/analysis/claim.ts";
import {findClaim} from "../workers/claims.ts";
import {webWorkers, work} from "../workers/pool.ts";
import {count, fill} from "./status.ts";

/** What stops the checks that are under way, by the button that began each. */
const running = new WeakMap<HTMLButtonElement, AbortController>();

/** Checks the claim of a button in workers, beside it telling how far that is and what came of it. Pressed again meanwhile, it stops. */
export async function checkClaim(button: HTMLButtonElement): Promise<void> {
  const said = button.parentElement?.querySelector<HTMLElement>(".claim-says");
  if (said === null || said === undefined) return;
  const under = running.get(button);
  if (under !== undefined) return under.abort();
  const stop = new AbortController();
  running.set(button, stop);
  const before = button.textContent;
  button.textContent = button.dataset.stop ?? before;
  try {
    const claim = await findClaim(button.dataset.claim ?? "");
    let made: readonly Evidence[] = [];
    for await (const progress of work<Evidence>({kind: "claim", id: claim.id}, claim.seeds, stop.signal, webWorkers(claim.seeds))) {
      made = progress.made;
      said.textContent = fill(said.dataset.running ?? "{done}", {done: count(made.length), total: count(claim.seeds)});
    }
    if (made.length > 0) said.textContent = inWords(verdict(claim, made));
  } catch (error) {
    said.textContent = error instanceof Error ? error.message : String(error);
  } finally {
    running.delete(button);
    button.textContent = before;
  }
}

const three = (n: number): string => n.toLocaleString("en", {maximumSignificantDigits: 4});

/** `holds in 500 of 500 seeds`. */
export function inWords(found: ClaimVerdict): string {
  if (found.kind === "each") {
    const good = `holds in ${count(found.seeds - found.failing.length)} of ${count(found.seeds)} seeds`;
    return found.holds ? good : `${good}; not in seed ${found.failing.slice(0, 5).join(", ")}${found.failing.length > 5 ? " …" : ""}`;
  }
  const {value, low, high, within} = found;
  const unit = found.unit === "" ? "" : `\u00a0${found.unit}`;
  const says = `${three(value)}${unit} (95\u00a0%: ${three(low)} to ${three(high)}) over ${count(found.seeds)} seeds`;
  return `${found.holds ? "holds" : "does not hold"}: ${says}, said to be within ${three(within[0])} to ${three(within[1])}`;
}
