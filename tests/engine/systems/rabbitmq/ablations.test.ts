import {expect, test} from "vitest";
import type {Run} from "../../../../src/engine/model/run.ts";
import {FAULT, fallenIn, story, tell} from "./story.ts";

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

test.each([
  ["no-direct-copies", "four, a channel far from a mirror", "no-loss-under-surviving-channel", "P1"],
  ["ignore-sender-queues", "four, a channel far from a mirror", "no-loss-under-surviving-channel", "E6"],
  ["no-seen-status", "four, a channel far from a mirror", "no-duplicate-in-replica", "E7"],
  ["confirm-after-master-only", "three, a master cut off and then without power", "no-loss-under-surviving-channel", "P6"],
  ["random-mirror", "five, late mirrors", "no-loss-under-surviving-channel", "E2"],
])("with %s in %s %s falls, without it nothing: %s is needed", (name, shape, invariant) => {
  const of = (ablate: readonly string[]) => fallenIn(shape, ablate, {runs: 4});
  expect([of([]), of([name])]).toEqual([[], [invariant]]);
});

test("P7 is needed: with confirm-before-fsync a power loss of all takes what was confirmed", () => {
  const lost = (ablate: readonly string[]) =>
    Math.max(...[1, 2, 3].map((seed) => story("power-loss-all", {}, {seed, ablate, bare: true}).lost()));
  expect([lost([]), lost(["confirm-before-fsync"]) > 0]).toEqual([0, true]);
});

test("E4: with prefer-synchronised an emptied mirror is not promoted, and nothing is lost once the master's node is back", () => {
  const lost = (ablate: readonly string[]) => story("one-synced-one-not", {}, {ablate, bare: true}).lost();
  expect([lost([]), lost(["prefer-synchronised"])]).toEqual([100, 0]);
});

test("K2: a publisher that no longer waits for a confirm leaves in doubt what has none, and the run comes to rest", () => {
  const {scenario} = story("mirrored-kill-master", {}, {bare: true}).run;
  const [publisher, ...others] = scenario.clients ?? [];
  const waiting = (confirmTimeoutMs: number | null) => {
    const clients = [{...publisher, id: "publisher", args: {...publisher?.args, confirmTimeoutMs}}, ...others];
    return tell({...scenario, clients, ablate: ["no-direct-copies"]}, FAULT, false).run;
  };
  const open = (run: Run) => run.history.filter((o) => o.f === "write" && o.completedAt === null).length;
  expect([waiting(null).converged, waiting(1000).converged, open(waiting(1000))]).toEqual([false, true, 0]);
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
