import {expect, test} from "vitest";
import type {Machine} from "../../../src/engine/model/scenario.ts";
import {run} from "../../../src/engine/run.ts";
import {toMs} from "../../../src/engine/vocabulary.ts";
import {processOf, SLOW, scenarioOf, systemOf} from "./systems.ts";

/** When each of so many processes has done its work of 10 ms, all begun at once, and a handler of 1 ms that came in meanwhile. */
function finished(processes: number, cores?: number) {
  const system = systemOf({
    processes: {
      worker: processOf<object>({
        threads: ["main", "side"],
        init: () => ({}),
        start(_, ctx) {
          ctx.work("count", "worked");
          ctx.submit("side", "handled");
        },
        done: (_, token, ctx) => ctx.note({kind: String(token)}),
      }),
    },
  });
  const machine: Machine = {...SLOW, service: {side: {constant: 1}}, work: {count: {constant: 10}}, ...(cores ? {cores} : {})};
  const nodes = Array.from({length: processes}, (_, i) => ({id: `n${i}`}));
  const r = run(system, scenarioOf({nodes, machine, untilMs: 1000}), {notes: ["worked", "handled"]});
  const at = (kind: string) => r.notes.filter((n) => n.kind === kind).map((n) => toMs(n.at));
  return {worked: at("worked"), handled: at("handled")};
}

test("unless the machine names its cores, nobody waits for one", () => {
  expect(finished(4).worked).toEqual([10, 10, 10, 10]);
});

test("two at work on two cores do not slow each other", () => {
  expect(finished(2, 2).worked).toEqual([10, 10]);
});

test("what begins while more is at work than there are cores takes so many times longer, a handler too", () => {
  const {worked, handled} = finished(4, 2);
  expect(worked).toEqual([10, 10, 15, 20]);
  expect(Math.max(...handled)).toBeGreaterThan(2);
});

test("only the notes that were asked for are kept", () => {
  expect(finished(1).handled).toEqual([1]);
  const system = systemOf({processes: {worker: processOf<object>({init: () => ({}), start: (_, ctx) => ctx.note({kind: "here"})})}});
  expect(run(system, scenarioOf({nodes: [{id: "a"}], untilMs: 1})).notes).toEqual([]);
});
