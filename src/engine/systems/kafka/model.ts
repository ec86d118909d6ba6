import {defineSystem} from "../../define.ts";
import type {NodeSpec, Scenario} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {zookeeper} from "../zookeeper/model.ts";
import {ablations} from "./ablations.ts";
import {admin} from "./admin.ts";
import {broker} from "./broker.ts";
import {type Config, configOf, configure, KEYS, VERSIONS} from "./config.ts";
import {consumer} from "./consumer.ts";
import {leoOf, logOf} from "./disk.ts";
import {fuzz} from "./fuzz.ts";
import {type Initial, initial, restore} from "./initial.ts";
import {invariants} from "./invariants.ts";
import {controller} from "./kraft/controller.ts";
import {kraftInvariants} from "./kraft/invariants.ts";
import {QUORUM} from "./kraft/raft-state.ts";
import {quorumConverged} from "./kraft/world.ts";
import {machines} from "./machines.ts";
import {FIELDS, type KafkaMessage} from "./messages.ts";
import {DURABLE, type KafkaNote, NOTES} from "./notes.ts";
import {producer} from "./producer.ts";
import {type Rules, rules} from "./rules.ts";
import {scenarios} from "./scenarios.ts";
import {shell} from "./shell.ts";
import {type Broker, CONTROLLER, SHOWN} from "./state.ts";
import {effectiveIn, type Member, running, type W} from "./world.ts";
import {writer} from "./writer.ts";

/** The partition that a scenario is about, if it makes none itself. */
const MAIN = "t-0";

/** Partitions by name: those that stand on the disks, and those that the administrators of a scenario make. */
function partitionsOf({clients = [], initial: given = {}}: Scenario): readonly string[] {
  const found = Object.values(given).flatMap((of) => Object.keys((of as unknown as Initial).logs ?? {}));
  const made = clients.flatMap(({process, args}) => {
    const {topic = "t", assignment = []} = (args ?? {}) as {readonly topic?: string; readonly assignment?: readonly Json[]};
    return process === "admin" ? assignment.map((_, i) => `${topic}-${i}`) : [];
  });
  return [...new Set([...found, ...made])];
}

/** Those that pictures know by name. */
function namedOf(scenario: Scenario): readonly string[] {
  const made = partitionsOf(scenario);
  return made.length > 0 ? made.slice(0, SHOWN) : [MAIN];
}

const isProducer = ({process = "producer"}: NodeSpec): boolean => process === "producer" || process === "writer";

/** Whether somebody writes without waiting for all that are in sync. */
const isWeak = ({clients = []}: Scenario): boolean =>
  clients.some((spec) => isProducer(spec) && spec.args?.acks !== undefined && spec.args.acks !== -1);

/** Everybody is up and registered, one is the controller, and every partition is led, in sync, and the same everywhere. */
function converged(world: W, scenario: Scenario): boolean {
  const {brokers: ids, kraft} = configOf(scenario);
  const brokers = ids.map((id) => running(world, id));
  if (brokers.some((b) => b === null || b.stage !== "running")) return false;
  const whole = partitionsOf(scenario)
    .slice(0, SHOWN)
    .every((p) => isWhole(world, p));
  return whole && (kraft.voters.length > 0 ? quorumConverged(world, kraft.voters) : controllerConverged(brokers as readonly Broker[]));
}

/** ZooKeeper mode: one controller, with nothing left to do. */
function controllerConverged(brokers: readonly Broker[]): boolean {
  if (brokers.some((b) => b.zk.session.phase !== "ready")) return false;
  const active = brokers.filter((b) => b.controller.active);
  const [controller] = active;
  if (active.length !== 1 || !controller) return false;
  const {waits, plan, events, live, channels} = controller.controller;
  if (waits !== null || plan.length + events.length > 0 || live.size !== brokers.length) return false;
  return [...channels.values()].every(({queue}) => queue.length === 0);
}

function isWhole(world: W, p: string): boolean {
  const leaders = world.ids.filter((id) => world.state(id)?.replicas.get(p)?.role === "leader");
  const [leader] = leaders;
  if (leader === undefined || leaders.length > 1) return false;
  const r = world.state(leader)?.replicas.get(p);
  if (!r || r.isr.length !== r.replicas.length || r.asked !== null) return false;
  const leo = leoOf(r, world.disk(leader));
  return r.hw === leo && r.replicas.every((id) => logOf(p, world.disk(id)).length === leo);
}

/** Reads what every leader has. */
function read(world: W) {
  const counts = new Map<string, number>();
  for (const id of world.ids)
    for (const r of world.state(id)?.replicas.values() ?? []) {
      if (r.role !== "leader") continue;
      const log = logOf(r.p, world.disk(id));
      for (let i = 0; i < log.length; i++) {
        const key = `${r.p}\n${log.entries[i]?.value}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  return {count: (key: string, value: Json) => counts.get(`${key}\n${value}`) ?? 0};
}

export const kafka = defineSystem<Member, KafkaMessage, Rules, Config, string, KafkaNote>({
  name: "kafka",
  versions: VERSIONS,
  standsOn: [zookeeper.system],
  config: KEYS,
  processes: {broker, controller, producer, consumer, admin, writer, shell},
  main: {node: "broker", client: "producer"},
  messages: FIELDS,
  rules,
  notes: NOTES,
  durable: DURABLE,
  initial,
  restore,
  scenarios,
  invariants: [...invariants, ...kraftInvariants],
  ablations,
  machines,
  fuzz,
  configure,
  mainScope: (scenario) => namedOf(scenario)[0] ?? null,
  scopes: (scenario) => [...namedOf(scenario), CONTROLLER, QUORUM],
  believe: (b) => b.beliefs,
  roles: {
    leader: "leader",
    none: "other",
    controller: "leader",
    broker: "follower",
    looking: "candidate",
    standby: "follower",
    follower: "follower",
    candidate: "candidate",
    prospective: "candidate",
    unattached: "candidate",
    resigned: "other",
  },
  effective: (world, scope, scenario, own) => effectiveIn(world, scope, own, configOf(scenario).minIsr, isWeak(scenario)),
  turning: new Set([
    "leader",
    "follower",
    "stopped",
    "isr-asked",
    "isr",
    "isr-refused",
    "controller-elected",
    "controller-resigned",
    "quorum-role",
  ]),
  stages: {"broker-change": "detect", "broker-fenced": "detect", "state-written": "elect", leader: "sync"},
  converged,
  read,
  tells: (member, home) => (home === "kafka" ? `ce ${member.ce}` : ""),
});
