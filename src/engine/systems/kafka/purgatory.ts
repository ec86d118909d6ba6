// DelayedProduce and DelayedFetch: requests that wait for records to be committed, or to come. Rules A3, R4–R6, F1–F4.

import type {ConnId, NodeId} from "../../vocabulary.ts";
import {leoOf, logOf} from "./disk.ts";
import type {Got, Partition, Wanted} from "./messages.ts";
import {answer} from "./serving.ts";
import type {Broker, Ctx, DelayedFetch, Replica} from "./state.ts";

/** Records in one answer at most: fetch.max.bytes, in records. */
const MOST = 500;

/** I4: whom a leader waits for. */
export const waitsFor = (r: Replica, ctx: Ctx): readonly NodeId[] => ctx.rules.maximalIsr(r.isr, r.asked);

/** R4: what stands behind an offset, or why there is nothing to be had. A consumer sees what is committed. */
export function read(b: Broker, replica: NodeId, {p, e, offset, lastEpoch}: Wanted, ctx: Ctx): Got {
  const none = (error: string): Got => ({p, error, hw: -1, entries: [], diverging: null});
  const r = b.replicas.get(p);
  if (!r) return none("UNKNOWN_TOPIC_OR_PARTITION");
  const fenced = ctx.rules.fence(e, r.e);
  if (fenced !== "") return none(fenced);
  if (r.role !== "leader") return none("NOT_LEADER_OR_FOLLOWER");
  if (replica !== "" && !r.replicas.includes(replica)) return none("UNKNOWN_LEADER_EPOCH");
  const leo = leoOf(r, ctx);
  if (lastEpoch >= 0) {
    const end = ctx.rules.endOffsetFor(r.epochs, leo, lastEpoch);
    if (end === null) return none("OFFSET_OUT_OF_RANGE");
    if (end.e < lastEpoch || end.offset < offset) return {...none(""), hw: r.hw, diverging: end};
  }
  if (offset > leo) return none("OFFSET_OUT_OF_RANGE");
  const to = Math.min(replica === "" ? r.hw : leo, offset + MOST);
  return {p, error: "", hw: r.hw, entries: offset < to ? logOf(p, ctx).entries.slice(offset, to) : [], diverging: null};
}

/** R5, R6: new data of one partition, or another epoch of it, releases the fetches that wait for it; a higher mark alone only a consumer's. */
export function releaseFetches(b: Broker, p: Partition, ctx: Ctx): void {
  for (const [id, waiting] of b.fetches) if (waiting.partitions.some((wanted) => wanted.p === p)) tryFetch(b, id, waiting, ctx);
}

/** F1: a consumer waits for the high watermark. */
export function releaseConsumers(b: Broker, p: Partition, ctx: Ctx): void {
  for (const [id, waiting] of b.fetches)
    if (waiting.replica === "" && waiting.partitions.some((wanted) => wanted.p === p)) tryFetch(b, id, waiting, ctx);
}

function tryFetch(b: Broker, id: number, waiting: DelayedFetch, ctx: Ctx): void {
  const found = waiting.partitions.map((wanted) => read(b, waiting.replica, wanted, ctx));
  if (found.some(({error, entries, diverging}) => error !== "" || entries.length > 0 || diverging !== null))
    respond(b, id, waiting, found, ctx);
}

export function fetchTimedOut(b: Broker, id: number, ctx: Ctx): void {
  const waiting = b.fetches.get(id);
  if (waiting)
    respond(
      b,
      id,
      waiting,
      waiting.partitions.map((wanted) => read(b, waiting.replica, wanted, ctx)),
      ctx,
    );
}

function respond(b: Broker, id: number, waiting: DelayedFetch, found: readonly Got[], ctx: Ctx): void {
  b.fetches.delete(id);
  ctx.cancelTimer(`fetch ${id}`);
  answer(b, waiting.conn, {kind: "FETCH_REPLY", id: waiting.id, partitions: found}, ctx);
}

/** KIP-951: who is no leader says who is, as far as it knows. */
export function reply(b: Broker, conn: ConnId, id: number, p: Partition, error: string, offset: number, ctx: Ctx): void {
  const known = b.metadata.partitions.get(p);
  const hint = error === "NOT_LEADER_OR_FOLLOWER" && known ? {leader: known.leader, e: known.e} : {leader: null, e: -1};
  answer(b, conn, {kind: "PRODUCE_REPLY", id, p, error, offset, ...hint}, ctx);
}

/** A3: those whose records are committed, or whose leader is no longer one. One that leads on in a later epoch goes on waiting. */
export function settleProduces(b: Broker, r: Replica, ctx: Ctx): void {
  for (const [id, waiting] of b.produces) {
    if (waiting.p !== r.p) continue;
    if (r.role !== "leader") end(b, id, "NOT_LEADER_OR_FOLLOWER", ctx);
    else if (r.hw >= waiting.required) {
      const enough = !ctx.rules.refusesAppend(waitsFor(r, ctx).length, ctx.config.minIsr, r.replicas.length);
      end(b, id, enough ? "" : "NOT_ENOUGH_REPLICAS_AFTER_APPEND", ctx);
    }
  }
}

/** The request's own time-out: the records are in the log, and may stay. */
export const produceTimedOut = (b: Broker, id: number, ctx: Ctx): void => end(b, id, "REQUEST_TIMED_OUT", ctx);

function end(b: Broker, id: number, error: string, ctx: Ctx): void {
  const waiting = b.produces.get(id);
  if (!waiting) return;
  b.produces.delete(id);
  ctx.cancelTimer(`produce ${id}`);
  reply(b, waiting.conn, waiting.id, waiting.p, error, error === "" ? waiting.offset : -1, ctx);
}
