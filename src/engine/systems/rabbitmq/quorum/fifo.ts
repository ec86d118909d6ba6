// rabbit_fifo: the machine that every member of a queue applies its log to. A message is known by the index of the entry that brought it.

import {nodeOf, type Pid} from "../messages.ts";
import type {Rules} from "../rules.ts";
import type {Command, Entry} from "./messages.ts";
import type {Returned} from "./rules.ts";

/** A message in the queue: where its body is, and how often it was handed out in vain. */
export interface Held {
  readonly index: number;
  readonly count: number;
  /** How often it has come back, for whatever reason. */
  readonly back: number;
}

export interface FifoConsumer {
  readonly key: string;
  readonly pid: Pid;
  readonly ctag: string;
  credit: number;
  status: "up" | "suspected_down";
  /** The number of its next message. */
  next: number;
  readonly held: Map<number, Held>;
}

export interface Fifo {
  messages: Held[];
  returns: Held[];
  consumers: Map<string, FifoConsumer>;
  /** Consumers with credit, in the order in which they are served. */
  service: string[];
  enqueuers: Map<Pid, {next: number}>;
}

export const emptyFifo = (): Fifo => ({messages: [], returns: [], consumers: new Map(), service: [], enqueuers: new Map()});

export const keyOf = (pid: Pid, ctag: string): string => `${ctag} of ${pid}`;

/** What follows from a command: who is handed what, whom a leader is to watch, and what became of a message. */
export interface Effects {
  readonly handed: Map<string, {readonly msg: number; readonly held: Held}[]>;
  readonly watch: Pid[];
  readonly watchNodes: string[];
  /** Channels that may yet come back, and keep what they hold for so long. */
  readonly keep: Pid[];
  readonly poison: Held[];
  readonly returned: Held[];
  /** Of an enqueue. */
  as: "next" | "duplicate" | "out-of-sequence" | null;
}

/** What a machine needs to know beside its commands. */
interface Surroundings {
  readonly rules: Rules;
  readonly config: {readonly deliveryLimit: number; readonly version: string};
}

/** Applies one entry. */
export function apply(f: Fifo, entry: Entry, around: Surroundings): Effects {
  const out: Effects = {handed: new Map(), watch: [], watchNodes: [], keep: [], poison: [], returned: [], as: null};
  perform(f, entry, around, out);
  return out;
}

function perform(f: Fifo, {index, command}: Entry, around: Surroundings, out: Effects): void {
  switch (command.do) {
    case "noop":
    case "nodedown":
      return;
    case "register_enqueuer":
      if (!f.enqueuers.has(command.pid)) f.enqueuers.set(command.pid, {next: 1});
      out.watch.push(command.pid);
      return;
    case "enqueue":
      return enqueue(f, index, command, around, out);
    case "checkout":
      subscribe(f, command, out);
      break;
    case "settle": {
      const c = f.consumers.get(keyOf(command.pid, command.ctag));
      if (!c) return;
      for (const id of command.ids) if (c.held.delete(id)) c.credit++;
      queueUp(f, c);
      break;
    }
    case "return": {
      const c = f.consumers.get(keyOf(command.pid, command.ctag));
      if (!c) return;
      giveBack(f, c, command.ids, "nack", around, out);
      break;
    }
    case "requeue":
      requeue(f, index, command);
      break;
    case "down":
      if (command.info === "noconnection") suspect(f, command.pid, around, out);
      else remove(f, command.pid, around, out);
      break;
    case "timeout":
      for (const c of f.consumers.values())
        if (c.pid === command.pid && c.status === "suspected_down") giveBack(f, c, [...c.held.keys()], "noconnection", around, out);
      break;
    case "nodeup":
      for (const c of f.consumers.values()) {
        if (nodeOf(c.pid) !== command.node) continue;
        if (c.status === "suspected_down") out.watch.push(c.pid);
        c.status = "up";
        queueUp(f, c);
      }
      for (const pid of f.enqueuers.keys()) if (nodeOf(pid) === command.node) out.watch.push(pid);
      break;
    default:
      command satisfies never;
  }
  handOut(f, out);
}

function enqueue(f: Fifo, index: number, command: Extract<Command, {do: "enqueue"}>, {rules}: Surroundings, out: Effects): void {
  let known = f.enqueuers.get(command.pid);
  if (!known) {
    known = {next: 1};
    f.enqueuers.set(command.pid, known);
    out.watch.push(command.pid);
  }
  out.as = rules.enqueueAs(command.seq, known.next);
  if (out.as !== "next") return;
  known.next = Math.max(known.next, command.seq + 1);
  f.messages.push({index, count: 0, back: 0});
  handOut(f, out);
}

function subscribe(f: Fifo, {pid, ctag, prefetch}: Extract<Command, {do: "checkout"}>, out: Effects): void {
  const key = keyOf(pid, ctag);
  let c = f.consumers.get(key);
  if (c) {
    c.status = "up";
    c.credit = Math.max(0, prefetch - c.held.size);
  } else {
    c = {key, pid, ctag, credit: prefetch, status: "up", next: 0, held: new Map()};
    f.consumers.set(key, c);
  }
  queueUp(f, c);
  out.watch.push(pid);
}

function queueUp(f: Fifo, c: FifoConsumer): void {
  if (c.credit > 0 && c.status === "up" && !f.service.includes(c.key)) f.service.push(c.key);
}

/** Messages come back from a consumer: to those that are handed out before all others. */
function giveBack(f: Fifo, c: FifoConsumer, ids: readonly number[], why: Returned, {rules, config}: Surroundings, out: Effects): void {
  for (const id of ids) {
    const held = c.held.get(id);
    if (!held) continue;
    c.held.delete(id);
    c.credit++;
    const count = held.count + (rules.countsAsFailure(why, config.version) ? 1 : 0);
    const back = {index: held.index, count, back: held.back + 1};
    if (rules.isPoison(back.count, config.deliveryLimit)) out.poison.push(back);
    else {
      f.returns.push(back);
      out.returned.push(back);
    }
  }
  queueUp(f, c);
}

/** Without a delivery limit a message that is given back goes to the end of the queue, under a new index. */
function requeue(f: Fifo, index: number, {pid, ctag, msg}: Extract<Command, {do: "requeue"}>): void {
  const c = f.consumers.get(keyOf(pid, ctag));
  const held = c?.held.get(msg);
  if (!c || !held) return;
  c.held.delete(msg);
  c.credit++;
  f.messages.push({index, count: held.count + 1, back: held.back + 1});
  queueUp(f, c);
}

/** Q14: a process of a node cannot be reached: all consumers there are passed over, and what they hold is handed to others. */
function suspect(f: Fifo, pid: Pid, around: Surroundings, out: Effects): void {
  const {rules, config} = around;
  for (const c of f.consumers.values()) {
    if (c.status !== "up" || !rules.isSuspected(c.pid, pid, config.version)) continue;
    c.status = "suspected_down";
    if (rules.keepsFor(config.version) > 0) out.keep.push(c.pid);
    else giveBack(f, c, [...c.held.keys()], "noconnection", around, out);
  }
  out.watchNodes.push(nodeOf(pid));
}

/** A channel has ended: its consumers go, and what they held is handed to others in order. */
function remove(f: Fifo, pid: Pid, around: Surroundings, out: Effects): void {
  f.enqueuers.delete(pid);
  for (const c of [...f.consumers.values()]) {
    if (c.pid !== pid) continue;
    giveBack(f, c, [...c.held.keys()], "down", around, out);
    f.consumers.delete(c.key);
  }
}

/** Hands messages to those that have credit, in turn: first what came back. */
function handOut(f: Fifo, out: Effects): void {
  while (f.service.length > 0 && f.returns.length + f.messages.length > 0) {
    const key = f.service.shift() as string;
    const c = f.consumers.get(key);
    if (!c || c.credit === 0 || c.status !== "up") continue;
    const held = (f.returns.shift() ?? f.messages.shift()) as Held;
    const msg = c.next++;
    c.held.set(msg, held);
    c.credit--;
    const handed = out.handed.get(key);
    if (handed) handed.push({msg, held});
    else out.handed.set(key, [{msg, held}]);
    queueUp(f, c);
  }
}
