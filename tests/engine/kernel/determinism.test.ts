import fc from "fast-check";
import {expect, test} from "vitest";
import {advance, checkpoint, createKernel} from "../../../src/engine/kernel/kernel.ts";
import {linkOf} from "../../../src/engine/kernel/links.ts";
import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import type {World} from "../../../src/engine/model/world.ts";
import {at, run} from "../../../src/engine/run.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {DEPTH} from "../../depth.ts";
import {register} from "./register.ts";
import {scenarioOf} from "./systems.ts";

const servers = ["s1", "s2", "s3"];
const scenario = (parts: Partial<Scenario> = {}): Scenario =>
  scenarioOf({
    nodes: servers.map((id) => ({id})),
    clients: [{id: "c1"}, {id: "c2"}],
    network: {latency: "same-zone", neighbourDiscovery: true},
    machine: "busy",
    untilMs: 3000,
    ...parts,
  });

const node = fc.constantFrom(...servers);
const time = fc.integer({min: 50, max: 2900});
const act = fc.oneof(
  fc.record({kind: fc.constantFrom("crash" as const, "power-loss" as const, "restart" as const), node}),
  fc.record({kind: fc.constant("pause" as const), node, forMs: fc.integer({min: 1, max: 900})}),
  fc.record({kind: fc.constant("cut" as const), nodes: fc.array(node, {minLength: 1, maxLength: 2}), oneWay: fc.boolean()}),
  fc.record({kind: fc.constant("heal" as const)}),
  fc.record({kind: fc.constant("slow-disk" as const), node, factor: fc.constantFrom(null, 20)}),
  fc.record({kind: fc.constant("heal-disk" as const), node}),
  fc.record({kind: fc.constant("clock-drift" as const), node, ppm: fc.integer({min: -50_000, max: 50_000})}),
);
const trigger = fc.oneof(
  fc.record({at: time}),
  fc.record({
    when: fc.record({
      event: fc.constantFrom("send COPY", "receive COPIED", "write log", "sync log", "note committed"),
      nth: fc.integer({min: 1, max: 30}),
      side: fc.constantFrom("before" as const, "after" as const),
    }),
  }),
);
const faults = fc.array(
  fc.tuple(act, trigger).map(([a, t]) => ({...a, ...t}) as Fault),
  {maxLength: 8},
);

test("the same scenario and seed give the same hash; another seed gives another", () => {
  const hashes = [1, 1, 2].map((seed) => run(register, scenario({seed})).hash);
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
  expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
});

test("the recorder changes nothing", () => {
  const [without, recorded] = [run(register, scenario()), run(register, scenario(), {record: true})];
  expect([recorded.hash, recorded.events]).toEqual([without.hash, without.events]);
  expect([without.trace, recorded.trace?.length]).toEqual([null, expect.any(Number)]);
});

test("a run is not disturbed by another one between its steps", () => {
  const alone = run(register, scenario()).hash;
  const {k} = createKernel(register, scenario(), {bare: true});
  for (let t = 0; t <= 3000; t += 500) {
    advance(k, ms(t));
    run(register, scenario({seed: 99, untilMs: 200}));
  }
  const whole = createKernel(register, scenario(), {bare: true});
  advance(whole.k, ms(3000));
  expect(k.s.hash).toEqual(whole.k.s.hash);
  expect(run(register, scenario()).hash).toBe(alone);
});

test("a new node does not reshuffle what the others draw", () => {
  const draws = (nodes: readonly string[]) => {
    const {k} = createKernel(register, scenario({nodes: nodes.map((id) => ({id}))}), {bare: true});
    const host = (name: string) => k.s.hosts.findIndex((h) => h.name === name);
    const streams = [
      k.s.procs.find((p) => p.id === "s2")?.stream,
      linkOf(k, host("s1"), host("s2")).stream,
      k.s.hosts[host("s3")]?.diskStream,
    ];
    return streams.map((s) => Array.from({length: 20}, () => s?.next()));
  };
  const three = draws(servers);
  expect(draws(["s0", ...servers, "s4"])).toEqual(three);
  expect(new Set(three.map((d) => d.join())).size).toBe(3);
});

/** All that a reader of a world can see, as text. */
function picture(world: World): string {
  const seen = world.ids.map((id) => {
    const files = ["log", "lives"].map((file) => {
      const log = world.disk(id).log(file);
      return [log.entries.slice(0, log.length), world.safeLength(id, file)];
    });
    const state = JSON.stringify(world.state(id), (_, v) => (v instanceof Map || v instanceof Set ? [...v] : v));
    return [
      id,
      world.status(id),
      state,
      files,
      world.disk(id).get("latest"),
      world.safe(id, "latest"),
      world.ids.map((b) => world.linked(id, b)),
    ];
  });
  return JSON.stringify([world.now, seen]);
}

test("at(run, index) is the world a fresh replay has there, whatever was looked at before", () => {
  const asked = fc.array(fc.double({min: 0, max: 1, noNaN: true}), {minLength: 1, maxLength: 6});
  fc.assert(
    fc.property(faults, fc.integer({min: 1, max: 1000}), asked, (schedule, seed, places) => {
      const s = scenario({faults: schedule, seed, settle: false});
      const result = run(register, s);
      for (const place of places) {
        const index = Math.floor(place * result.events);
        const {k, world} = createKernel(register, s, {bare: true});
        if (index > 0) advance(k, result.end, index);
        expect(picture(at(result, index))).toBe(picture(world));
      }
    }),
    {seed: 7, numRuns: Math.ceil(300 * DEPTH)},
  );
});

test("a run continued from a checkpoint has the same hash as one that was never stopped", () => {
  fc.assert(
    fc.property(faults, fc.integer({min: 1, max: 1000}), fc.array(time, {minLength: 1, maxLength: 4}), (schedule, seed, stops) => {
      const s = scenario({faults: schedule, seed, settle: false});
      const result = run(register, s);
      const {k} = createKernel(register, s, {bare: true});
      const saved = [];
      for (const stop of [...stops].sort((a, b) => a - b)) {
        advance(k, ms(stop));
        saved.push(checkpoint(k));
      }
      advance(k, result.end);
      // The live run and every continuation share logs with the checkpoints.
      for (const state of [k.s, ...saved]) {
        const again = createKernel(register, s, {bare: true});
        again.k.s = state;
        advance(again.k, result.end);
        expect([again.k.s.count, again.k.s.hash]).toEqual([k.s.count, k.s.hash]);
      }
      expect(k.s.count).toBe(result.events);
    }),
    {seed: 8, numRuns: Math.ceil(300 * DEPTH)},
  );
});

test("a world that at() has answered with stays as it is when another is asked for", () => {
  const result = run(register, scenario({settle: false}));
  const seen = [0.5, 0.52, 0.9, 0.51, 1].map((place) => {
    const world = at(result, Math.floor(result.events * place));
    return {world, before: picture(world)};
  });
  for (const {world, before} of seen) expect(picture(world)).toBe(before);
});

test("states that two maps share stay shared in a replay", () => {
  const s = scenario({settle: false});
  const r = run(register, s, {record: true});
  expect(r.trace?.some((e) => e.kind === "note" && e.note.kind === "committed")).toBe(true);
  expect(r.trace?.some((e) => e.kind === "note" && e.note.kind === "torn")).toBe(false);
});
