import {expect, test} from "vitest";
import {WHEEL} from "../../../src/engine/checking/schedule.ts";
import {type Drawn, FAULTS, type FaultName} from "../../../src/engine/model/fault.ts";
import {fault} from "../../../src/engine/outside/faults.ts";
import {misfit} from "../../../src/engine/outside/fitting.ts";

test("every place on the wheel of random schedules is taken once, and by the kinds in the order that seeds were drawn with", () => {
  const kinds = [...WHEEL].map((blows) =>
    Object.entries(FAULTS).flatMap(([kind, {draws}]) => (draws.some((draw) => draw.blows === blows) ? kind : [])),
  );
  expect(kinds.map((names) => names.join())).toEqual(
    "crash power-loss pause cut cut cut slow-disk reset-connection power-loss clock-drift cut cut crash power-loss".split(" "),
  );
});

const drawn: Drawn = {
  ids: ["z1", "z2", "z3"],
  node: "@leader",
  peer: "z2",
  sides: [["z1", "z2"], ["z3"]],
  force: 5,
  lastsMs: 10,
  tag: 7,
  port: "quorum",
};

test.each(Object.keys(FAULTS) as FaultName[])("%s: what random schedules strike with fits the form of its kind", (kind) => {
  const struck = FAULTS[kind].draws.flatMap(({blows}) => blows(drawn)).flatMap(([act, repair]) => (repair ? [act, repair] : [act]));
  expect(struck.map((act) => misfit(fault, {...act, at: 1})).filter((wrong) => wrong !== null)).toEqual([]);
  expect(struck.every((act) => act.kind === kind || /heal|restart/.test(act.kind))).toBe(true);
});

test("nothing is drawn where a blow needs another node and has none, or two sides and has one", () => {
  const alone = {...drawn, node: "z2", sides: [["z1", "z2", "z3"], []] as const};
  const counts = FAULTS.cut.draws.map(({blows}) => blows(alone).length);
  expect(counts).toEqual([0, 1, 0, 0]);
  expect(FAULTS["reset-connection"].draws.flatMap(({blows}) => blows(alone))).toEqual([]);
});
