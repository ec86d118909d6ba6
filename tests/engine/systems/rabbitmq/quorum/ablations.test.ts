import {expect, test} from "vitest";
import type {Scenario} from "../../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../../src/engine/model/system.ts";
import {run} from "../../../../../src/engine/run.ts";
import {system} from "../../../../../src/engine/systems/rabbitmq/index.ts";
import {fallenIn, type Story, story, tell} from "../story.ts";

const fallen = ({run}: Story) => run.violations.map(({invariant}) => invariant);

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
  const of = (ablate: readonly string[]) => fallenIn(shape, ablate, {runs: 12, untilMs: 2000});
  expect([of([]), of([name])]).toEqual([[], ["raft-safety"]]);
});

test("Q5 is needed: with no-log-check a member that was cut off, and has not what was committed since, leads when its timer is the first", () => {
  const {scenario} = story("quorum-kill-leader", {publisherNode: "n2"}, {bare: true}).run;
  const lagging: Scenario = {
    ...scenario,
    config: {"aten.poll_interval": 300},
    faults: [
      {kind: "cut", nodes: ["n3"], from: ["n1", "n2"], at: 2500},
      {kind: "power-loss", node: "n1", at: 3000},
      {kind: "heal", nodes: ["n3"], from: ["n1", "n2"], at: 3000},
    ],
  };
  const of = (ablate: readonly string[]) => [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => fallen(tell({...lagging, seed, ablate}, 0, false)));
  expect([of([]), new Set(of(["no-log-check"]))]).toEqual([[], new Set(["raft-safety"])]);
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

test("Q8 is needed: without it, as in Ra 2.2.0, a follower that catches up in parts applies what an older leader had left in its log", () => {
  const member = (log: readonly number[], term: number) => ({
    queue: "q",
    members: ["n1", "n2", "n3"],
    leader: null,
    term,
    votedFor: "n3",
    log,
  });
  const ones = Array.from({length: 200}, () => 1);
  const scenario = {
    ...story("quorum-kill-leader", {publisherNode: "n2"}, {bare: true}).run.scenario,
    nodes: [{id: "n1"}, {id: "n2"}, {id: "n3", startMs: 3500}],
    initial: {
      n1: {records: [], quorum: [member(ones, 2)]},
      n2: {records: [], quorum: [member(ones, 2)]},
      // It had led in term 2, and lost its power with entries that nobody else had.
      n3: {records: [], quorum: [member([...ones, ...Array.from({length: 20}, () => 2)], 2)]},
    },
    faults: [],
  } as unknown as Scenario;
  const of = (rules: object) => run(system as unknown as System, scenario, {rules}).violations.map(({invariant}) => invariant);
  expect([of({}), of({isValidated: () => true})]).toEqual([[], ["raft-safety"]]);
});

test("Q8 is needed: without it, as in Ra, a deposed leader that writes what it had appended counts as one that has its successor's entries", () => {
  const found = system.fuzz.shapes.find(({name}) => name === "quorum of three, far");
  const when = {event: "write wal", node: "n2", nth: 1, side: "before", fromMs: 64} as const;
  const fault = {kind: "reset-connection", node: "n2", peer: "n3", port: "distribution", when} as const;
  const scenario = {...found, system: "rabbitmq", faults: [fault], seed: 2_147_483_637, untilMs: 2200} as Scenario;
  const of = (rules: object) => run(system as unknown as System, scenario, {rules}).violations.map(({invariant}) => invariant);
  expect([of({}), of({isValidated: () => true})]).toEqual([[], ["confirm-means-majority-fsync"]]);
});
