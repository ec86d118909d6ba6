// Helpers with which every system's claims are written.

import {isLost, type Operation} from "../model/operation.ts";
import type {Run} from "../model/run.ts";
import type {ScenarioEntry} from "../model/scenario.ts";
import {assert} from "../vocabulary.ts";
import type {Made, Values} from "./catalogue.ts";

/** A scenario of a catalogue as `sim` would make it, some of its parameters changed. */
export function made(scenarios: readonly ScenarioEntry[], name: string, values: Values): Made {
  const entry = scenarios.find((s) => s.name === name);
  assert(entry !== undefined, `a claim is about the scenario ${name}, which is not in the catalogue`);
  return entry.make({...Object.fromEntries(entry.parameters.map((p) => [p.key, p.default])), ...values});
}

type Read = Pick<Run, "history" | "read">;

/** Writes that were acknowledged and are absent from the final read; none where nothing was read. */
export const lostWrites = ({history, read}: Read): readonly Operation[] => (read === null ? [] : history.filter((o) => isLost(read, o)));
