// How a node begins: with the records of those that run, or of the last that ran (S1), and with what it has of each queue (S2, M2).

import type {NodeId} from "../../vocabulary.ts";
import {newRing} from "./gm.ts";
import {join} from "./joining.ts";
import {lifeOf, nodeOf, type QueueRecord} from "./messages.ts";
import {emptyReplica} from "./mirror.ts";
import {startMembers} from "./quorum/servers.ts";
import {type Broker, believe, post, type Rabbit} from "./state.ts";
import {save} from "./table.ts";

/** S1: with those that run, if any; else when all that ran with it to the end are back, too. */
export function boot(s: Broker, ctx: Rabbit): void {
  if (s.running || s.waits !== null || s.stopping !== null) return;
  const up = [...s.links.values()].filter((link) => link.up);
  const running = up.find((link) => link.running);
  // Mnesia first asks all nodes: with one that it has not met by then it would be taken to have run apart.
  if (ctx.config.nodes.some((id) => id !== ctx.self && !s.called.has(id))) return;
  if (running) return run(s, running.records, ctx);
  if (!s.lastRunning.every((id) => id === ctx.self || s.links.get(id)?.up)) return;
  const newest = new Map<string, QueueRecord>();
  for (const record of [...s.records.values(), ...up.flatMap((link) => link.records)]) {
    if ((newest.get(record.queue)?.version ?? -1) < record.version) newest.set(record.queue, record);
  }
  run(s, [...newest.values()], ctx);
}

export function run(s: Broker, records: readonly QueueRecord[], ctx: Rabbit): void {
  // Where a run begins with a cluster that stands, nobody has to be told.
  const stood = s.running;
  s.running = true;
  s.records = new Map(records.map((record) => [record.queue, record]));
  sees(s, ctx);
  ctx.note({kind: "running"});
  for (const [id, link] of s.links)
    if (link.up && !stood) post(s, id, {kind: "RUNNING", life: s.life, records: [...s.records.values()]}, ctx);
  for (const record of records) begin(s, record, ctx);
  s.begun = true;
  startMembers(s, ctx);
  believe(s);
}

/** Which nodes run, as Mnesia keeps it on disk. Where a run begins with a cluster that stands, all do, greeted yet or not. */
export function sees(s: Broker, ctx: Rabbit): void {
  const runs = (id: NodeId) => {
    const link = s.links.get(id);
    return id === ctx.self || (link?.up ? link.running : s.life === 0 && !s.lost.has(id));
  };
  s.lastRunning = ctx.config.nodes.filter(runs).sort();
  save(s, ctx);
}

/** What this node has of a queue as it begins: a part of a scenario's beginning, its old master's contents (S2), or an empty mirror (M2). */
function begin(s: Broker, record: QueueRecord, ctx: Rabbit): void {
  const {queue} = record;
  const own = [record.master, ...record.slaves].find((pid) => nodeOf(pid) === ctx.self && lifeOf(pid) === 0);
  if (s.life === 0 && !s.begun && own !== undefined) {
    const isMaster = record.master === own;
    const r = emptyReplica(queue, own, isMaster ? "master" : "mirror", newRing(own, record.view, true));
    r.delta = record.synced.includes(own) ? 0 : null;
    s.replicas.set(queue, r);
    ctx.note(isMaster ? {kind: "master", scope: queue, reign: record.reign, messages: 0} : {kind: "mirror", scope: queue});
    return;
  }
  join(s, queue, ctx);
}
