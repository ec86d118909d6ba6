// ReplicaFetcherThread: a follower's side, one request at a time to each leader. Rules R3, R8–R11, R13.

import {type ConnId, minus, ms, NO_TIME, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import {append, beginEpoch, cut, flush, leoOf, syncEpochs} from "./disk.ts";
import type {DataReply, Got, Partition} from "./messages.ts";
import {connectTo, tell} from "./serving.ts";
import {type Broker, type Ctx, type Fetcher, nextOf, type Replica} from "./state.ts";

/** A partition of which nothing is fetched until there is newer metadata (R13). */
const FENCED = minus(NO_TIME, ms(1));

/** The partition is fetched from its leader from now on. */
export function follow(b: Broker, r: Replica, ctx: Ctx): void {
  unfollow(b, r.p);
  const {leader} = r;
  if (leader === null || leader === b.id) return;
  const known = b.fetchers.get(leader);
  const fetcher: Fetcher = known ?? {leader, conn: 0, phase: "idle", partitions: new Map(), request: 0, asked: []};
  b.fetchers.set(leader, fetcher);
  fetcher.partitions.set(r.p, NO_TIME);
  next(b, fetcher, ctx);
}

/** Whether a thread fetches from that broker, over a connection that stands. */
export function isFetchedFrom(b: Broker, leader: NodeId | null): boolean {
  const phase = leader === null ? undefined : b.fetchers.get(leader)?.phase;
  return phase === "ready" || phase === "waiting";
}

export function unfollow(b: Broker, p: Partition): void {
  for (const fetcher of b.fetchers.values()) fetcher.partitions.delete(p);
}

/** R3: asks for all its partitions that do not pause. */
function next(b: Broker, f: Fetcher, ctx: Ctx): void {
  if (f.phase === "dialling" || f.phase === "waiting" || f.phase === "flushing" || b.stage === "flushing") return;
  const now = ctx.monotonic();
  const due = [...f.partitions].filter(([, until]) => until !== FENCED && until <= now).map(([p]) => p);
  if (due.length === 0) return rest(f, now, ctx);
  if (f.phase === "idle") return dial(f, ctx);
  const partitions = due.flatMap((p) => {
    const r = b.replicas.get(p);
    return r?.role === "follower" ? [{p, e: r.e, offset: leoOf(r, ctx), lastEpoch: ctx.rules.lastFetchedEpoch(r.epochs, r.answered)}] : [];
  });
  f.request = nextOf(b);
  f.asked = partitions;
  f.phase = "waiting";
  ctx.setTimer(`fetch from ${f.leader}`, ctx.config.socketTimeout, f.leader);
  tell(
    f.conn,
    {kind: "FETCH", id: f.request, replica: b.id, be: b.kraft === null ? -1 : b.be, waitMs: ctx.config.fetchWait / 1000, partitions},
    ctx,
  );
}

function rest(f: Fetcher, now: Ticks, ctx: Ctx): void {
  const pauses = [...f.partitions.values()].filter((until) => until !== FENCED);
  if (pauses.length > 0) ctx.setTimer(`fetch from ${f.leader}`, minus(Math.min(...pauses) as Ticks, now), f.leader);
}

function dial(f: Fetcher, ctx: Ctx): void {
  f.phase = "dialling";
  f.conn = connectTo(f.leader, ctx);
  ctx.setTimer(`fetch from ${f.leader}`, ctx.config.socketTimeout, f.leader);
}

export function fetcherConnected(b: Broker, f: Fetcher, ctx: Ctx): void {
  f.phase = "ready";
  ctx.cancelTimer(`fetch from ${f.leader}`);
  next(b, f, ctx);
}

/** The connection is over: all its partitions pause. */
export function fetcherFailed(b: Broker, f: Fetcher, ctx: Ctx): void {
  f.phase = "idle";
  f.conn = 0;
  for (const p of f.partitions.keys()) pause(f, p, ctx);
  next(b, f, ctx);
}

/** The timer of a fetcher: a pause is over, or nothing was heard for too long. */
export function fetcherWakes(b: Broker, f: Fetcher, ctx: Ctx): void {
  if (f.phase === "idle" || f.phase === "ready") return next(b, f, ctx);
  ctx.close(f.conn);
  fetcherFailed(b, f, ctx);
}

function pause(f: Fetcher, p: Partition, ctx: Ctx): void {
  if (f.partitions.has(p)) f.partitions.set(p, plus(ctx.monotonic(), ctx.config.fetchBackoff));
}

export function fetchAnswered(b: Broker, f: Fetcher, m: Extract<DataReply, {kind: "FETCH_REPLY"}>, ctx: Ctx): void {
  if (m.id !== f.request) return;
  f.phase = "ready";
  ctx.cancelTimer(`fetch from ${f.leader}`);
  const full: Replica[] = [];
  for (const got of m.partitions) {
    const r = b.replicas.get(got.p);
    const wanted = f.asked.find(({p}) => p === got.p);
    // It may have another leader by now, or lead, or be in another epoch.
    if (r?.role === "follower" && f.partitions.has(got.p) && wanted?.e === r.e && wanted.offset === leoOf(r, ctx) && took(f, r, got, ctx))
      full.push(r);
  }
  if (full.length === 0) return next(b, f, ctx);
  f.phase = "flushing";
  flush(full, {took: f.leader}, ctx);
}

/** D1: what was taken is flushed, and the next may be asked for. */
export function fetcherFlushed(b: Broker, leader: NodeId, ctx: Ctx): void {
  const f = b.fetchers.get(leader);
  if (f?.phase !== "flushing") return;
  f.phase = "ready";
  next(b, f, ctx);
}

/** True: its log is to be flushed before more is asked for. */
function took(f: Fetcher, r: Replica, got: Got, ctx: Ctx): boolean {
  if (got.error !== "") {
    refused(f, r, got, ctx);
    return false;
  }
  r.answered = true;
  if (got.diverging !== null) {
    cut(r, ctx.rules.cutFor(r.epochs, leoOf(r, ctx), got.diverging), "diverged", ctx);
    return false;
  }
  let begun = false;
  let full = false;
  for (const entry of got.entries) {
    begun = beginEpoch(r, entry.e, ctx) || begun;
    full = append(r, [entry], ctx) || full;
  }
  if (begun) syncEpochs(r, null, ctx);
  // R8: it may go down.
  r.hw = Math.min(got.hw, leoOf(r, ctx));
  return full;
}

function refused(f: Fetcher, r: Replica, {error}: Got, ctx: Ctx): void {
  ctx.note({kind: "fetch-refused", scope: r.p, error});
  if (error === "FENCED_LEADER_EPOCH") return void f.partitions.set(r.p, FENCED);
  pause(f, r.p, ctx);
  if (error === "OFFSET_OUT_OF_RANGE") tell(f.conn, {kind: "LIST_OFFSETS", id: -1, p: r.p, replica: ctx.self}, ctx);
}

/** R11: the leader's end is before one's own: cut to it. */
export function outOfRange(b: Broker, m: Extract<DataReply, {kind: "LIST_OFFSETS_REPLY"}>, ctx: Ctx): void {
  const r = b.replicas.get(m.p);
  if (r?.role === "follower" && m.error === "" && m.offset < leoOf(r, ctx)) cut(r, m.offset, "out-of-range", ctx);
}

/** The fetcher that this connection belongs to. */
export function fetcherAt(b: Broker, conn: ConnId): Fetcher | null {
  for (const f of b.fetchers.values()) if (f.conn === conn) return f;
  return null;
}
