import {expect, test} from "vitest";
import {measures} from "../../../src/engine/analysis/measures.ts";
import {advance, createKernel, settle} from "../../../src/engine/kernel/kernel.ts";
import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {run} from "../../../src/engine/run.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {register} from "./register.ts";
import {processOf, scenarioOf, systemOf} from "./systems.ts";

const scenario = (faults: readonly Fault[], parts: Partial<Scenario> = {}): Scenario =>
  scenarioOf({
    nodes: [{id: "s1"}, {id: "s2"}, {id: "s3", startMs: null}],
    clients: [{id: "c1"}],
    machine: "busy",
    faults,
    untilMs: 3000,
    settle: true,
    ...parts,
  });

test("at `until` every fault is mended, whoever is down comes back, the workload stops and a checker reads", () => {
  const r = run(
    register,
    scenario([
      {at: 500, kind: "power-loss", node: "s2"},
      {at: 600, kind: "cut", nodes: ["s1"]},
      {at: 700, kind: "pause", node: "s1"},
      {at: 800, kind: "slow-disk", node: "s1", factor: null},
      {at: 3100, kind: "crash", node: "s1"},
    ]),
  );
  expect(r.converged).toBe(true);
  expect(r.read).not.toBeNull();
  expect(r.faults.map((f) => f.kind)).not.toContain("crash");
  expect(measures(r).lostWrites).toBe(0);
  expect(r.effective.at(-1)).toMatchObject({nodes: ["s1"], to: null});
  expect(Math.max(...r.history.map((o) => o.invokedAt))).toBeLessThanOrEqual(ms(3000));
});

test("without settling nothing is read, and a loss is unknown", () => {
  const r = run(register, scenario([], {settle: false}));
  expect([r.converged, r.read, measures(r).lostWrites]).toEqual([null, null, null]);
});

test("a world that does not come to rest within three minutes has not converged, and nothing is read", () => {
  const r = run({...register, converged: () => false}, scenario([]));
  expect([r.converged, r.read]).toEqual([false, null]);
});

test("D2: with a synced log a power loss of all at once loses no acknowledged write; with a log in memory it does", () => {
  const all: Fault[] = ["s1", "s2"].map((node) => ({at: 2000, kind: "power-loss", node}));
  const lost = (ablate: string[]) => {
    const system = {
      ...register,
      ablations: [{name: "in-memory", says: "", breaks: [], kernel: {volatileFiles: ["log"]}}],
    };
    return measures(run(system, scenario(all, {ablate}))).lostWrites;
  };
  expect(lost([])).toBe(0);
  expect(lost(["in-memory"])).toBeGreaterThan(10);
});

test("a process that dies leaves its operations open to doubt", () => {
  const r = run(register, scenario([{at: 1000, kind: "crash", node: "c1"}], {settle: false}));
  const last = r.history.at(-1);
  expect(last?.type).toMatch(/ok|info/);
  expect(r.history.every((o) => o.completedAt !== null)).toBe(true);
});

test("the operations of the others go on", () => {
  for (const at of [1000, 1050, 1100, 1150]) {
    const faults: Fault[] = [{at, kind: "crash", node: "c1"}];
    const r = run(register, scenario(faults, {clients: [{id: "c1"}, {id: "c2"}], settle: false, network: {latency: {constant: 40}}}));
    expect(r.history.filter((o) => o.completedAt === ms(at) && o.process !== "c1")).toEqual([]);
  }
});

test("what settling heals makes effective again, at the very instant", () => {
  const nodes = ["s1", "s2", "s3"].map((id) => ({id}));
  const r = run(register, scenario([{at: 2000, kind: "cut", nodes: ["s1"]}], {nodes}));
  expect(r.effective.at(-1)).toMatchObject({nodes: ["s1"], from: ms(3000), to: null});
});

test("a scenario that says nothing of settling is settled", () => {
  const {settle: _, ...silent} = scenario([]);
  expect(run(register, silent).converged).toBe(true);
});

test("settling waits for operations that are still open", () => {
  const system = systemOf({
    processes: {
      patient: processOf<object>({
        init: () => ({}),
        start(_, ctx) {
          ctx.setTimer("answer", ms(3000), ctx.invoke("write", "k", 1));
        },
        timer: (_, __, operation, ctx) => ctx.complete(operation as number, "ok"),
      }),
    },
  });
  const r = run(system, scenarioOf({nodes: [{id: "a"}], untilMs: 1000, settle: true}));
  expect(r.history.map((o) => [o.type, o.completedAt])).toEqual([["ok", ms(3000)]]);
});

test("settling sets clocks right", () => {
  const {k} = createKernel(register, scenario([{at: 100, kind: "clock-drift", node: "s1", ppm: 500}]));
  advance(k, ms(3000));
  settle(k);
  expect(k.s.hosts.map((h) => h.ppm)).toEqual([0, 0, 0, 0]);
});

test("a monitor says once what is wrong, and when", () => {
  const r = run(register, scenario([]));
  expect(r.violations.length).toBe(1);
  expect(r.violations[0]?.detail).toBe("c1 2 is committed after another");
  const second = r.history.filter((o) => o.type === "ok")[1];
  expect(r.violations[0]?.at).toBeLessThanOrEqual(second?.completedAt ?? 0);
});

test("a monitor of who is effective says it once, too", () => {
  const empty = {
    name: "never-empty",
    says: "Someone is always effective.",
    init: () => ({began: false}),
    effective(memory: {began: boolean}, who: readonly string[]) {
      if (who.length > 0) memory.began = true;
      return memory.began && who.length === 0 ? "nobody" : null;
    },
  };
  const pauses: Fault[] = [1000, 2000].map((at) => ({at, kind: "pause", node: "s1", forMs: 100}));
  const r = run({...register, invariants: [empty as never]}, scenario(pauses));
  expect(r.violations).toEqual([{invariant: "never-empty", at: ms(1000), detail: "nobody", told: "nobody"}]);
});

test("who is effective follows pauses, cuts and disks; beliefs do not", () => {
  const r = run(
    register,
    scenario(
      [
        {at: 1000, kind: "pause", node: "s1", forMs: 100},
        {at: 1500, kind: "cut", nodes: ["s1"], from: ["s2"]},
        {at: 1700, kind: "heal"},
        {at: 2000, kind: "slow-disk", node: "s1", factor: null},
        {at: 2100, kind: "heal-disk", node: "s1"},
      ],
      {settle: false},
    ),
  );
  const spans = r.effective.map((e) => [e.nodes.join(), Math.round(e.from / 1000)]);
  expect(r.effective.slice(1).map((e) => e.from)).toEqual(r.effective.slice(0, -1).map((e) => e.to));
  expect(spans.slice(1)).toEqual([
    ["s1", 20],
    ["", 1000],
    ["s1", 1100],
    ["", 1500],
    ["s1", 1700],
    ["", 2000],
    ["s1", 2100],
  ]);
  expect(r.beliefs.filter((b) => b.leads).length).toBe(1);
});

test("@leader is who believes to lead in the highest term, @follower the first other that is up", () => {
  const r = run(
    register,
    scenario(
      [
        {at: 500, kind: "crash", node: "@leader", as: "old"},
        {at: 600, kind: "crash", node: "@follower"},
        {at: 700, kind: "restart", node: "@old"},
      ],
      {settle: false},
    ),
  );
  expect(r.faults.map((f) => f.nodes)).toEqual([["s1"], ["s2"], ["s1"]]);
});

test("of two who believe to lead, @leader is the one with the higher term", () => {
  for (const terms of [
    [1, 2],
    [2, 1],
  ]) {
    const system = systemOf({
      processes: {node: processOf<{term: number}>({init: ({args}) => ({term: args?.term as number})})},
      mainScope: () => "x",
      believe: (state) => [{scope: "x", role: "leader", term: (state as {term: number}).term, leads: true}],
    });
    const nodes = terms.map((term) => ({id: `term${term}`, args: {term}}));
    const r = run(system, scenarioOf({nodes, faults: [{at: 10, kind: "crash", node: "@leader"}], untilMs: 20}));
    expect(r.faults[0]?.nodes).toEqual(["term2"]);
  }
});

test("@leader asks each for its belief by its own clock", () => {
  const system = systemOf({
    processes: {node: processOf<object>({init: () => ({})})},
    mainScope: () => "x",
    // A lease of 5 ms that every node believes to hold.
    believe: (_, clock) => [{scope: "x", role: "lessee", term: 1, leads: clock < ms(5)}],
  });
  const crashes: Fault[] = [3, 8].map((at) => ({at, kind: "crash", node: "@leader"}));
  const r = run(system, scenarioOf({nodes: [{id: "a"}, {id: "b"}], faults: crashes, untilMs: 20}));
  expect(r.faults.map((f) => f.nodes)).toEqual([["a"], []]);
});
