// NodeToControllerRequestThread: requests of a broker to the controller, repeated until they are answered or too old.

import {minus, ms, type NodeId, plus, type Ticks} from "../../../vocabulary.ts";
import type {KafkaReply} from "../messages.ts";
import {PORT} from "../serving.ts";
import {type Broker, type Ctx, nextOf} from "../state.ts";
import type {ControllerChannel, Observer, Queued} from "./observer.ts";

/** How often it looks whether there is a controller, and how long it waits before it dials again. */
const LOOK = ms(100);
const RECONNECT = ms(50);

/** How long a request may wait, with all its tries. */
const patience = ({name}: ControllerChannel, {config}: Ctx): Ticks => (name === "heartbeat" ? config.kraft.heartbeat : ms(60_000));

const timerOf = ({name}: ControllerChannel): string => `link ${name}`;

/** What becomes of a request: its answer, or null: it has become too old. */
export type Answered = (b: Broker, asked: Queued, m: KafkaReply | null, ctx: Ctx) => void;

export function enqueue(k: Observer, c: ControllerChannel, queued: Omit<Queued, "since">, done: Answered, b: Broker, ctx: Ctx): void {
  c.queue.push({...queued, since: ctx.wall()});
  pumpChannel(k, c, done, b, ctx);
}

/** Without a controller it takes whoever leads the quorum now, and keeps to that until it fails: whether there is a request or not. */
function look(k: Observer, c: ControllerChannel, ctx: Ctx): boolean {
  const {leader} = k.raft;
  if (c.to !== null) return true;
  if (leader === null) return false;
  ctx.note({kind: "controller-found", controller: leader});
  c.to = leader;
  return true;
}

/** Sends the first that waits, if there is a controller and the way to it is free. */
export function pumpChannel(k: Observer, c: ControllerChannel, done: Answered, b: Broker, ctx: Ctx): void {
  if (c.phase === "waiting" || c.phase === "dialling") return;
  const [first] = c.queue;
  if (first && minus(ctx.wall(), first.since) >= patience(c, ctx)) {
    c.queue.shift();
    done(b, first, null, ctx);
    return pumpChannel(k, c, done, b, ctx);
  }
  if (!look(k, c, ctx)) return ctx.setTimer(timerOf(c), LOOK);
  if (!first) return;
  if (c.phase === "idle") {
    c.phase = "dialling";
    c.conn = ctx.connect(c.to as NodeId, PORT);
    return ctx.setTimer(timerOf(c), untilOld(c, first, ctx));
  }
  c.queue.shift();
  const message = {...first.message, id: nextOf(b)};
  c.sent = {...first, message};
  c.phase = "waiting";
  ctx.send(c.conn, message);
  ctx.setTimer(timerOf(c), patience(c, ctx));
}

const untilOld = (c: ControllerChannel, {since}: Queued, ctx: Ctx): Ticks =>
  Math.max(0, minus(plus(since, patience(c, ctx)), ctx.wall())) as Ticks;

export function channelOpen(k: Observer, c: ControllerChannel, done: Answered, b: Broker, ctx: Ctx): void {
  c.phase = "ready";
  ctx.cancelTimer(timerOf(c));
  pumpChannel(k, c, done, b, ctx);
}

/** The way is closed. What was asked is asked again, of whoever leads now; where nothing was, nobody looks. */
export function channelLost(k: Observer, c: ControllerChannel, ctx: Ctx): void {
  const asked = c.phase !== "ready";
  if (c.sent) c.queue.unshift(c.sent);
  Object.assign(c, {phase: "idle", conn: 0, sent: null});
  if (!asked) return;
  c.to = null;
  look(k, c, ctx);
  ctx.setTimer(timerOf(c), RECONNECT);
}

/** Its timer: it looks again, or gives the connection up after so long without an answer. */
export function channelDue(k: Observer, c: ControllerChannel, done: Answered, b: Broker, ctx: Ctx): void {
  if (c.phase === "waiting" || c.phase === "dialling") {
    ctx.close(c.conn);
    channelLost(k, c, ctx);
  }
  pumpChannel(k, c, done, b, ctx);
}

export function channelReplied(k: Observer, c: ControllerChannel, m: KafkaReply, done: Answered, b: Broker, ctx: Ctx): void {
  const {sent} = c;
  if (sent === null || sent.message.id !== m.id) return;
  if ("error" in m && m.error === "NOT_CONTROLLER") {
    ctx.close(c.conn);
    return channelLost(k, c, ctx);
  }
  Object.assign(c, {phase: "ready", sent: null});
  ctx.cancelTimer(timerOf(c));
  done(b, sent, m, ctx);
  pumpChannel(k, c, done, b, ctx);
}
