// How a node's queues end while its machine goes on, for a while or for good: rabbit stops in good order (E8), or one process crashes (E11).

import {ms} from "../../vocabulary.ts";
import {purge} from "./backing.ts";
import {channelClosed} from "./channel.ts";
import {policyOf} from "./config.ts";
import {broadcast} from "./gm.ts";
import {type Exit, nodeOf, type Pid} from "./messages.ts";
import {stopMembers} from "./quorum/servers.ts";
import {type Broker, believe, isUp, post, type Rabbit, type Replica} from "./state.ts";
import {submit} from "./table.ts";

/** slave_wait_timeout: longer than that no mirror's end is waited for. */
const SLAVE_WAIT = ms(15_000);

/** A replica's process ends; whoever monitors it learns of it at once (N1). */
export function endReplica(s: Broker, r: Replica, why: Exit, ctx: Rabbit): void {
  s.replicas.delete(r.queue);
  for (const timer of ["ring", "sync", "left"]) ctx.cancelTimer(`${timer} ${r.queue}`);
  believe(s);
  tellEnd(s, r, why, ctx);
}

export function tellEnd(s: Broker, r: Replica, why: Exit, ctx: Rabbit): void {
  for (const to of [...s.links.keys(), ctx.self]) post(s, to, {kind: "DOWN", pid: r.pid, queue: r.queue, why}, ctx);
}

/** The application is told to stop: its queues end first. */
export function stopQueues(s: Broker, then: NonNullable<Broker["stopping"]>, ctx: Rabbit): void {
  if (s.stopping !== null) return;
  s.stopping = then;
  ctx.note({kind: "stopping"});
  for (const r of [...s.replicas.values()]) {
    const record = s.records.get(r.queue);
    if (!record || r.role !== "master" || !ctx.rules.stopsMirrors(policyOf(record, ctx.config).promoteOnShutdown, record.synced)) {
      endReplica(s, r, "shutdown", ctx);
      continue;
    }
    ctx.note({kind: "stops-mirrors", scope: r.queue});
    broadcast(s, r, {do: "delete_and_terminate"}, ctx);
    r.leaving = new Set(record.slaves.filter((pid) => isUp(s, ctx, nodeOf(pid))));
    ctx.setTimer(`left ${r.queue}`, SLAVE_WAIT);
    left(s, r, () => false, ctx);
  }
  goOnStopping(s, ctx);
}

/** E8: mirrors have ended; when none is left the record says so, and then the master ends. */
export function left(s: Broker, r: Replica, isGone: (pid: Pid) => boolean, ctx: Rabbit): void {
  if (r.leaving === null) return;
  for (const pid of r.leaving) if (isGone(pid)) r.leaving.delete(pid);
  if (r.leaving.size > 0) return;
  r.leaving = null;
  ctx.cancelTimer(`left ${r.queue}`);
  submit(s, {do: "stop", queue: r.queue, by: r.pid}, ctx);
}

/** When no queue is left the application is: its channels close (N3). */
export function goOnStopping(s: Broker, ctx: Rabbit): void {
  if (s.stopping === null || !s.running || s.replicas.size > 0) return;
  for (const c of [...s.channels.values()]) {
    ctx.close(c.conn);
    channelClosed(s, c.conn, ctx);
  }
  s.running = false;
  stopMembers(s, ctx);
  s.operations.clear();
  ctx.note({kind: "stopped"});
  for (const [id, link] of s.links) {
    link.apart = false;
    post(s, id, {kind: "STOPPED"}, ctx);
  }
  if (s.stopping === "exit") return ctx.submit("init", {do: "halt"});
  s.stopping = null;
  s.life += 1000;
}

/** A queue's process is killed on a node that lives. Its supervisor starts it again. */
export function crashQueue(s: Broker, queue: string, ctx: Rabbit): void {
  const r = s.replicas.get(queue);
  if (!r) return;
  ctx.note({kind: "queue-crashed", scope: queue});
  endReplica(s, r, "killed", ctx);
  ctx.setTimer(`join ${queue}`, ctx.rules.restartPoll());
}

/** A state that is injected: as after a synchronisation that failed (M8) a mirror has nothing, and does not know how far it is behind. */
export function loseContents(s: Broker, queue: string, ctx: Rabbit): void {
  const r = s.replicas.get(queue);
  if (r?.role !== "mirror") return;
  purge(s, r, ctx);
  r.delta = null;
  ctx.note({kind: "sync-failed", scope: queue});
  submit(s, {do: "unsynced", queue, by: r.pid}, ctx);
}
