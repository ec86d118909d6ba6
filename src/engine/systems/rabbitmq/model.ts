import {defineSystem} from "../../define.ts";
import type {Form} from "../../model/process.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {Writer} from "../../model/system.ts";
import type {World} from "../../model/world.ts";
import {fields, flag, listOf, maybe, nodeName, oneOf, text, whole} from "../../outside/forms.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {ablations} from "./ablations.ts";
import {type Config, configure, KEYS, type Policy, VERSIONS} from "./config.ts";
import {type Consumer, consumer} from "./consumer.ts";
import {fuzz} from "./fuzz.ts";
import {invariants} from "./invariants.ts";
import {machines} from "./machines.ts";
import {type Circulation, FIELDS, type Payload, type QueueRecord, type RabbitMessage} from "./messages.ts";
import {node} from "./node.ts";
import {DURABLE, NOTES, type RabbitNote} from "./notes.ts";
import {prober} from "./prober.ts";
import {publisher} from "./publisher.ts";
import {type InitialMember, initialMember, quorumQueuesOf, restoreQuorum} from "./quorum/initial.ts";
import type {Delivery, Entry} from "./quorum/messages.ts";
import {commitsNow, depthsOf, quorumAtRest, standing} from "./quorum/world.ts";
import {type Rules, rules} from "./rules.ts";
import {scenarios} from "./scenarios.ts";
import type {Broker, Replica} from "./state.ts";

/** What `scenario.initial` may say of a node: the queues of its table, and its members of quorum queues. */
interface Initial {
  readonly records: readonly QueueRecord[];
  readonly quorum?: readonly InitialMember[];
}

const record = fields({
  queue: text,
  version: whole(1),
  by: nodeName,
  master: text,
  slaves: listOf(text),
  synced: listOf(text),
  gms: listOf(text),
  view: fields({version: whole(1), members: listOf(fields({pid: text, dead: flag}))}),
  reign: whole(0),
  policy: maybe(
    fields({
      promoteOnFailure: maybe(oneOf(["always", "when-synced"])),
      promoteOnShutdown: maybe(oneOf(["always", "when-synced"])),
      syncMode: maybe(oneOf(["manual", "automatic"])),
    } satisfies {readonly [K in keyof Policy]: Form}),
  ),
} satisfies {readonly [K in keyof Required<QueueRecord>]: Form});

/** A scenario is asked for its queues before its disks are looked at. */
function queuesOf(scenario: Scenario): readonly string[] {
  const {initial = {}} = scenario;
  const records = Object.values(initial).flatMap((of) => (of as Partial<Initial> | null)?.records ?? []) as (Partial<QueueRecord> | null)[];
  const mirrored = records.flatMap((one) => (typeof one?.queue === "string" ? [one.queue] : []));
  return [...new Set([...mirrored, ...quorumQueuesOf(scenario)])];
}

function restore(disk: Writer, initial: Json): void {
  const {records, quorum = []} = initial as unknown as Initial;
  disk.put("mnesia", {lastRunning: [], records});
  restoreQuorum(disk, quorum);
}

/** Every node that is up and has the queue's master: what is published reaches it, or waits for it. Of a quorum queue: a leader that could commit. */
const effective = (world: World<Broker>, scope: string, _scenario: Scenario, own: Rules): readonly NodeId[] =>
  world.ids.filter(
    (id) => (world.status(id) === "up" && world.state(id)?.replicas.get(scope)?.role === "master") || commitsNow(world, id, scope, own),
  );

/** What a member of a ring has said is known to all others. */
const isRound = ({ring}: Replica): boolean => !ring.deaf && (ring.circulating.get(ring.self)?.pending.length ?? 0) === 0;

/** All nodes run, reach each other, and none waits for anything. */
function converged(world: World<Broker>): boolean {
  if (!quorumAtRest(world)) return false;
  return world.ids.every((id) => {
    const s = world.state(id);
    if (world.status(id) !== "up" || !s?.running || s.links.size < world.ids.length - 1) return false;
    return s.operations.size === 0 && [...s.links.values()].every(({up}) => up) && [...s.replicas.values()].every(isRound);
  });
}

/** What stands in a queue's masters, and what consumers have taken. */
function read(world: World<Broker>, scenario: Scenario) {
  const counts = new Map<string, number>();
  const add = (queue: string, value: string, n: number) => counts.set(`${queue}\n${value}`, (counts.get(`${queue}\n${value}`) ?? 0) + n);
  for (const id of world.ids) {
    for (const r of world.state(id)?.replicas.values() ?? []) {
      if (r.role === "master") for (const {body} of [...r.store.ready, ...r.store.pending.values()]) add(r.queue, body.value, 1);
    }
  }
  standing(world, add);
  for (const spec of scenario.clients ?? []) {
    if (spec.process !== "consumer") continue;
    const c = (world as World<unknown>).state(spec.id) as Consumer | null;
    for (const [value, n] of c?.processed ?? []) add(c?.args.queue ?? "", value, n);
  }
  return {count: (key: string, value: Json) => counts.get(`${key}\n${value}`) ?? 0};
}

const payloadText = (p: Payload): string =>
  "body" in p ? `${p.do} ${p.body.value}` : "ids" in p ? `${p.do} ${p.ids.length}` : "depth" in p ? `depth ${p.depth}` : p.do;

function print(value: unknown): string | null {
  if (Array.isArray(value) && typeof value[0]?.num === "number") return `${value.length} messages`;
  if (Array.isArray(value))
    return value.every((v) => typeof v === "string")
      ? `[${value.join(" ")}]`
      : `[${value.map((v) => print(v) ?? JSON.stringify(v)).join(" ")}]`;
  if (typeof value !== "object" || value === null) return null;
  if ("pubs" in value) {
    const {of, pubs, acked} = value as {of: string; pubs: readonly {n: number; payload: Payload}[]; acked: number};
    return [...pubs.map(({n, payload}) => `${of}:${n}:${payloadText(payload)}`), ...(acked > 0 ? [`${of}:ack ${acked}`] : [])].join(" ");
  }
  if ("pending" in value) {
    const {of, lastPub, lastAck} = value as unknown as Circulation;
    return `${of}:${lastAck}..${lastPub}`;
  }
  if ("members" in value) {
    const {version, members} = value as QueueRecord["view"];
    return `v${version}(${members.map(({pid, dead}) => (dead ? `†${pid}` : pid)).join(" ")})`;
  }
  if ("slaves" in value) {
    const {master, slaves, version} = value as QueueRecord;
    return `v${version}(${[master, ...slaves].join(" ")})`;
  }
  if ("command" in value) {
    const {index, term, command} = value as Entry;
    return `${index}.${term}:${print(command)}`;
  }
  if ("count" in value) return `${(value as Delivery).msg}:${(value as Delivery).value}`;
  if ("value" in value) return (value as {value: string}).value;
  if ("do" in value) {
    const {do: what, by, pid, ids} = value as {do: string; by?: string; pid?: string; ids?: readonly number[]};
    return [what, by ?? pid ?? "", ...(ids ?? [])].join(" ");
  }
  return null;
}

export const rabbitmq = defineSystem<Broker, RabbitMessage, Rules, Config, string, RabbitNote>({
  name: "rabbitmq",
  versions: VERSIONS,
  config: KEYS,
  processes: {node, publisher, consumer, prober},
  main: {node: "node", client: "publisher"},
  messages: FIELDS,
  rules,
  notes: NOTES,
  durable: DURABLE,
  initial: fields({records: listOf(record), quorum: maybe(listOf(initialMember))}),
  machines,
  scenarios,
  invariants,
  ablations,
  fuzz,
  configure,
  restore,
  mainScope: (scenario) => queuesOf(scenario)[0] ?? null,
  scopes: queuesOf,
  voters: (scenario) => scenario.nodes.map(({id}) => id),
  believe: (s) => s.beliefs ?? [],
  roles: {
    master: "leader",
    mirror: "follower",
    leader: "leader",
    follower: "follower",
    pre_vote: "candidate",
    candidate: "candidate",
    await_condition: "follower",
  },
  effective,
  turning: new Set(["master", "mirror", "not-promoted", "running", "ra-state"]),
  stages: {
    "node-down": "detect",
    "ra-suspects": "detect",
    "saw-deaths": "agree",
    "promoting-mirror": "elect",
    "ra-leader": "elect",
    "ra-commits": "sync",
    master: "publish",
  },
  converged,
  read,
  print,
  tells: (s) =>
    [
      ...[...(s.replicas?.values() ?? [])].map((r) => `${r.store.ready.length}+${r.store.pending.size}`),
      ...[...(s.quorum?.members.values() ?? [])].map(depthsOf),
    ].join(" "),
});
