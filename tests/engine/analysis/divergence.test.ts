import {expect, test} from "vitest";
import {divergence} from "../../../src/engine/analysis/divergence.ts";
import {Refusal, run, type Scenario, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";

const zookeeper = system as unknown as System;
const scenario = scenarioOf(zookeeper, "leader-crash-sessions");
const recorded = (of: Scenario) => run(zookeeper, of, {record: true});

test("a run does not diverge from the same run", () => {
  expect(divergence(recorded(scenario), recorded(scenario))).toBeNull();
});

test("an added fault is the first event at which two runs differ, and all before it is the same", () => {
  const [was, now] = [recorded(scenario), recorded({...scenario, faults: [{kind: "pause", node: "z1", at: 3000}, ...scenario.faults]})];
  const found = divergence(was, now);
  expect(found?.at).toBe(3_000_000);
  expect(found?.now).toMatchObject({kind: "fault", fault: {kind: "pause"}});
  const before = (r: typeof was) => (r.trace ?? []).slice(0, found?.order).map(({index: _, ...told}) => JSON.stringify(told));
  expect(before(now)).toEqual(before(was));
});

test("another latency diverges with the first message that arrives sooner", () => {
  const now = recorded({...scenario, network: {latency: {constant: 5}}});
  const found = divergence(recorded(scenario), now);
  expect(found?.at).toBe(5000);
  expect(found?.now?.kind).toBe("receive");
});

test("where one run has more to tell, it diverges at its first event beyond the other's end", () => {
  const was = recorded({...scenario, settle: false, untilMs: 3000});
  const now = recorded({...scenario, settle: false, untilMs: 3100});
  expect(divergence(was, now)).toMatchObject({was: null, now: {at: expect.any(Number)}});
  expect(divergence(now, was)).toMatchObject({now: null});
});

test("runs without a trace are refused, unless their hashes say that they are the same", () => {
  const bare = (seed: number) => run(zookeeper, {...scenario, seed});
  expect(divergence(bare(1), bare(1))).toBeNull();
  expect(() => divergence(bare(1), bare(2))).toThrow(Refusal);
});
