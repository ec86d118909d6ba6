// KafkaProducer: RecordAccumulator and Sender, with one partition to write to. Fact sheet §7, rules A1–A5 from the client's side.

import type {Context, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, maybe, nodeName, nullOr, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, minus, ms, type NodeId, plus, type Ticks, ticks} from "../../vocabulary.ts";
import {numbered} from "../numbered.ts";
import type {Config} from "./config.ts";
import type {Acks, DataReply, KafkaMessage} from "./messages.ts";
import {
  closed,
  connection,
  hangUp,
  hint,
  learn,
  type Network,
  network,
  opened,
  peerOf,
  refresh,
  retryAfter,
  want,
} from "./network-client.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<KafkaMessage, Rules, Config, KafkaNote>;

/** What `args` of a producer may say: its own configuration, by the names of its keys, and what it does. Times in ms. */
export interface ProducerArgs {
  readonly p: string;
  readonly acks: Acks;
  readonly idempotent: boolean;
  readonly intervalMs: number;
  readonly startMs: number;
  readonly stopMs: number | null;
  readonly requestTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly lingerMs: number;
  readonly inFlight: number;
  /** It writes to this broker, whoever leads. */
  readonly pinned: NodeId | null;
}

const args = fields({
  p: maybe(text),
  acks: maybe(whole(-1, 1)),
  idempotent: maybe(flag),
  intervalMs: maybe(time),
  startMs: maybe(time),
  stopMs: maybe(nullOr(time)),
  requestTimeoutMs: maybe(time),
  deliveryTimeoutMs: maybe(time),
  lingerMs: maybe(time),
  inFlight: maybe(whole(1, 1000)),
  pinned: maybe(nullOr(nodeName)),
});

/** The defaults of the Java producer of 3.9. */
export const producerArgs = (spec: NodeSpec): ProducerArgs => {
  const given = (spec.args ?? {}) as Partial<ProducerArgs>;
  const all = (given.acks ?? -1) === -1;
  return {
    p: "t-0",
    acks: -1,
    idempotent: all,
    intervalMs: 10,
    startMs: 0,
    stopMs: null,
    requestTimeoutMs: 30_000,
    deliveryTimeoutMs: 120_000,
    lingerMs: 0,
    inFlight: 5,
    pinned: null,
    ...given,
  };
};

/** Records in a batch at most: batch.size, in records. */
const MOST = 100;

interface Sent {
  readonly id: number;
  seq: number;
  producerEpoch: number;
  readonly values: readonly string[];
  readonly operations: readonly number[];
  tries: number;
  retryAt: Ticks;
  to: NodeId | null;
  /** An attempt may have left it in a log. */
  doubtful: boolean;
}

export interface Producer {
  readonly args: ProducerArgs;
  readonly pid: string;
  readonly net: Network;
  /** Batches that wait, in the order of their sequences, and those on their way. */
  queue: Sent[];
  flying: Sent[];
  fresh: {readonly value: string; readonly operation: number}[];
  made: number;
  seq: number;
  producerEpoch: number;
  /** A sequence is missing: once nothing is on its way, it begins another epoch. */
  broken: boolean;
  next: number;
  stopped: boolean;
}

function init(spec: NodeSpec, _disk: unknown, {brokers}: Config): Producer {
  return {
    args: producerArgs(spec),
    pid: spec.id,
    net: network(brokers),
    queue: [],
    flying: [],
    fresh: [],
    made: 0,
    seq: 0,
    producerEpoch: 0,
    broken: false,
    next: 1,
    stopped: false,
  };
}

function timer(s: Producer, name: string, arg: unknown, ctx: Ctx): void {
  const [what] = name.split(" ");
  switch (what) {
    case "record":
      return record(s, ctx);
    case "request":
      return requestTimedOut(s, arg as number, ctx);
    case "delivery":
      return expired(s, arg as number, ctx);
    case "setup":
    case "metadata": {
      const id = what === "setup" ? (arg as NodeId) : s.net.asked;
      return id === null ? undefined : drop(s, id, ctx);
    }
    case "refresh":
      return refresh(s.net, ctx);
    default:
      refresh(s.net, ctx);
      return send(s, ctx);
  }
}

/** One more record. */
function record(s: Producer, ctx: Ctx): void {
  const {args} = s;
  s.stopped = ctx.stopping() || (args.stopMs !== null && ctx.monotonic() >= ms(args.stopMs));
  if (s.stopped) return;
  ctx.setTimer("record", ms(args.intervalMs));
  const value = `${ctx.self}:${numbered(s.made++, ctx)}`;
  s.fresh.push({value, operation: ctx.invoke("write", args.p, value, leaderOf(s) ?? undefined)});
  if (args.lingerMs === 0) send(s, ctx);
  else if (s.fresh.length === 1) ctx.setTimer("linger", ms(args.lingerMs));
}

/** One that is pinned goes to whoever leads when it has no more to write: what it still has would wait for ever. */
const leaderOf = ({args, net, stopped}: Producer): NodeId | null =>
  (stopped ? null : args.pinned) ?? net.leaders.get(args.p)?.leader ?? null;

/** Sends what may go: the first of the queue, in its order, unless one before it is being tried again. */
function send(s: Producer, ctx: Ctx): void {
  const {args} = s;
  if (s.broken && s.flying.length === 0) beginEpoch(s, ctx);
  while (s.flying.length < args.inFlight && !s.broken) {
    const to = leaderOf(s);
    if (to === null) return want(s.net, ctx);
    if (s.queue.length === 0 && s.fresh.length > 0) batch(s, ctx);
    const [head] = s.queue;
    if (!head || (args.idempotent && s.flying.some(({tries}) => tries > 1))) return;
    const wait = minus(head.retryAt, ctx.monotonic());
    if (wait > 0) return ctx.setTimer("retry", wait);
    const conn = connection(s.net, to, ctx);
    if (conn === null) return;
    s.queue.shift();
    launch(s, head, to, conn, ctx);
  }
}

/** All records that wait become a batch, with the next sequences. */
function batch(s: Producer, ctx: Ctx): void {
  const records = s.fresh.splice(0, MOST);
  const one: Sent = {
    id: s.next++,
    seq: s.seq,
    producerEpoch: s.producerEpoch,
    values: records.map(({value}) => value),
    operations: records.map(({operation}) => operation),
    tries: 0,
    retryAt: ticks(0),
    to: null,
    doubtful: false,
  };
  s.seq += records.length;
  s.queue.push(one);
  ctx.setTimer(`delivery ${one.id}`, ms(s.args.deliveryTimeoutMs), one.id);
}

function launch(s: Producer, one: Sent, to: NodeId, conn: ConnId, ctx: Ctx): void {
  const {args} = s;
  const {acks} = args;
  const pid = args.idempotent ? pidOf(s, ctx) : "";
  one.tries++;
  one.to = to;
  s.flying.push(one);
  const {seq, producerEpoch, values} = one;
  ctx.send(conn, {
    kind: "PRODUCE",
    id: one.id,
    acks,
    timeoutMs: args.requestTimeoutMs,
    p: args.p,
    batch: {pid, producerEpoch, seq: args.idempotent ? seq : -1, values},
  });
  if (acks === 0) return end(s, one, "ok", null, ctx);
  ctx.setTimer(`request ${one.id}`, ms(args.requestTimeoutMs), one.id);
}

const pidOf = (s: Producer, ctx: Ctx): string => (ctx.endings() === 0 ? s.pid : `${s.pid}.${ctx.endings()}`);

/** Nothing more is to be heard of a batch. */
function end(s: Producer, one: Sent, type: "ok" | "fail" | "info", offset: number | null, ctx: Ctx): void {
  s.queue = s.queue.filter((other) => other !== one);
  s.flying = s.flying.filter((other) => other !== one);
  ctx.cancelTimer(`request ${one.id}`);
  ctx.cancelTimer(`delivery ${one.id}`);
  for (const [i, operation] of one.operations.entries())
    ctx.complete(operation, type, offset === null ? null : offset + i, one.to ?? undefined);
}

/** delivery.timeout.ms is over: whoever was asked may have it or not. */
function expired(s: Producer, id: number, ctx: Ctx): void {
  const one = [...s.queue, ...s.flying].find((other) => other.id === id);
  if (!one) return;
  const left = one.tries > 0 && (one.doubtful || s.flying.includes(one));
  if (one.tries > 0) s.broken = s.args.idempotent;
  end(s, one, left ? "info" : "fail", null, ctx);
  send(s, ctx);
}

/** A gap in the sequences is bridged by a new producer epoch, in which all that waits is numbered anew (TransactionManager). */
function beginEpoch(s: Producer, ctx: Ctx): void {
  s.broken = false;
  s.producerEpoch++;
  s.seq = 0;
  for (const one of s.queue) {
    Object.assign(one, {seq: s.seq, producerEpoch: s.producerEpoch});
    s.seq += one.values.length;
  }
  ctx.note({kind: "producer-epoch", producerEpoch: s.producerEpoch});
}

/** request.timeout.ms: the connection is given up, and with it all that is on its way there. */
function requestTimedOut(s: Producer, id: number, ctx: Ctx): void {
  const one = s.flying.find((other) => other.id === id);
  if (one?.to) drop(s, one.to, ctx);
}

function drop(s: Producer, id: NodeId, ctx: Ctx): void {
  hangUp(s.net, id, ctx);
  lost(s, id, ctx);
}

/** NETWORK: all that was on its way to a broker is tried again. */
function lost(s: Producer, id: NodeId, ctx: Ctx): void {
  closed(s.net, id, ctx);
  for (const one of s.flying.filter(({to}) => to === id)) {
    one.doubtful = true;
    again(s, one, retryAfter(one.tries, ctx), ctx);
  }
  want(s.net, ctx);
  send(s, ctx);
}

/** Back into the queue, before whatever came after it. */
function again(s: Producer, one: Sent, wait: Ticks, ctx: Ctx): void {
  s.flying = s.flying.filter((other) => other !== one);
  ctx.cancelTimer(`request ${one.id}`);
  one.retryAt = plus(ctx.monotonic(), wait);
  const place = s.queue.findIndex(({id}) => id > one.id);
  s.queue.splice(place < 0 ? s.queue.length : place, 0, one);
}

function receive(s: Producer, _conn: ConnId, m: KafkaMessage, ctx: Ctx): void {
  if (m.kind === "METADATA_REPLY") {
    learn(s.net, m, ctx);
    return send(s, ctx);
  }
  if (m.kind === "PRODUCE_REPLY") answered(s, m, ctx);
}

/** After these the leader may be another. */
const STALE = new Set(["NOT_LEADER_OR_FOLLOWER", "UNKNOWN_TOPIC_OR_PARTITION", "FENCED_LEADER_EPOCH", "LEADER_NOT_AVAILABLE"]);

function answered(s: Producer, m: Extract<DataReply, {kind: "PRODUCE_REPLY"}>, ctx: Ctx): void {
  const one = s.flying.find(({id}) => id === m.id);
  if (!one) return;
  if (m.error === "") end(s, one, "ok", m.offset, ctx);
  else if (m.error === "INVALID_PRODUCER_EPOCH") end(s, one, "info", null, ctx);
  else failed(s, one, m, ctx);
  send(s, ctx);
}

function failed(s: Producer, one: Sent, m: Extract<DataReply, {kind: "PRODUCE_REPLY"}>, ctx: Ctx): void {
  if (m.error !== "NOT_ENOUGH_REPLICAS" && m.error !== "UNKNOWN_TOPIC_OR_PARTITION") one.doubtful = true;
  if (m.error === "OUT_OF_ORDER_SEQUENCE_NUMBER") s.broken = true;
  // KIP-951: who is told who leads asks there at once.
  const moved = m.leader !== null && hint(s.net, m.p, m.leader, m.e);
  if (STALE.has(m.error) && !moved) want(s.net, ctx);
  again(s, one, moved ? ticks(0) : retryAfter(one.tries, ctx), ctx);
}

export const producer: Process<Producer, KafkaMessage, Rules, Config, KafkaNote> = {
  threads: ["client"],
  ports: {kafka: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: (s) => !s.stopped || s.queue.length + s.flying.length + s.fresh.length > 0,
  init,
  start: (s, ctx) => {
    ctx.setTimer("record", ms(s.args.startMs));
    ctx.setTimer("refresh", ms(s.args.startMs));
  },
  receive,
  connected(s, conn, ctx) {
    if (opened(s.net, conn, ctx) === null) return;
    refresh(s.net, ctx);
    send(s, ctx);
  },
  disconnected(s, conn, _why, ctx) {
    const id = peerOf(s.net, conn);
    if (id !== null) lost(s, id, ctx);
  },
  timer,
};
