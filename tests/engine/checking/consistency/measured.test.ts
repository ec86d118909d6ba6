import {expect, test} from "vitest";
import {measures} from "../../../../src/engine/analysis/measures.ts";
import {linearizable} from "../../../../src/engine/checking/consistency/linearizable.ts";
import {models} from "../../../../src/engine/checking/consistency/models.ts";
import {type Run, run, scenarioOf} from "../../../../src/engine/index.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system as redis} from "../../../../src/engine/systems/redis/index.ts";
import {system as zookeeper} from "../../../../src/engine/systems/zookeeper/index.ts";

const systems = {redis, zookeeper} as unknown as {readonly [name in "redis" | "zookeeper"]: System};
const outcome = (name: keyof typeof systems, scenario: string): Run => run(systems[name], scenarioOf(systems[name], scenario, {}, 1));
const registers = ({history}: Run) =>
  linearizable(
    models.register(null),
    history.filter(({f}) => f === "write" || f === "read"),
  );

test.each([
  ["zookeeper", "minority-leader"],
  ["zookeeper", "leader-pause"],
] as const)("%s, %s: what is counted as a stale read breaks the model of a register, too", (system, scenario) => {
  const of = outcome(system, scenario);
  expect([measures(of).staleReads > 0, registers(of).verdict]).toEqual([true, "illegal"]);
  const writes = {...of, history: of.history.filter(({f}) => f === "write")};
  expect([measures(writes).staleReads, registers(writes).verdict]).toEqual([0, "ok"]);
});

test("a lost write contradicts nothing while nobody reads; the reading after all has settled does", () => {
  const of = outcome("redis", "wait-not-enough");
  const {lostWrites} = measures(of);
  const lost = of.history.filter((o) => o.f === "write" && o.type === "ok" && of.read?.count(o.key, o.value) === 0);
  expect([lostWrites, registers(of).verdict]).toEqual([lost.length, "ok"]);
  expect(lostWrites).toBeGreaterThan(0);
  const [first] = lost;
  if (first === undefined) throw new Error("nothing was lost");
  const after = Math.max(...of.history.map(({invokedAt, completedAt}) => completedAt ?? invokedAt)) + 1;
  const reading = {...first, process: "reader", f: "read", value: null, result: null, invokedAt: after, completedAt: after + 1};
  expect(linearizable(models.register(null), [first, reading]).verdict).toBe("illegal");
});
