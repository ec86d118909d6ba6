// How a node comes to have a replica of a queue: as a new mirror, or from the disk of the queue's last master.

import {ms, ticks} from "../../vocabulary.ts";
import {recovered, reset} from "./backing.ts";
import {policyOf} from "./config.ts";
import {newRing} from "./gm.ts";
import {alive, lifeOf, nodeOf, type Pid, type QueueRecord} from "./messages.ts";
import {emptyReplica} from "./mirror.ts";
import {type Broker, believe, post, type Rabbit} from "./state.ts";
import {isAsked, submit} from "./table.ts";

/** Another node's process, as far as this one can tell: that node is up, and has not begun again since. */
function isThere(s: Broker, pid: Pid): boolean {
  const link = s.links.get(nodeOf(pid));
  return link?.up === true && link.life === lifeOf(pid);
}

/** E11: the old master's disk counts only if no mirror is left that will be promoted: of those that live the oldest, if it may. */
function mayRecover(s: Broker, record: QueueRecord, ctx: Rabbit): boolean {
  const living = alive(record.view);
  const oldest = record.slaves.find((pid) => living.includes(pid) && isThere(s, pid));
  return oldest === undefined || !ctx.rules.mayPromote(policyOf(record, ctx.config).promoteOnFailure, record.synced, oldest);
}

/** M1: whether a policy names this node by now. */
const isNamed = (s: Broker, ctx: Rabbit): boolean => s.args.mirrorFromMs !== null && ctx.monotonic() >= ms(s.args.mirrorFromMs);

/** M2, G1: joins the ring at a random member's right, then the list of mirrors. */
export function join(s: Broker, queue: string, ctx: Rabbit): void {
  const record = s.records.get(queue);
  // M1: it is the master that starts them.
  if (!record || !s.running || s.stopping !== null || s.replicas.has(queue)) return;
  const isOwn = nodeOf(record.master) === ctx.self;
  // Stopped with its master (E8): only that one's node has it again.
  if (!isOwn && (record.gms.length === 0 || !isNamed(s, ctx))) return;
  // A master that crashed on a node that lives waits for its successor.
  const hasCrashed = isOwn && lifeOf(record.master) === s.life;
  ctx.setTimer(`join ${queue}`, hasCrashed ? ctx.rules.restartPoll() : ticks(1_000_000));
  if (isOwn) {
    const own = `${ctx.self}#${s.life}.${++s.made}`;
    if (mayRecover(s, record, ctx) && !isAsked(s, queue, "recover")) submit(s, {do: "recover", queue, by: own, of: record.master}, ctx);
    return;
  }
  const living = alive(record.view).filter((pid) => nodeOf(pid) !== ctx.self && isThere(s, pid));
  const left = living[ctx.random(0, Math.max(0, living.length - 1))];
  if (left === undefined || !isThere(s, record.master)) return;
  const own = `${ctx.self}#${s.life}.${++s.made}`;
  reset(s, queue, ctx);
  const r = emptyReplica(queue, own, "mirror", newRing(own, {version: 0, members: [{pid: own, dead: false}]}, false));
  s.replicas.set(queue, r);
  believe(s);
  ctx.note({kind: "mirror", scope: queue});
  post(s, nodeOf(left), {kind: "ADDONRIGHT", queue, from: own, to: left}, ctx);
}

/** The join has not come about: it is tried again, as another member. */
export function joinAgain(s: Broker, queue: string, ctx: Rabbit): void {
  const r = s.replicas.get(queue);
  const record = s.records.get(queue);
  if (r && (r.role === "master" || record?.slaves.includes(r.pid))) return;
  // It is a member already: its left neighbour's state is to come.
  if (r && record && alive(record.view).includes(r.pid)) return ctx.setTimer(`join ${queue}`, ticks(1_000_000));
  if (r) s.replicas.delete(queue);
  join(s, queue, ctx);
}

/** S2: the last master's disk is what the queue has from now on. */
export function recover(s: Broker, record: QueueRecord, own: Pid, ctx: Rabbit): void {
  if (record.master !== own || s.replicas.has(record.queue)) return;
  const r = emptyReplica(record.queue, own, "master", newRing(own, record.view, true));
  r.store = recovered({log: (file) => ctx.log(file), get: (file) => ctx.get(file)}, record.queue);
  s.replicas.set(record.queue, r);
  believe(s);
  ctx.note({kind: "master", scope: record.queue, reign: record.reign, messages: r.store.ready.length});
}
