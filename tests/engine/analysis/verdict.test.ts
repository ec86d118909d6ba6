import {expect, test} from "vitest";
import {bootstrap} from "../../../src/engine/analysis/bootstrap.ts";
import {columns} from "../../../src/engine/analysis/columns.ts";
import {median} from "../../../src/engine/analysis/quantile.ts";
import type {Row} from "../../../src/engine/analysis/sweep.ts";
import {FILE, TRIALS, trialScenario, USUAL, variants, verdicts} from "../../../src/engine/analysis/verdict.ts";
import type {System} from "../../../src/engine/model/system.ts";
import {run} from "../../../src/engine/run.ts";
import {introduce, sweep} from "../../../src/engine/simulate.ts";
import {system as redisSystem} from "../../../src/engine/systems/redis/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {DEPTH} from "../../depth.ts";

const zookeeper = system as unknown as System;
const redis = redisSystem as unknown as System;

test("the file is compared with the usual, each of its changes alone with it", () => {
  const five = ["z1", "z2", "z3", "z4", "z5"].map((id) => ({id}));
  const all = variants(zookeeper, {config: {tickTime: 500, initLimit: 10, syncLimit: 2}, nodes: five});
  expect(all.map(({name}) => name)).toEqual([USUAL, "tickTime", "syncLimit", "servers", FILE]);
  expect(all[1]).toEqual({name: "tickTime", config: {tickTime: 500}, nodes: null});
  expect(variants(zookeeper, {config: {tickTime: 2000}, nodes: null}).map(({name}) => name)).toEqual([USUAL, FILE]);
});

test("an unknown trial or variant is refused with those there are", () => {
  const make = (trial: string, variant: string) => () =>
    trialScenario(zookeeper, {file: "zoo.cfg", config: {}, nodes: null}, {trial, variant, seed: 1});
  expect(make("melt", FILE)).toThrow(/^unknown trial "melt": one of leader-crash, leader-cut/);
  expect(make("leader-cut", "tickTime")).toThrow(/^unknown variant "tickTime" of this file: one of usual, file$/);
});

test("with a file that starts nobody there is only the usual to be judged", () => {
  expect(variants(zookeeper, {config: {tickTime: 500}, nodes: []}).map(({name}) => name)).toEqual([USUAL]);
});

test("forceSync=no is judged as what it is: a loss of power takes what was acknowledged", () => {
  const lost = (forceSync: boolean) => {
    const settings = {file: "zoo.cfg", config: {forceSync}, nodes: null};
    const outcome = run(system, trialScenario(zookeeper, settings, {trial: "power-loss", variant: FILE, seed: 1}));
    return [columns(outcome).lostWrites, outcome.history.filter(({type}) => type === "ok").length > 100];
  };
  expect(lost(true)).toEqual([0, true]);
  expect(lost(false)).toEqual([expect.any(Number), true]);
  expect(Number(lost(false)[0])).toBeGreaterThan(10);
});

const row = (variant: string, seed: number, interregnumMs: number | null): Row => ({trial: "leader-crash", variant, seed, interregnumMs});

test("a change is told seed by seed, and what a run could not say is left out", () => {
  const rows = [1, 2, 3].flatMap((seed) => [
    row(USUAL, seed, 100 * seed),
    row("tickTime", seed, seed === 3 ? null : 100 * seed - 40),
    row(FILE, seed, 10),
  ]);
  expect(verdicts(rows)).toEqual([
    {
      trial: "leader-crash",
      measure: "interregnumMs",
      runs: 3,
      usual: expect.objectContaining({median: 200}),
      file: {median: 10, low: 10, high: 10},
      difference: {median: -190, low: -290, high: -90},
      changes: [{name: "tickTime", difference: {median: -40, low: -40, high: -40}}],
    },
  ]);
});

test("the interval of a median is that of a bootstrap, whatever the order of the runs", () => {
  for (const values of [[7], [5, 1], [3, 9, 4], [12, 7, 30, 2, 8, 11]]) {
    const rows = values.flatMap((value, i) => [row(USUAL, i + 1, value), row(FILE, i + 1, value)]);
    const [{usual} = {usual: null}] = verdicts(rows);
    const sorted = [...values].sort((a, b) => a - b);
    expect(usual).toEqual({median: median(values), ...bootstrap(sorted, median, {seed: 1, resamples: 500})});
    expect(verdicts([...rows].reverse())[0]?.usual).toEqual(usual);
  }
});

const losing = (variant: string, seed: number, lostWrites: number | null, violations = 0): Row => ({
  trial: "power-loss",
  variant,
  seed,
  lostWrites,
  violations,
});

test("a loss in few runs is told beside the median, which hides it", () => {
  const rows = [1, 2, 3, 4, 5].flatMap((seed) => [losing(USUAL, seed, 0), losing(FILE, seed, seed === 4 ? 140 : 0)]);
  expect(verdicts(rows)).toMatchObject([{measure: "lostWrites", usual: {median: 0}, file: {median: 0, worst: {runs: 1, most: 140}}}]);
  expect(verdicts(rows)[0]?.usual).not.toHaveProperty("worst");
});

test("runs that never came to rest are counted, and where none did the loss is unknown and not left out", () => {
  const some = [1, 2, 3].flatMap((seed) => [losing(USUAL, seed, 0), losing(FILE, seed, seed === 1 ? null : 0)]);
  expect(verdicts(some)[0]).toMatchObject({runs: 3, file: {median: 0, unsaid: 1}});
  const none = [1, 2].flatMap((seed) => [losing(USUAL, seed, 0), losing(FILE, seed, null)]);
  expect(verdicts(none)[0]).toMatchObject({measure: "lostWrites", usual: {median: 0}, file: {median: Number.NaN, unsaid: 2}});
});

test("runs whose invariants fell are counted before all else", () => {
  const rows = [1, 2, 3].flatMap((seed) => [losing(USUAL, seed, 0), losing(FILE, seed, 0, seed === 2 ? 1 : 0)]);
  expect(verdicts(rows).map(({measure, usual, file}) => [measure, usual.median, file.median])).toEqual([
    ["fallen", 0, 1],
    ["lostWrites", 0, 0],
  ]);
});

test("the loss of all power is counted whole, for a client beside the master as well", () => {
  const settings = {file: "redis.conf", config: {}, nodes: null};
  const lossless = [1, 2, 3].map((seed) => run(redis, trialScenario(redis, settings, {trial: "power-loss", variant: FILE, seed})));
  for (const outcome of lossless) {
    const acknowledged = outcome.history.filter((o) => o.type === "ok" && (o.completedAt ?? 0) < ms(17_000)).length;
    expect([acknowledged > 50, columns(outcome).lostWrites, columns(outcome).violations]).toEqual([true, acknowledged, 0]);
  }
});

test("a cut leader is noticed sooner with a shorter tick, and a dead one is not", {timeout: 120_000}, () => {
  const settings = {file: "zoo.cfg", config: {tickTime: 500}, nodes: null};
  introduce({system: zookeeper});
  const rows = sweep(
    ({trial, variant, seed}) => trialScenario(zookeeper, settings, {trial, variant, seed}),
    {trial: TRIALS.map(({name}) => name), variant: [USUAL, "tickTime", FILE]},
    {runs: Math.max(3, Math.round(30 * DEPTH))},
  );
  const of = (trial: string) => verdicts(rows).find((one) => one.trial === trial && one.measure === "interregnumMs");
  const cut = of("leader-cut");
  const crash = of("leader-crash");
  expect(cut?.changes[0]?.difference.high).toBeLessThan(-1000);
  expect(Math.abs(crash?.changes[0]?.difference.median ?? Number.NaN)).toBeLessThan(500);
  expect(of("follower-crash")?.usual.median).toBe(0);
  expect(verdicts(rows).filter(({measure, usual, file}) => measure === "lostWrites" && usual.high + file.high > 0)).toEqual([]);
});
