import {describe, expect, test} from "vitest";
import {
  accepts,
  agrees,
  backedOff,
  batchReady,
  candidates,
  compensation,
  evictionLimit,
  forgetsOverride,
  hidesFromReads,
  isExpired,
  keepsStored,
  leaseLength,
  mayEvict,
  passesOn,
  reconcileHash,
  refusesReads,
  renewAnswer,
  renewedUntil,
  renewThreshold,
  resolvedStatus,
  sessionLength,
  sideOf,
  takesCount,
  tellsEvictions,
  victims,
} from "../../../../src/engine/systems/eureka/rules.ts";
import {ms, NO_TIME, plus, ticks} from "../../../../src/engine/vocabulary.ts";

const s = (seconds: number) => ms(seconds * 1000);

describe("leases", () => {
  test("S1: an instance's own duration counts, else the usual one", () => {
    expect([leaseLength(s(30), s(90)), leaseLength(NO_TIME, s(90))]).toEqual([s(30), s(90)]);
  });

  test.each([
    ["a lease that was never renewed lasts its duration", NO_TIME, 90],
    ["a renewed one lasts twice as long", renewedUntil(NO_TIME, s(90)), 180],
  ])("S2: %s", (_, lastUpdate, seconds) => {
    expect(isExpired(s(seconds), lastUpdate, s(90), NO_TIME)).toBe(false);
    expect(isExpired(plus(s(seconds), ticks(1)), lastUpdate, s(90), NO_TIME)).toBe(true);
  });

  test("S14: a tick that is 40 s late gives every lease 40 s, an early one takes nothing", () => {
    expect([compensation(s(100), s(60)), compensation(s(50), s(60))]).toEqual([s(40), NO_TIME]);
    expect(isExpired(s(120), NO_TIME, s(90), s(40))).toBe(false);
  });
});

describe("records", () => {
  test("S4: only an older registration leaves the record as it is", () => {
    expect([keepsStored(s(2), s(1)), keepsStored(s(1), s(1)), keepsStored(s(1), s(2))]).toEqual([true, false, false]);
  });

  test.each([
    [1, 2, false, 404],
    [1, 2, true, 404],
    [2, 1, false, 200],
    [2, 1, true, 409],
    [1, 1, true, 200],
  ] as const)("S5: stored %d, heartbeat %d, from a peer %s: %d", (stored, incoming, replicated, status) => {
    expect(renewAnswer(s(stored), s(incoming), replicated)).toBe(status);
  });

  test.each([
    ["one that is down is believed, whatever an operator said", "DOWN", "OUT_OF_SERVICE", "UP", false, "DOWN"],
    ["an operator's word counts", "UP", "OUT_OF_SERVICE", "UP", true, "OUT_OF_SERVICE"],
    ["what the server has stays when a client asks", "UP", null, "OUT_OF_SERVICE", false, "OUT_OF_SERVICE"],
    ["and not when a peer does", "UP", null, "OUT_OF_SERVICE", true, "UP"],
    ["after an override that was taken back the client's own counts", "UP", null, "UNKNOWN", false, "UP"],
    ["a record without a status asks for a registration", "UNKNOWN", "OUT_OF_SERVICE", "UP", false, "UNKNOWN"],
  ] as const)("S8: %s", (_, incoming, override, stored, replicated, status) => {
    expect(resolvedStatus(incoming, override, stored, replicated)).toBe(status);
  });

  test("S7: an override that nobody has asked for in an hour is forgotten", () => {
    expect([forgetsOverride(s(3599)), forgetsOverride(s(3600))]).toEqual([false, true]);
  });

  test("S16: a read by id hides who has expired, if the server may evict", () => {
    expect([hidesFromReads(true, true), hidesFromReads(false, true), hidesFromReads(true, false)]).toEqual([true, false, false]);
  });

  test("S13: those who go are drawn whatever their application, and no peer is told", () => {
    const expired = ["a", "b", "c"].map((id) => ({id}) as Parameters<typeof victims>[0][number]);
    expect(victims(expired, 2, (_, high) => high)).toEqual(["c", "a"]);
    expect(tellsEvictions()).toBe(false);
  });

  test("S24: the hash counts statuses in their alphabetical order, and knows nobody", () => {
    expect(reconcileHash([{status: "UP"}, {status: "DOWN"}, {status: "UP"}])).toBe("DOWN_1_UP_2_");
    expect(reconcileHash([])).toBe("");
  });
});

describe("self-preservation", () => {
  test.each([
    [20, 34],
    [21, 35],
    [1, 1],
    [0, 0],
    [63, 107],
  ])("S11: of %d clients %d heartbeats a minute are the threshold", (expected, threshold) => {
    expect(renewThreshold(expected, 30, 0.85)).toBe(threshold);
  });

  test("S12: strictly more than the threshold; a threshold of 0 forbids, self-preservation off allows", () => {
    expect([mayEvict(true, 34, 34), mayEvict(true, 35, 34), mayEvict(true, 5, 0), mayEvict(false, 0, 34)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  test.each([
    [20, 3],
    [60, 9],
    [1, 1],
    [0, 0],
  ])("S13: of %d entries a tick takes %d", (size, most) => {
    expect(evictionLimit(size, 0.85)).toBe(most);
  });

  test("S15: a count is taken if it is more than 85 % of what was expected", () => {
    expect([takesCount(18, 20, 0.85, true), takesCount(17, 20, 0.85, true), takesCount(1, 20, 0.85, false)]).toEqual([true, false, true]);
  });

  test("S19: a server that opened empty refuses reads for a while, and none before it opens", () => {
    expect([
      refusesReads(true, s(300), s(300)),
      refusesReads(true, s(301), s(300)),
      refusesReads(false, s(1), s(300)),
      refusesReads(true, null, s(300)),
    ]).toEqual([true, false, false, false]);
  });
});

describe("peers", () => {
  test("P2: what a client asked for is passed on, what a peer told is not", () => {
    expect([passesOn(0), passesOn(1)]).toEqual([true, false]);
  });

  test("P4: a batch goes when its head is half a second old, or when the buffer is full", () => {
    expect([batchReady(ms(499), ms(500), 9, 10), batchReady(ms(500), ms(500), 1, 10), batchReady(ms(1), ms(500), 10, 10)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe("clients", () => {
  test("C4: the delay doubles, up to ten times the usual one", () => {
    expect([backedOff(s(30), s(30)), backedOff(s(240), s(30))]).toEqual([s(60), s(300)]);
  });

  test("C7: equal hashes end the matter", () => {
    expect([agrees("UP_1_", "UP_1_"), agrees("UP_1_", "UP_2_")]).toEqual([true, false]);
  });

  test.each([
    [["a", "b", "c"], [], ["a", "b", "c"]],
    [["a", "b", "c"], ["a"], null],
    [["a", "b", "c", "d"], ["a"], ["b", "c", "d"]],
    [["a", "b", "c", "d"], ["a", "b"], null],
  ])("C11: of %j, with %j set aside, %j are tried", (list, quarantine, found) => {
    expect(candidates(list, quarantine, 0.66)).toEqual(found);
  });

  test.each([
    ["renew", 404, true],
    ["register", 204, true],
    ["cancel", 500, true],
    ["delta", 403, true],
    ["full", 403, false],
    ["renew", 500, false],
  ] as const)("C12: a %s that is answered %d is accepted: %s", (what, status, taken) => {
    expect(accepts(what, status)).toBe(taken);
  });

  test("C14: fetches go their own way, all else goes where the instance is registered", () => {
    expect((["full", "delta", "renew", "register", "cancel"] as const).map(sideOf)).toEqual([
      "query",
      "query",
      "registration",
      "registration",
      "registration",
    ]);
  });

  test("C13: a session lasts from half to one and a half of its interval", () => {
    expect([sessionLength(s(1200), 0), sessionLength(s(1200), 1000)]).toEqual([s(600), s(1800)]);
  });
});
