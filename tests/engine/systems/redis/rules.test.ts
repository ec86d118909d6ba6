import {describe, expect, test} from "vitest";
import {type Candidate, type CommandFlags, type History, rules, type Standing} from "../../../../src/engine/systems/redis/rules.ts";
import {minus, ms, NO_TIME, plus, type Ticks, ticks} from "../../../../src/engine/vocabulary.ts";

const s = (seconds: number): Ticks => ms(seconds * 1000);
const justOver = (seconds: number): Ticks => plus(s(seconds), ticks(1));
const justUnder = (seconds: number): Ticks => minus(s(seconds), ticks(1));

describe("replication", () => {
  const own: History = {replid: "new", offset: 500, replid2: "old", secondOffset: 301};

  test.each<[string, string, number, number | null, boolean]>([
    ["my history, the next byte", "new", 501, 100, true],
    ["my history, from the oldest byte kept", "new", 101, 100, true],
    ["my history, a byte that is no longer kept", "new", 100, 100, false],
    ["my history, a byte that is not yet there", "new", 502, 100, false],
    ["the history I left, up to where I left it", "old", 301, 100, true],
    ["the history I left, one byte further", "old", 302, 100, false],
    ["a stranger's history", "other", 301, 100, false],
    ["no backlog", "new", 501, null, false],
  ])("R5: %s", (_claim, id, offset, from, expected) => {
    expect(rules.continuesPartially({id, offset}, own, from)).toBe(expected);
  });

  test.each<[string, number, number, number]>([
    ["nothing is dropped while no block is beyond the size", 20_440 + 16_384, 16_384, 0],
    ["the first byte after that drops one", 20_440 + 16_384 + 1, 16_384, 20_440],
    ["as many go at once as are beyond it", 2 * 20_440 + 16_384 + 1, 16_384, 2 * 20_440],
    ["not even of a size of one byte the last block", 20_441, 1, 0],
    ["but then little is left of the next", 20_442, 1, 20_440],
  ])("R5: whole blocks of the backlog are dropped: %s", (_claim, offset, size, expected) => {
    expect(rules.trimmedTo(0, offset, size)).toBe(expected);
  });

  test("R7: a promotion begins a history and vouches for the old one up to the next byte", () => {
    expect(rules.branch({replid: "a", offset: 40, replid2: null, secondOffset: -1}, "b")).toEqual({
      replid: "b",
      offset: 40,
      replid2: "a",
      secondOffset: 41,
    });
  });

  test("R7: a demoted master asks with its own history", () => {
    expect(rules.cachedMaster(own)).toEqual({id: "new", offset: 500});
  });

  test("R2: a write moves the offset by its bytes, a PING by 14, a GETACK by 37, a SELECT by 23, a hello by 131", () => {
    const hello = {sentinel: "s1", currentEpoch: 0, master: "n1", configEpoch: 0};
    expect([
      rules.bytesOf({do: "SET", key: "a:1", value: 1}),
      rules.bytesOf({do: "PING"}),
      rules.bytesOf({do: "GETACK"}),
      rules.bytesOf({do: "SELECT"}),
      rules.bytesOf({do: "PUBLISH", hello}),
    ]).toEqual(["*3\r\n$3\r\nSET\r\n$3\r\na:1\r\n$1\r\n1\r\n".length, 14, 37, 23, 131]);
  });

  test("R2: a transaction has MULTI and EXEC around its writes, a time to live its end in ms, and a deletion the key", () => {
    const set = rules.bytesOf({do: "SET", key: "a:1", value: 1});
    const writes = [1, 2].map(() => ({key: "a:1", value: 1}));
    // Measured: fifty SETs of 67 bytes in one script moved the offset of a real 7.0.15 by 3,379.
    expect(rules.bytesOf({do: "EXEC", writes})).toBe(2 * set + 29);
    expect(rules.bytesOf({do: "SETPXAT", key: "a:1", value: 1, at: 1_700_000_000_000})).toBe(
      set + "$4\r\nPXAT\r\n$13\r\n1700000000000\r\n".length,
    );
    expect(rules.bytesOf({do: "DEL", key: "a:1"})).toBe("*2\r\n$3\r\nDEL\r\n$3\r\na:1\r\n".length);
  });

  test("R11: a key lives through the millisecond of its end, by whose clock it is asked", () => {
    expect([rules.isExpired(500, 500), rules.isExpired(501, 500), rules.isExpired(501, null)]).toEqual([false, true, false]);
  });

  test("R1: a server that is to stop waits for every replica, one that is still being copied to among them", () => {
    expect([rules.mayStop(9, []), rules.mayStop(9, [9, 9]), rules.mayStop(9, [9, 8]), rules.mayStop(9, [9, 0])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  const sound = {saveFailed: false, fewReplicas: false, replica: false, withholds: false, loading: false, busy: false};
  test.each<[string, CommandFlags, Partial<Standing>, string | null]>([
    ["M2: a write for want of replicas", {write: true}, {fewReplicas: true}, "NOREPLICAS"],
    ["M2: a read not", {}, {fewReplicas: true}, null],
    ["M2: a replica does not ask for replicas", {write: true}, {fewReplicas: true, replica: true}, "READONLY"],
    ["R10: a replica's read not", {}, {replica: true}, null],
    ["R10: a read where a replica keeps its data to itself", {}, {replica: true, withholds: true}, "MASTERDOWN"],
    ["R10: a write there is refused as a write", {write: true}, {replica: true, withholds: true}, "READONLY"],
    ["R10: INFO there not", {stale: true}, {replica: true, withholds: true}, null],
    ["D1: after a save that failed a write", {write: true}, {saveFailed: true, fewReplicas: true}, "MISCONF"],
    ["D1: and PING", {ping: true}, {saveFailed: true, loading: true}, "MISCONF"],
    ["D1: a read not", {}, {saveFailed: true}, null],
    ["D1: while it loads PING", {ping: true}, {loading: true, busy: true}, "LOADING"],
    ["D1: INFO not", {stale: true, loading: true}, {loading: true}, null],
    ["D1: while a script runs on PING", {ping: true}, {busy: true}, "BUSY"],
    ["D1: SCRIPT KILL not", {busy: true}, {busy: true}, null],
    ["D1: and nothing of one that is sound", {write: true}, {}, null],
  ])("refused is %s", (_claim, command, server, expected) => {
    expect(rules.refusal(command, {...sound, ...server})).toBe(expected);
  });

  test("M1, R3: a lag is counted in whole seconds, and the limit itself is still good", () => {
    expect([rules.seconds(s(12.999)), rules.isGood(12, 10, 2), rules.isGood(13, 10, 2)]).toEqual([12, true, false]);
  });

  test.each<[string, number, number, number, boolean]>([
    ["one short", 0, 1, 10, true],
    ["enough", 1, 1, 10, false],
    ["min-replicas-to-write 0 is off", 0, 0, 10, false],
    ["min-replicas-max-lag 0 is off", 0, 1, 0, false],
  ])("M2: %s", (_claim, good, min, lag, expected) => {
    expect(rules.refusesWrite(good, min, lag)).toBe(expected);
  });

  test("W1: counted are replicas that are online and have acknowledged as much", () => {
    const at = (online: boolean, ackOffset: number) => ({online, ackOffset});
    expect(rules.acknowledgedBy(100, [at(true, 100), at(true, 99), at(false, 200)])).toBe(1);
  });
});

describe("down", () => {
  test.each<[string, boolean]>([
    ["PONG", true],
    ["LOADING", true],
    ["MASTERDOWN", true],
    ["MISCONF", false],
    ["BUSY", false],
  ])("D1: %s is a sign of life: %s", (answer, expected) => {
    expect(rules.isAcceptable(answer)).toBe(expected);
  });

  test.each<[string, Ticks | null, boolean, Ticks]>([
    ["from the oldest unanswered PING, linked or not", s(4), true, s(6)],
    ["without a link from the last answer", null, true, s(3)],
    ["with a link and no PING waiting it is not silent", null, false, NO_TIME],
  ])("D2: %s", (_claim, actPing, disconnected, expected) => {
    expect(rules.silence(s(10), {actPing, disconnected, lastAvail: s(7)})).toBe(expected);
  });

  const limits = {downAfter: s(1), infoPeriod: s(10), rebootDownAfter: s(2)};
  test.each<[string, Ticks, Ticks | null, Ticks | null, boolean]>([
    ["D2: silent for longer than down-after-milliseconds", justOver(1), null, null, true],
    ["D2: silent for just as long is not down", s(1), null, null, false],
    ["D3: a master that calls itself a replica for down and 20 s", NO_TIME, justOver(21), null, true],
    ["D3: and not before", NO_TIME, s(21), null, false],
    ["D4: one that rebooted and is not ready in time", NO_TIME, null, justOver(2), true],
  ])("%s", (_claim, silent, replica, rebooted, expected) => {
    expect(rules.subjectivelyDown(silent, replica, rebooted, limits)).toBe(expected);
  });

  test("D1: SCRIPT KILL goes to one that is down and answers BUSY, once", () => {
    expect([
      rules.killsScript("BUSY", true, false),
      rules.killsScript("BUSY", false, false),
      rules.killsScript("BUSY", true, true),
      rules.killsScript("MISCONF", true, false),
    ]).toEqual([true, false, false, false]);
    expect(["PONG", "LOADING", "MASTERDOWN", "BUSY", "MISCONF"].map(rules.isAcceptable)).toEqual([true, true, true, false, false]);
  });

  test("D5: a link is closed as stale only when it is old and half of down-after-milliseconds went unanswered", () => {
    expect([
      rules.isStale(s(16), s(0.6), s(0.6), s(1), s(15)),
      rules.isStale(s(15), s(0.6), s(0.6), s(1), s(15)),
      rules.isStale(s(16), null, s(0.6), s(1), s(15)),
      rules.isStale(s(16), s(0.6), s(0.5), s(1), s(15)),
    ]).toEqual([true, false, false, false]);
    // With down 2000 and a PING each second an answer that is slow is enough: the last one is older than a second before the next PING is due.
    expect([rules.isStale(s(16), justOver(1), s(2), s(2), s(15)), rules.isStale(s(16), s(1), s(2), s(2), s(15))]).toEqual([true, false]);
  });

  test("D5, D6: a link is dialled at most once a PING period, whomever it leads to", () => {
    expect([rules.mayRedial(s(1), s(1)), rules.mayRedial(justUnder(1), s(1))]).toEqual([true, false]);
  });

  test("O2: who is in TILT, or knows another master, says no", () => {
    expect([rules.saysDown(false, true, true), rules.saysDown(true, true, true), rules.saysDown(false, false, true)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("O3: an answer counts for five ask periods", () => {
    expect([rules.answerExpired(s(5), s(1)), rules.answerExpired(justOver(5), s(1))]).toEqual([false, true]);
  });

  test.each<[string, boolean, number, number, boolean]>([
    ["itself and one other are a quorum of two", true, 1, 2, true],
    ["itself alone is a quorum of one", true, 0, 1, true],
    ["however many others, it must hold it for down itself", false, 4, 2, false],
    ["one short of the quorum", true, 1, 3, false],
  ])("O4: %s", (_claim, sdown, peers, quorum, expected) => {
    expect(rules.objectivelyDown(sdown, peers, quorum)).toBe(expected);
  });

  test("O5: what peers said of the old master is not forgotten at a switch", () => {
    expect(rules.flagOutlivesSwitch()).toBe(true);
  });
});

describe("votes", () => {
  test("V1, V8, X1: the next attempt comes twice failover-timeout after the last", () => {
    expect([rules.mayStart(s(20), s(10)), rules.mayStart(justUnder(20), s(10))]).toEqual([true, false]);
  });

  test.each<[string, number, number, number, boolean]>([
    ["the first request of an epoch gets the vote", 2, 1, 2, true],
    ["the second does not", 2, 2, 2, false],
    ["a request of a past epoch does not", 2, 1, 3, false],
  ])("V3: %s", (_claim, asked, leaderEpoch, current, expected) => {
    expect(rules.votes(asked, leaderEpoch, current)).toBe(expected);
  });

  test("V4: the epoch of the last vote is on disk", () => {
    expect(rules.leaderEpochOnDisk(7)).toBe(7);
  });

  test("V5: a vote for another holds back one's own attempt, a vote for oneself does not", () => {
    expect([rules.backsOff("s2", "s1"), rules.backsOff("s1", "s1")]).toEqual([true, false]);
  });

  test.each<[string, number, number, number, boolean]>([
    ["a majority of three and the quorum", 2, 3, 2, true],
    ["half of four is no majority", 2, 4, 2, false],
    ["a majority that is no quorum", 3, 5, 4, false],
    ["all five", 5, 5, 5, true],
  ])("V6: %s", (_claim, count, of, quorum, expected) => {
    expect(rules.elects(count, of, quorum)).toBe(expected);
  });

  test("V6, V10: the dead count, too: all that were ever met, and oneself", () => {
    expect(rules.voters(4, 1)).toBe(5);
  });

  test.each<[string, number, number, number, [quorum: boolean, majority: boolean]]>([
    ["two of three are enough for a quorum of two", 2, 3, 2, [false, false]],
    ["and not for one of three", 2, 3, 3, [true, false]],
    ["one of three is no majority, be it the quorum", 1, 3, 1, [false, true]],
    ["two of four are none", 2, 4, 2, [false, true]],
    ["three of four are", 3, 4, 2, [false, false]],
  ])("V6, V10: CKQUORUM: %s", (_claim, usable, of, quorum, [lacksQuorum, lacksMajority]) => {
    expect(rules.unreachable(usable, of, quorum)).toEqual({quorum: lacksQuorum, majority: lacksMajority});
  });

  test("V9: votes of the current epoch count, those of the attempt's own do not if the epoch moved on", () => {
    expect([rules.voteCounts(50, 50, 1), rules.voteCounts(1, 50, 1)]).toEqual([true, false]);
  });

  test("V7: a tick lasts from 52 to 100 ms, drawn anew each time", () => {
    expect(Array.from({length: 10}, (_, i) => rules.tick(i) / 1000)).toEqual([100, 90, 83, 76, 71, 66, 62, 58, 55, 52]);
    expect(rules.desync(999)).toBe(ms(999));
  });
});

describe("selection", () => {
  const good: Candidate = {
    sdown: false,
    disconnected: false,
    sinceAvail: NO_TIME,
    sinceInfo: NO_TIME,
    linkDown: NO_TIME,
    priority: 100,
    offset: 10,
    runid: "b",
  };
  const limits = {pingEvery: s(1), infoPeriod: s(10), downAfter: s(1)};

  test.each<[string, Partial<Candidate>, Ticks | null, boolean]>([
    ["one that answers is taken", {}, s(1), true],
    ["not one that is down", {sdown: true}, s(1), false],
    ["not one without a link", {disconnected: true}, s(1), false],
    ["its last PONG may be 5 s old", {sinceAvail: s(5)}, s(1), true],
    ["and no older", {sinceAvail: justOver(5)}, s(1), false],
    ["not one with priority 0", {priority: 0}, s(1), false],
    ["its INFO may be 5 s old while the master is down", {sinceInfo: s(5)}, s(1), true],
    ["and no older", {sinceInfo: justOver(5)}, s(1), false],
    ["with the master up, 30 s", {sinceInfo: s(30)}, null, true],
    ["its link may have been down for 10 × down and as long as the master", {linkDown: s(13)}, s(3), true],
    ["and no longer", {linkDown: justOver(13)}, s(3), false],
    ["one that was never connected passes", {linkDown: s(-1)}, s(1), true],
    ["one of which no INFO has come does not", {sinceInfo: s(1_000_000)}, s(1), false],
  ])("S1: %s", (_claim, but, downFor, expected) => {
    expect(rules.qualifies({...good, ...but}, {downFor}, limits)).toBe(expected);
  });

  test("S1: the limit grows with the time the master has been down", () => {
    expect([rules.linkDownLimit(null, s(1)), rules.linkDownLimit(s(3), s(1))]).toEqual([s(10), s(13)]);
  });

  test.each<[string, Partial<Candidate>, Partial<Candidate>]>([
    ["a smaller priority beats a larger offset", {priority: 50, offset: 1}, {offset: 900}],
    ["a larger offset beats a smaller run id", {offset: 11, runid: "z"}, {runid: "a"}],
    ["a smaller run id beats a larger", {runid: "a"}, {runid: "b"}],
    ["whatever its case", {runid: "A"}, {runid: "b"}],
    ["a known run id beats an unknown", {runid: "z"}, {runid: null}],
  ])("S2: %s", (_claim, better, worse) => {
    const [a, b] = [
      {...good, ...better},
      {...good, ...worse},
    ];
    expect([rules.promotionOrder(a, b) < 0, rules.promotionOrder(b, a) > 0, rules.promotionOrder(a, a)]).toEqual([true, true, 0]);
  });

  test("S3: INFO comes once a second when it matters, whatever its period", () => {
    expect([rules.infoEvery(true, s(10)), rules.infoEvery(false, s(10))]).toEqual([s(1), s(10)]);
    expect([rules.infoEvery(true, s(5)), rules.infoEvery(false, s(5))]).toEqual([s(1), s(5)]);
  });
});

describe("fail-over and configuration", () => {
  test("F1, X3: an election lasts as long as the shorter of 10 s and failover-timeout", () => {
    expect([rules.electionLimit(s(10), s(180)), rules.electionLimit(s(10), s(5))]).toEqual([s(10), s(5)]);
  });

  test("F4: SLAVEOF cuts off all other clients", () => {
    expect(rules.killsClients()).toBe(true);
  });

  test("F6: no more replicas are under way at a time than parallel-syncs", () => {
    expect([rules.reconfiguresNext(0, 1), rules.reconfiguresNext(1, 1), rules.reconfiguresNext(1, 2)]).toEqual([true, false, true]);
  });

  test("F7: one that was told 10 s ago and does not follow is given up, not before", () => {
    expect([rules.givesUp(s(10), s(10)), rules.givesUp(justOver(10), s(10))]).toEqual([false, true]);
  });

  test("C3: only a larger number replaces a configuration; two with one number never agree", () => {
    expect([rules.isNewer(2, 1), rules.isNewer(1, 1), rules.isNewer(0, 1)]).toEqual([true, false, false]);
  });

  test.each<[string, boolean, Ticks, Ticks, boolean]>([
    ["after 8 s as master, if it was not down in them", true, justOver(8), justOver(8), true],
    ["not before", true, s(9), s(8), false],
    ["not within 8 s of its +sdown", true, s(8), s(9), false],
    ["not while my own master is in doubt", false, s(9), s(9), false],
  ])("C6: %s", (_claim, sane, sinceDown, sinceRole, expected) => {
    expect(rules.converts(sane, sinceDown, sinceRole, s(2))).toBe(expected);
  });

  test("C7, X4: one with another master is put right after failover-timeout", () => {
    expect([
      rules.fixes(true, s(11), justOver(10), s(10)),
      rules.fixes(true, s(11), s(10), s(10)),
      rules.fixes(false, s(11), s(11), s(10)),
    ]).toEqual([true, false, false]);
  });

  test.each<[string, Ticks, boolean]>([
    ["a gap of more than 2 s", justOver(2), true],
    ["2 s are none", s(2), false],
    ["a clock that went back", ticks(-1), true],
  ])("T1: %s", (_claim, gap, expected) => {
    expect(rules.tilts(gap, s(2))).toBe(expected);
  });
});
