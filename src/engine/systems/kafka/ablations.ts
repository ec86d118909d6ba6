import type {Ablation} from "../../model/system.ts";
import type {Rules} from "./rules.ts";

/** The mechanisms of fact sheet §10, each switched off by name. Several may be given together. */
export const ablations: readonly Ablation<Rules>[] = [];
