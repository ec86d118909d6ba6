import type {Claim} from "../../engine/model/claim.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import {said} from "../../words/en/cells.ts";

/** Claims of the systems, each system's fetched when one of them is checked. */
const all = import.meta.glob<{claims: readonly Claim[]}>("../../engine/systems/*/claims.ts");

export async function findClaim(id: string): Promise<Claim> {
  const module = await all[`../../engine/systems/${id.split("/")[0]}/claims.ts`]?.();
  const found = module?.claims.find((claim) => claim.id === id);
  if (found === undefined) throw new Refusal(said("cells.no-claim", {claim: id}));
  return found;
}
