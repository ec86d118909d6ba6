import {expect, test} from "vitest";
import {measures} from "../../../../src/engine/analysis/measures.ts";
import {fuzz} from "../../../../src/engine/checking/fuzz.ts";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {at, type RunOptions, run} from "../../../../src/engine/run.ts";
import {toMs} from "../../../../src/engine/vocabulary.ts";
import {termsOfWork, workers, working} from "./system.ts";

const system = workers.system as unknown as System;
const work = (parts: Partial<Scenario> = {}, options: RunOptions = {}) =>
  run(system, working(parts), {notes: ["master", "stepped-down", "session-expired"], ...options});
const masters = (parts: Partial<Scenario>) =>
  work(parts).notes.flatMap(({kind, node, at: when, term}) => (kind === "master" ? [{node, term, ms: Math.round(toMs(when))}] : []));
const after = (fault: object): Partial<Scenario> => ({faults: [{...fault, at: 6000} as Fault]});

test("one of three workers is master, by a session with ZooKeeper's own servers", () => {
  const r = work();
  expect(masters({}).map(({term}) => term)).toEqual([1]);
  expect(r.ids).toEqual(["z1", "z2", "z3", "w1", "w2", "w3"]);
  expect(new Set(r.beliefs.map(({scope}) => scope))).toEqual(new Set(["ensemble", "master"]));
  expect([r.converged, r.violations]).toEqual([true, []]);
  const {roles} = measures(r).final;
  expect(Object.values(roles).sort()).toEqual(["FOLLOWING", "FOLLOWING", "LEADING", "master", "standby", "standby"]);
});

test.each(["z1", "@leader:ensemble", "@follower:ensemble"])(
  "the master outlives the death of %s: its session moves to another server",
  (node) => {
    expect(masters(after({kind: "crash", node})).length).toBe(1);
    const r = work(after({kind: "crash", node}));
    const world = at(r, r.events);
    expect(termsOfWork(world).length).toBeGreaterThan(100);
  },
);

test("a master's death is noticed when its session ends, 4 to 5 of ZooKeeper's ticks later, and the next has a higher term", () => {
  const [, second] = masters(after({kind: "crash", node: "@leader"}));
  expect(second?.term).toBe(2);
  expect(second?.ms).toBeGreaterThan(8000);
  expect(second?.ms).toBeLessThan(8600);
  const {interregna} = measures(work(after({kind: "crash", node: "@leader"})));
  expect(interregna.filter(({scope, fromMs}) => scope === "master" && fromMs === 6000).length).toBe(1);
});

test("a master that sleeps beyond its session leaves two who believe it, and one to whom ZooKeeper listens", () => {
  const r = work({...after({kind: "pause", node: "@leader", forMs: 8000}), config: {slowMs: 3000}});
  const {dualReignMs, dualWriteMs} = measures(r);
  expect(dualReignMs).toBeGreaterThan(6000);
  expect(dualWriteMs).toBe(0);
  expect(r.notes.map(({kind}) => kind)).toEqual(["master", "master", "session-expired", "stepped-down"]);
  expect(r.violations).toEqual([]);
});

test("without a look at the epoch the work of the one that slept is taken, in its new session", () => {
  const slept = {...after({kind: "pause", node: "@leader", forMs: 8000}), config: {slowMs: 3000}};
  const r = work({...slept, ablate: ["no-fencing"]});
  expect(r.violations.map(({invariant, detail}) => [invariant, detail])).toEqual([
    ["masters-in-turn", "the master of term 1 works after that of term 2"],
  ]);
  // The same falls where ZooKeeper itself no longer looks at versions: its rule is there for a scenario of the workers.
  expect(work(slept, {rules: {versionFits: () => true}}).violations.length).toBe(1);
});

test("clients of ZooKeeper work beside them, and what they have written is read back", () => {
  const clients = [{id: "writer", args: {path: "/a", intervalMs: 200, sessionTimeoutMs: 4000}}];
  const {operations, lostWrites} = measures(work({...after({kind: "crash", node: "@leader:ensemble"}), clients}));
  expect(operations.ok).toBeGreaterThan(30);
  expect(lostWrites).toBe(0);
});

test("keys, ablations and invariants of ZooKeeper are those of the workers, too", () => {
  expect(masters({...after({kind: "crash", node: "@leader"}), config: {tickTime: 1000}})[1]?.ms).toBeGreaterThan(8600);
  const names = system.invariants.map(({name}) => name);
  expect(names).toContain("masters-in-turn");
  expect(names).toContain("durable-quorum");
  expect(() => work({ablate: ["no-zxid-compare"]})).not.toThrow();
});

test("under random faults at servers and workers nothing falls, and without fencing the masters do", () => {
  expect(fuzz(system, {runs: 40, seed: 1, ablate: []}).violations).toEqual([]);
  expect(fuzz(system, {runs: 400, seed: 1, ablate: ["no-fencing"], budget: 0}).violations.map(({invariant}) => invariant)).toEqual([
    "masters-in-turn",
  ]);
});
