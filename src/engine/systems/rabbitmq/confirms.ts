import {mayConfirm} from "./partitions.ts";
import type {Broker, Channel, Rabbit} from "./state.ts";

/** P6: acknowledged when nobody is awaited any more and one has it, refused if none has. */
export function settleConfirm(s: Broker, c: Channel, seq: number, ctx: Rabbit): void {
  const open = c.unconfirmed.get(seq);
  const verdict = open ? ctx.rules.verdictOf(open.pending.size, open.confirmed) : "wait";
  if (!open || verdict === "wait" || !mayConfirm(s, ctx)) return;
  c.unconfirmed.delete(seq);
  ctx.note({kind: "settled", channel: c.pid, seq, as: verdict});
  if (verdict === "nack") {
    ctx.send(c.conn, {kind: "NACK", seq});
    return;
  }
  ctx.note({kind: "confirmed", channel: c.pid, queue: open.queue, value: open.value, id: open.id});
  ctx.send(c.conn, {kind: "CONFIRM", seq, multiple: false});
}
