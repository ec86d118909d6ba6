import {expect, test} from "vitest";
import {changeOf} from "../../../../../src/engine/systems/kafka/kraft/change.ts";
import {merged, type Registered} from "../../../../../src/engine/systems/kafka/kraft/records.ts";
import * as kraft from "../../../../../src/engine/systems/kafka/kraft/rules.ts";
import {rules} from "../../../../../src/engine/systems/kafka/rules.ts";

const voting = (role: kraft.RaftRole, more: Partial<kraft.Voting> = {}): kraft.Voting => ({
  role,
  leader: null,
  voted: null,
  fetched: false,
  ...more,
});

test.each([
  ["a later epoch wins over more records", {epoch: 3, offset: 1}, {epoch: 2, offset: 9}, true],
  ["in the same epoch no fewer records", {epoch: 2, offset: 9}, {epoch: 2, offset: 9}, true],
  ["one record fewer is too few", {epoch: 2, offset: 8}, {epoch: 2, offset: 9}, false],
  ["an earlier epoch loses", {epoch: 1, offset: 99}, {epoch: 2, offset: 0}, false],
])("Q4: %s", (_, theirs, mine, answer) => {
  expect(kraft.isUpToDate(theirs, mine)).toBe(answer);
});

test.each([
  ["to the first who asks", voting("unattached"), true],
  ["in doubt of a leader, too", voting("prospective"), true],
  ["once more to the same one", voting("unattached", {voted: "c102"}), true],
  ["to nobody else", voting("unattached", {voted: "c103"}), false],
  ["not where the epoch has a leader", voting("prospective", {leader: "c101"}), false],
  ["a follower has voted already, with its feet", voting("follower", {leader: "c101"}), false],
  ["a candidate is for itself", voting("candidate"), false],
  ["who has resigned does not vote in that epoch", voting("resigned"), false],
])("Q4: a vote is granted %s", (_, own, answer) => {
  expect(kraft.grantsVote(own, "c102", true)).toBe(answer);
});

test("Q4: not for a log that lacks records; but a vote once given stands", () => {
  expect(kraft.grantsVote(voting("unattached"), "c102", false)).toBe(false);
  expect(kraft.grantsVote(voting("unattached", {voted: "c102"}), "c102", false)).toBe(true);
});

test.each([
  ["a leader never", voting("leader"), false],
  ["a follower that hears its leader", voting("follower", {leader: "c101", fetched: true}), false],
  ["a follower that has not heard it yet", voting("follower", {leader: "c101"}), true],
  ["who looks for a leader itself", voting("prospective", {leader: "c101", fetched: true}), true],
  ["who has voted for another", voting("unattached", {voted: "c103"}), true],
  ["who has resigned", voting("resigned"), true],
])("Q5: a pre-vote, by %s", (_, own, answer) => {
  expect(kraft.grantsPreVote(own, true)).toBe(answer);
  expect(kraft.grantsPreVote(own, false)).toBe(false);
});

test("Q6: it asks before it stands, and needs more than half", () => {
  expect(kraft.asksBefore()).toBe(true);
  expect([1, 2, 3, 4, 5].map(kraft.majorityOf)).toEqual([1, 2, 2, 3, 3]);
});

test.each([
  ["what two of three have", -1, [9, 7, 5], 0, 7],
  ["what three of five have", -1, [9, 8, 7, 2, 1], 0, 7],
  ["nothing before a record of its own epoch is there", 3, [9, 5, 5], 5, 3],
  ["it never falls", 8, [9, 7, 5], 0, 8],
])("Q7: committed is %s", (_, hwm, offsets, start, answer) => {
  expect(kraft.quorumMark(hwm, offsets, start)).toBe(answer);
});

test("Q7: a voter's log is on its disk before it asks for more", () => {
  expect(kraft.flushesLog()).toBe(true);
});

test("Q8: a fetch of another epoch is fenced or ahead, and only a leader answers", () => {
  expect([
    kraft.refusesFetch(1, 2, true),
    kraft.refusesFetch(3, 2, true),
    kraft.refusesFetch(2, 2, false),
    kraft.refusesFetch(2, 2, true),
  ]).toEqual(["FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH", "NOT_LEADER_OR_FOLLOWER", ""]);
});

test("Q9: a leader asks itself whether it is heard, and its successors stand one after the other", () => {
  expect(kraft.checksQuorum()).toBe(true);
  expect([0, 1, 2, 3, 4].map((position) => kraft.successionWait(position, 4, 1000))).toEqual([0, 125, 250, 500, 1000]);
});

test("B1, E6: another life is refused while the session of the one before is valid; it was clean if its file has the registered epoch", () => {
  expect([kraft.isDuplicate(true, 1, 2), kraft.isDuplicate(true, 1, 1), kraft.isDuplicate(false, 1, 2)]).toEqual([true, false, false]);
  expect([kraft.stoppedCleanly(7, 7), kraft.stoppedCleanly(-1, 7)]).toEqual([true, false]);
});

const heard = (state: kraft.Heard["state"], more: Partial<kraft.Heard> = {}): kraft.Heard => ({
  state,
  registeredAt: 10,
  leads: false,
  stopsAt: -1,
  slowest: 20,
  ...more,
});
const beat = (more: Partial<kraft.Heartbeat> = {}): kraft.Heartbeat => ({wantFence: false, wantShutDown: false, offset: 10, ...more});

test.each([
  ["caught up, it is unfenced", heard("fenced"), beat(), "unfenced"],
  ["one record short, it is not", heard("fenced"), beat({offset: 9}), "fenced"],
  ["nor if it does not want to", heard("fenced"), beat({wantFence: true}), "fenced"],
  ["a fenced one may go", heard("fenced"), beat({wantShutDown: true}), "gone"],
  ["one that leads nothing, too", heard("unfenced"), beat({wantShutDown: true}), "gone"],
  ["one that leads must wait", heard("unfenced", {leads: true}), beat({wantShutDown: true}), "stopping"],
  ["until all have heard of it", heard("stopping", {stopsAt: 21}), beat({wantShutDown: true}), "stopping"],
  ["and then goes", heard("stopping", {stopsAt: 20}), beat({wantShutDown: true}), "gone"],
])("B2, S4: %s", (_, state, beaten, answer) => {
  expect(kraft.nextState(state, beaten)).toBe(answer);
});

test("B3: a broker is stale after its session, not at its end", () => {
  expect([kraft.isStale(5, 14, 9), kraft.isStale(5, 15, 9)]).toEqual([false, true]);
});

const known = (more: Partial<Registered> = {}): Registered => ({
  replicas: ["b1", "b2", "b3"],
  count: 1,
  leader: "b1",
  isr: ["b1", "b2", "b3"],
  elr: [],
  lastKnown: [],
  recovering: false,
  e: 4,
  pe: 9,
  ...more,
});

const target = (isr: readonly string[], up: readonly string[], more: Partial<kraft.Target> = {}): kraft.Target => ({
  isr,
  acceptable: (r) => up.includes(r),
  election: "online",
  min: 2,
  elr: true,
  unclean: null,
  ...more,
});

const after = (state: Registered, wanted: kraft.Target): Registered => {
  const change = changeOf("t-0", state, wanted, "removed", rules);
  return change === null ? state : merged(state, change);
};

test("E1: a cluster has eligible replicas if it was made with the feature", () => {
  expect([kraft.usesElr(0), kraft.usesElr(1)]).toEqual([false, true]);
});

test.each([
  ["above the minimum nobody is", known(), target(["b1", "b2"], ["b1", "b2"]), []],
  ["who leaves below it is", known({isr: ["b1", "b2"]}), target(["b1"], ["b1"]), ["b2"]],
  ["and stays so", known({isr: ["b1"], elr: ["b2"]}), target([], []), ["b2", "b1"]],
  ["unless its disk may have lost something", known({isr: ["b1"], elr: ["b2"]}), target([], [], {unclean: "b1"}), ["b2"]],
  ["a minimum above the replicas counts as these", known({replicas: ["b1"], isr: ["b1"]}), target(["b1"], ["b1"]), []],
  ["without the feature nobody is", known({isr: ["b1", "b2"]}), target(["b1"], ["b1"], {elr: false}), []],
])("E2: eligible: %s", (_, state, wanted, answer) => {
  expect(kraft.eligible(state, wanted)).toEqual(answer);
});

test("B4: who leads stays while it may; else the first of the assignment that is in sync", () => {
  expect(after(known(), target(["b1", "b3"], ["b1", "b3"]))).toMatchObject({leader: "b1", e: 4, pe: 10});
  expect(after(known(), target(["b3", "b2"], ["b2", "b3"]))).toMatchObject({leader: "b2", e: 5, pe: 10});
});

test("B4: the preferred one leads again if it may", () => {
  const led = known({leader: "b2"});
  expect(after(led, target(led.isr, ["b1", "b2"], {election: "preferred"}))).toMatchObject({leader: "b1", e: 5});
  expect(after(led, target(led.isr, ["b2"], {election: "preferred"}))).toMatchObject({leader: "b2", e: 4, pe: 9});
});

test("E3: nobody in sync: an eligible one leads, and is the whole ISR", () => {
  const state = known({leader: null, isr: [], elr: ["b1", "b2"], lastKnown: ["b1"]});
  expect(after(state, target([], ["b2"]))).toMatchObject({leader: "b2", isr: ["b2"], elr: ["b1"], lastKnown: [], recovering: false});
});

test("E4: nobody eligible either: whoever led last, and what others have is lost", () => {
  const state = known({leader: null, isr: [], elr: ["b2"], lastKnown: ["b1"]});
  expect(after(state, target([], ["b1", "b2"], {unclean: "b2"}))).toMatchObject({leader: "b1", isr: ["b1"], elr: [], recovering: true});
  expect(after(state, target([], ["b3"], {unclean: "b2"}))).toMatchObject({leader: null, elr: []});
});

test("E4: the last one is remembered when nobody leads any more", () => {
  expect(after(known({isr: ["b1"]}), target([], []))).toMatchObject({leader: null, isr: [], elr: ["b1"], lastKnown: ["b1"]});
});

test("E5: where that is allowed anybody may lead; without eligible replicas the last member stays in the ISR", () => {
  const last = known({isr: ["b1"]});
  expect(after(last, target([], ["b3"], {elr: false, election: "unclean"}))).toMatchObject({leader: "b3", isr: ["b3"], recovering: true});
  expect(after(last, target([], ["b3"], {elr: false}))).toMatchObject({leader: null, isr: ["b1"], elr: []});
});

const asked = (e: number, pe: number, isr: readonly string[], epochs: readonly number[] = isr.map(() => 1)) => ({
  p: "t-0",
  e,
  pe,
  isr,
  epochs,
});

test.each([
  ["a later epoch: another is the controller", asked(5, 9, ["b1"]), "b1", "NOT_CONTROLLER"],
  ["a later version, too", asked(4, 10, ["b1"]), "b1", "NOT_CONTROLLER"],
  ["an older epoch is fenced", asked(3, 9, ["b1"]), "b1", "FENCED_LEADER_EPOCH"],
  ["only its leader asks", asked(4, 9, ["b2"]), "b2", "INVALID_REQUEST"],
  ["an older version has been overtaken", asked(4, 8, ["b1"]), "b1", "INVALID_UPDATE_VERSION"],
  ["the leader is in sync", asked(4, 9, ["b2"]), "b1", "INVALID_REQUEST"],
  ["no stranger is", asked(4, 9, ["b1", "b9"]), "b1", "INVALID_REQUEST"],
  ["nor another life of a member", asked(4, 9, ["b1", "b2"], [1, 7]), "b1", "INELIGIBLE_REPLICA"],
  ["else it is written", asked(4, 9, ["b1", "b2"]), "b1", ""],
])("B5: %s", (_, change, from, answer) => {
  expect(kraft.answerToChange(known(), change, from, (_member, be) => kraft.isThisLife(be, 1))).toBe(answer);
});

test("B5, B6: an epoch that is not said is not held against a member", () => {
  expect([kraft.isThisLife(-1, 5), kraft.isThisLife(5, 5), kraft.isThisLife(4, 5)]).toEqual([true, true, false]);
});
