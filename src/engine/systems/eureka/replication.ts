// What a server tells its peers: a queue for each, and batches out of it (PeerEurekaNode, AcceptorExecutor, ReplicationTaskProcessor).

import {assert, later, minus, ms, NO_TIME, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import {ask, type Ctx} from "./http.ts";
import type {Answer, InstanceInfo, Told} from "./messages.ts";
import {learn} from "./registry.ts";
import type {Batch, Peer, Server, Task} from "./state.ts";

/** Constants of PeerEurekaNode. */
const DELAY = ms(500);
const BATCH = 250;
const AFTER_NETWORK_ERROR = ms(100);
const AFTER_CONGESTION = ms(1000);

export const peer = (id: NodeId): Peer => ({id, pending: new Map(), workers: 0, notBefore: NO_TIME, armed: false});

export function peerOf(s: Server, id: NodeId): Peer {
  const found = s.peers.find((p) => p.id === id);
  assert(found !== undefined, `${id} is no peer`);
  return found;
}

const named = ({action, id}: Told): string => `${action}#${id}`;

/** An operation that succeeded is queued for every peer, if a client asked for it (P2, P3). */
export function tellPeers(s: Server, told: Told, ctx: Ctx): void {
  if (!ctx.rules.passesOn(told.hops)) return;
  for (const p of s.peers) queue(p, {...told, hops: told.hops + 1}, ctx);
}

/** A task about a record as it is here. */
export const telling = (action: Told["action"], info: InstanceInfo): Told => ({
  action,
  id: info.id,
  dirty: info.dirty,
  status: info.status,
  overridden: info.overridden,
  info,
  hops: 0,
});

function queue(p: Peer, told: Told, ctx: Ctx): void {
  const renewed = told.action === "Register" || told.action === "Heartbeat";
  const life = renewed && told.info ? told.info.renewal : ctx.config.taskLifetime;
  const task: Task = {...told, submitted: ctx.monotonic(), life};
  const name = named(task);
  if (p.pending.size >= ctx.config.buffer) {
    const [oldest] = p.pending.keys();
    if (oldest !== undefined) p.pending.delete(oldest);
  }
  // A map keeps the place of a key that is written again.
  p.pending.set(name, task);
  if (!p.armed) arm(p, ctx);
}

/** The acceptor looks every 10 ms. */
function arm(p: Peer, ctx: Ctx): void {
  const [head] = p.pending.values();
  if (!head) return;
  const now = ctx.monotonic();
  const due = later(plus(head.submitted, DELAY), p.notBefore);
  p.armed = true;
  ctx.setTimer(`peer:${p.id}`, plus(later(NO_TIME, minus(due, now)), ctx.random(0, 10_000) as Ticks), p.id);
}

/** Batches go as long as the head is old enough and a worker is free. */
export function pump(s: Server, p: Peer, ctx: Ctx): void {
  p.armed = false;
  const now = ctx.monotonic();
  while (now >= p.notBefore && p.workers < ctx.config.workers) {
    const [head] = p.pending.values();
    if (!head || !ctx.rules.batchReady(minus(now, head.submitted), DELAY, p.pending.size, ctx.config.buffer)) break;
    const tasks = taken(p, now);
    if (tasks.length > 0) sendBatch(s, p, tasks, now, ctx);
  }
  if (p.workers < ctx.config.workers) arm(p, ctx);
}

/** The first of the queue; what has expired is dropped, and nobody hears of it. */
function taken(p: Peer, now: Ticks): Task[] {
  const tasks: Task[] = [];
  let left = Math.min(BATCH, p.pending.size);
  for (const [name, task] of p.pending) {
    if (left-- === 0) break;
    p.pending.delete(name);
    if (plus(task.submitted, task.life) > now) tasks.push(task);
  }
  return tasks;
}

function sendBatch(s: Server, p: Peer, tasks: readonly Task[], now: Ticks, ctx: Ctx): void {
  p.workers++;
  let oldest = tasks[0] as Task;
  let hops = 0;
  for (const task of tasks) {
    if (task.submitted < oldest.submitted) oldest = task;
    hops = Math.max(hops, task.hops);
  }
  ctx.note({kind: "batch", peer: p.id, size: tasks.length, oldest: minus(now, oldest.submitted), life: oldest.life, hops});
  const items: Told[] = tasks.map(({action, id, dirty, status, overridden, info, hops}) => ({
    action,
    id,
    dirty,
    status,
    overridden,
    info: action === "Register" ? info : null,
    hops,
  }));
  ask(s.http, p.id, {kind: "BATCH", tasks: items}, {peer: p.id, tasks}, null, ctx);
}

/** The peer has answered item by item (P8). */
export function batchDone(s: Server, {peer: id, tasks}: Batch, answer: Answer, ctx: Ctx): void {
  const p = peerOf(s, id);
  p.workers--;
  if (answer.kind === "BATCHED") {
    for (const [i, {status, info}] of answer.items.entries()) {
      const task = tasks[i] as Task;
      if (task.action !== "Heartbeat") continue;
      // The record that went with the task, though nobody may know the instance here any more.
      if (status === 404) queue(p, {...task, action: "Register"}, ctx);
      else if (status === 409 && info) learn(s, info, ctx);
    }
  }
  if (!p.armed) arm(p, ctx);
}

/**
 * No answer: all tasks of these batches go back to the front, in their order, unless a newer one of that name waits (P5). They may have arrived
 * all the same.
 */
export function batchesFailed(s: Server, batches: readonly Batch[], why: "network" | "congestion", ctx: Ctx): void {
  const now = ctx.monotonic();
  for (const p of s.peers) {
    const own = batches.filter(({peer}) => peer === p.id);
    if (own.length === 0) continue;
    p.workers -= own.length;
    const tasks = own.flatMap(({tasks}) => tasks);
    ctx.note({kind: "batch-failed", peer: p.id, size: tasks.length, why});
    const front = new Map<string, Task>();
    for (const task of tasks) {
      const name = named(task);
      if (!p.pending.has(name) && plus(task.submitted, task.life) > now) front.set(name, task);
    }
    for (const [name, task] of p.pending) front.set(name, task);
    p.pending = front;
    p.notBefore = plus(now, why === "congestion" ? AFTER_CONGESTION : AFTER_NETWORK_ERROR);
    arm(p, ctx);
  }
}
