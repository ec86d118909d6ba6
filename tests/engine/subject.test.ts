import {expect, test} from "vitest";
import {scenarioOf} from "../../src/engine/run.ts";
import {subjectOf} from "../../src/engine/subject.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";

const zookeeper = subjectOf(system);

test("a scenario of a subject is the one of that name, as plain data", () => {
  const made = zookeeper.scenarios.coldStart?.({seed: 7, servers: 5});
  expect(made).toEqual(scenarioOf(system, "cold-start", {servers: 5}, 7));
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});

test("what is undefined was not given", () => {
  expect(zookeeper.scenarios.coldStart?.({servers: undefined})).toEqual(scenarioOf(system, "cold-start"));
});

test("every scenario of the system has a name that JavaScript takes", () => {
  const names = Object.keys(zookeeper.scenarios);
  expect(names).toHaveLength(system.scenarios.length);
  expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
});

test("a parameter that is not there is refused", () => {
  expect(() => zookeeper.scenarios.coldStart?.({serversx: 5})).toThrow('unknown parameter "serversx" of zookeeper cold-start: one of ');
});
