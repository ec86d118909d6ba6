// A writer of one record after another, by a client library of nobody: it waits for each answer and never sends a value twice. So its history says
// exactly what was acknowledged, when, and by whom; the real clusters were recorded with such clients.

import type {Context, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, maybe, nodeName, nullOr, oneOf, text, time, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ms, NO_TIME, type NodeId, type Ticks} from "../../vocabulary.ts";
import {numbered} from "../numbered.ts";
import type {Config} from "./config.ts";
import type {Acks, DataReply, KafkaMessage} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {PORT} from "./serving.ts";

type Ctx = Context<KafkaMessage, Rules, Config, KafkaNote>;

/** What `args` of a writer may say. Times in ms. */
export interface WriterArgs {
  readonly p: string;
  readonly acks: Acks;
  /** Whom it writes to first. */
  readonly first: NodeId | null;
  /** After an error: whoever leads by the word of another broker, or the same one for ever. */
  readonly policy: "metadata" | "pinned";
  readonly startMs: number;
  readonly stopMs: number | null;
  /** It has seen enough a second after the answer to a write that it sent after that; null: never. */
  readonly enoughMs: number | null;
  /** From an answer to the next write. */
  readonly intervalMs: number;
  readonly pauseAfterErrorMs: number;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** What a leader is told to wait at most. */
  readonly requestTimeoutMs: number;
  readonly metadataTimeoutMs: number;
}

const args = fields({
  p: maybe(text),
  acks: maybe(whole(-1, 1)),
  first: maybe(nullOr(nodeName)),
  policy: maybe(oneOf(["metadata", "pinned"])),
  startMs: maybe(time),
  stopMs: maybe(nullOr(time)),
  enoughMs: maybe(nullOr(time)),
  intervalMs: maybe(time),
  pauseAfterErrorMs: maybe(time),
  connectTimeoutMs: maybe(time),
  readTimeoutMs: maybe(time),
  requestTimeoutMs: maybe(time),
  metadataTimeoutMs: maybe(time),
});

const argsOf = (spec: NodeSpec): WriterArgs => ({
  p: "t-0",
  acks: -1,
  first: null,
  policy: "metadata",
  startMs: 0,
  stopMs: null,
  enoughMs: null,
  intervalMs: 5,
  pauseAfterErrorMs: 20,
  connectTimeoutMs: 250,
  readTimeoutMs: 21_000,
  requestTimeoutMs: 20_000,
  metadataTimeoutMs: 500,
  ...(spec.args as Partial<WriterArgs>),
});

const LINGERS = ms(1000);

/** A connection of its own, to one broker. */
interface Line {
  to: NodeId | null;
  conn: ConnId;
  phase: "idle" | "dialling" | "ready";
}

export interface Writer {
  readonly args: WriterArgs;
  readonly brokers: readonly NodeId[];
  readonly produce: Line;
  readonly ask: Line;
  /** Whom it asks after the leader, one after the other; the first is being asked. */
  askOf: NodeId[];
  /** The write on its way. */
  waits: number | null;
  sentAt: Ticks;
  enough: boolean;
  made: number;
  next: number;
  stopped: boolean;
}

const idle = (): Line => ({to: null, conn: 0, phase: "idle"});

function hangUp(line: Line, ctx: Ctx): void {
  if (line.phase !== "idle") ctx.close(line.conn);
  Object.assign(line, {conn: 0, phase: "idle"});
}

function dial(s: Writer, line: Line, to: NodeId, ctx: Ctx): void {
  Object.assign(line, {to, conn: ctx.connect(to, PORT), phase: "dialling"});
  ctx.setTimer(line === s.ask ? "ask" : "write", ms(s.args.connectTimeoutMs));
}

/** One more write, or first a connection. */
function write(s: Writer, ctx: Ctx): void {
  const {args, produce} = s;
  s.stopped ||= ctx.stopping() || (args.stopMs !== null && ctx.monotonic() >= ms(args.stopMs));
  if (s.stopped || s.waits !== null) return;
  if (produce.to === null) return askAll(s, ctx);
  if (produce.phase !== "ready") return dial(s, produce, produce.to, ctx);
  const value = `${ctx.self}:${numbered(s.made++, ctx)}`;
  s.sentAt = ctx.monotonic();
  s.waits = ctx.invoke("write", args.p, value, produce.to);
  const batch = {pid: "", producerEpoch: 0, seq: -1, values: [value]};
  ctx.send(produce.conn, {kind: "PRODUCE", id: s.next++, acks: args.acks, timeoutMs: args.requestTimeoutMs, p: args.p, batch});
  ctx.setTimer("write", ms(args.readTimeoutMs));
}

/** Answers after which nobody knows whether the record will stay. */
const DOUBTFUL = new Set(["REQUEST_TIMED_OUT", "NOT_ENOUGH_REPLICAS_AFTER_APPEND"]);

function answered(s: Writer, m: Extract<DataReply, {kind: "PRODUCE_REPLY"}>, ctx: Ctx): void {
  if (m.id !== s.next - 1 || s.waits === null) return;
  const {waits, args, produce} = s;
  s.waits = null;
  ctx.cancelTimer("write");
  const type = m.error === "" ? "ok" : DOUBTFUL.has(m.error) ? "info" : "fail";
  ctx.complete(waits, type, m.error === "" ? m.offset : m.error, produce.to ?? undefined);
  if (m.error !== "") return erred(s, m.error, ctx);
  if (args.enoughMs !== null && s.sentAt >= ms(args.enoughMs) && !s.enough) {
    s.enough = true;
    ctx.setTimer("enough", LINGERS);
  }
  ctx.setTimer("next", ms(args.intervalMs));
}

/** The connection is over, or an answer too late: what was on its way may have been written. */
function lost(s: Writer, error: string, ctx: Ctx): void {
  const {waits} = s;
  s.waits = null;
  if (waits !== null) ctx.complete(waits, "info", error, s.produce.to ?? undefined);
  ctx.cancelTimer("write");
  hangUp(s.produce, ctx);
  erred(s, error, ctx);
}

function erred(s: Writer, error: string, ctx: Ctx): void {
  ctx.note({kind: "client-error", scope: s.args.p, error, broker: s.produce.to});
  ctx.setTimer(s.args.policy === "pinned" ? "next" : "look", ms(s.args.pauseAfterErrorMs));
}

/** The others in a random order, whoever failed last. */
function askAll(s: Writer, ctx: Ctx): void {
  const others = s.brokers.filter((id) => id !== s.produce.to);
  for (let i = others.length - 1; i > 0; i--) {
    const j = ctx.random(0, i);
    [others[i], others[j]] = [others[j] as NodeId, others[i] as NodeId];
  }
  s.askOf = s.produce.to === null ? others : [...others, s.produce.to];
  askNext(s, ctx);
}

function askNext(s: Writer, ctx: Ctx): void {
  const [to] = s.askOf;
  if (to === undefined) return ctx.setTimer("look", ms(s.args.pauseAfterErrorMs));
  dial(s, s.ask, to, ctx);
}

function askFailed(s: Writer, ctx: Ctx): void {
  ctx.cancelTimer("ask");
  hangUp(s.ask, ctx);
  s.askOf.shift();
  askNext(s, ctx);
}

/** Whoever leads now is written to. The same one as before keeps its connection. */
function told(s: Writer, m: Extract<DataReply, {kind: "METADATA_REPLY"}>, ctx: Ctx): void {
  ctx.cancelTimer("ask");
  hangUp(s.ask, ctx);
  const leader = m.partitions.find(({p}) => p === s.args.p)?.leader ?? null;
  if (leader === null) {
    ctx.note({kind: "client-error", scope: s.args.p, error: "no leader", broker: s.ask.to});
    return ctx.setTimer("look", ms(s.args.pauseAfterErrorMs));
  }
  if (leader !== s.produce.to) hangUp(s.produce, ctx);
  s.produce.to = leader;
  write(s, ctx);
}

function timer(s: Writer, name: string, _arg: Json, ctx: Ctx): void {
  if (name === "next") return write(s, ctx);
  if (name === "look") return ctx.stopping() ? void write(s, ctx) : askAll(s, ctx);
  if (name === "ask") return askFailed(s, ctx);
  if (name === "enough") {
    s.stopped = true;
    return;
  }
  lost(s, s.produce.phase === "ready" ? "no answer" : "no connection", ctx);
}

const lineAt = (s: Writer, conn: ConnId): Line | null =>
  [s.produce, s.ask].find((one) => one.conn === conn && one.phase !== "idle") ?? null;

export const writer: Process<Writer, KafkaMessage, Rules, Config, KafkaNote> = {
  threads: ["client"],
  ports: {kafka: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: (s) => !s.stopped || s.waits !== null,
  init: (spec: NodeSpec, _disk, {brokers}: Config) => ({
    args: argsOf(spec),
    brokers,
    produce: {...idle(), to: argsOf(spec).first},
    ask: idle(),
    askOf: [],
    waits: null,
    sentAt: NO_TIME,
    enough: false,
    made: 0,
    next: 0,
    stopped: false,
  }),
  start: (s, ctx) => ctx.setTimer("next", ms(s.args.startMs)),
  receive(s, conn, m, ctx) {
    if (m.kind === "PRODUCE_REPLY" && conn === s.produce.conn) answered(s, m, ctx);
    else if (m.kind === "METADATA_REPLY" && conn === s.ask.conn) told(s, m, ctx);
  },
  connected(s, conn, ctx) {
    const line = lineAt(s, conn);
    if (line === null) return ctx.close(conn);
    line.phase = "ready";
    if (line === s.produce) return write(s, ctx);
    ctx.send(conn, {kind: "METADATA", id: 0});
    ctx.setTimer("ask", ms(s.args.metadataTimeoutMs));
  },
  disconnected(s, conn, why, ctx) {
    const line = lineAt(s, conn);
    if (line === null) return;
    const dialled = line.phase === "dialling";
    Object.assign(line, {conn: 0, phase: "idle"});
    if (line === s.ask) askFailed(s, ctx);
    else lost(s, dialled ? "no connection" : why, ctx);
  },
  timer,
};
