import {expect, test} from "vitest";
import {story} from "./story.ts";

const confirmed = (ablate: readonly string[]) =>
  story("mirrored-kill-master", {}, {ablate, bare: true}).run.history.filter((o) => o.f === "write" && o.type === "ok").length;

test("E5 is needed: with no-requeue what was unacknowledged is stuck, without the ablation nothing is", () => {
  const fallen = (ablate: readonly string[]) =>
    story("ack-lost-in-flight", {ackDelayMs: 60}, {ablate, bare: true}).run.violations.map((v) => v.invariant);
  expect([fallen([]), fallen(["no-requeue"])]).toEqual([[], ["no-loss-under-surviving-channel"]]);
});

test("E2 is needed: with random-mirror some run loses what was confirmed, with the rule none does", () => {
  const fallen = (ablate: readonly string[]) =>
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => story("oldest-wins", {}, {seed, ablate, bare: true}).run.violations.map((v) => v.invariant));
  expect(fallen([])).toEqual([]);
  expect(new Set(fallen(["random-mirror"]))).toEqual(new Set(["no-loss-under-surviving-channel"]));
});

test.each(["no-direct-copies", "ignore-sender-queues"])("P1, E6: with %s a publisher waits for ever for some of its confirms", (name) => {
  expect(confirmed([])).toBe(400);
  expect(confirmed([name])).toBeLessThan(250);
});

test("N4: with no-death-pause the mirror is master 100 ms sooner", () => {
  const at = (ablate: readonly string[]) => story("mirrored-kill-master", {}, {ablate}).first("promoting-mirror") as number;
  expect(at([]) - at(["no-death-pause"])).toBeCloseTo(100, -1);
});

test("C6: with no-resubscribe the consumer gets nothing more", () => {
  const late = (ablate: readonly string[]) =>
    story("mirrored-kill-master", {}, {ablate})
      .notes("received")
      .filter((n) => n.ms > 30).length;
  expect([late([]) > 100, late(["no-resubscribe"])]).toEqual([true, 0]);
});
