// ReplicaManager.appendRecords and DelayedProduce. Rules A1–A5.

import {type ConnId, ms} from "../../vocabulary.ts";
import {append, beginEpoch, leoOf} from "./disk.ts";
import type {DataRequest, Entry} from "./messages.ts";
import {raise} from "./partition.ts";
import {reply, settleProduces} from "./purgatory.ts";
import {answer} from "./serving.ts";
import {type Broker, type Ctx, ledHere, nextOf, type Replica} from "./state.ts";

type Produce = Extract<DataRequest, {kind: "PRODUCE"}>;

export function produce(b: Broker, conn: ConnId, m: Produce, ctx: Ctx): void {
  const r = ledHere(b, m.p);
  if (r === null) return produced(b, conn, m, "NOT_LEADER_OR_FOLLOWER", -1, ctx);
  if (m.acks === -1 && ctx.rules.refusesAppend(r.isr.length, ctx.config.minIsr, r.replicas.length))
    return produced(b, conn, m, "NOT_ENOUGH_REPLICAS", -1, ctx);
  const next = m.batch.pid === "" ? "next" : ctx.rules.sequence(r.producers.get(m.batch.pid) ?? null, m.batch);
  if (next !== "next" && typeof next === "string") return produced(b, conn, m, next, -1, ctx);
  const offset = next === "next" ? write(b, r, m, ctx) : next;
  if (!ctx.rules.waitsForIsr(m.acks)) return produced(b, conn, m, "", offset, ctx);
  const id = nextOf(b);
  b.produces.set(id, {conn, id: m.id, p: m.p, offset, required: offset + m.batch.values.length});
  ctx.setTimer(`produce ${id}`, ms(m.timeoutMs));
  settleProduces(b, r, ctx);
}

/** R2: the records at the end of the log; then fetches that waited for them go. */
function write(b: Broker, r: Replica, {batch}: Produce, ctx: Ctx): number {
  const offset = leoOf(r, ctx);
  // Where the reign was not written down as it began, it begins with its first record (R1, switched off).
  beginEpoch(r, r.e, ctx);
  const idempotent = batch.pid !== "";
  const first = idempotent ? batch.seq : 0;
  const last = first + batch.values.length - 1;
  const {pid, producerEpoch} = batch;
  append(
    r,
    batch.values.map((value, i): Entry => Object.freeze({e: r.e, value, pid, producerEpoch, seq: first + i, first, last})),
    ctx,
  );
  raise(b, r, ctx);
  // The producer's answer leaves first (ReplicaManager.tryCompleteActions): a leader that dies in between has acknowledged what nobody else has.
  ctx.submit("main", {appended: r.p});
  return offset;
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
