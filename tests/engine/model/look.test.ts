import {expect, test} from "vitest";
import {type Look, lookIn} from "../../../src/engine/model/look.ts";
import {run, scenarioOf} from "../../../src/engine/run.ts";
import {system as redis} from "../../../src/engine/systems/redis/index.ts";
import {system as zookeeper} from "../../../src/engine/systems/zookeeper/index.ts";

const roles = {FOLLOWING: "follower", replica: "follower", elected: "other"} as const;

test.each<[claim: string, role: string, leads: boolean, look: Look]>([
  ["a role is drawn as its system says", "FOLLOWING", false, "follower"],
  ["two words of one system can mean one look", "replica", false, "follower"],
  ["a role that is called as its look is need not be told", "candidate", false, "candidate"],
  ["who leads is drawn as a leader under any name", "master", true, "leader"],
  ["who believes it was elected leads nothing yet", "elected", false, "other"],
  ["what nobody has told is drawn neutrally", "arbiter", false, "other"],
  ["a name that every object has is no role", "constructor", false, "other"],
])("%s", (_claim, role, leads, look) => {
  expect(lookIn(roles, {role, leads})).toBe(look);
});

test.each([
  {system: zookeeper, scenario: "observer"},
  {system: redis, scenario: "master-crash"},
])("$system.name tells the look of every role that its processes believe to have", ({system, scenario}) => {
  const told = new Set(run(system, scenarioOf(system, scenario)).beliefs.flatMap((b) => (b.leads ? [] : b.role)));
  const known = (role: string) => role in system.roles || lookIn({}, {role, leads: false}) !== "other";
  expect([...told].filter((role) => !known(role))).toEqual([]);
  expect(Object.keys(system.roles).filter((role) => !told.has(role))).toEqual([]);
});
