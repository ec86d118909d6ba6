import {expect, test} from "vitest";
import type {Fault} from "../../../../src/engine/model/fault.ts";
import type {Shape} from "../../../../src/engine/model/scenario.ts";
import {run} from "../../../../src/engine/run.ts";
import {shapes} from "../../../../src/engine/systems/kafka/shapes.ts";
import {system} from "./story.ts";

interface Tried {
  /** The cluster of random schedules that has this name; of its faults only those given here. */
  readonly cluster: string;
  readonly faults?: readonly Fault[];
  readonly ablate?: readonly string[];
  readonly seeds: number;
}

/** In how many of the seeds each invariant is the first to fall. */
function fallen({cluster, faults = [], ablate = [], seeds}: Tried): {readonly [invariant: string]: number} {
  const shape = shapes.find(({name}) => name === cluster) as Shape;
  const found: {[invariant: string]: number} = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const {violations} = run(system, {...shape, system: "kafka", seed, faults, ...(ablate.length > 0 ? {ablate} : {})});
    for (const {invariant} of violations.slice(0, 1)) found[invariant] = (found[invariant] ?? 0) + 1;
  }
  return found;
}

const restartAt = (at: number, ...nodes: readonly string[]): readonly Fault[] => nodes.map((node) => ({kind: "restart", node, at}));

test.each<[says: string, ablation: string, invariant: string, tried: Tried]>([
  [
    "C5: a controller whose node was deleted in the middle of an election writes nothing; without its two checks it does",
    "no-conditional-zk-write",
    "guarded-state-writes",
    {cluster: "deposed in mid-election", seeds: 10},
  ],
  [
    "I1: who is behind the leader's first offset does not join; who joins sooner and is preferred leads without what was committed",
    "expand-without-epoch-start",
    "isr-completeness",
    {cluster: "one behind is preferred", seeds: 10},
  ],
  [
    "E2: who was stopped in good order is waited for; where nobody is eligible, who lost its disk leads",
    "elr-off",
    "elr-safety",
    {cluster: "kraft, one stops", faults: [{kind: "power-loss", node: "b1", at: 4000}, ...restartAt(5000, "b1")], seeds: 10},
  ],
  [
    "Q7: what a majority has of an earlier epoch is not committed; where it counts, one with a later epoch overwrites it",
    "no-epoch-record-commit",
    "quorum-safety",
    {cluster: "quorum at odds", seeds: 20},
  ],
  [
    "Q1: a vote is on the disk before it is given; where it is forgotten, a voter that starts again votes twice",
    "vote-not-durable",
    "quorum-safety",
    {cluster: "quorum undecided", faults: restartAt(1141, "c101", "c102", "c103", "c104", "c105"), seeds: 20},
  ],
])("%s", (_, ablation, invariant, tried) => {
  expect(fallen(tried)).toEqual({});
  expect(fallen({...tried, ablate: [ablation]})).toEqual({[invariant]: expect.any(Number)});
});
