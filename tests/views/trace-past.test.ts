import {expect, test} from "vitest";
import type {Fault} from "../../src/engine/model/fault.ts";
import {pastOf} from "../../src/views/past.ts";
import {pastOfTrace} from "../../src/views/trace-past.ts";
import {recordedRun, scenarios} from "./gallery.ts";

const faults: readonly (readonly [what: string, faults: readonly Fault[]])[] = [
  [
    "one that dies and comes back",
    [
      {kind: "crash", node: "z2", at: 600},
      {kind: "restart", node: "z2", at: 900},
    ],
  ],
  ["one that stands still", [{kind: "pause", node: "@leader", forMs: 300, at: 700}]],
  [
    "a link that is cut and healed",
    [
      {kind: "cut", nodes: ["z1"], from: ["z3"], at: 600},
      {kind: "heal", nodes: ["z3"], from: ["z1"], at: 900},
    ],
  ],
  [
    "one cut off in one direction, then all healed",
    [
      {kind: "cut", nodes: ["z1"], oneWay: true, at: 600},
      {kind: "heal", at: 900},
    ],
  ],
  [
    "the leader cut off from all, and one link of its healed",
    [
      {kind: "cut", nodes: ["@leader"], at: 600},
      {kind: "heal", nodes: ["z1"], from: ["z2", "z3"], at: 900},
    ],
  ],
  ["two cut off together from the third", [{kind: "cut", nodes: ["z1", "z2"], at: 600}]],
  [
    "two cuts that overlap",
    [
      {kind: "cut", nodes: ["z1"], at: 600},
      {kind: "cut", nodes: ["z2"], at: 700},
      {kind: "heal", nodes: ["z1"], at: 900},
    ],
  ],
  ["a follower cut off from its leader", [{kind: "cut", nodes: ["z1"], from: ["@leader"], at: 600}]],
];

test.each(faults)("%s: the trace alone says what the world does, who is there and which links are cut", (_what, list) => {
  const run = recordedRun({...scenarios.zookeeper("leader-loss"), faults: list, untilMs: 1500});
  const [told, world] = [pastOfTrace(run), pastOf(run, () => "")];
  for (const index of [...new Set((run.trace ?? []).map((e) => e.index))]) {
    const cuts = (past: typeof told) => past.cuts.findLast((one) => one.index <= index)?.value ?? [];
    expect(cuts(told), String(index)).toEqual(cuts(world));
    for (const id of run.ids) {
      // That a process is on its way up is no event of the trace.
      const status = (past: typeof told) =>
        (past.status[id]?.findLast((one) => one.index <= index)?.value ?? "down").replace("starting", "down");
      expect(status(told), `${id} ${index}`).toBe(status(world));
    }
  }
});
