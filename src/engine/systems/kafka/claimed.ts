// What a claim asks of a run: whom the fault struck and when, who led next, what became of a producer's records.

import type {Operation} from "../../model/operation.ts";
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {toMs} from "../../vocabulary.ts";
import type {Values} from "../catalogue.ts";
import {lostWrites, made} from "../claims.ts";
import {scenarios} from "./scenarios.ts";

/** A scenario of the catalogue, some of its parameters changed; messages take from half to one and a half of their latency unless said. */
export const of = (name: string, values: Values, seed: number, ablate: readonly string[] = []): Scenario => ({
  ...made(scenarios, name, {jitter: 0.5, writeEveryMs: 200, ...values}),
  system: "kafka",
  name,
  seed,
  ...(ablate.length > 0 ? {ablate} : {}),
});

/** The fault, 37 ms later from seed to seed: it meets every phase of the pings of an idle session, which are 6 s apart, and of ZooKeeper's ticks. */
export const anyPhase = (seed: number): number => 5000 + ((seed * 37) % 6000);
/** It meets every phase of the check for those that lag, which is 15 s apart. */
export const anyCheck = (seed: number): number => 5000 + ((seed * 137) % 15_000);

export const faultMs = (run: Run): number => toMs(run.faults[0]?.at ?? run.end);

/** When somebody who did not lead it before first believes it leads, ms after the first fault. */
export function ledAfter(run: Run, scope = "t-0"): number {
  const next = run.beliefs.find((b) => b.scope === scope && b.leads && toMs(b.from) > faultMs(run));
  return next === undefined ? Number.POSITIVE_INFINITY : toMs(next.from) - faultMs(run);
}

export const written = (run: Run, client: string): readonly Operation[] =>
  run.history.filter((o) => o.process === client && o.f === "write");

/** Records of a producer that were acknowledged within a time, ms. */
export const acknowledged = (run: Run, client: string, from: number, to: number): number =>
  written(run, client).filter((o) => o.type === "ok" && toMs(o.completedAt ?? run.end) > from && toMs(o.completedAt ?? run.end) < to)
    .length;

export const lostBy = (run: Run, client: string): number => lostWrites(run).filter(({process}) => process === client).length;

/** How long a producer waited for an answer at most, ms. */
export const longestWait = (run: Run, client: string): number =>
  Math.max(0, ...written(run, client).map((o) => toMs(o.completedAt ?? run.end) - toMs(o.invokedAt)));

export const holdsAll = (run: Run): boolean => run.violations.length === 0;
