// Fact sheet §11: nodes lose each other.

import type {ScenarioEntry} from "../../model/scenario.ts";

export const scenarios: readonly ScenarioEntry[] = [];
