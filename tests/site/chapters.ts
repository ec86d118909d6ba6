import type {Page} from "playwright-core";
import type {Fault} from "../../src/engine/model/fault.ts";
import type {Scenario} from "../../src/engine/model/scenario.ts";
import type {System} from "../../src/engine/model/system.ts";
import {scenarioOf} from "../../src/engine/run.ts";
import {system as eureka} from "../../src/engine/systems/eureka/index.ts";
import {system as kafka} from "../../src/engine/systems/kafka/index.ts";
import {system as rabbitmq} from "../../src/engine/systems/rabbitmq/index.ts";
import {system as redis} from "../../src/engine/systems/redis/index.ts";
import {system as zookeeper} from "../../src/engine/systems/zookeeper/index.ts";
import {cellOf} from "./editing.ts";

/** What a browser test takes hold of in a chapter: cells by what stands in their source. */
export interface Place {
  readonly path: string;
  readonly system: System;
  /** At least so many pictures of messages are seen before anything is unfolded, with so many messages. */
  readonly pictures: number;
  readonly flights: number;
  /** A slider, the figure of the run that hangs on it, and another figure of that run further down. */
  readonly control: string;
  readonly result: string;
  readonly late: string;
  /** The run when the slider has gone one step to the right. */
  readonly stepped: Scenario;
  /** Of the figure's cell: what a reader replaces to have another seed, which is 9. */
  readonly edit: {readonly was: string; readonly now: string};
  /** An answer is the key of an option and its words. */
  readonly prediction: {readonly id: string; readonly wrong: Answer; readonly right: Answer};
}

export type Answer = readonly [value: string, says: string];

const scenario = (system: unknown, name: string, values: {readonly [key: string]: number}) => scenarioOf(system as System, name, values, 1);

export const places: readonly Place[] = [
  {
    path: "zookeeper/",
    system: zookeeper as unknown as System,
    pictures: 3,
    flights: 30,
    control: "const thirdStartsMs = view",
    result: "const first = simulate",
    late: "display(cluster(first, {playhead: head}))",
    stepped: scenario(zookeeper, "cold-start", {thirdStartsMs: 2010, jitter: 0.5}),
    edit: {was: "thirdStartsMs, seed", now: "thirdStartsMs, seed: 9"},
    prediction: {id: "zookeeper/who-wins", wrong: ["z3", "z3"], right: ["z1", "z1"]},
  },
  {
    path: "zookeeper-operating/",
    system: zookeeper as unknown as System,
    pictures: 1,
    flights: 4,
    control: "const writing = view",
    result: "const refill = simulate",
    late: "const gaveUpAt = ",
    stepped: refilled(26),
    edit: {was: "seconds: writing", now: "seconds: writing, seed: 9"},
    prediction: {
      id: "zookeeper/third-up",
      wrong: ["both", "server 2 joins, since writes go on"],
      right: ["serves", "writes go on, and server 2 never joins"],
    },
  },
  {
    path: "redis-operating/",
    system: redis as unknown as System,
    pictures: 2,
    flights: 8,
    control: "const killAfter = view",
    result: "const gone = simulate",
    late: "const firstHeir = ",
    stepped: {
      ...scenario(redis, "promoted-replica-dies", {killAfterMs: 100, quorum: 3, intervalMs: 50, jitter: 0.5}),
      untilMs: 75_000,
      settle: false,
    },
    edit: {was: "intervalMs: 50", now: "intervalMs: 50, seed: 9"},
    prediction: {
      id: "redis/raised",
      wrong: ["soon", "n3 is promoted within two seconds"],
      right: ["later", "n3 is promoted some fifteen seconds later"],
    },
  },
  {
    path: "redis/",
    system: redis as unknown as System,
    pictures: 2,
    flights: 15,
    control: "const down = view",
    result: "const crash = simulate",
    late: "const published = crash.marks",
    stepped: scenario(redis, "master-crash", {"down-after-milliseconds": 1500, intervalMs: 50}),
    edit: {was: "intervalMs: 50", now: "intervalMs: 50, seed: 9"},
    prediction: {
      id: "redis/two-of-three-dead",
      wrong: ["replica", "a replica is promoted"],
      right: ["nobody", "nobody is promoted"],
    },
  },
  {
    path: "kafka/",
    system: kafka as unknown as System,
    pictures: 3,
    flights: 30,
    control: "const session = view",
    result: "const crash = simulate",
    late: "const electedAt = ",
    stepped: scenario(kafka, "leader-crash", {"zookeeper.session.timeout.ms": 19_000, writeEveryMs: 200}),
    edit: {was: "writeEveryMs: 200", now: "writeEveryMs: 200, seed: 9"},
    prediction: {
      id: "kafka/who-refuses",
      wrong: ["brokers", "the other brokers, by the epoch"],
      right: ["zookeeper", "ZooKeeper, before any broker hears of it"],
    },
  },
  {
    path: "kafka-records/",
    system: kafka as unknown as System,
    pictures: 1,
    flights: 6,
    control: "const later = view",
    result: "const cutShort = simulate",
    late: "const cutAt = ",
    stepped: cutLater(100),
    edit: {was: "writeEveryMs: 1000", now: "writeEveryMs: 1000, seed: 9"},
    prediction: {id: "kafka/sent-again", wrong: ["twice", "twice"], right: ["once", "once"]},
  },
  {
    path: "kafka-kraft/",
    system: kafka as unknown as System,
    pictures: 1,
    flights: 5,
    control: "const fetchTimeout = view",
    result: "const gone = simulate",
    late: "const wonAt = ",
    stepped: {
      ...scenario(kafka, "quorum-leader-crash", {"controller.quorum.fetch.timeout.ms": 2500, writeEveryMs: 200, jitter: 0.5}),
      untilMs: 17_000,
      settle: false,
    },
    edit: {was: "writeEveryMs: 200", now: "writeEveryMs: 200, seed: 9"},
    prediction: {
      id: "kafka/back-in-a-second",
      wrong: ["once", "at once: nobody has missed it"],
      right: ["later", "only when its old session is over"],
    },
  },
  {
    path: "rabbitmq/",
    system: rabbitmq as unknown as System,
    pictures: 2,
    flights: 15,
    control: "const latency = view",
    result: "const crash = simulate",
    late: "const promotedAt = ",
    stepped: scenario(rabbitmq, "mirrored-kill-master", {latencyMs: 2, intervalMs: 20}),
    edit: {was: "intervalMs: 20", now: "intervalMs: 20, seed: 9"},
    prediction: {
      id: "rabbitmq/cut-off-master",
      wrong: ["no", "no: the cut-off master stops, as it has no majority"],
      right: ["yes", "yes: each side confirms what it takes"],
    },
  },
  {
    path: "eureka/",
    system: eureka as unknown as System,
    pictures: 2,
    flights: 20,
    control: "const away = view",
    result: "const crash = simulate",
    late: "const copied = ",
    stepped: scenario(eureka, "server-crash-and-fail-over", {instances: 3, backAfterMs: 150_000, restMs: 60_000}),
    edit: {was: "instances: 3", now: "instances: 3, seed: 9"},
    prediction: {
      id: "eureka/chain",
      wrong: ["knows", "yes, from s2"],
      right: ["not", "no"],
    },
  },
];

/** The run in which server 2 has a snapshot to write that takes so many seconds, as often as it tries. */
function refilled(seconds: number): Scenario {
  const made = scenario(zookeeper, "phantom-ack", {startSpreadMs: 500, jitter: 0.5});
  const when = (nth: number) => ({event: "send ACKEPOCH", node: "z2", nth});
  const hangs = Array.from({length: 30}, (_, i): Fault[] => [
    {kind: "slow-disk", node: "z2", factor: null, when: when(i + 1)},
    {kind: "heal-disk", node: "z2", when: {...when(i + 1), plusMs: seconds * 1000}},
  ]);
  return {
    ...made,
    config: {...made.config, initLimit: 10},
    nodes: made.nodes.slice(0, 3),
    initial: Object.fromEntries(Object.entries(made.initial ?? {}).filter(([id]) => ["z1", "z2", "z3"].includes(id))),
    faults: [...made.faults.filter((f) => f.kind === "restart" && (f.node === "z2" || f.node === "z3")), ...hangs.flat()],
    untilMs: 120_000,
    settle: false,
  };
}

/** The run in which a follower cuts its log by its high watermark, `b1` dying so long after its last answer. */
function cutLater(plusMs: number): Scenario {
  const made = scenario(kafka, "hw-truncation-loss", {writeEveryMs: 1000});
  const faults = made.faults.map((f) => ("when" in f && "node" in f && f.node === "b1" ? {...f, when: {...f.when, plusMs}} : f));
  return {...made, faults, ablate: ["truncate-by-hw"]};
}

/** The ids of a chapter's cells that a test takes hold of. */
export async function cellsOf(page: Page, {control, result, late}: Place) {
  return {control: await cellOf(page, control), result: await cellOf(page, result), late: await cellOf(page, late)};
}
