import {expect, test} from "vitest";
import {loadCompared} from "../../../cli/systems.ts";
import {failOverSweep, stripOf, stripSweep} from "../../../src/engine/analysis/fail-over.ts";
import {PATIENCES, type Strip} from "../../../src/engine/analysis/strip.ts";
import {pointAt, rowAt, scenarioAt} from "../../../src/engine/analysis/sweep.ts";
import {run} from "../../../src/engine/run.ts";

const SYSTEMS = ["eureka", "kafka", "rabbitmq", "redis", "zookeeper"];

async function stripsOf(name: string, wanted: Partial<Strip>): Promise<Strip[]> {
  const compared = await loadCompared(name);
  const sweep = stripSweep(compared);
  return Array.from({length: sweep.plan.count}, (_, i) => [i, pointAt(sweep.plan, i) as unknown as Strip] as const).flatMap(([i, point]) =>
    Object.entries(wanted).every(([key, value]) => point[key as keyof Strip] === value)
      ? [stripOf(compared, run(compared.system, scenarioAt(sweep, i)), point)]
      : [],
  );
}

/** When somebody takes writes again after the fault, ms. */
const againMs = ({writers}: Strip): number => writers?.find(({to, from}) => from > 0 && to > from)?.from ?? Number.NaN;

test.for(["kafka", "redis", "zookeeper"])(
  "%s: a host that is gone is missed after its patience, be that five seconds or thirty",
  async (name) => {
    for (const patience of [5, 30]) {
      const [strip] = await stripsOf(name, {patience, fault: "leader-vanishes"});
      expect(againMs(strip as Strip)).toBeGreaterThan(0.7 * patience * 1000);
      expect(againMs(strip as Strip)).toBeLessThan(1.3 * patience * 1000 + 1500);
    }
  },
);

test.for(["rabbitmq", "zookeeper"])("%s hears of a process that dies at once, however patient it is", async (name) => {
  const [strip] = await stripsOf(name, {patience: 60, fault: "leader-crash"});
  expect(againMs(strip as Strip)).toBeLessThan(500);
  expect(strip?.waits).toEqual([]);
});

test("where nobody leads nobody is missed: in Eureka only who asked the server that is gone waits", async () => {
  const [crash] = await stripsOf("eureka", {patience: 5, fault: "leader-crash"});
  const [gone] = await stripsOf("eureka", {patience: 5, fault: "leader-vanishes"});
  expect([crash?.writers, crash?.waits]).toEqual([null, []]);
  expect(gone?.waits.length).toBeGreaterThan(0);
});

test.for(SYSTEMS)("%s takes every patience of the slider, and its fail-overs have the stages that it has", async (name) => {
  const compared = await loadCompared(name);
  const keys = new Set(compared.system.config.map(({key}) => key));
  for (const patience of PATIENCES) {
    const set = Object.entries(compared.patience(patience));
    expect(set.length).toBeGreaterThan(0);
    // A system that stands on another has its keys, too.
    if (name !== "kafka") expect(set.every(([key]) => keys.has(key))).toBe(true);
  }
  const row = rowAt(compared.system, failOverSweep(compared, {runs: 1, seed: 1}), 0);
  expect(row.system).toBe(name);
  expect(row.detectMs === null).toBe(name === "eureka");
});
