// What sentinels tell each other and learn from INFO: discovery, the newest configuration, and repair (rules C, F11).
import type {NodeId} from "../../vocabulary.ts";
import {promoted, sendSlaveof} from "./failover.ts";
import type {Hello} from "./history.ts";
import {closeLink, currentMaster, dropInstance, newInstance} from "./instances.ts";
import type {RedisMessage} from "./messages.ts";
import {beliefOfSentinel, type Instance, LONG_AGO, type Master, type Redis, type Sentinel, type SentinelFile} from "./state.ts";

/** sentinelFlushConfig: rewrites sentinel.conf and syncs it; the one thread waits. */
export function flush(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const address = currentMaster(master);
  const file: SentinelFile = {
    currentEpoch: s.currentEpoch,
    configEpoch: master.configEpoch,
    leaderEpoch: ctx.rules.leaderEpochOnDisk(master.leaderEpoch),
    master: address,
    // From reconf-slaves on the old master stands where the promoted replica stood.
    slaves: [...master.slaves.keys()].map((id) => (id === address ? master.id : id)),
    sentinels: [...master.sentinels.keys()],
  };
  s.syncing++;
  ctx.put("sentinel.conf", file);
  ctx.sync(["sentinel.conf"], {do: "flushed"}, true);
}

/** sentinelProcessHelloMessage (C1 to C3). */
export function heardHello(s: Sentinel, hello: Hello, ctx: Redis): void {
  const {master} = s;
  if (hello.sentinel === s.myid) return;
  if (!master.sentinels.has(hello.sentinel)) {
    master.sentinels.set(hello.sentinel, newInstance("sentinel", hello.sentinel, ctx.wall()));
    ctx.note({kind: "+sentinel", of: hello.sentinel});
    flush(s, ctx);
  }
  if (hello.currentEpoch > s.currentEpoch) {
    s.currentEpoch = hello.currentEpoch;
    flush(s, ctx);
    ctx.note({kind: "+new-epoch", epoch: hello.currentEpoch});
  }
  if (!ctx.rules.isNewer(hello.configEpoch, master.configEpoch)) return;
  master.configEpoch = hello.configEpoch;
  if (hello.master !== master.id) switchMaster(s, hello.master, "hello", ctx);
}

/** sentinelResetMasterAndChangeAddress (F11): all but the other sentinels is built anew, with fresh clocks. */
export function switchMaster(s: Sentinel, to: NodeId, by: string, ctx: Redis): void {
  const {master} = s;
  const from = master.id;
  const now = ctx.wall();
  ctx.note({kind: "+switch-master", from, to, epoch: master.configEpoch, by});
  const ids = [...master.slaves.keys()].filter((id) => id !== to);
  if (from !== to) ids.push(from);
  for (const i of master.slaves.values()) dropInstance(s, i, ctx);
  resetMaster(s, master, ctx);
  master.id = to;
  master.odownSince = LONG_AGO;
  master.sdownSince = LONG_AGO;
  master.slaves = new Map(ids.map((id) => [id, newInstance("slave", id, now)]));
  if (!ctx.rules.flagOutlivesSwitch()) for (const p of master.sentinels.values()) p.masterDown = false;
  flush(s, ctx);
  for (const conn of s.subscribers) ctx.send(conn, {kind: "SWITCHMASTER", from, to});
}

/** sentinelResetMaster: when the link was last dialled, and what INFO last said, is kept (D6). */
function resetMaster(s: Sentinel, master: Master, ctx: Redis): void {
  const {link} = master;
  const now = ctx.wall();
  closeLink(s, link, "cc", ctx);
  closeLink(s, link, "pc", ctx);
  master.sdown = false;
  master.odown = false;
  master.rebootAt = null;
  master.leader = null;
  master.state = "none";
  master.forced = false;
  master.stateChanged = LONG_AGO;
  master.failoverStart = LONG_AGO;
  master.promotedSlave = null;
  master.runid = null;
  master.masterHost = null;
  link.actPing = now;
  link.lastPing = LONG_AGO;
  link.lastAvail = now;
  link.lastPong = now;
  master.roleSince = now;
  master.role = "master";
  s.belief = beliefOfSentinel("none", master.configEpoch);
}

/** sentinelRefreshInstanceInfo: what is remembered, then what follows from it. In TILT nothing follows. */
export function refreshInfo(s: Sentinel, i: Instance, m: Extract<RedisMessage, {kind: "INFOREPLY"}>, ctx: Redis): void {
  i.link.pending--;
  const now = ctx.wall();
  if (i.runid !== null && i.runid !== m.runid) {
    ctx.note({kind: "+reboot", of: i.id});
    if (i.kind === "master" && ctx.config.rebootDownAfter > 0) i.rebootAt = now;
  }
  i.runid = m.runid;
  if (i.kind === "master") discoverSlaves(s, m.replicas, ctx);
  i.linkDown = m.downSeconds === null ? 0 : m.downSeconds * 1_000_000;
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

function masterLooksSane({role, sdown, odown, infoAt}: Master, ctx: Redis): boolean {
  return role === "master" && !sdown && !odown && ctx.wall() - infoAt < 2 * ctx.config.infoPeriod;
}

/** C6: anybody may demote it, leader or not; the wait lets a newer configuration arrive first. */
function callsItselfMaster(s: Sentinel, i: Instance, ctx: Redis): void {
  const {master} = s;
  if (i.promoted) {
    if (master.state === "wait-promotion") promoted(s, i, ctx);
    return;
  }
  const now = ctx.wall();
  if (ctx.rules.converts(masterLooksSane(master, ctx), now - i.sdownSince, now - i.roleSince, ctx.config.publishPeriod))
    sendSlaveof(s, i, master.id, "+convert-to-slave", ctx);
}

/** C7; and the progress of one that was told of a new master. */
function callsItselfReplica(s: Sentinel, i: Instance, ctx: Redis): void {
  const {master} = s;
  const now = ctx.wall();
  if (
    i.masterHost !== master.id &&
    ctx.rules.fixes(masterLooksSane(master, ctx), now - i.sdownSince, now - i.confChanged, ctx.config.failoverTimeout)
  )
    sendSlaveof(s, i, master.id, "+fix-slave-config", ctx);
  if (i.reconf === "sent" && i.masterHost !== null && i.masterHost === master.promotedSlave) {
    i.reconf = "inprog";
    ctx.note({kind: "+slave-reconf-inprog", slave: i.id});
  }
  if (i.reconf === "inprog" && i.linkUp) {
    i.reconf = "done";
    ctx.note({kind: "+slave-reconf-done", slave: i.id});
  }
}
