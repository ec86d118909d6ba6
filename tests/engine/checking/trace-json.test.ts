import {expect, test} from "vitest";
import {traceJson} from "../../../src/engine/checking/trace-json.ts";
import {Refusal, run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";

const zookeeper = system as unknown as System;
const scenario = scenarioOf(zookeeper, "cold-start");

test("a trace as JSON has its scenario, its hash and each event", () => {
  const recorded = run(zookeeper, scenario, {record: true});
  const {scenario: of, traceHash, events} = JSON.parse(traceJson(recorded));
  expect(run(zookeeper, of).hash).toBe(traceHash);
  expect(events.length).toBe(recorded.trace?.length);
});

test("a run without a trace is refused", () => {
  expect(() => traceJson(run(zookeeper, scenario))).toThrow(Refusal);
});
