import {describe, expect, test} from "vitest";
import type {Ensemble} from "../../../../src/engine/systems/zookeeper/ensemble.ts";
import {rules, type Vote, walk} from "../../../../src/engine/systems/zookeeper/rules.ts";
import type {Ballot} from "../../../../src/engine/systems/zookeeper/state.ts";
import {type Txn, txn} from "../../../../src/engine/systems/zookeeper/tree.ts";
import {printZxid, zxid} from "../../../../src/engine/systems/zookeeper/zxid.ts";
import {ms} from "../../../../src/engine/vocabulary.ts";

const three: Ensemble = {voters: [1, 2, 3], weights: {}, groups: []};
const four: Ensemble = {voters: [1, 2, 3, 4], weights: {}, groups: []};
const vote = (leader: number, epoch: number, counter: number, peerEpoch = 1, round = 1): Vote => ({
  leader,
  zxid: zxid(epoch, counter),
  peerEpoch,
  round,
});
const entry = (epoch: number, counter: number): Txn =>
  txn({zxid: zxid(epoch, counter), session: 0, cxid: 0, origin: 0, change: {type: "error", error: ""}});
const entries = (epoch: number, from: number, to: number): Txn[] => Array.from({length: to - from + 1}, (_, i) => entry(epoch, from + i));

describe("votes", () => {
  test.each<[string, Vote, Vote, boolean]>([
    ["a larger peerEpoch wins over a larger zxid", vote(1, 1, 2, 2), vote(2, 1, 5, 1), true],
    ["a larger zxid wins over a larger id", vote(1, 1, 124), vote(3, 1, 123), true],
    ["a later epoch of the zxid wins over a larger counter", vote(1, 2, 1), vote(3, 1, 900), true],
    ["the larger id wins where all else is equal", vote(2, 0, 0), vote(1, 0, 0), true],
    ["an equal vote does not win", vote(2, 0, 0), vote(2, 0, 0), false],
  ])("E5: %s", (_claim, a, b, expected) => {
    expect(rules.supersedes(a, b, three)).toBe(expected);
  });

  test("E5: a server without weight is never adopted", () => {
    const ensemble: Ensemble = {voters: [1, 2, 3], weights: {s3: 0}, groups: [[1, 2, 3]]};
    expect(rules.supersedes(vote(3, 9, 9, 9), vote(1, 0, 0, 0), ensemble)).toBe(false);
  });

  test("E4: a later round starts over, the same is weighed, an earlier one is ignored", () => {
    expect([rules.roundOrder(3, 2), rules.roundOrder(2, 2), rules.roundOrder(1, 2)]).toEqual(["later", "same", "earlier"]);
  });

  const looking = (v: Vote, version = 2): Ballot => ({vote: v, state: "LOOKING", version});
  const decided = (v: Vote, version = 2): Ballot => ({vote: v, state: "FOLLOWING", version});

  test.each<[string, Ballot, Ballot, boolean]>([
    ["LOOKING votes must agree in everything", looking(vote(2, 1, 1)), looking(vote(2, 1, 1, 1, 2)), false],
    ["LOOKING votes of other zxids differ", looking(vote(2, 1, 1)), looking(vote(2, 1, 2)), false],
    ["LOOKING votes of another epoch differ, whatever their versions", looking(vote(2, 1, 1, 1), 0), decided(vote(2, 1, 1, 2)), false],
    ["decided votes agree by leader and epoch", decided(vote(2, 1, 1)), decided(vote(2, 1, 9, 1, 7)), true],
    ["decided votes of another epoch differ", decided(vote(2, 1, 1, 1)), decided(vote(2, 1, 1, 2)), false],
    ["so they do where neither has a version", decided(vote(2, 1, 1, 1), 0), decided(vote(2, 1, 1, 2), 0), false],
    ["where only one has a version the leader is enough", decided(vote(2, 1, 1, 1), 0), decided(vote(2, 1, 1, 2), 1), true],
    ["another leader never is", decided(vote(1, 1, 1), 0), decided(vote(2, 1, 1)), false],
  ])("E6: %s", (_claim, a, b, expected) => {
    expect([rules.sameVote(a, b), rules.sameVote(b, a)]).toEqual([expected, expected]);
  });

  test("E7: one's own vote waits for its loopback copy", () => {
    expect(rules.countsSelfAtOnce()).toBe(false);
  });

  test("E8: a quorum waits 200 ms for a better vote", () => {
    expect(rules.finalizeWaitMs()).toBe(200);
  });

  test("E9: the wait doubles up to its limit, and the vote is told again", () => {
    expect([rules.nextNotificationTimeoutMs(200, 60_000), rules.nextNotificationTimeoutMs(51_200, 60_000), rules.announcesAgain()]).toEqual(
      [400, 60_000, true],
    );
  });

  test("E11: a leader must say itself that it leads; for oneself the round must be mine", () => {
    expect([
      rules.leaderAnswers(3, 1, 1, 1, true),
      rules.leaderAnswers(3, 1, 1, 1, false),
      rules.leaderAnswers(1, 1, 2, 2, false),
      rules.leaderAnswers(1, 1, 2, 1, true),
    ]).toEqual([true, false, true, false]);
  });
});

describe("quorums", () => {
  const groups: Ensemble = {
    voters: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    weights: {},
    groups: [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  };
  test.each<[string, number[], Ensemble, boolean]>([
    ["two of three", [1, 2], three, true],
    ["one of three is none", [3], three, false],
    ["half of four is none", [1, 2], four, false],
    ["three of four", [1, 2, 3], four, true],
    ["an observer adds nothing", [1, 9], three, false],
    ["four of nine in two groups", [1, 2, 4, 5], groups, true],
    ["five of nine, but one group only", [1, 2, 3, 4, 7], groups, false],
  ])("E15: %s", (_claim, sids, ensemble, expected) => {
    expect(rules.isQuorum(sids, ensemble)).toBe(expected);
  });

  test("B3: only a voter's ack counts", () => {
    expect([rules.mayVote(3, three), rules.mayVote(9, three)]).toEqual([true, false]);
  });

  test("S7: NEWLEADER needs a quorum of acks", () => {
    expect([rules.newLeaderAcked([2], three), rules.newLeaderAcked([2, 1], three)]).toEqual([false, true]);
  });

  test("B8: without a quorum of supporters a leader gives up", () => {
    expect([rules.givesUp([2], three), rules.givesUp([2, 3], three)]).toEqual([true, false]);
  });
});

describe("discovery", () => {
  test("D2: the epoch is above all that anyone who came has accepted", () => {
    expect(rules.epochToPropose([3, 4, 1])).toBe(5);
  });

  test.each<[string, [number, number, number], [number, number, number], boolean]>([
    ["a follower of a later epoch is more recent, however short its log", [2, 1, 1], [1, 1, 9], true],
    ["in one epoch the longer log is more recent", [1, 1, 5], [1, 1, 4], true],
    ["an equal one is not", [1, 1, 4], [1, 1, 4], false],
    ["an older epoch is not, however long its log", [1, 1, 9], [2, 1, 1], false],
  ])("D5: %s", (_claim, f, l, expected) => {
    const summary = ([epoch, e, c]: [number, number, number]) => ({epoch, zxid: zxid(e, c)});
    expect(rules.isMoreRecent(summary(f), summary(l))).toBe(expected);
  });
});

describe("synchronisation", () => {
  const history = {lastProcessed: zxid(1, 600), committedLog: entries(1, 101, 600), log: null};
  test.each<[string, [number, number], string, number]>([
    ["the same zxid gets an empty DIFF", [1, 600], "DIFF", 0],
    ["one within the committed log gets what follows", [1, 590], "DIFF", 10],
    ["one beyond the leader is cut back", [1, 605], "TRUNC", 0],
    ["one from before the committed log gets a snapshot", [1, 40], "SNAP", 0],
    ["an empty one gets a snapshot", [0, 0], "SNAP", 0],
  ])("S1: %s", (_claim, [epoch, counter], first, sent) => {
    const plan = rules.syncPlan(zxid(epoch, counter), history);
    expect([plan.first, plan.entries.length]).toEqual([first, sent]);
  });

  test("S1: with the log at hand an old learner gets all it lacks, an empty one still a snapshot", () => {
    const whole = {...history, log: entries(1, 1, 600)};
    expect([rules.syncPlan(zxid(1, 40), whole).entries.length, rules.syncPlan(zxid(0, 0), whole).first]).toEqual([560, "SNAP"]);
  });

  const at = (epoch: number, ...counters: number[]): Txn[] => counters.map((c) => entry(epoch, c));
  const both = {lastProcessed: zxid(0, 9), log: at(0, 2, 3, 4, 5, 6, 7, 8), committedLog: at(0, 6, 7, 8)};
  const apart = {lastProcessed: zxid(0, 8), log: at(0, 2, 3, 4), committedLog: at(0, 7, 8)};
  const doubled = {
    lastProcessed: zxid(2, 0),
    log: [...at(0, 1), ...at(1, 1, 2, 1, 2)],
    committedLog: at(1, 1, 2, 1, 2),
  };
  const epochs = {lastProcessed: zxid(2, 2), log: null, committedLog: [...at(1, 1, 2), ...at(2, 1, 2)]};
  const sent = (plan: {readonly entries: readonly Txn[]}) => plan.entries.map((t) => `${t.zxid.epoch},${t.zxid.counter}`).join(" ");

  test.each<[string, typeof both | typeof epochs, [number, number], string, [number, number], string]>([
    ["the log is walked to where the committed log begins, and that from there", both, [0, 3], "DIFF", [0, 8], "0,4 0,5 0,6 0,7 0,8"],
    ["the oldest in the log still gets a DIFF", both, [0, 2], "DIFF", [0, 8], "0,3 0,4 0,5 0,6 0,7 0,8"],
    ["one older than the log gets a snapshot", both, [0, 1], "SNAP", [0, 9], ""],
    ["where the log ends before the committed log begins there is a gap: a snapshot", apart, [0, 3], "SNAP", [0, 8], ""],
    ["one whose last is in that gap gets a snapshot", apart, [0, 5], "SNAP", [0, 8], ""],
    ["one whose last begins the committed log needs no log", apart, [0, 7], "DIFF", [0, 8], "0,8"],
    [
      "where the log reaches the committed log there is none",
      {...apart, log: at(0, 2, 3, 4, 5, 6, 7)},
      [0, 3],
      "DIFF",
      [0, 8],
      "0,4 0,5 0,6 0,7 0,8",
    ],
    ["an entry that the log has twice is sent once", doubled, [1, 0], "DIFF", [1, 2], "1,1 1,2"],
    [
      "one that ends where an epoch begins gets a DIFF of the epoch",
      {...doubled, committedLog: at(1, 1, 2)},
      [1, 0],
      "DIFF",
      [1, 2],
      "1,1 1,2",
    ],
    ["one that ends where an older epoch begins than any entry, a snapshot", {...doubled, log: at(0, 1)}, [0, 0], "SNAP", [2, 0], ""],
    ["one that ends where the leader's own epoch begins is in step", doubled, [2, 0], "DIFF", [2, 0], ""],
    ["an unknown entry is cut off", {...epochs, committedLog: at(2, 1, 2, 4)}, [2, 3], "TRUNC", [2, 2], "2,4"],
    ["an unknown entry of an epoch before is not: a snapshot", epochs, [1, 3], "SNAP", [2, 2], ""],
    [
      "an unknown entry in the log is cut off there",
      {...both, log: at(0, 2, 4, 5, 6, 7, 8)},
      [0, 3],
      "TRUNC",
      [0, 2],
      "0,4 0,5 0,6 0,7 0,8",
    ],
  ])("S1, S2: %s", (_claim, known, [epoch, counter], first, [e, c], expected) => {
    const plan = rules.syncPlan(zxid(epoch, counter), known);
    expect([plan.first, plan.zxid, sent(plan)]).toEqual([first, zxid(e, c), expected]);
  });

  test("S2: a walk that cannot tell how to begin leaves what was queued as it was", () => {
    const queued = {opening: null, entries: [], last: zxid(1, 9)};
    expect(walk([...at(1, 1, 2), ...at(2, 1)], queued, {max: zxid(2, 1)})).toBe(queued);
    expect(walk(at(1, 1, 2), queued, {max: zxid(1, 2)})).toEqual(queued);
  });

  test("D4: a server starts if its last zxid is of no later epoch than currentEpoch, and that not above acceptedEpoch", () => {
    const fits = (current: number, accepted: number, epoch: number) => rules.epochsFit(current, accepted, zxid(epoch, 7));
    expect([fits(2, 2, 2), fits(2, 3, 1), fits(2, 2, 3), fits(2, 1, 1)]).toEqual([true, true, false, false]);
  });

  test("S5: a proposal continues the one before it, or begins a later epoch", () => {
    expect([
      rules.continues(zxid(1, 4), zxid(1, 5)),
      rules.continues(zxid(1, 4), zxid(1, 6)),
      rules.continues(zxid(1, 4), zxid(2, 1)),
    ]).toEqual([true, false, true]);
  });

  test("S6: history before currentEpoch", () => {
    expect(rules.epochAfterHistory()).toBe(true);
  });
});

describe("broadcast and sessions", () => {
  test("B4: an ack follows the fsync", () => {
    expect(rules.ackAfterFsync()).toBe(true);
  });

  test("B7: an ack is late once it is as old as the limit", () => {
    expect([rules.ackTooOld(ms(9), ms(10)), rules.ackTooOld(ms(10), ms(10))]).toEqual([false, true]);
  });

  test("K3: a server behind what the client has seen does not let it in", () => {
    expect([rules.admits(zxid(1, 4), zxid(1, 4)), rules.admits(zxid(1, 5), zxid(1, 4))]).toEqual([true, false]);
  });

  test("K4: a session's end is rounded up to a later tick, never to the same", () => {
    expect([0, 1, 1999].map((heard) => rules.expiresAt(ms(heard), ms(4000), ms(2000)))).toEqual([ms(6000), ms(6000), ms(6000)]);
  });

  test("K5: a new leader counts from its own start", () => {
    expect(rules.sessionHeardAt(ms(500), ms(100))).toBe(ms(500));
  });

  test("K11: a version fits if it is the node's, or −1", () => {
    expect([rules.versionFits(2, 2), rules.versionFits(1, 2), rules.versionFits(3, 2), rules.versionFits(-1, 2)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

test("B10: a zxid is printed as 64 bits in hexadecimal", () => {
  expect([printZxid(zxid(1, 0x16a)), printZxid(zxid(0, 0)), printZxid(zxid(1, 0xffffffff))]).toEqual(["0x10000016a", "0x0", "0x1ffffffff"]);
});
