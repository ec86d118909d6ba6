// ControllerEventManager: one thread, one event after the other; a handler waits for its answers from ZooKeeper. Rule C4.

import {ms, NO_TIME, type Ticks} from "../../../vocabulary.ts";
import type {Request} from "../../zookeeper/messages.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Broker, Controller, Ctx, Step} from "../state.ts";
import {request} from "../zk-requests.ts";

export const idle = (): Controller => ({
  events: [],
  plan: [],
  waits: null,
  active: false,
  ce: 0,
  epochZkVersion: 0,
  live: new Map(),
  epochs: new Map(),
  stopping: new Set(),
  partitions: new Map(),
  told: new Set(),
  channels: new Map(),
  outbox: {leaderAndIsr: new Map(), metadata: new Map(), stop: new Map(), deleted: new Set()},
  nextRequest: 1,
});

/** An event at the end of the queue. The caller lets the thread go on. */
export const put = (b: Broker, event: Step): void => void b.controller.events.push(event);

/** What the event at hand does next, before whatever it planned to do. */
export const plan = (b: Broker, ...steps: readonly Step[]): void => void b.controller.plan.unshift(...steps);

/** The thread waits for ZooKeeper's answers to all of these, and then does `after`. */
export function ask(b: Broker, requests: readonly Request[], after: Step, ctx: Ctx, stands?: number): void {
  if (requests.length === 0) return plan(b, after);
  if (b.zk.over) return fail(b, requests.map(failed), after, NO_TIME, ctx);
  b.controller.waits = request(b, requests, after, ctx, stands);
}

/** What becomes of a request when the session is over. */
export const SESSION_OVER = "SessionExpired";

export const failed = (request: Request): Answer => ({
  kind: "answered",
  request,
  sentAt: NO_TIME,
  error: SESSION_OVER,
  result: "",
  stats: [],
});

/** What was on its way fails so much later than the session: ZooKeeper's client sleeps before it says so (ClientCnxnSocketNIO.cleanup). */
export const CLEANUP = ms(100);

/** The thread goes on with these answers after a while. */
export function fail(b: Broker, answers: readonly Answer[], after: Step, wait: Ticks, ctx: Ctx): void {
  b.controller.waits = 0;
  ctx.setTimer("batch", wait, {after, answers} as never);
}
