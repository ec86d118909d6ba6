// KafkaConsumer without a group: one partition, from the leader, what is committed. Rules F1–F5.

import type {Context, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, maybe, oneOf, text, time} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, type NodeId} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {DataReply, Got, KafkaMessage} from "./messages.ts";
import {closed, connection, givenUp, learn, type Network, network, opened, peerOf, refresh, want} from "./network-client.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<KafkaMessage, Rules, Config, KafkaNote>;

/** retry.backoff.ms */
const RETRY = ms(100);

/** What `args` of a consumer may say. Times in ms. */
export interface ConsumerArgs {
  readonly p: string;
  readonly startMs: number;
  readonly maxWaitMs: number;
  readonly requestTimeoutMs: number;
  /** auto.offset.reset: where it goes when its position is gone. */
  readonly reset: "latest" | "earliest";
}

const args = fields({
  p: maybe(text),
  startMs: maybe(time),
  maxWaitMs: maybe(time),
  requestTimeoutMs: maybe(time),
  reset: maybe(oneOf(["latest", "earliest"])),
});

const argsOf = (spec: NodeSpec): ConsumerArgs => ({
  p: "t-0",
  startMs: 0,
  maxWaitMs: 500,
  requestTimeoutMs: 30_000,
  reset: "earliest",
  ...(spec.args as Partial<ConsumerArgs>),
});

export interface Consumer {
  readonly args: ConsumerArgs;
  readonly net: Network;
  position: number;
  /** Epoch of the last record read, and the epoch in which its position is known to be right. */
  lastEpoch: number;
  validFor: number;
  /** What it waits for. */
  waits: {readonly id: number; readonly to: NodeId; readonly operation: number | null; readonly of: "fetch" | "end"} | null;
  /** It pauses after an error (retry.backoff.ms). */
  rests: boolean;
  stopped: boolean;
}

const init = (spec: NodeSpec, _disk: unknown, {brokers}: Config): Consumer => ({
  args: argsOf(spec),
  net: network(brokers),
  position: 0,
  lastEpoch: -1,
  validFor: -1,
  waits: null,
  rests: false,
  stopped: false,
});

/** One request at a time: for records, or, in a new epoch, whether its position is still there (F5). */
function next(s: Consumer, ctx: Ctx): void {
  const {args, net} = s;
  s.stopped = ctx.stopping();
  if (s.waits !== null || s.rests || s.stopped) return;
  const known = net.leaders.get(args.p);
  if (!known?.leader) return want(net, ctx);
  const to = known.leader;
  const conn = connection(net, to, ctx);
  if (conn === null) return;
  const id = net.next++;
  const checks = known.e !== s.validFor && s.lastEpoch >= 0;
  if (checks) {
    s.waits = {id, to, operation: null, of: "end"};
    ctx.send(conn, {kind: "OFFSET_FOR_LEADER_EPOCH", id, p: args.p, current: known.e, e: s.lastEpoch});
  } else {
    s.waits = {id, to, operation: ctx.invoke("poll", args.p, s.position, to), of: "fetch"};
    const partitions = [{p: args.p, e: known.e, offset: s.position, lastEpoch: -1}];
    ctx.send(conn, {kind: "FETCH", id, replica: "", be: -1, waitMs: args.maxWaitMs, partitions});
  }
  ctx.setTimer("request", ms(args.requestTimeoutMs));
}

function receive(s: Consumer, _conn: ConnId, m: KafkaMessage, ctx: Ctx): void {
  if (m.kind === "METADATA_REPLY") learn(s.net, m, ctx);
  else if (m.kind === "FETCH_REPLY" && m.id === s.waits?.id) {
    const [got] = m.partitions;
    if (got) fetched(s, got, ctx);
  } else if (m.kind === "OFFSET_FOR_LEADER_EPOCH_REPLY" && m.id === s.waits?.id) validated(s, m, ctx);
  next(s, ctx);
}

function over(s: Consumer, type: "ok" | "fail", result: Json, ctx: Ctx): void {
  const {waits} = s;
  if (waits === null) return;
  s.waits = null;
  ctx.cancelTimer("request");
  if (waits.operation !== null) ctx.complete(waits.operation, type, result, waits.to);
}

function fetched(s: Consumer, {error, entries}: Got, ctx: Ctx): void {
  if (error !== "") {
    over(s, "fail", error, ctx);
    if (error === "OFFSET_OUT_OF_RANGE") reset(s, 0, ctx);
    return rest(s, ctx);
  }
  const from = s.position;
  const records = entries.map(({value}, i) => [from + i, value] as const);
  s.position += entries.length;
  s.lastEpoch = entries[entries.length - 1]?.e ?? s.lastEpoch;
  s.validFor = s.net.leaders.get(s.args.p)?.e ?? s.validFor;
  over(s, "ok", records as unknown as Json, ctx);
}

/** Whoever was asked does not lead: another is looked for, and asked after a pause. */
function rest(s: Consumer, ctx: Ctx): void {
  s.rests = true;
  ctx.setTimer("rest", RETRY);
  want(s.net, ctx);
}

/** F5: where its last epoch ends in the leader's log. What it has read beyond that is no more. */
function validated(s: Consumer, {error, end}: Extract<DataReply, {kind: "OFFSET_FOR_LEADER_EPOCH_REPLY"}>, ctx: Ctx): void {
  over(s, "ok", null, ctx);
  if (error !== "") return rest(s, ctx);
  s.validFor = s.net.leaders.get(s.args.p)?.e ?? s.validFor;
  if (end === null || end.offset >= s.position) return;
  reset(s, end.offset, ctx);
  s.lastEpoch = end.e;
}

function reset(s: Consumer, to: number, ctx: Ctx): void {
  ctx.note({kind: "position-truncated", scope: s.args.p, from: s.position, to});
  const seek = ctx.invoke("seek", s.args.p, to);
  ctx.complete(seek, "ok", to);
  s.position = to;
}

function lost(s: Consumer, id: NodeId, ctx: Ctx): void {
  closed(s.net, id, ctx);
  if (s.waits?.to === id) over(s, "fail", "NETWORK", ctx);
  want(s.net, ctx);
}

function timer(s: Consumer, name: string, arg: Json, ctx: Ctx): void {
  if (name === "rest") s.rests = false;
  const id = givenUp(s.net, name, arg, s.waits?.to ?? null, ctx);
  if (id !== null) lost(s, id, ctx);
  refresh(s.net, ctx);
  next(s, ctx);
}

export const consumer: Process<Consumer, KafkaMessage, Rules, Config, KafkaNote> = {
  threads: ["client"],
  ports: {kafka: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: (s) => !s.stopped,
  init,
  start: (s, ctx) => ctx.setTimer("refresh", ms(s.args.startMs)),
  receive,
  connected(s, conn, ctx) {
    if (opened(s.net, conn, ctx) === null) return;
    refresh(s.net, ctx);
    next(s, ctx);
  },
  disconnected(s, conn, _why, ctx) {
    const id = peerOf(s.net, conn);
    if (id === null) return;
    lost(s, id, ctx);
    next(s, ctx);
  },
  timer,
};
