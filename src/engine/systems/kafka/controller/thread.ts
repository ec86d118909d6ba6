// ControllerEventManager: one thread, one event after the other; a handler waits for its answers from ZooKeeper. Rule C4.

import type {Request} from "../../zookeeper/messages.ts";
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
  channels: new Map(),
  outbox: {leaderAndIsr: new Map(), metadata: new Map(), stop: new Map()},
  nextRequest: 1,
});

/** An event at the end of the queue. The caller lets the thread go on. */
export const put = (b: Broker, event: Step): void => void b.controller.events.push(event);

/** What the event at hand does next, before whatever it planned to do. */
export const plan = (b: Broker, ...steps: readonly Step[]): void => void b.controller.plan.unshift(...steps);

/** The thread waits for ZooKeeper's answers to all of these, and then does `after`. */
export function ask(b: Broker, requests: readonly Request[], after: Step, ctx: Ctx, stands?: number): void {
  if (requests.length === 0) return plan(b, after);
  b.controller.waits = request(b, requests, after, ctx, stands);
}
