import {expect, test} from "vitest";
import * as rules from "../../../../src/engine/systems/kafka/rules.ts";
import {ms} from "../../../../src/engine/vocabulary.ts";

const A = ["b1", "b2", "b3"];
const live =
  (...ids: string[]) =>
  (id: string) =>
    ids.includes(id);

test("P1: a new partition is led by the first live replica, and all live ones are in sync", () => {
  expect(rules.electNew(A, live("b2", "b3"))).toEqual({leader: "b2", isr: ["b2", "b3"], unclean: false});
  expect(rules.electNew(A, live("b9"))).toBe(null);
});

test.each([
  ["the first of the assignment, not of the ISR", ["b3", "b2"], live("b2", "b3"), false, {leader: "b2", isr: ["b3", "b2"], unclean: false}],
  ["in sync but dead is none", ["b1"], live("b2"), false, null],
  ["anybody where that is allowed, and alone", ["b1"], live("b2", "b3"), true, {leader: "b2", isr: ["b2"], unclean: true}],
  ["nobody lives", ["b1"], live(), true, null],
])("P5: %s", (_, isr, lives, unclean, choice) => {
  expect(rules.electOffline(A, isr, lives, unclean)).toEqual(choice);
});

test("P6: a partition that has moved is led by the first of its target that is live and in sync, and the ISR stays", () => {
  expect(rules.electReassigned(["b2", "b3"], ["b1", "b3"], live("b1", "b2", "b3"))).toEqual({
    leader: "b3",
    isr: ["b1", "b3"],
    unclean: false,
  });
  expect(rules.electReassigned(["b2"], ["b1"], live("b1", "b2"))).toBe(null);
});

test("P7: the preferred replica leads again only if it is live and in sync", () => {
  expect(rules.electPreferred(A, ["b2", "b1"], live("b1", "b2"))?.leader).toBe("b1");
  expect(rules.electPreferred(A, ["b2"], live("b1", "b2"))).toBe(null);
  expect(rules.electPreferred(A, ["b1"], live("b2"))).toBe(null);
});

test("P8: whoever stops gives way to one that does not, and leaves the ISR; the last one stays", () => {
  expect(rules.electAtShutdown(A, A, live(...A), live("b1"))).toEqual({leader: "b2", isr: ["b2", "b3"], unclean: false});
  expect(rules.electAtShutdown(A, ["b1"], live(...A), live("b1"))).toBe(null);
});

test("C6: a replica that is gone leaves the ISR, but the last one stays in it, and the epoch rises", () => {
  const state = {leader: "b1", e: 4, isr: ["b1", "b2"], pe: 7, ce: 1};
  expect(rules.withoutReplica(state, "b1")).toMatchObject({leader: null, e: 5, isr: ["b2"]});
  expect(rules.withoutReplica(state, "b2")).toMatchObject({leader: "b1", e: 5, isr: ["b1"]});
  expect(rules.withoutReplica({...state, isr: ["b1"]}, "b1")).toMatchObject({leader: null, e: 5, isr: ["b1"]});
});

test("C5: each write of a controller checks the epoch's version and the state's", () => {
  expect(rules.guard(3)).toEqual([{op: "check", path: "/controller_epoch", version: 3}]);
  expect(rules.versionOfState(7)).toBe(7);
});

test("C8: a broker obeys the newest controller, in its own life, and takes only newer states", () => {
  expect([rules.obeys(2, 2), rules.obeys(1, 2)]).toEqual([true, false]);
  expect([rules.isMeant(9, 9), rules.isMeant(10, 9), rules.isMeant(8, 9)]).toEqual([true, true, false]);
  expect([rules.isNewer(1, 0), rules.isNewer(1, 1)]).toEqual([true, false]);
});

test("I2: all records, or all there were within the lag, is caught up", () => {
  expect(rules.isCaughtUp(5, 5, ms(0), ms(99_000), ms(30_000))).toBe(true);
  expect(rules.isCaughtUp(4, 5, ms(0), ms(30_000), ms(30_000))).toBe(true);
  expect(rules.isCaughtUp(4, 5, ms(0), ms(30_001), ms(30_000))).toBe(false);
});

test("I1: who joins has what is committed, and has reached the leader's own first offset", () => {
  expect([rules.mayJoin(5, 5, 5), rules.mayJoin(4, 5, 0), rules.mayJoin(5, 5, 6)]).toEqual([true, false, false]);
});

test("I4: while the controller has not answered, both who joins and who leaves count", () => {
  expect(rules.maximalIsr(["b1", "b2"], null)).toEqual(["b1", "b2"]);
  expect(rules.maximalIsr(["b1", "b2"], ["b1", "b2", "b3"])).toEqual(["b1", "b2", "b3"]);
  expect(rules.maximalIsr(["b1", "b2"], ["b1"])).toEqual(["b1", "b2"]);
});

test("A2, R7: fewer in sync than asked for refuses the append and freezes the mark; more than there are is not asked", () => {
  for (const refuses of [rules.refusesAppend, rules.freezes]) {
    expect([refuses(1, 2, 3), refuses(2, 2, 3), refuses(2, 3, 2)]).toEqual([true, false, false]);
  }
});

test("R7: the mark is what all that count have, and never falls", () => {
  expect(rules.highWatermark(3, 9, [5, 7])).toBe(5);
  expect(rules.highWatermark(6, 9, [5, 7])).toBe(6);
  expect(rules.highWatermark(3, 9, [])).toBe(9);
});

test("R4, F2: a fetch of another epoch is fenced, or is ahead of this leader", () => {
  expect([rules.fence(3, 3), rules.fence(2, 3), rules.fence(4, 3)]).toEqual(["", "FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH"]);
});

const CACHE = [
  [0, 0],
  [2, 2],
  [4, 4],
] as const;

test("R12: an epoch ends where the next one begins, the latest at the end of the log", () => {
  expect(rules.endOffsetFor(CACHE, 5, 4)).toEqual({e: 4, offset: 5});
  expect(rules.endOffsetFor(CACHE, 5, 3)).toEqual({e: 2, offset: 4});
  expect(rules.endOffsetFor(CACHE, 5, 5)).toBe(null);
  expect(rules.endOffsetFor([[3, 1]], 5, 1)).toEqual({e: 1, offset: 1});
  expect(rules.endOffsetFor([], 0, 1)).toBe(null);
});

test("R12: an epoch that begins drops those that it overtakes", () => {
  expect(rules.withEpoch([[0, 0]], 1, 3)).toEqual([
    [0, 0],
    [1, 3],
  ]);
  expect(
    rules.withEpoch(
      [
        [0, 0],
        [1, 3],
      ],
      2,
      3,
    ),
  ).toEqual([
    [0, 0],
    [2, 3],
  ]);
  expect(rules.withEpoch(CACHE, 4, 4)).toBe(CACHE);
});

/** Scenario 15 of the fact sheet: the leader's log is 0×2, 2×2, 4×1, the follower's 0×2, 1×1, 3×1. */
test("R9: two logs that have no epoch in common at their ends are cut twice", () => {
  const own = [
    [0, 0],
    [1, 2],
    [3, 3],
  ] as const;
  const first = rules.endOffsetFor(CACHE, 5, 3);
  expect(first).toEqual({e: 2, offset: 4});
  expect(rules.cutFor(own, 4, {e: 2, offset: 4})).toBe(3);
  expect(rules.endOffsetFor(CACHE, 5, 1)).toEqual({e: 0, offset: 2});
  expect(rules.cutFor(own.slice(0, 2), 3, {e: 0, offset: 2})).toBe(2);
});

test("R9: an epoch that the follower does not know cuts to where the leader's ends", () => {
  expect(rules.cutFor([], 3, {e: 2, offset: 1})).toBe(1);
});

test("R1, R3, R10: a reign is written down as it begins, a fetch names the last epoch, and nothing is cut before it is answered", () => {
  expect([
    rules.remembersReign(),
    rules.lastFetchedEpoch(CACHE, true),
    rules.lastFetchedEpoch([], false),
    rules.cutAtFollowing(1, 5),
  ]).toEqual([true, 4, -1, 5]);
});

test("A3, A4: only acks=all waits", () => {
  expect([rules.waitsForIsr(-1), rules.waitsForIsr(1), rules.waitsForIsr(0)]).toEqual([true, false, false]);
});

const batch = (seq: number, producerEpoch = 0) => ({pid: "p", producerEpoch, seq, values: ["a", "b"]});
const known = {
  epoch: 0,
  batches: [
    {first: 0, last: 1, offset: 10},
    {first: 2, last: 3, offset: 12},
  ],
};

test.each([
  ["an unknown producer may begin anywhere", null, batch(7), "next"],
  ["the next sequence is appended", known, batch(4), "next"],
  ["one of the last batches has its old offset", known, batch(0), 10],
  ["a gap is out of order", known, batch(6), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ["an older epoch of the producer is fenced", {...known, epoch: 1}, batch(4), "INVALID_PRODUCER_EPOCH"],
  ["a newer epoch begins at 0", known, batch(0, 1), "next"],
  ["and nowhere else", known, batch(4, 1), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
])("A5: %s", (_, state, asked, answer) => {
  expect(rules.sequence(state, asked)).toBe(answer);
});

const state = {leader: "b1", e: 3, isr: ["b1", "b2"], pe: 5, ce: 1};
const change = (e: number, pe: number, ...isr: string[]) => ({p: "t-0", e, pe, isr});

test.each([
  ["a later epoch: somebody else is the controller", change(4, 5, "b1"), "NOT_CONTROLLER"],
  ["an older epoch is fenced", change(2, 5, "b1"), "FENCED_LEADER_EPOCH"],
  ["what stands already is no change", change(3, 4, "b2", "b1"), "same"],
  ["an older version has been overtaken", change(3, 4, "b1"), "INVALID_UPDATE_VERSION"],
  ["a dead replica does not join", change(3, 5, "b1", "b2", "b3"), "INELIGIBLE_REPLICA"],
  ["else it is written", change(3, 5, "b1"), ""],
])("I5: %s", (_, asked, answer) => {
  expect(rules.answerToIsr(state, asked, live("b1", "b2"))).toBe(answer);
});

test("I5: only the life of a broker that is registered is heard", () => {
  expect([rules.isRegistered(7, 7), rules.isRegistered(6, 7), rules.isRegistered(7, undefined)]).toEqual([true, false, false]);
});
