// QuorumController: the controller of the node that leads the quorum. Rules B1–B5, Q10.

import {type ConnId, NO_TIME, type NodeId, times} from "../../../vocabulary.ts";
import type {DataRequest, KafkaReply, ToController} from "../messages.ts";
import {CONTROLLER, type Ctx} from "../state.ts";
import type {LifecycleRequest} from "./messages.ts";
import {appendLater} from "./raft-log.ts";
import {leoOfLog} from "./raft-state.ts";
import {copyOf, emptyImage, type MetaRecord, type Registration, replay} from "./records.ts";
import {alteration, balance, electUncleanly, fence, heartbeatRecords, registration, topicRecords} from "./replication.ts";
import type {BrokerState} from "./rules.ts";
import {noPulses, type Promised, turnVoter, type Voter} from "./voter.ts";

/** Its own epoch has begun and is committed: it acts from now on. B3: every broker that is not fenced gets a fresh session. */
export function claim(v: Voter, ctx: Ctx): void {
  Object.assign(v, {active: true, ce: v.raft.epoch, image: copyOf(v.committed), pulses: noPulses(), promised: []});
  for (const [id, {be, fenced}] of v.image.brokers) if (!fenced) contact(v, id, be, ctx);
  turnVoter(v);
  ctx.note({kind: "controller-elected", ce: v.ce, scope: CONTROLLER});
  const {idle, uncleanEvery} = ctx.config.kraft;
  ctx.setTimer("no-op", idle);
  ctx.setTimer("fence", fenceEvery(ctx));
  ctx.setTimer("unclean", uncleanEvery);
  if (ctx.config.rebalances) ctx.setTimer("rebalance", ctx.config.rebalanceEvery);
  ctx.note({kind: "controller-ready", ce: v.ce, scope: CONTROLLER});
}

/** Q10: what is not committed is forgotten, and whoever waits for it learns that this is no controller. */
export function renounce(v: Voter, ctx: Ctx): void {
  v.active = false;
  for (const {conn, message} of v.promised) if (message !== null) ctx.send(conn, refused(message));
  Object.assign(v, {promised: [], image: emptyImage(), pulses: noPulses()});
  for (const name of ["no-op", "fence", "unclean", "rebalance"]) ctx.cancelTimer(name);
  ctx.note({kind: "controller-resigned", ce: v.ce, scope: CONTROLLER});
  turnVoter(v);
}

const refused = (message: KafkaReply): KafkaReply => ({...message, error: "NOT_CONTROLLER"}) as KafkaReply;

const fenceEvery = ({config}: Ctx) => times(config.kraft.session, 1 / 8);

/** Records for the log, and an answer for when they are committed. Without records, for when all before are. */
function write(v: Voter, records: readonly MetaRecord[], conn: ConnId, message: KafkaReply | null, ctx: Ctx): number {
  const last = v.promised[v.promised.length - 1];
  if (records.length === 0) {
    if (message !== null && last === undefined) ctx.send(conn, message);
    else if (message !== null) v.promised.push({offset: (last as Promised).offset, conn, message});
    return nextOffset(v, ctx) - 1;
  }
  // Q10: it does not lead the quorum any more, and learns of it here.
  if (v.raft.role !== "leader" || v.raft.epoch !== v.ce) {
    if (message !== null) ctx.send(conn, refused(message));
    renounce(v, ctx);
    return -1;
  }
  const base = nextOffset(v, ctx);
  const offset = appendLater(v.raft, records, ctx);
  for (const [i, record] of records.entries()) replay(v.image, record, base + i);
  v.promised.push({offset, conn, message});
  return offset;
}

const nextOffset = ({raft}: Voter, ctx: Ctx): number => leoOfLog(ctx) + raft.batch.length;

/** The log is committed up to there: whoever waited for that is answered. */
export function keepPromises(v: Voter, ctx: Ctx): void {
  const due = v.promised.filter(({offset}) => offset < v.applied);
  if (due.length === 0) return;
  v.promised = v.promised.filter(({offset}) => offset >= v.applied);
  for (const {conn, message} of due) if (message !== null) ctx.send(conn, message);
}

const contactName = (broker: NodeId, be: number): string => `${broker} ${be}`;

function contact(v: Voter, broker: NodeId, be: number, ctx: Ctx): void {
  v.pulses.contacts.set(contactName(broker, be), {broker, be, at: ctx.monotonic()});
}

type ToActive = LifecycleRequest | ToController | Extract<DataRequest, {kind: "CREATE_TOPIC"}>;

/** What brokers ask of the controller. */
export function controllerAsked(v: Voter, conn: ConnId, m: ToActive, ctx: Ctx): void {
  if (!v.active) return void ctx.send(conn, refusal(m, "NOT_CONTROLLER"));
  switch (m.kind) {
    case "BROKER_REGISTRATION":
      return register(v, conn, m, ctx);
    case "BROKER_HEARTBEAT":
      return heartbeat(v, conn, m, ctx);
    case "ALTER_PARTITION":
      return alter(v, conn, m, ctx);
    case "CREATE_TOPIC":
      return create(v, conn, m, ctx);
    default:
      return void ctx.send(conn, refusal(m, "UNSUPPORTED_VERSION"));
  }
}

function refusal({kind, id}: ToActive, error: string): KafkaReply {
  const head = {id, error};
  switch (kind) {
    case "BROKER_REGISTRATION":
      return {...head, kind: "BROKER_REGISTRATION_REPLY", be: -1};
    case "BROKER_HEARTBEAT":
      return {...head, kind: "BROKER_HEARTBEAT_REPLY", caughtUp: false, fenced: true, shutDown: false};
    case "ALTER_PARTITION":
      return {...head, kind: "ALTER_PARTITION_REPLY", partitions: []};
    case "CREATE_TOPIC":
      return {...head, kind: "CREATE_TOPIC_REPLY"};
    default:
      return {...head, kind: "CONTROLLED_SHUTDOWN_REPLY", remaining: 0};
  }
}

type Of<K extends ToActive["kind"]> = Extract<ToActive, {kind: K}>;

/** B1 */
function register(v: Voter, conn: ConnId, m: Of<"BROKER_REGISTRATION">, ctx: Ctx): void {
  const {broker, incarnation} = m;
  const known = v.image.brokers.get(broker);
  const session = known && v.pulses.contacts.get(contactName(broker, known.be));
  const hasSession = session !== undefined && !ctx.rules.isStale(session.at, ctx.monotonic(), ctx.config.kraft.session);
  if (known && ctx.rules.isDuplicate(hasSession, known.incarnation, incarnation))
    return void ctx.send(conn, refusal(m, "DUPLICATE_BROKER_REGISTRATION"));
  const be = known?.incarnation === incarnation ? known.be : nextOffset(v, ctx);
  const clean = known === undefined || ctx.rules.stoppedCleanly(m.previous, known.be);
  ctx.note({kind: "broker-registered", broker, be, clean});
  const records = registration(v, m, be, ctx);
  v.pulses.offsets.set(broker, -1);
  v.pulses.stopsAt.delete(broker);
  write(v, records, conn, {kind: "BROKER_REGISTRATION_REPLY", id: m.id, error: "", be}, ctx);
}

/** B2, S4 */
function heartbeat(v: Voter, conn: ConnId, m: Of<"BROKER_HEARTBEAT">, ctx: Ctx): void {
  const {broker, be, offset} = m;
  contact(v, broker, be, ctx);
  const known = v.image.brokers.get(broker);
  if (!known || !ctx.rules.isRegistered(be, known.be)) return void ctx.send(conn, refusal(m, "STALE_BROKER_EPOCH"));
  const from = stateOf(v, broker, known);
  const to = ctx.rules.nextState(heardOf(v, broker, known, from), m);
  const records = heartbeatRecords(v, broker, be, from, to, ctx);
  v.pulses.offsets.set(broker, offset);
  if (from !== to && to !== "stopping")
    ctx.note({kind: to === "unfenced" ? "broker-unfenced" : "broker-fenced", broker, be, why: "heartbeat"});
  const message = {caughtUp: offset >= known.offset, fenced: to === "fenced" || to === "gone", shutDown: to === "gone"};
  const end = write(v, records, conn, {kind: "BROKER_HEARTBEAT_REPLY", id: m.id, error: "", ...message}, ctx);
  if (to === "stopping" && !v.pulses.stopsAt.has(broker)) v.pulses.stopsAt.set(broker, end);
  if (to === "gone" || to === "fenced") v.pulses.stopsAt.delete(broker);
}

const stateOf = (v: Voter, id: NodeId, {fenced}: Registration): Exclude<BrokerState, "gone"> =>
  v.pulses.stopsAt.has(id) ? "stopping" : fenced ? "fenced" : "unfenced";

/** What else counts for what becomes of a broker. The slowest: of those that are neither fenced nor stopping. */
function heardOf(v: Voter, id: NodeId, known: Registration, state: Exclude<BrokerState, "gone">) {
  const others = [...v.image.brokers].filter(([other, {fenced}]) => !fenced && !v.pulses.stopsAt.has(other));
  const slowest = Math.min(Number.MAX_SAFE_INTEGER, ...others.map(([other]) => v.pulses.offsets.get(other) ?? -1));
  const leads = [...v.image.partitions.values()].some(({leader}) => leader === id);
  return {state, registeredAt: known.offset, leads, stopsAt: v.pulses.stopsAt.get(id) ?? -1, slowest};
}

/** B5 */
function alter(v: Voter, conn: ConnId, m: Of<"ALTER_PARTITION">, ctx: Ctx): void {
  if (!ctx.rules.isRegistered(m.be, v.image.brokers.get(m.broker)?.be)) return void ctx.send(conn, refusal(m, "STALE_BROKER_EPOCH"));
  const made = m.partitions.map((asked) => alteration(v, asked, m.broker, ctx));
  const records = made.flatMap(({change}) => change ?? []);
  write(v, records, conn, {kind: "ALTER_PARTITION_REPLY", id: m.id, error: "", partitions: made.map(({answer}) => answer)}, ctx);
}

function create(v: Voter, conn: ConnId, m: Of<"CREATE_TOPIC">, ctx: Ctx): void {
  if (v.image.topics.has(m.topic)) return void write(v, [], conn, refusal(m, "TOPIC_ALREADY_EXISTS"), ctx);
  const records = topicRecords(v, m.topic, m.assignment);
  if (records === null) return void write(v, [], conn, refusal(m, "INVALID_REPLICA_ASSIGNMENT"), ctx);
  write(v, records, conn, {kind: "CREATE_TOPIC_REPLY", id: m.id, error: ""}, ctx);
}

/** What an active controller does by itself, each thing as often as it is due. */
export function periodic(v: Voter, name: string, ctx: Ctx): void {
  if (!v.active) return;
  const none = 0;
  switch (name) {
    case "no-op":
      ctx.setTimer("no-op", ctx.config.kraft.idle);
      return void write(v, [{kind: "no-op"}], none, null, ctx);
    case "rebalance":
      ctx.setTimer("rebalance", ctx.config.rebalanceEvery);
      return void write(v, balance(v, ctx), none, null, ctx);
    case "unclean":
      ctx.setTimer("unclean", ctx.config.kraft.uncleanEvery);
      return void write(v, electUncleanly(v, ctx), none, null, ctx);
    default:
      return fenceStale(v, ctx);
  }
}

/** B3: one at a time, and at once again, so that the next one is judged by what the first has changed. */
function fenceStale(v: Voter, ctx: Ctx): void {
  const {contacts} = v.pulses;
  const stale = [...contacts].find(([, {at}]) => ctx.rules.isStale(at, ctx.monotonic(), ctx.config.kraft.session));
  if (!stale) return ctx.setTimer("fence", fenceEvery(ctx));
  ctx.setTimer("fence", NO_TIME);
  const [name, {broker, be}] = stale;
  contacts.delete(name);
  if (v.image.brokers.get(broker)?.be !== be) return;
  v.pulses.stopsAt.delete(broker);
  ctx.note({kind: "broker-fenced", broker, be, why: "session"});
  write(v, fence(v, broker, ctx), 0, null, ctx);
}
