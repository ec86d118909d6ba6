import fc from "fast-check";
import {expect, test} from "vitest";
import {monotonic, setDrift, wall, whenShows} from "../../../src/engine/kernel/clock.ts";
import {createKernel} from "../../../src/engine/kernel/kernel.ts";
import type {Host} from "../../../src/engine/kernel/state.ts";
import type {Fault} from "../../../src/engine/model/fault.ts";
import {run} from "../../../src/engine/run.ts";
import {ms, NO_TIME, plus, ticks, toMs} from "../../../src/engine/vocabulary.ts";
import {processOf, scenarioOf, systemOf} from "./systems.ts";

/** Says its two clocks every second of its own. */
const watch = systemOf({
  processes: {
    watch: processOf<object>({
      init: () => ({}),
      start: (_, ctx) => ctx.setTimer("tick", ms(1000)),
      timer(_, __, ___, ctx) {
        ctx.note({kind: "tick", mono: toMs(ctx.monotonic()), wall: toMs(ctx.wall())});
        ctx.setTimer("tick", ms(1000));
      },
    }),
  },
});

function ringing(faults: readonly Fault[]) {
  const r = run(watch, scenarioOf({nodes: [{id: "a"}], faults, untilMs: 5500}), {record: true});
  return (r.trace ?? []).flatMap((e) => (e.kind === "note" ? [[toMs(e.at), e.note.mono, e.note.wall]] : []));
}

test("§4: a jump moves the wall clock alone: timers keep their time", () => {
  expect(ringing([{at: 2500, kind: "clock-jump", node: "a", byMs: -60_000}])).toEqual([
    [1000, 1000, 1000],
    [2000, 2000, 2000],
    [3000, 3000, -57_000],
    [4000, 4000, -56_000],
    [5000, 5000, -55_000],
  ]);
});

test("§4: drift bends both clocks, and timers already set with them", () => {
  expect(ringing([{at: 1500, kind: "clock-drift", node: "a", ppm: 250_000}])).toEqual([
    [1000, 1000, 1000],
    [1900, 2000, 2000],
    [2700, 3000, 3000],
    [3500, 4000, 4000],
    [4300, 5000, 5000],
    [5100, 6000, 6000],
  ]);
});

test("a timer never rings before its clock shows the time, and rings within a tick of it, at any drift", () => {
  const host = createKernel(watch, scenarioOf({nodes: [{id: "a"}], untilMs: 1})).k.s.hosts[0] as Host;
  fc.assert(
    fc.property(fc.integer({min: -200_000, max: 200_000}), fc.nat(10_000_000), fc.nat(10_000_000), (ppm, since, wait) => {
      setDrift(host, plus(host.since, ticks(since)), ppm);
      const deadline = plus(monotonic(host, host.since), ticks(wait));
      const rings = whenShows(host, deadline);
      expect(monotonic(host, rings)).toBeGreaterThanOrEqual(deadline);
      expect(monotonic(host, ticks(rings - 2))).toBeLessThan(Math.max(deadline, monotonic(host, host.since) + 1));
      expect(wall(host, rings) - monotonic(host, rings)).toBe(host.wallOffset);
    }),
    {seed: 1, numRuns: 200},
  );
});

test("a clock never goes back when its rate changes", () => {
  const host = createKernel(watch, scenarioOf({nodes: [{id: "a"}], untilMs: 1})).k.s.hosts[0] as Host;
  let [now, last] = [NO_TIME, NO_TIME];
  for (const ppm of [0, 5, -5, 100_000, -100_000, 3, 0]) {
    for (let i = 0; i < 1000; i++) {
      now = plus(now, ticks(7));
      const shown = monotonic(host, now);
      expect(shown).toBeGreaterThanOrEqual(last);
      last = shown;
    }
    setDrift(host, now, ppm);
  }
});

test("a change of drift rings no timer that has rung, and none of an earlier life", () => {
  const system = systemOf({
    processes: {
      once: processOf<object>({
        init: () => ({}),
        start: (_, ctx) => {
          if (ctx.monotonic() < ms(100)) ctx.setTimer("once", ms(10));
          if (ctx.monotonic() < ms(100)) ctx.setTimer("later", ms(1000));
        },
        timer: (_, name, __, ctx) => ctx.note({kind: name}),
      }),
    },
  });
  const scenario = scenarioOf({
    nodes: [{id: "a"}],
    faults: [
      {at: 50, kind: "clock-drift", node: "a", ppm: 1000},
      {at: 200, kind: "crash", node: "a"},
      {at: 210, kind: "restart", node: "a"},
      {at: 300, kind: "clock-drift", node: "a", ppm: 2000},
    ],
    untilMs: 3000,
  });
  const r = run(system, scenario, {record: true});
  expect((r.trace ?? []).flatMap((e) => (e.kind === "note" ? [[e.note.kind, toMs(e.at)]] : []))).toEqual([["once", 10]]);
});
