import {type FuzzReport, fuzz} from "../../src/engine/checking/fuzz.ts";
import type {System} from "../../src/engine/model/system.ts";

/** Random schedules over several seeds, a row a seed. */
export interface Campaign {
  readonly engine: string;
  readonly system: string;
  readonly ablate: readonly string[];
  /** The first seed. */
  readonly seed: number;
  /** Runs a seed. */
  readonly runs: number;
}

/** The columns known before the runs: they tell rows of this campaign from others. `of` is how many runs were asked for. */
export const identityAt = ({engine, system, ablate, seed, runs}: Campaign, i: number) => ({
  engine,
  system,
  ablate: ablate.length === 0 ? null : ablate.join(" "),
  seed: seed + i,
  of: runs,
});

/** The i-th seed as a line of JSON Lines: its columns, then what `fuzz --json` prints for it. */
export function lineAt(campaign: Campaign, system: System, i: number): string {
  const {runs, seed, ablate} = campaign;
  const {system: _, ...found} = fuzz(system, {runs, seed: seed + i, ablate});
  return `${JSON.stringify({...identityAt(campaign, i), ...found})}\n`;
}

/** The violations that a line tells of. */
export const violationsIn = (line: string): FuzzReport["violations"] => (JSON.parse(line) as FuzzReport).violations;
