// ReplicaManager.appendRecords and DelayedProduce. Rules A1–A5.

import {type ConnId, ms} from "../../vocabulary.ts";
import {append, beginEpoch, flush, leoOf} from "./disk.ts";
import type {DataRequest, Entry} from "./messages.ts";
import {raise} from "./partition.ts";
import {reply, settleProduces} from "./purgatory.ts";
import {answer} from "./serving.ts";
import {type Broker, type Ctx, ledHere, nextOf, type Replica} from "./state.ts";

type Produce = Extract<DataRequest, {kind: "PRODUCE"}>;

export function produce(b: Broker, conn: ConnId, m: Produce, ctx: Ctx): void {
  const r = ledHere(b, m.p);
  if (r === null) return produced(b, conn, m, "NOT_LEADER_OR_FOLLOWER", -1, ctx);
  if (r.writing !== null) return void r.writing.behind.push({conn, request: m});
  if (m.acks === -1 && ctx.rules.refusesAppend(r.isr.length, ctx.config.minIsr, r.replicas.length))
    return produced(b, conn, m, "NOT_ENOUGH_REPLICAS", -1, ctx);
  const next = m.batch.pid === "" ? "next" : ctx.rules.sequence(r.producers.get(m.batch.pid) ?? null, m.batch);
  if (next !== "next" && typeof next === "string") return produced(b, conn, m, next, -1, ctx);
  if (next !== "next") return appended(b, conn, r, m, next, ctx);
  const offset = leoOf(r, ctx);
  if (!write(r, m, ctx)) return isWritten(b, conn, r, m, offset, ctx);
  r.writing = {conn, request: m, offset, behind: []};
  flush([r], {written: r.p}, ctx);
}

/** D1: the records are on the disk: now they count, and whoever waited for the log has its turn. */
export function written(b: Broker, r: Replica, ctx: Ctx): void {
  if (r.writing === null) return;
  const {conn, request, offset, behind} = r.writing;
  r.writing = null;
  isWritten(b, conn, r, request as Produce, offset, ctx);
  for (const one of behind) ctx.submit("main", {held: one} as never);
}

function isWritten(b: Broker, conn: ConnId, r: Replica, m: Produce, offset: number, ctx: Ctx): void {
  if (r.role === "leader") raise(b, r, ctx);
  // The producer's answer leaves first (ReplicaManager.tryCompleteActions): a leader that dies in between has acknowledged what nobody else has.
  ctx.submit("main", {appended: r.p});
  appended(b, conn, r, m, offset, ctx);
}

function appended(b: Broker, conn: ConnId, r: Replica, m: Produce, offset: number, ctx: Ctx): void {
  if (!ctx.rules.waitsForIsr(m.acks)) return produced(b, conn, m, "", offset, ctx);
  const id = nextOf(b);
  b.produces.set(id, {conn, id: m.id, p: m.p, offset, required: offset + m.batch.values.length});
  ctx.setTimer(`produce ${id}`, ms(m.timeoutMs));
  settleProduces(b, r, ctx);
}

/** R2: the records at the end of the log. True: they are to be flushed before they count. */
function write(r: Replica, {batch}: Produce, ctx: Ctx): boolean {
  // Where the reign was not written down as it began, it begins with its first record (R1, switched off).
  beginEpoch(r, r.e, ctx);
  const idempotent = batch.pid !== "";
  const first = idempotent ? batch.seq : 0;
  const last = first + batch.values.length - 1;
  const {pid, producerEpoch} = batch;
  return append(
    r,
    batch.values.map((value, i): Entry => Object.freeze({e: r.e, value, pid, producerEpoch, seq: first + i, first, last})),
    ctx,
  );
}

/** acks=0 is not answered; an error closes the connection (A4). */
function produced(b: Broker, conn: ConnId, {id, p, acks}: Produce, error: string, offset: number, ctx: Ctx): void {
  if (acks === 0) {
    answer(b, conn, null, ctx);
    if (error !== "") ctx.close(conn);
    return;
  }
  reply(b, conn, id, p, error, offset, ctx);
}
