import {expect, test} from "vitest";
import * as rules from "../../../../src/engine/systems/kafka/rules.ts";
import {ms} from "../../../../src/engine/vocabulary.ts";

// The cases that Kafka's own tests of 3.9 put to these decisions: their inputs and what must come of them.

const ids = (...of: readonly number[]) => of.map((n) => `b${n}`);
const among =
  (...of: readonly number[]) =>
  (id: string) =>
    ids(...of).includes(id);
const leads = (choice: rules.Choice | null) => choice && [choice.leader, choice.isr.join(), choice.unclean];

// PartitionLeaderElectionAlgorithmsTest
test.each([
  ["one of two in sync lives", ids(2, 4), ids(2, 4), among(4), false, ["b4", "b4", false]],
  ["the last in sync is gone, unclean elections are off", ids(2, 4), ids(2), among(4), false, null],
  ["the last in sync is gone, unclean elections are on", ids(2, 4), ids(2), among(4), true, ["b4", "b4", true]],
])("P5: %s", (_, replicas, isr, live, unclean, choice) => {
  expect(leads(rules.electOffline(replicas, isr, live, unclean))).toEqual(choice);
});

test.each([
  ["one of the target lives and is in sync", ids(2, 4), ids(2, 4), among(4), ["b4", "b2,b4", false]],
  ["nobody in sync lives", ids(2, 4), ids(2), among(), null],
  ["nobody is in sync", ids(2, 4), [], among(2), null],
])("P6: %s", (_, target, isr, live, choice) => {
  expect(leads(rules.electReassigned(target, isr, live))).toEqual(choice);
});

test.each([
  ["it lives and is in sync", ids(2, 4), ids(2, 4), among(2, 4), ["b2", "b2,b4", false]],
  ["neither in sync nor alive", ids(2), [], among(), null],
  ["alive, not in sync", ids(2), [], among(2), null],
  ["in sync, not alive", ids(2), ids(2), among(), null],
])("P7: %s", (_, replicas, isr, live, choice) => {
  expect(leads(rules.electPreferred(replicas, isr, live))).toEqual(choice);
});

test.each([
  ["one of two stops", ids(2, 4), ids(2, 4), among(2, 4), among(2), ["b4", "b4", false]],
  ["the last in sync stops", ids(2), ids(2), among(2), among(2), null],
  ["both stop at once", ids(2, 4), ids(2, 4), among(2, 4), among(2, 4), null],
])("P8: %s", (_, replicas, isr, up, stops, choice) => {
  expect(leads(rules.electAtShutdown(replicas, isr, up, stops))).toEqual(choice);
});

// LeaderEpochFileCacheTest: entries are assigned one after the other, then an epoch is asked for.
type Entries = readonly (readonly [e: number, start: number])[];
const cacheOf = (assigned: Entries): rules.EpochCache =>
  assigned.reduce<rules.EpochCache>((cache, [e, start]) => rules.withEpoch(cache, e, start), []);

test.each<readonly [string, Entries, number, number, rules.EpochCache | null, {e: number; offset: number} | null]>([
  ["nothing is assigned", [], 0, 0, [], null],
  [
    "the latest epoch ends with the log",
    [
      [2, 0],
      [3, 1],
      [4, 4],
    ],
    9,
    4,
    null,
    {e: 4, offset: 9},
  ],
  ["an epoch after the latest is unknown", [[2, 100]], 200, 3, null, null],
  [
    "an epoch before the first begins with the first",
    [
      [5, 11],
      [6, 12],
      [7, 13],
    ],
    14,
    4,
    null,
    {e: 4, offset: 11},
  ],
  [
    "an epoch ends where the next begins",
    [
      [1, 11],
      [1, 12],
      [1, 13],
      [2, 14],
      [2, 15],
      [2, 16],
    ],
    17,
    1,
    [
      [1, 11],
      [2, 14],
    ],
    {e: 1, offset: 14},
  ],
  [
    "an epoch without entry is the one before: 1",
    [
      [0, 10],
      [2, 13],
      [4, 17],
    ],
    20,
    1,
    null,
    {e: 0, offset: 13},
  ],
  [
    "an epoch without entry is the one before: 3",
    [
      [0, 10],
      [2, 13],
      [4, 17],
    ],
    20,
    3,
    null,
    {e: 2, offset: 17},
  ],
  [
    "the same epoch again changes nothing",
    [
      [2, 6],
      [2, 7],
    ],
    8,
    2,
    [[2, 6]],
    {e: 2, offset: 8},
  ],
  [
    "an epoch that goes back drops those above it",
    [
      [1, 5],
      [2, 6],
      [1, 7],
    ],
    8,
    1,
    [[1, 7]],
    {e: 1, offset: 8},
  ],
  [
    "and those are then unknown",
    [
      [1, 5],
      [2, 6],
      [1, 7],
    ],
    8,
    2,
    [[1, 7]],
    null,
  ],
  [
    "an offset that goes back drops those beyond it",
    [
      [2, 9],
      [3, 6],
    ],
    10,
    3,
    [[3, 6]],
    {e: 3, offset: 10},
  ],
])("R12: %s", (_, assigned, leo, asked, cache, end) => {
  const found = cacheOf(assigned);
  if (cache !== null) expect(found).toEqual(cache);
  expect(rules.endOffsetFor(found, leo, asked)).toEqual(end);
});

// ReplicaTest: a follower at 3 of 5, last caught up at 0, with a lag of 100 ms.
test.each([
  ["at the end of the log, long ago", 5, 1000, true],
  ["behind, within the lag", 3, 100, true],
  ["behind, beyond the lag", 3, 101, false],
])("I2: %s", (_, leo, now, caughtUp) => {
  expect(rules.isCaughtUp(leo, 5, ms(0), ms(now), ms(100))).toBe(caughtUp);
});

// ProducerStateManagerTest, ProducerAppendInfo.
const batch = (seq: number, producerEpoch = 0, values = ["a"]) => ({pid: "p", producerEpoch, seq, values});
const known = (epoch: number, ...firsts: readonly number[]): rules.ProducerState => ({
  epoch,
  batches: firsts.map((first) => ({first, last: first, offset: first})),
});

test.each([
  ["the first of an unknown producer, wherever it begins", null, batch(5), "next"],
  ["the next one", known(0, 0), batch(1), "next"],
  ["the same one again", known(0, 0, 1), batch(1), 1],
  ["one of the last five again", known(0, 0, 1, 2, 3, 4), batch(0), 0],
  ["one that came before the last five", known(0, 1, 2, 3, 4, 5), batch(0), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ["a gap", known(0, 0), batch(3), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ["a later epoch from 0 on", known(0, 7), batch(0, 1), "next"],
  ["a later epoch from elsewhere", known(0, 7), batch(1, 1), "OUT_OF_ORDER_SEQUENCE_NUMBER"],
  ["an earlier epoch", known(2, 0), batch(1, 1), "INVALID_PRODUCER_EPOCH"],
])("A5: %s", (_, state, asked, answer) => {
  expect(rules.sequence(state, asked)).toBe(answer);
});

// ControllerIntegrationTest: a leader of epoch 4 asks a controller that has epoch 4 and version 7.
const state = {leader: "b1", e: 4, isr: ids(1, 2), pe: 7, ce: 2};
test.each([
  ["the same ISR, an older version: done already", {e: 4, pe: 6, isr: ids(1, 2)}, "same"],
  ["another ISR, an older version", {e: 4, pe: 6, isr: ids(1)}, "INVALID_UPDATE_VERSION"],
  ["a version that the controller has not seen", {e: 4, pe: 8, isr: ids(1)}, "NOT_CONTROLLER"],
  ["an older epoch", {e: 3, pe: 7, isr: ids(1)}, "FENCED_LEADER_EPOCH"],
  ["an epoch that the controller has not seen", {e: 5, pe: 7, isr: ids(1)}, "NOT_CONTROLLER"],
  ["a broker that stops", {e: 4, pe: 7, isr: ids(1, 2, 3)}, "INELIGIBLE_REPLICA"],
  ["a smaller one", {e: 4, pe: 7, isr: ids(1)}, ""],
])("I5: %s", (_, asked, answer) => {
  expect(rules.answerToIsr(state, {p: "t-0", ...asked}, among(1, 2))).toBe(answer);
});
