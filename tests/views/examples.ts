import {type Run, run, type Scenario, scenarioOf} from "../../src/engine/index.ts";
import type {System} from "../../src/engine/model/system.ts";
import {system as zookeeper} from "../../src/engine/systems/zookeeper/index.ts";
import {cluster} from "../../src/views/cluster.ts";
import type {Figure} from "../../src/views/frame.ts";
import {type MessagesOptions, messages} from "../../src/views/messages.ts";
import {reigns} from "../../src/views/reigns.ts";
import {type SpaceTimeOptions, spaceTime} from "../../src/views/space-time.ts";
import {system as bully} from "./bully.ts";

/** A named example of a view: drawn by the tests, and for the eye in the gallery. */
export interface Example {
  readonly name: string;
  readonly of: () => Run;
  readonly view?: keyof typeof views;
  readonly options: Partial<SpaceTimeOptions & MessagesOptions>;
}

export const scenarios = {
  bully: (name: string, parameters = {}, seed = 1): Scenario => scenarioOf(bully as System, name, parameters, seed),
  zookeeper: (name: string, parameters = {}, seed = 1): Scenario => scenarioOf(zookeeper as unknown as System, name, parameters, seed),
};

export const recordedRun = (scenario: Scenario): Run =>
  run((scenario.system === "bully" ? bully : zookeeper) as unknown as System, scenario, {record: true});

/** A run is drawn by many tests, and never changed by one. */
const once = (scenario: Scenario): (() => Run) => {
  let known: Run | null = null;
  return () => {
    known ??= recordedRun(scenario);
    return known;
  };
};
const toy = (name: string, parameters = {}) => once(scenarios.bully(name, parameters));
const zk = (name: string, parameters = {}) => once(scenarios.zookeeper(name, parameters));

const tells = zookeeper.tells as (state: never) => string;

export const views = {
  spaceTime,
  reigns,
  messages,
  cluster: (of: Run, options: SpaceTimeOptions) => cluster(of, of.system === "zookeeper" ? {tells, ...options} : options),
} satisfies Record<string, (of: Run, options: SpaceTimeOptions & MessagesOptions) => Figure>;

export const examples: readonly Example[] = [
  {name: "nothing ever happens", of: toy("nothing"), options: {}},
  {name: "a crash, a cut and messages that never come", of: toy("leader-loss"), options: {}},
  {name: "a narrow picture", of: toy("leader-loss", {latencyMs: 40}), options: {width: 420}},
  {name: "a cold start with its quiet stretches folded", of: zk("cold-start"), options: {}},
  {name: "votes on their arrows", of: zk("cold-start"), options: {kinds: ["NOTIFICATION"], label: "leader", toMs: 400}},
  {name: "the interregnum of a leader that died", of: zk("leader-loss", {writes: 3}), options: {window: "interregnum"}},
  {name: "the same, with the client", of: zk("leader-loss", {writes: 3}), options: {window: "interregnum", clients: true}},
  {name: "more events than a page may hold", of: zk("leader-loss", {writes: 20}), options: {fromMs: 2000}},
  {name: "a leader cut off with one follower, five servers", of: zk("minority-leader"), options: {kinds: ["NOTIFICATION"]}},
  {name: "a leader that pauses", of: zk("leader-pause"), options: {kinds: ["NOTIFICATION", "LEADERINFO", "UPTODATE"]}},
  {name: "an observer", of: zk("observer"), options: {kinds: ["NOTIFICATION"]}},
  {name: "reigns where nothing happens", view: "reigns", of: toy("nothing"), options: {}},
  {name: "reigns of a toy", view: "reigns", of: toy("leader-loss"), options: {}},
  {name: "reigns around a leader that died", view: "reigns", of: zk("leader-loss", {writes: 3}), options: {}},
  {name: "reigns with a leader in the minority", view: "reigns", of: zk("minority-leader"), options: {}},
  {
    name: "reigns with a cut that heals",
    view: "reigns",
    of: zk("minority-leader", {healAfterMs: 15_000}),
    options: {},
  },
  {name: "reigns around a pause", view: "reigns", of: zk("leader-pause"), options: {}},
  {name: "a cluster where nothing happens", view: "cluster", of: toy("nothing"), options: {}},
  {name: "a cluster of a toy", view: "cluster", of: toy("leader-loss"), options: {}},
  {name: "a cluster of three", view: "cluster", of: zk("leader-loss", {writes: 3}), options: {}},
  {name: "a cluster of five with a leader cut off", view: "cluster", of: zk("minority-leader"), options: {}},
  {name: "a cluster with a pause", view: "cluster", of: zk("leader-pause"), options: {}},
  {name: "messages of a cold start", view: "messages", of: zk("cold-start"), options: {}},
  {name: "ten messages to begin with", view: "messages", of: zk("leader-loss"), options: {rows: 10}},
];
