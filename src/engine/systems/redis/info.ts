// What a sentinel learns from INFO: replicas, and who needs repair (rules C6, C7).
import {minus, ms, NO_TIME, type NodeId} from "../../vocabulary.ts";
import {flush} from "./configuration.ts";
import {promoted, sendSlaveof} from "./failover.ts";
import {newInstance} from "./instances.ts";
import type {RedisMessage} from "./messages.ts";
import type {Instance, Redis, Sentinel} from "./state.ts";

/** sentinelRefreshInstanceInfo: what is remembered, then what follows from it. In TILT nothing follows. */
export function refreshInfo(s: Sentinel, i: Instance, m: Extract<RedisMessage, {kind: "INFOREPLY"}>, ctx: Redis): void {
  i.link.pending--;
  const now = ctx.wall();
  if (i.runid !== null && i.runid !== m.runid) {
    ctx.note({kind: "+reboot", of: i.id});
    if (i.kind === "master" && s.config.rebootDownAfter > 0) i.rebootAt = now;
  }
  i.runid = m.runid;
  if (i.kind === "master") discoverSlaves(s, m.replicas, ctx);
  i.linkDown = m.downSeconds === null ? NO_TIME : ms(m.downSeconds * 1000);
  if (m.role === "slave") {
    if (i.masterHost !== m.master) i.confChanged = now;
    i.masterHost = m.master;
    i.linkUp = m.linkUp;
    i.priority = m.priority;
    i.offset = m.offset;
  }
  i.infoAt = now;
  if (m.role !== i.role) {
    i.roleSince = now;
    i.role = m.role;
    if (m.role === "slave") i.confChanged = now;
  }
  if (s.tilt || i.kind !== "slave") return;
  if (m.role === "master") callsItselfMaster(s, i, ctx);
  else callsItselfReplica(s, i, ctx);
}

function discoverSlaves(s: Sentinel, ids: readonly NodeId[], ctx: Redis): void {
  for (const id of ids) {
    if (s.master.slaves.has(id)) continue;
    s.master.slaves.set(id, newInstance("slave", id, ctx.wall()));
    ctx.note({kind: "+slave", of: id});
    flush(s, ctx);
  }
}

function masterLooksSane({master, config}: Sentinel, ctx: Redis): boolean {
  const {role, sdown, odown, infoAt} = master;
  return role === "master" && !sdown && !odown && ctx.wall() - infoAt < 2 * config.infoPeriod;
}

/** C6: anybody may demote it, leader or not; the wait lets a newer configuration arrive first. */
function callsItselfMaster(s: Sentinel, i: Instance, ctx: Redis): void {
  const {master} = s;
  if (i.promoted) {
    if (master.state === "wait-promotion") promoted(s, i, ctx);
    return;
  }
  const now = ctx.wall();
  if (ctx.rules.converts(masterLooksSane(s, ctx), minus(now, i.sdownSince), minus(now, i.roleSince), s.config.publishPeriod))
    sendSlaveof(s, i, master.id, "+convert-to-slave", ctx);
}

/** C7; and the progress of one that was told of a new master. */
function callsItselfReplica(s: Sentinel, i: Instance, ctx: Redis): void {
  const {master} = s;
  const now = ctx.wall();
  if (
    i.masterHost !== master.id &&
    ctx.rules.fixes(masterLooksSane(s, ctx), minus(now, i.sdownSince), minus(now, i.confChanged), s.config.failoverTimeout)
  )
    sendSlaveof(s, i, master.id, "+fix-slave-config", ctx);
  if (i.reconf === "sent" && i.masterHost !== null && i.masterHost === master.promotedSlave) {
    i.reconf = "inprog";
    ctx.note({kind: "+slave-reconf-inprog", slave: i.id});
  }
  if (i.reconf === "inprog" && i.linkUp) {
    i.reconf = "none";
    i.reconfDone = true;
    ctx.note({kind: "+slave-reconf-done", slave: i.id});
  }
}
