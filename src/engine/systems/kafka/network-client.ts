// NetworkClient and Metadata of the Java clients: connections to brokers, and who leads what. Fact sheet §7.

import {type ConnId, type Json, minus, ms, type NodeId, plus, type Ticks, ticks} from "../../vocabulary.ts";
import type {DataReply, Partition} from "./messages.ts";
import {PORT} from "./serving.ts";
import type {Ctx} from "./state.ts";

/** reconnect.backoff.ms and its most; retry.backoff.ms, which goes for asking after metadata, too. */
const RECONNECT_MS = 50;
const RECONNECT_MOST_MS = 1000;
const RETRY_MS = 100;
const RETRY_MOST_MS = 1000;
/** socket.connection.setup.timeout.ms */
const SETUP = ms(10_000);

interface Way {
  conn: ConnId;
  phase: "idle" | "dialling" | "ready";
  failures: number;
  /** Not dialled again before that. */
  notBefore: Ticks;
}

export interface Network {
  /** bootstrap.servers, and no others: all brokers are named there. */
  readonly brokers: readonly NodeId[];
  readonly ways: Map<NodeId, Way>;
  leaders: Map<Partition, {readonly leader: NodeId | null; readonly e: number}>;
  controller: NodeId | null;
  /** Somebody has asked for metadata. */
  wanted: boolean;
  /** Whom it has asked. */
  asked: NodeId | null;
  /** Not asked again before that (retry.backoff.ms). */
  notBefore: Ticks;
  next: number;
}

export const network = (brokers: readonly NodeId[]): Network => ({
  brokers,
  ways: new Map(brokers.map((id) => [id, {conn: 0, phase: "idle", failures: 0, notBefore: ticks(0)}])),
  leaders: new Map(),
  controller: null,
  wanted: true,
  asked: null,
  notBefore: ticks(0),
  next: 1,
});

const wayTo = (n: Network, id: NodeId): Way => n.ways.get(id) as Way;

/** The connection to a broker; null: there is none yet, but it is being made as soon as the back-off allows. */
export function connection(n: Network, id: NodeId, ctx: Ctx): ConnId | null {
  const way = wayTo(n, id);
  if (way.phase === "ready") return way.conn;
  if (way.phase === "dialling") return null;
  const wait = minus(way.notBefore, ctx.monotonic());
  if (wait > 0) ctx.setTimer(`dial ${id}`, wait, id);
  else {
    way.phase = "dialling";
    way.conn = ctx.connect(id, PORT);
    ctx.setTimer(`setup ${id}`, SETUP, id);
  }
  return null;
}

/** The broker at the other end of a connection, now that it stands; null: it is no longer wanted. */
export function opened(n: Network, conn: ConnId, ctx: Ctx): NodeId | null {
  const id = peerOf(n, conn);
  if (id === null) {
    ctx.close(conn);
    return null;
  }
  const way = wayTo(n, id);
  way.phase = "ready";
  way.failures = 0;
  ctx.cancelTimer(`setup ${id}`);
  return id;
}

export function peerOf(n: Network, conn: ConnId): NodeId | null {
  for (const [id, way] of n.ways) if (way.conn === conn && way.phase !== "idle") return id;
  return null;
}

/** The connection is over, or is given up: the next one waits, longer each time. */
export function closed(n: Network, id: NodeId, ctx: Ctx): void {
  const way = wayTo(n, id);
  ctx.cancelTimer(`setup ${id}`);
  Object.assign(way, {conn: 0, phase: "idle"});
  way.notBefore = plus(ctx.monotonic(), jittered(backoff(RECONNECT_MS, RECONNECT_MOST_MS, way.failures), ctx));
  way.failures++;
  if (n.asked === id) n.asked = null;
  n.wanted = true;
}

/**
 * Whom a timer of this client gives up: who did not answer its request (`waits`), did not accept a connection, or was asked for metadata. The
 * connection is closed by us. Null: the timer is another.
 */
export function givenUp(n: Network, name: string, arg: Json, waits: NodeId | null, ctx: Ctx): NodeId | null {
  const [what] = name.split(" ");
  const id = what === "request" ? waits : what === "setup" ? (arg as NodeId) : what === "metadata" ? n.asked : null;
  if (id !== null) hangUp(n, id, ctx);
  return id;
}

/** Closes the connection to a broker, if there is one. */
export function hangUp(n: Network, id: NodeId, ctx: Ctx): void {
  const {phase, conn} = wayTo(n, id);
  if (phase !== "idle") ctx.close(conn);
}

/** First times two to the power of tries, up to the most (ExponentialBackoff). */
function backoff(firstMs: number, mostMs: number, tries: number): number {
  let wait = firstMs;
  for (let i = 0; i < tries && wait < mostMs; i++) wait *= 2;
  return Math.min(wait, mostMs);
}

const jittered = (waitMs: number, ctx: Ctx): Ticks => ticks(ctx.random(waitMs * 800, waitMs * 1200));

/** How long a batch that failed so often waits before it is sent again. */
export const retryAfter = (tries: number, ctx: Ctx): Ticks => jittered(backoff(RETRY_MS, RETRY_MOST_MS, Math.max(0, tries - 1)), ctx);

/** Asks somebody for metadata if it is wanted: a broker with whom it is connected, else any that can be dialled. */
export function refresh(n: Network, ctx: Ctx): void {
  if (!n.wanted || n.asked !== null) return;
  const wait = minus(n.notBefore, ctx.monotonic());
  if (wait > 0) return ctx.setTimer("refresh", wait);
  const ready = n.brokers.filter((id) => wayTo(n, id).phase === "ready");
  const [first] = ready;
  if (first === undefined) {
    if (n.brokers.some((id) => wayTo(n, id).phase === "dialling")) return;
    const from = ctx.random(0, n.brokers.length - 1);
    const now = ctx.monotonic();
    const order = [...n.brokers.slice(from), ...n.brokers.slice(0, from)];
    connection(n, order.find((id) => wayTo(n, id).notBefore <= now) ?? (order[0] as NodeId), ctx);
    return;
  }
  const to = ready[ctx.random(0, ready.length - 1)] ?? first;
  n.asked = to;
  n.wanted = false;
  n.notBefore = plus(ctx.monotonic(), ms(RETRY_MS));
  ctx.send(wayTo(n, to).conn, {kind: "METADATA", id: 0});
  ctx.setTimer("metadata", ms(30_000));
}

/** What a broker knows. F5: of a partition only what is not older than what is known. */
export function learn(n: Network, m: Extract<DataReply, {kind: "METADATA_REPLY"}>, ctx: Ctx): void {
  n.asked = null;
  n.controller = m.controller;
  for (const {p, leader, e} of m.partitions) hint(n, p, leader, e);
  ctx.cancelTimer("metadata");
  if (m.partitions.length === 0 || m.partitions.some(({leader}) => leader === null)) want(n, ctx);
}

export function hint(n: Network, p: Partition, leader: NodeId | null, e: number): boolean {
  const known = n.leaders.get(p);
  if (known !== undefined && known.e > e) return false;
  n.leaders.set(p, {leader, e});
  return known?.leader !== leader;
}

/** Metadata is wanted, as soon as the back-off allows. */
export function want(n: Network, ctx: Ctx): void {
  n.wanted = true;
  refresh(n, ctx);
}
