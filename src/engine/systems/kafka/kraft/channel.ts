// NodeToControllerRequestThread: requests of a broker to the controller, repeated until they are answered or too old.

import {minus, ms, plus, type Ticks} from "../../../vocabulary.ts";
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

/** Sends the first that waits, if there is a controller and the way to it is free. */
export function pumpChannel(k: Observer, c: ControllerChannel, done: Answered, b: Broker, ctx: Ctx): void {
  if (c.phase === "waiting" || c.phase === "dialling") return;
  const [first] = c.queue;
  if (!first) return;
  if (minus(ctx.wall(), first.since) >= patience(c, ctx)) {
    c.queue.shift();
    done(b, first, null, ctx);
    return pumpChannel(k, c, done, b, ctx);
  }
  const {leader} = k.raft;
  if (c.phase === "idle" || c.to === null) {
    if (leader === null) return ctx.setTimer(timerOf(c), LOOK);
    c.to = leader;
    c.phase = "dialling";
    c.conn = ctx.connect(leader, PORT);
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

/** The way is closed, the controller to be looked for anew; what was asked is asked again. */
export function channelLost(c: ControllerChannel, ctx: Ctx): void {
  if (c.sent) c.queue.unshift(c.sent);
  Object.assign(c, {phase: "idle", conn: 0, to: null, sent: null});
  ctx.setTimer(timerOf(c), RECONNECT);
}

/** Its timer: it looks again, or gives the connection up after so long without an answer. */
export function channelDue(k: Observer, c: ControllerChannel, done: Answered, b: Broker, ctx: Ctx): void {
  if (c.phase === "waiting" || c.phase === "dialling") {
    ctx.close(c.conn);
    channelLost(c, ctx);
  }
  pumpChannel(k, c, done, b, ctx);
}

export function channelReplied(k: Observer, c: ControllerChannel, m: KafkaReply, done: Answered, b: Broker, ctx: Ctx): void {
  const {sent} = c;
  if (sent === null || sent.message.id !== m.id) return;
  if ("error" in m && m.error === "NOT_CONTROLLER") {
    ctx.close(c.conn);
    return channelLost(c, ctx);
  }
  Object.assign(c, {phase: "ready", sent: null});
  ctx.cancelTimer(timerOf(c));
  done(b, sent, m, ctx);
  pumpChannel(k, c, done, b, ctx);
}
