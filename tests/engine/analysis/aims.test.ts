import {expect, test} from "vitest";
import {
  type Aim,
  always,
  commonAims,
  eventually,
  invariantAims,
  leaderWithin,
  lightsOf,
  never,
  neverTwoWriters,
  noLostWrite,
  oneWriterATerm,
} from "../../../src/engine/analysis/aims.ts";
import {run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {inEnglish} from "../../../src/words/said.ts";
import {type HandMade, runOf, write} from "./hand-made.ts";

const zookeeper = system as unknown as System;
const someone: Aim = eventually("someone can write", ({effective}) => effective.length > 0);
const soon: Aim = eventually("someone can write soon", ({effective}) => effective.length > 0, {withinMs: 100});

test.each<[claim: string, aim: Aim, of: HandMade, holds: boolean | null, atMs: number | null]>([
  ["always holds where nothing breaks it", always("x", ({at}) => at >= 0), {endMs: 9, effective: [[0, "a"]]}, true, null],
  [
    "always falls at the first instant that breaks it",
    always("x", ({effective}) => effective.length > 0),
    {endMs: 9, effective: [[0, "a"], [5], [7, "a"]]},
    false,
    5,
  ],
  [
    "never falls at the first instant that has it",
    neverTwoWriters,
    {
      endMs: 9,
      effective: [
        [0, "a"],
        [4, "a", "b"],
      ],
    },
    false,
    4,
  ],
  [
    "what comes after the end is settling",
    neverTwoWriters,
    {
      endMs: 9,
      effective: [
        [0, "a"],
        [10, "a", "b"],
      ],
    },
    true,
    null,
  ],
  [
    "an operation that ended is seen at its instant",
    never("a write failed", ({ended}) => ended.some((o) => o.type === "fail")),
    {endMs: 9, effective: [[0, "a"]], history: [write(1, 1, 3), write(2, 4, 6, {type: "fail"})]},
    false,
    6,
  ],
  ["eventually holds from the first instant that has it", someone, {endMs: 900, effective: [[0], [500, "a"]]}, true, 500],
  ["eventually is undecided where the run ended before", someone, {endMs: 900, effective: [[0]]}, null, null],
  ["in time is not late", soon, {endMs: 900, effective: [[0], [100, "a"]]}, true, 100],
  ["late is decided when the time is over", soon, {endMs: 900, effective: [[0], [101, "a"]]}, false, 100],
  ["a run that ended before the time was over decides nothing", soon, {endMs: 90, effective: [[0]]}, null, null],
  ["a leader in time, each time", leaderWithin(50), {endMs: 900, effective: [[0], [50, "a"], [200], [240, "b"]]}, true, 240],
  ["no leader in time once", leaderWithin(50), {endMs: 900, effective: [[0], [50, "a"], [200], [251, "b"]]}, false, 250],
  ["nobody ever out of office", leaderWithin(50), {endMs: 900, effective: [[0, "a"]]}, true, null],
  ["an end in the middle of it is undecided", leaderWithin(50), {endMs: 230, effective: [[0, "a"], [200]]}, null, null],
  ["an end after it was too late is decided", leaderWithin(50), {endMs: 260, effective: [[0, "a"], [200]]}, false, 250],
  ["no write is lost that is read", noLostWrite, {endMs: 9, history: [write("v", 1, 2)], read: {k: ["v"]}}, true, null],
  ["a lost write points to its acknowledgement", noLostWrite, {endMs: 9, history: [write("v", 1, 2)], read: {k: []}}, false, 2],
  ["what nobody promised cannot be lost", noLostWrite, {endMs: 9, history: [write("v", 1, null)], read: {k: []}}, true, null],
  ["without a read nobody knows", noLostWrite, {endMs: 9, history: [write("v", 1, 2)]}, null, null],
])("%s", (_, aim, of, holds, atMs) => {
  const [light] = lightsOf(runOf(of), [aim]);
  expect(light).toMatchObject({holds, at: atMs === null ? null : ms(atMs)});
});

test.each<[claim: string, second: string, term: number, effective: HandMade["effective"], holds: boolean]>([
  ["a term may have one writer again and again", "a", 1, [[0, "a"], [300], [500, "a"]], true],
  ["the next writer comes with another term", "b", 2, [[0, "a"], [300], [500, "b"]], true],
  ["who leads the same term without effect is no writer", "b", 1, [[0, "a"], [300]], true],
  ["two writers in one term break it, long after each other", "b", 1, [[0, "a"], [300], [500, "b"]], false],
])("one writer a term: %s", (_, second, term, effective, holds) => {
  const of: HandMade = {
    endMs: 900,
    beliefs: [
      ["a", "leader", 1, true, 0, 300],
      [second, "leader", term, true, 400, null],
    ],
    ...(effective ? {effective} : {}),
  };
  expect(oneWriterATerm.judge(runOf(of))).toMatchObject({holds, at: holds ? null : 500_000});
});

test("each invariant of a system is an aim that always holds, until its monitor speaks", () => {
  const scenario = {...scenarioOf(zookeeper, "leader-crash-sessions"), ablate: ["lossy-channel"]};
  const aims = invariantAims(zookeeper);
  const whole = lightsOf(run(zookeeper, scenarioOf(zookeeper, "leader-crash-sessions")), [...aims, ...commonAims]);
  expect(whole.map(({holds}) => holds)).toEqual(whole.map(() => true));
  expect(aims.map(({says}) => inEnglish(says))).toEqual(zookeeper.invariants.map(({name, says}) => `${name}: ${says}`));
  const broken = run(zookeeper, scenario, {record: true});
  const fallen = lightsOf(broken, aims).filter(({holds}) => holds === false);
  expect(fallen.map(({at}) => at).sort()).toEqual(broken.violations.map(({at}) => at).sort());
});

test("the event that decided is the last one up to that time; without a trace nobody can say which", () => {
  const scenario = scenarioOf(zookeeper, "leader-crash-sessions");
  const recorded = run(zookeeper, scenario, {record: true});
  const [light] = lightsOf(recorded, [leaderWithin(100)]);
  expect(light).toMatchObject({holds: false, at: ms(100)});
  const events = recorded.trace ?? [];
  const last = events.filter((e) => e.at <= 100_000).at(-1);
  expect(light?.decidedAt).toBe(last?.index);
  expect(lightsOf(run(zookeeper, scenario), [leaderWithin(100)])[0]?.decidedAt).toBeNull();
});
