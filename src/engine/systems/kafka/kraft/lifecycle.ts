// BrokerLifecycleManager: a broker registers, is heard of, and asks to be let go. Rules B1, B2, S1, S4.

import {ms, NO_TIME, type Ticks} from "../../../vocabulary.ts";
import type {KafkaReply} from "../messages.ts";
import {answer, PORT} from "../serving.ts";
import {released} from "../shutdown.ts";
import {type Broker, type Ctx, turn} from "../state.ts";
import {enqueue} from "./channel.ts";
import type {Observer, Queued} from "./observer.ts";
import {publish} from "./publish.ts";

/** While it catches up, and after the first answer to its wish to stop. */
const SOON = ms(10);
const SOON_RELEASED = ms(50);
/** A broker that is not let go goes anyway. */
const SHUTDOWN_MOST = ms(300_000);

/** The next registration or heartbeat. While one is on its way it comes as soon as that is answered. */
export function communicate(b: Broker, k: Observer, ctx: Ctx): void {
  if (k.asking) {
    k.atOnce = true;
    return;
  }
  k.asking = true;
  const own = {id: 0, broker: b.id};
  const message: Queued["message"] = k.registered
    ? {
        ...own,
        kind: "BROKER_HEARTBEAT",
        be: b.be,
        offset: k.published - 1,
        wantFence: !k.ready,
        wantShutDown: k.stage === "stopping",
      }
    : {...own, kind: "BROKER_REGISTRATION", incarnation: k.incarnation, previous: k.previous};
  enqueue(k, k.channels.heartbeat, {message, from: null}, answeredLife, b, ctx);
}

function next(k: Observer, wait: Ticks, ctx: Ctx): void {
  const at = k.atOnce ? NO_TIME : wait;
  k.atOnce = false;
  ctx.setTimer("communicate", at);
}

/** What a controller says to its registration, or to a heartbeat; null: nothing, for too long. */
export function answeredLife(b: Broker, asked: Queued, m: KafkaReply | null, ctx: Ctx): void {
  const k = b.kraft as Observer;
  k.asking = false;
  const again = ctx.config.kraft.heartbeat;
  if (m === null || !("error" in m) || m.error !== "") {
    if (m?.kind === "BROKER_REGISTRATION_REPLY") ctx.note({kind: "refused-to-register"});
    k.atOnce = false;
    return next(k, again, ctx);
  }
  if (asked.message.kind === "BROKER_REGISTRATION" && m.kind === "BROKER_REGISTRATION_REPLY") {
    b.be = m.be;
    k.registered = true;
    ctx.note({kind: "registered", be: m.be});
    return next(k, NO_TIME, ctx);
  }
  if (m.kind === "BROKER_HEARTBEAT_REPLY") beat(b, k, m, ctx);
}

function beat(b: Broker, k: Observer, m: Extract<KafkaReply, {kind: "BROKER_HEARTBEAT_REPLY"}>, ctx: Ctx): void {
  const again = ctx.config.kraft.heartbeat;
  switch (k.stage) {
    case "starting":
      if (m.caughtUp) {
        k.stage = "recovery";
        publish(b, k, ctx);
      }
      return next(k, SOON, ctx);
    case "recovery":
      if (!m.fenced) {
        k.stage = "running";
        b.stage = "running";
        ctx.listen(PORT);
        turn(b);
      }
      return next(k, again, ctx);
    case "running":
      return next(k, again, ctx);
    case "stopping":
      if (m.shutDown) return released(true, ctx);
      next(k, k.delayed ? again : SOON_RELEASED, ctx);
      k.delayed = true;
      return;
    default:
      k.stage satisfies never;
  }
}

/** S4: it asks to be let go, at once and with each heartbeat. */
export function askToLeave(k: Observer, ctx: Ctx): void {
  k.stage = "stopping";
  ctx.setTimer("communicate", NO_TIME);
  ctx.setTimer("leave", SHUTDOWN_MOST);
}

/** ForwardingManager: what only the controller can do. */
export function forward(b: Broker, k: Observer, from: NonNullable<Queued["from"]>, message: Queued["message"], ctx: Ctx): void {
  enqueue(k, k.channels.forwarding, {message, from}, answeredForward, b, ctx);
}

export function answeredForward(b: Broker, {from}: Queued, m: KafkaReply | null, ctx: Ctx): void {
  if (from === null) return;
  const reply: KafkaReply =
    m?.kind === "CREATE_TOPIC_REPLY" ? {...m, id: from.id} : {kind: "CREATE_TOPIC_REPLY", id: from.id, error: "REQUEST_TIMED_OUT"};
  answer(b, from.conn, reply, ctx);
}
