// What sentinels tell each other: discovery, and the newest configuration (rules C1 to C3, D6, F11).
import type {NodeId} from "../../vocabulary.ts";
import type {Hello} from "./history.ts";
import {closeLink, currentMaster, dropInstance, newInstance} from "./instances.ts";
import {beliefOfSentinel, LONG_AGO, type Master, type Redis, type Sentinel, type SentinelFile} from "./state.ts";

/** sentinelFlushConfig: rewrites sentinel.conf and syncs it; the one thread waits. */
export function flush(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const address = currentMaster(master);
  const settings = Object.keys(s.settings).length > 0 ? {settings: s.settings} : {};
  const file: SentinelFile = {
    ...settings,
    currentEpoch: s.currentEpoch,
    configEpoch: master.configEpoch,
    leaderEpoch: ctx.rules.leaderEpochOnDisk(master.leaderEpoch),
    master: address,
    // From reconf-slaves on the old master takes the promoted replica's place.
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

/** SENTINEL RESET: replicas and sentinels are forgotten, too. The next INFO is due when it was, up to ten seconds later; who are replicas it tells. */
export function reset(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  for (const i of [...master.slaves.values(), ...master.sentinels.values()]) dropInstance(s, i, ctx);
  master.slaves = new Map();
  master.sentinels.clear();
  resetMaster(s, master, ctx);
  ctx.note({kind: "+reset-master", of: master.id});
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
  master.scriptKillSent = false;
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
