// Mnesia, as far as queues need it: each node has a copy of every record, and the first running node by name carries transactions out, one after
// the other, telling all. What survives a restart is which nodes ran, and the records.

import type {NodeId} from "../../vocabulary.ts";
import {policyOf} from "./config.ts";
import {alive, nodeOf, type Operation, type Pid, type QueueRecord} from "./messages.ts";
import {type Broker, believe, post, type Rabbit} from "./state.ts";

const holderOf = (s: Broker, ctx: Rabbit): NodeId =>
  [ctx.self, ...[...s.links].flatMap(([id, link]) => (link.up && link.running && !link.apart ? [id] : []))].sort()[0] as NodeId;

/** Nodes that hold a copy and are reached, without this one. */
const others = (s: Broker): NodeId[] => [...s.links].flatMap(([id, link]) => (link.up && link.running && !link.apart ? [id] : []));

/** Asks for a transaction; its end is told by `RECORD`. */
export function submit(s: Broker, operation: Operation, ctx: Rabbit): void {
  const id = `${ctx.self}.${s.life}.${++s.made}`;
  s.operations.set(id, operation);
  post(s, holderOf(s, ctx), {kind: "TRANSACTION", id, operation}, ctx);
}

/** The node that carried them out is gone: somebody else does. */
export function resubmit(s: Broker, ctx: Rabbit): void {
  for (const [id, operation] of s.operations) post(s, holderOf(s, ctx), {kind: "TRANSACTION", id, operation}, ctx);
}

export const isAsked = (s: Broker, queue: string, what: Operation["do"]): boolean =>
  [...s.operations.values()].some((o) => o.queue === queue && o.do === what);

/** Carries a transaction out, and tells everybody who has a copy, the one who asked among them. */
export function carryOut(s: Broker, from: NodeId, id: string, operation: Operation, ctx: Rabbit): void {
  const record = s.records.get(operation.queue);
  if (!record) return;
  const made = executed(record, operation, ctx);
  const next = made === record ? record : {...made, version: record.version + 1, by: ctx.self};
  for (const to of new Set([...others(s), from, ctx.self])) post(s, to, {kind: "RECORD", id, record: next}, ctx);
}

function executed(record: QueueRecord, o: Operation, ctx: Rabbit): QueueRecord {
  switch (o.do) {
    case "mark-dead":
      return markDead(record, o.by, o.dead);
    case "erase":
      return erased(record, o.by, o.dead);
    case "remove":
      return removed(record, o, ctx);
    case "join-ring":
      return joined(record, o.by, o.joiner);
    case "add-mirror":
      return added(record, o.by);
    case "synced":
      return record.synced.includes(o.by) || !record.slaves.includes(o.by) ? record : {...record, synced: [...record.synced, o.by]};
    case "unsynced":
      return {...record, synced: record.synced.filter((pid) => pid !== o.by)};
    case "stop":
      // gm forgets the group: no mirror is left, and the master's own is not listed as alive.
      return record.master === o.by ? {...record, slaves: [], synced: [], gms: []} : record;
    case "recover":
      // Meanwhile another may have been given the queue.
      if (record.master !== o.of) return record;
      return {
        ...record,
        master: o.by,
        slaves: [],
        synced: [],
        gms: [o.by],
        view: {version: record.view.version + 1, members: [{pid: o.by, dead: false}]},
        reign: record.reign + 1,
      };
    default:
      o satisfies never;
      return record;
  }
}

/** N4: only a member may do it that is not itself dead by now. */
function markDead(record: QueueRecord, by: Pid, dead: Pid): QueueRecord {
  const living = alive(record.view);
  if (!living.includes(by) || !living.includes(dead)) return record;
  const members = record.view.members.map((m) => (m.pid === dead ? {...m, dead: true} : m));
  return {...record, view: {version: record.view.version + 1, members}};
}

/** G5: the dead whose messages have all gone round. */
function erased(record: QueueRecord, by: Pid, dead: readonly Pid[]): QueueRecord {
  const members = record.view.members.filter((m) => !m.dead || !dead.includes(m.pid));
  if (!alive(record.view).includes(by) || members.length === record.view.members.length) return record;
  return {...record, view: {version: record.view.version + 1, members}};
}

/** M2: the youngest; an older one of its node is dead. */
function added(record: QueueRecord, by: Pid): QueueRecord {
  if (record.slaves.includes(by)) return record;
  const stays = (pid: Pid) => !record.slaves.includes(pid) || nodeOf(pid) !== nodeOf(by);
  return {...record, slaves: [...record.slaves.filter(stays), by], gms: [by, ...record.gms.filter(stays)]};
}

/** E2, E3, E4: who is dead is taken out; only the chosen mirror writes itself as the master, and one that may not writes nothing. */
function removed(record: QueueRecord, o: Extract<Operation, {do: "remove"}>, ctx: Rabbit): QueueRecord {
  const gms = record.gms.filter((pid) => !o.deaths.includes(pid));
  const slaves = record.slaves.filter((pid) => gms.includes(pid));
  const synced = (of: readonly Pid[]) => record.synced.filter((pid) => of.includes(pid));
  if (gms.includes(record.master))
    return slaves.length === record.slaves.length ? record : {...record, slaves, synced: synced(slaves), gms};
  const first = ctx.rules.chosen(slaves, o.draw);
  if (first === null) return record;
  if (first !== o.by) return {...record, slaves, synced: synced(slaves), gms};
  if (!ctx.rules.mayPromote(policyOf(record, ctx.config).promoteOnFailure, record.synced, first)) return record;
  const rest = slaves.filter((pid) => pid !== first);
  return {...record, master: first, slaves: rest, synced: synced(rest), gms, reign: record.reign + 1};
}

/** G1: to the right of the member that carries it out. */
function joined(record: QueueRecord, left: Pid, joiner: Pid): QueueRecord {
  const {members, version} = record.view;
  const at = members.findIndex(({pid}) => pid === left);
  if (at < 0 || members.some(({pid}) => pid === joiner)) return record;
  return {
    ...record,
    view: {version: version + 1, members: [...members.slice(0, at + 1), {pid: joiner, dead: false}, ...members.slice(at + 1)]},
  };
}

export const isNewer = (a: QueueRecord, b: QueueRecord | undefined): boolean =>
  b === undefined || a.version > b.version || (a.version === b.version && a.by > b.by);

/** A record's new state; returns the operation of this node that it answers. */
export function take(s: Broker, id: string, record: QueueRecord, ctx: Rabbit): Operation | null {
  if (isNewer(record, s.records.get(record.queue))) {
    s.records.set(record.queue, record);
    believe(s);
    save(s, ctx);
  }
  const operation = s.operations.get(id) ?? null;
  s.operations.delete(id);
  return operation;
}

export function save(s: Broker, ctx: Rabbit): void {
  ctx.put("mnesia", {lastRunning: s.lastRunning, records: [...s.records.values()]});
  ctx.sync(["mnesia"], {do: "saved"});
}

/** Mirrors and master whose nodes this one reaches. */
export const reachable = (s: Broker, record: QueueRecord, up: (node: NodeId) => boolean): readonly Pid[] =>
  s.running ? [record.master, ...record.slaves].filter((pid) => up(nodeOf(pid))) : [];
