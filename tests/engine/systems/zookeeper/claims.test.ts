import {expect, test} from "vitest";
import type {Claim} from "../../../../src/engine/model/claim.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {claims} from "../../../../src/engine/systems/zookeeper/claims.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["no-committed-write-lost", ["no-zxid-compare", "no-d5"], 20, 101],
  ["no-committed-write-lost", ["observers-vote"], 60],
  ["longer-log-wins", ["no-zxid-compare", "no-d5"], 5],
  ["epoch-before-zxid", ["no-epoch-compare"], 5],
  ["epochs-are-burnt", ["volatile-accepted-epoch"], 5],
  ["old-leader-goes-by-itself", ["leader-never-gives-up"], 5],
  ["sync-before-ack-kept", ["ack-before-fsync"], 20],
]);

const claim = (name: string) => claims.find(({id}) => id === `zookeeper/${name}`) as Claim;

/** Whether a claim of single runs holds in each of four, with its scenario changed. */
function holdsWith(name: string, change: (made: Scenario) => Partial<Scenario>): boolean[] {
  const asked = claim(name);
  const scenarios = [1, 2, 3, 4].map((seed) => asked.scenario(seed));
  return scenarios.map((made) => "holds" in asked && asked.holds(run(system, {...made, ...change(made)})));
}

const none = [false, false, false, false];

test("snapshot-beyond-init-limit fails with a longer initLimit, snapshot-within-init-limit with a shorter", () => {
  expect(holdsWith("snapshot-beyond-init-limit", ({config}) => ({config: {...config, initLimit: 30}}))).toEqual(none);
  expect(holdsWith("snapshot-within-init-limit", ({config}) => ({config: {...config, initLimit: 4}}))).toEqual(none);
});

test("leader-last-one-election fails with the leader first", () => {
  expect(
    holdsWith("leader-last-one-election", ({faults}) => ({
      faults: [...faults.slice(-2), ...faults.slice(0, -2)].map((f, i) => ({...f, at: 3000 + Math.floor(i / 2) * 4000 + (i % 2) * 2000})),
    })),
  ).toEqual(none);
});

test("hang-among-three fails where another server is down, hang-in-a-bare-quorum where none is", () => {
  expect(holdsWith("hang-among-three", ({faults}) => ({faults: [{kind: "crash", node: "z1", at: 4000}, ...faults]}))).toEqual(none);
  expect(holdsWith("hang-in-a-bare-quorum", ({faults}) => ({faults: faults.slice(1)}))).toEqual(none);
});
