import {describe, expect, test} from "vitest";
import {rules} from "../../../../src/engine/systems/rabbitmq/rules.ts";
import {ms} from "../../../../src/engine/vocabulary.ts";

const record = {master: "n1#0", slaves: ["n3#0", "n2#0"]};

test("P1, P6: a message goes to the master and all mirrors, and all of them are awaited", () => {
  expect([rules.copiesTo(record), rules.confirmsAwaited(record)]).toEqual([
    ["n1#0", "n3#0", "n2#0"],
    ["n1#0", "n3#0", "n2#0"],
  ]);
});

test.each([
  [1, 2, "wait"],
  [0, 1, "ack"],
  [0, 0, "nack"],
] as const)("P6: %d awaited, %d confirmed: %s", (pending, confirmed, verdict) => {
  expect(rules.verdictOf(pending, confirmed)).toBe(verdict);
});

test("E2: the first of the list that is alive; nobody of none", () => {
  expect([rules.chosen(["n3#0", "n2#0"], 1), rules.chosen([], 0)]).toEqual(["n3#0", null]);
});

test.each([
  ["always", [], true],
  ["when-synced", [], false],
  // Any mirror will do, though it is not the one that is promoted.
  ["when-synced", ["n2#0"], true],
] as const)("E4: under %s with %j synchronised: %s", (policy, synced, may) => {
  expect(rules.mayPromote(policy, synced, "n3#0")).toBe(may);
});

test("N4, G5, E5, E6, E7: the pause is 100 ms; the rest is done", () => {
  expect(rules.deathPause()).toBe(ms(100));
  expect([rules.catchesUp(), rules.requeues(), rules.enqueuesCopies(), rules.remembersSeen()]).toEqual([true, true, true, true]);
});

test("C6: a consumer that asked to be told is not subscribed again", () => {
  expect([rules.resubscribes(false), rules.resubscribes(true)]).toEqual([true, false]);
});

test("C2: 2,000 tries, 30 ms apart", () => {
  expect([rules.retryAfter(0), rules.retryAfter(1999), rules.retryAfter(2000)]).toEqual([ms(30), ms(30), null]);
});

describe("C3", () => {
  test.each([
    ["auto-ack has no limit", true, 1, 500, true],
    ["a prefetch of 0 neither", false, 0, 500, true],
    ["below its prefetch", false, 20, 19, true],
    ["at its prefetch", false, 20, 20, false],
  ] as const)("%s", (_, noAck, prefetch, unacked, has) => {
    expect(rules.hasCredit(noAck, prefetch, unacked)).toBe(has);
  });
});

test("M4: how far a mirror is behind is the difference of the depths", () => {
  expect([rules.depthDelta(350, 50), rules.depthDelta(7, 7)]).toEqual([300, 0]);
});

test("N1: given up at the fourth tick after the last at which something had been heard", () => {
  expect([rules.isSilent(7, 4), rules.isSilent(8, 4)]).toEqual([false, true]);
});

test.each([
  ["when-synced", [], true],
  ["when-synced", ["n2#0"], false],
  ["always", [], false],
] as const)("E8: at a stop under %s with %j synchronised the mirrors end, too: %s", (policy, synced, ends) => {
  expect(rules.stopsMirrors(policy, synced)).toBe(ends);
});

test("M7: only who lacks nothing declines; a batch of 500 at 2 MB a second takes a quarter of a second", () => {
  expect([rules.declinesSync(0), rules.declinesSync(1), rules.declinesSync(null)]).toEqual([true, false, false]);
  expect([rules.syncPause(500, 2_000_000), rules.syncPause(500, 0)]).toEqual([ms(250), ms(0)]);
});

test("E11, P7, P6: looked at each 25 ms; the index of version 2 waits for no fsync; only a crash refuses at once", () => {
  expect(rules.restartPoll()).toBe(ms(25));
  expect([rules.confirmsAfterFsync(1), rules.confirmsAfterFsync(2)]).toEqual([true, false]);
  expect((["killed", "noconnection", "noproc", "normal", "shutdown"] as const).filter(rules.refusesAtOnce)).toEqual(["killed"]);
});
