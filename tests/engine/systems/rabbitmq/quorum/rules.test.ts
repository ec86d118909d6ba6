import {describe, expect, test} from "vitest";
import {quorumRules as rules} from "../../../../../src/engine/systems/rabbitmq/quorum/rules.ts";
import {ms} from "../../../../../src/engine/vocabulary.ts";

const least = (low: number): number => low;
const most = (_low: number, high: number): number => high;

test.each([
  ["really_short", 1, 100],
  ["short", 101, 600],
  ["medium", 101, 5100],
  ["long", 5001, 6000],
] as const)("Q3: a %s timer runs from %d to %d ms", (wait, low, high) => {
  expect([rules.electionTimeout(wait, ms(5000), least), rules.electionTimeout(wait, ms(5000), most)]).toEqual([ms(low), ms(high)]);
});

describe("Q2: a node is down after one and a half times its usual pause", () => {
  test.each([
    ["just before", [100, 100, 100], 149, false],
    ["just then", [100, 100, 100], 150, true],
    ["two of a hundred pauses were longer", [...Array.from({length: 98}, () => 100), 300, 300], 200, false],
    ["one of a hundred was", [...Array.from({length: 99}, () => 100), 300], 200, true],
    ["nothing is known of it", [], 10_000, false],
  ] as const)("%s", (_, gaps, since, down) => {
    expect(rules.seemsDown(gaps, since)).toBe(down);
  });
});

test("Q4: a member asks before it stands", () => {
  expect(rules.preVotes()).toBe(true);
});

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 3],
])("Q5: of %d members %d are a majority", (members, majority) => {
  expect(rules.majorityOf(members)).toBe(majority);
});

test.each([
  ["a later term beats a longer log", 1, 3, 9, 2, true],
  ["a shorter log of the same term is not enough", 8, 2, 9, 2, false],
  ["the same is", 9, 2, 9, 2, true],
  ["an older term is not, however long", 99, 1, 9, 2, false],
])("Q5: %s", (_, index, term, ownIndex, ownTerm, granted) => {
  expect(rules.isUpToDate(index, term, ownIndex, ownTerm)).toBe(granted);
});

test("Q5: one vote a term, and the same candidate may ask again; it is found again on disk", () => {
  expect([rules.mayVoteFor("n1", null), rules.mayVoteFor("n1", "n1"), rules.mayVoteFor("n1", "n2")]).toEqual([true, true, false]);
  expect(rules.voteFound("n1")).toBe("n1");
});

test("Q6: a member tells what is on its disk", () => {
  expect(rules.matchIndex(4, 9)).toBe(4);
});

test("Q8: a log is known to be the leader's as far as the leader's message reaches", () => {
  expect([rules.isValidated(4, 4), rules.isValidated(5, 4)]).toEqual([true, false]);
});

test.each([
  [[5, 9, 7], 7],
  [[5, 5, 9], 5],
  [[5, 9, 7, 1], 5],
  [[0, 0, 9], 0],
])("Q7: of %j a majority has %d", (matches, agreed) => {
  expect(rules.agreedIndex(matches, rules.majorityOf(matches.length))).toBe(agreed);
});

test("Q7: only an entry of its own term does a leader commit by counting", () => {
  expect([rules.mayCommit(2, 2), rules.mayCommit(1, 2)]).toEqual([true, false]);
});

test("Q10: enqueues are taken in order, each once", () => {
  expect([3, 4, 5].map((seq) => rules.enqueueAs(seq, 4))).toEqual(["duplicate", "next", "out-of-sequence"]);
});

test("Q10: a channel is slow from 32 commands on", () => {
  expect([rules.isSlow(31), rules.isSlow(32)]).toEqual([false, true]);
});

test("Q12: a gap is asked for", () => {
  expect([rules.asksForGap(4, 3), rules.asksForGap(5, 3)]).toEqual([false, true]);
});

test.each([
  [20, 20, false],
  [21, 20, true],
  [1, 0, true],
  [999, -1, false],
])("Q13: back for the %d. time under a limit of %d: dropped %s", (count, limit, dropped) => {
  expect(rules.isPoison(count, limit)).toBe(dropped);
});

test("Q13: from 4.3 on only a consumer's end counts", () => {
  expect([rules.countsAsFailure("nack", "4.0"), rules.countsAsFailure("nack", "4.3"), rules.countsAsFailure("down", "4.3")]).toEqual([
    true,
    false,
    true,
  ]);
});

test("Q14: all of a node are suspected with one, and keep nothing; from 4.3 on one alone, which keeps what it holds for a minute", () => {
  const suspected = (version: string) => ["n2/0.1", "n2/0.2", "n3/0.1"].map((pid) => rules.isSuspected(pid, "n2/0.1", version));
  expect([suspected("3.10.8"), rules.keepsFor("3.10.8")]).toEqual([[true, true, false], 0]);
  expect([suspected("4.3"), rules.keepsFor("4.3")]).toEqual([[true, false, false], ms(60_000)]);
});
