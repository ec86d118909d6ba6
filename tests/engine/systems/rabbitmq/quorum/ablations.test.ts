import {expect, test} from "vitest";
import type {Scenario} from "../../../../../src/engine/model/scenario.ts";
import {system} from "../../../../../src/engine/systems/rabbitmq/index.ts";
import {type Story, story, tell} from "../story.ts";

const fallen = ({run}: Story) => run.violations.map(({invariant}) => invariant);

/** What falls in some runs of a small cluster of the random schedules, without any fault. */
function fallenIn(shape: string, ablate: readonly string[]): readonly string[] {
  const found = system.fuzz.shapes.find(({name}) => name === shape);
  if (!found) throw new Error(`no cluster ${shape}`);
  return Array.from({length: 40}, (_, i) =>
    tell({...found, untilMs: 900, system: "rabbitmq", faults: [], seed: i + 1, ablate} as Scenario, 0, false),
  ).flatMap(fallen);
}

test("Q4 is needed: with no-pre-vote a follower that was cut off raises its term, and on its return the leader is deposed", () => {
  const deposed = (ablate: readonly string[]) =>
    story("quorum-flap", {cutNode: "n3", cutMs: 20_000, intervalMs: 100}, {ablate})
      .notes("ra-state", "n1")
      .filter(({ms, state}) => ms > 0 && state === "follower");
  expect(deposed([])).toEqual([]);
  expect(deposed(["no-pre-vote"])[0]?.ms).toBeGreaterThan(20_000);
});

test.each([
  ["any-term-commit", "quorum, diverged", "Q7 is needed: an older entry that a majority has on disk can yet be overwritten"],
  ["volatile-vote", "quorum, amid an election", "Q5 is needed: a member that has forgotten its vote gives it twice"],
])("%s in %s: %s", (name, shape) => {
  expect(fallenIn(shape, [])).toEqual([]);
  expect(new Set(fallenIn(shape, [name]))).toEqual(new Set(["raft-safety"]));
});

test("Q6 is needed: with reply-before-fsync a message is confirmed before a majority has it on disk", () => {
  const of = (ablate: readonly string[]) => fallen(story("quorum-kill-leader", {}, {ablate, bare: true}));
  expect([of([]), of(["reply-before-fsync"]).includes("confirm-means-majority-fsync")]).toEqual([[], true]);
});

test("Q10 is needed: with no-enqueue-dedup what is sent to the new leader again is in the queue twice", () => {
  const of = (ablate: readonly string[]) =>
    [1, 2, 3, 4, 5, 6].flatMap((seed) => fallen(story("quorum-kill-leader", {faultMs: 500, intervalMs: 3}, {seed, ablate, bare: true})));
  expect([of([]), new Set(of(["no-enqueue-dedup"]))]).toEqual([[], new Set(["enqueue-once"])]);
});
