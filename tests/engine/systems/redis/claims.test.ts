import {expect, test} from "vitest";
import type {Claim} from "../../../../src/engine/model/claim.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {claims} from "../../../../src/engine/systems/redis/claims.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["loss-is-bounded", ["min-replicas-off"], 4],
  ["offset-before-run-id", ["selection-ignores-offset"], 20],
  ["no-majority-no-fail-over", ["no-majority"], 4],
  ["two-guard-against-one-stranded", ["min-replicas-off"], 4],
  ["paused-master-goes-on", ["no-convert-wait"], 20],
  ["tilt-delays", ["tilt-off"], 4],
  ["tilt-can-outlast-the-filter", ["no-link-age-filter"], 4],
  ["tilt-guards-against-leaps", ["tilt-off"], 4],
]);

const claim = (name: string) => claims.find(({id}) => id === `redis/${name}`) as Claim;
const four = [1, 2, 3, 4];

test("one-hung-replica-holds-up-the-rest fails with parallel-syncs 2", () => {
  const held = claim("one-hung-replica-holds-up-the-rest");
  const scenarios = four.map((seed) => ({...held.scenario(seed), config: {...held.scenario(seed).config, "parallel-syncs": 2}}));
  expect(scenarios.map((scenario) => "holds" in held && held.holds(run(system, scenario)))).toEqual(four.map(() => false));
});

/** Whether a claim of single runs holds in each of four, with its configuration changed. */
function holdsWith(name: string, config: Scenario["config"]): boolean[] {
  const asked = claim(name);
  const scenarios = four.map((seed) => asked.scenario(seed));
  return scenarios.map((made) => "holds" in asked && asked.holds(run(system, {...made, config: {...made.config, ...config}})));
}

test.each([
  ["heir-dies-under-quorum-of-all", {quorum: 2}],
  ["heir-dies-under-quorum-of-two", {quorum: 3}],
  ["raised-priority-waits", {"failover-timeout": 2000}],
  ["stale-replica-refused", {"down-after-milliseconds": 3000}],
  ["planned-switch-over-loses", {"min-replicas-to-write": 1, "min-replicas-max-lag": 1}],
  ["slow-script-replaces", {"down-after-milliseconds": 5000}],
])("%s fails with %j", (name, config) => {
  expect(holdsWith(name, config)).toEqual(four.map(() => false));
});
