// What the claims of this system share: scenarios of the catalogue at any phase, and what is read off their runs.
import type {Run} from "../../model/run.ts";
import type {Scenario} from "../../model/scenario.ts";
import {toMs} from "../../vocabulary.ts";
import type {Values} from "../catalogue.ts";
import {lostWrites, made} from "../claims.ts";
import {scenarios} from "./scenarios.ts";

/** A scenario of the catalogue, some of its parameters changed; messages take from half to one and a half of their latency unless said. */
export const of = (name: string, values: Values, seed: number, ablate: readonly string[] = []): Scenario => ({
  ...made(scenarios, name, {jitter: 0.5, ...values}),
  system: "zookeeper",
  name,
  seed,
  ...(ablate.length > 0 ? {ablate} : {}),
});

/** The fault comes 10 ms later from seed to seed: over 200 seeds it falls equally often on every part of a tick of 2 s. */
export const anyPhase = (seed: number, from = 5000): number => from + (seed % 200) * 10;

export const keepsAll = (run: Run): boolean => run.converged === true && run.violations.length === 0 && lostWrites(run).length === 0;

export const epochOf = (run: Run): number => Math.max(0, ...run.beliefs.filter((b) => b.leads && b.from < run.end).map((b) => b.term));

/** When a write would have been acknowledged again, ms after a time. */
export const servesAfter = (run: Run, ms: number): number => {
  const from = run.effective.find((s) => s.nodes.length > 0 && toMs(s.from) > ms && s.from < run.end)?.from;
  return from === undefined ? Number.POSITIVE_INFINITY : toMs(from) - ms;
};

/** The longest time after one in which no write would have been acknowledged, ms. */
export function longestGap(run: Run, afterMs: number): number {
  const spans = run.effective.filter((s) => s.nodes.length > 0 && toMs(s.from) < toMs(run.end));
  return Math.max(0, ...spans.slice(1).map((s, i) => toMs(s.from) - Math.max(afterMs, toMs(spans[i]?.to ?? s.from))));
}
