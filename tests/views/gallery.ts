import {JSDOM} from "jsdom";
import {type Run, run, scenarioOf} from "../../src/engine/index.ts";
import type {System} from "../../src/engine/kernel/system.ts";
import {system as zookeeper} from "../../src/engine/systems/zookeeper/index.ts";
import {type SpaceTime, type SpaceTimeOptions, spaceTime} from "../../src/views/space-time.ts";
import {system as bully} from "./bully.ts";

/** A named example of a view: drawn by the tests, and for the eye by page.ts. */
export interface Example {
  readonly name: string;
  readonly of: () => Run;
  readonly options: Partial<SpaceTimeOptions>;
}

const recorded = (system: unknown, name: string, parameters: {[key: string]: number | string | boolean} = {}, seed = 1) => {
  const scenario = scenarioOf(system as System, name, parameters, seed);
  return () => run(system as System, scenario, {record: true});
};

export const examples: readonly Example[] = [
  {name: "nothing ever happens", of: recorded(bully, "nothing"), options: {}},
  {name: "a crash, a cut and messages that never come", of: recorded(bully, "leader-loss"), options: {}},
  {name: "a narrow picture", of: recorded(bully, "leader-loss", {latencyMs: 40}), options: {width: 420}},
  {name: "a cold start with its quiet stretches folded", of: recorded(zookeeper, "cold-start"), options: {}},
  {name: "votes on their arrows", of: recorded(zookeeper, "cold-start"), options: {kinds: ["NOTIFICATION"], label: "leader", toMs: 400}},
  {name: "the interregnum of a leader that died", of: recorded(zookeeper, "leader-loss", {writes: 3}), options: {window: "interregnum"}},
  {name: "more events than a page may hold", of: recorded(zookeeper, "leader-loss", {writes: 20}), options: {fromMs: 2000}},
  {
    name: "a leader cut off with one follower, five servers",
    of: recorded(zookeeper, "minority-leader"),
    options: {kinds: ["NOTIFICATION"]},
  },
  {name: "a leader that pauses", of: recorded(zookeeper, "leader-pause"), options: {kinds: ["NOTIFICATION", "LEADERINFO", "UPTODATE"]}},
  {name: "an observer", of: recorded(zookeeper, "observer"), options: {kinds: ["NOTIFICATION"]}},
];

/** Draws an example in a document of its own. */
export function draw({of, options}: Example): {figure: SpaceTime; run: Run; window: JSDOM["window"]} {
  const {window} = new JSDOM("<!doctype html><html lang=en><body></body></html>");
  const result = of();
  const figure = spaceTime(result, {document: window.document, ...options});
  window.document.body.append(figure);
  return {figure, run: result, window};
}
