import {expect, test} from "vitest";
import {loadSystem} from "../../../cli/systems.ts";
import {behaviourOf} from "../../../src/notebook/build/behaviour.ts";

test("what was observed of a system is kept under its text: one that is written otherwise is observed anew", async () => {
  const system = await loadSystem("zookeeper");
  const scenarios = system.scenarios.filter(({name}) => name === "leader-loss");
  expect(scenarios).toHaveLength(1);
  const own = {...system, scenarios};
  const [first, kept] = [behaviourOf(own), behaviourOf({...own})];
  const patient = behaviourOf({...own, rules: {...own.rules, finalizeWaitMs: () => 100}});
  expect(kept).toEqual(first);
  expect(patient).not.toEqual(first);
  expect(Object.keys(patient)).toEqual(Object.keys(first));
});
