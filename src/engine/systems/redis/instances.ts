// sentinelRedisInstance and instanceLink: how one sentinel keeps its connections to those it watches, and what it sends them (rules D, S3).
import {type ConnId, minus, ms, NO_TIME, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import type {Hello} from "./history.ts";
import type {RedisMessage} from "./messages.ts";
import {type Instance, type Link, LONG_AGO, type Master, type Redis, type Sentinel} from "./state.ts";

/** When a link is made a PING counts as sent and unanswered: so an instance that can never be reached is noticed, too. */
function newLink(now: Ticks): Link {
  return {
    disconnected: true,
    cc: 0,
    ccOpen: false,
    ccSince: NO_TIME,
    queue: [],
    pc: 0,
    pcSince: NO_TIME,
    pcActivity: LONG_AGO,
    pending: 0,
    actPing: now,
    lastPing: LONG_AGO,
    lastPong: now,
    lastAvail: now,
    lastDial: LONG_AGO,
  };
}

export function newInstance(kind: Instance["kind"], id: NodeId, now: Ticks): Instance {
  return {
    kind,
    id,
    runid: null,
    link: newLink(now),
    sdown: false,
    sdownSince: LONG_AGO,
    lastPub: now,
    infoAt: LONG_AGO,
    role: kind === "slave" ? "slave" : "master",
    roleSince: now,
    rebootAt: null,
    priority: 100,
    offset: 0,
    linkDown: NO_TIME,
    linkUp: false,
    masterHost: null,
    confChanged: now,
    promoted: false,
    reconf: "none",
    reconfDone: false,
    reconfAt: LONG_AGO,
    scriptKillSent: false,
    masterDown: false,
    lastReply: now,
    leader: null,
    leaderEpoch: 0,
  };
}

export function instanceOf(s: Sentinel, id: NodeId): Instance | undefined {
  const {master} = s;
  return master.id === id ? master : (master.slaves.get(id) ?? master.sentinels.get(id));
}

/** Closes what there is of a link: it counts as disconnected, and the clocks of its silence go on. */
export function closeLink(s: Sentinel, link: Link, which: "cc" | "pc", ctx: Redis): void {
  const conn = link[which];
  if (conn === 0) return;
  ctx.close(conn);
  linkLost(s, link, conn);
}

export function linkLost(s: Sentinel, link: Link, conn: ConnId): void {
  s.byConn.delete(conn);
  link.disconnected = true;
  if (link.pc === conn) link.pc = 0;
  if (link.cc !== conn) return;
  link.cc = 0;
  link.ccOpen = false;
  link.queue = [];
  link.pending = 0;
}

/** Closes both connections of an instance that is forgotten. */
export function dropInstance(s: Sentinel, {link}: Instance, ctx: Redis): void {
  closeLink(s, link, "cc", ctx);
  closeLink(s, link, "pc", ctx);
}

/** Writes on the command link: it leaves at the end of this turn, or when the link stands. Each command is owed an answer. */
export function command(i: Instance, message: RedisMessage, replies = 1): void {
  i.link.pending += replies;
  i.link.queue.push(message);
}

/** Answers one who has dialled this sentinel, at the end of this turn. */
export function answer(s: Sentinel, conn: ConnId, message: RedisMessage): void {
  s.answers.push({conn, message});
}

/**
 * The end of a turn of the event loop: sockets are written to after the handlers, and so after the fsync that a handler waited for. A candidate's
 * request leaves a disk later than it stood.
 */
export function endTurn(s: Sentinel, ctx: Redis): void {
  if (s.syncing > 0) return;
  for (const {conn, message} of s.answers) {
    if (message.kind === "DOWN" && message.leader !== "*") ctx.note({kind: "vote-given", leader: message.leader, epoch: message.epoch});
    ctx.send(conn, message);
  }
  if (s.answers.length > 0) s.answers = [];
  const {master} = s;
  write(master, ctx);
  for (const i of master.slaves.values()) write(i, ctx);
  for (const i of master.sentinels.values()) write(i, ctx);
}

function write({link}: Instance, ctx: Redis): void {
  if (!link.ccOpen || link.queue.length === 0) return;
  for (const message of link.queue) ctx.send(link.cc, message);
  link.queue = [];
}

/** sentinelReconnectInstance (D5): it counts as connected as soon as it is dialled. */
export function reconnect(s: Sentinel, i: Instance, ctx: Redis): void {
  const {link} = i;
  const now = ctx.wall();
  if (!link.disconnected || !ctx.rules.mayRedial(minus(now, link.lastDial), s.config.pingEvery)) return;
  link.lastDial = now;
  if (link.cc === 0) {
    link.cc = ctx.connect(i.id, "sentinel");
    s.byConn.set(link.cc, i.id);
    link.ccSince = now;
    link.pending = 0;
    sendPing(i, ctx);
  }
  if (i.kind !== "sentinel" && link.pc === 0) {
    link.pc = ctx.connect(i.id, "sentinel");
    s.byConn.set(link.pc, i.id);
    link.pcSince = now;
  }
  link.disconnected = false;
}

export function established(s: Sentinel, conn: ConnId, ctx: Redis): void {
  const i = instanceOf(s, s.byConn.get(conn) ?? "");
  if (!i) return;
  if (conn === i.link.pc) {
    ctx.send(conn, {kind: "SUBSCRIBE"});
    return;
  }
  i.link.ccOpen = true;
  endTurn(s, ctx);
}

function sendPing(i: Instance, ctx: Redis): void {
  const now = ctx.wall();
  i.link.lastPing = now;
  i.link.actPing ??= now;
  command(i, {kind: "PING"});
}

const MAX_PENDING = 100;

/** sentinelSendPeriodicCommands: INFO, PING and hello, each when it is due. */
export function sendPeriodic(s: Sentinel, i: Instance, ctx: Redis): void {
  const {link} = i;
  if (link.disconnected || link.pending >= MAX_PENDING) return;
  const {config} = s;
  const {rules} = ctx;
  const now = ctx.wall();
  const {master} = s;
  if (i.kind !== "sentinel") {
    const urgent = i.kind === "slave" && (master.odown || master.state !== "none" || i.linkDown !== 0);
    if (now - i.infoAt > rules.infoEvery(urgent, config.infoPeriod)) command(i, {kind: "INFO"});
  }
  const period = Math.min(config.downAfter, config.pingEvery);
  if (now - link.lastPong > period && now - link.lastPing > period / 2) sendPing(i, ctx);
  if (now - i.lastPub > config.publishPeriod) command(i, {kind: "PUBLISH", hello: helloOf(s)});
}

/** What a sentinel says of itself and of the master: the promoted one from reconf-slaves on. */
function helloOf(s: Sentinel): Hello {
  return {sentinel: s.myid, currentEpoch: s.currentEpoch, master: currentMaster(s.master), configEpoch: s.master.configEpoch};
}

export function currentMaster(m: Master): NodeId {
  const told = m.state === "reconf-slaves" || m.state === "update-config";
  return told && m.promotedSlave !== null ? m.promotedSlave : m.id;
}

/** sentinelForceHelloUpdateForMaster: every hello is due at the next tick. */
export function forceHello({master, config}: Sentinel): void {
  const overdue = plus(config.publishPeriod, ms(1));
  for (const i of [master, ...master.slaves.values(), ...master.sentinels.values()]) i.lastPub = minus(i.lastPub, overdue);
}

/** sentinelCheckSubjectivelyDown: stale links are closed first. */
export function checkSubjectivelyDown(s: Sentinel, i: Instance, ctx: Redis): void {
  const {link} = i;
  const {config} = s;
  const {rules} = ctx;
  const now = ctx.wall();
  const silent = rules.silence(now, link);
  const waiting = link.actPing === null ? null : minus(now, link.actPing);
  if (
    link.cc !== 0 &&
    rules.isStale(minus(now, link.ccSince), waiting, minus(now, link.lastPong), config.downAfter, config.minLinkReconnect)
  )
    closeLink(s, link, "cc", ctx);
  if (link.pc !== 0 && now - link.pcSince > config.minLinkReconnect && now - link.pcActivity > 3 * config.publishPeriod)
    closeLink(s, link, "pc", ctx);
  const calledReplica = i.kind === "master" && i.role === "slave" ? minus(now, i.roleSince) : null;
  const rebooted = i.rebootAt === null ? null : minus(now, i.rebootAt);
  const down = rules.subjectivelyDown(silent, calledReplica, rebooted, config);
  if (down === i.sdown) return;
  i.sdown = down;
  if (down) i.sdownSince = now;
  else i.scriptKillSent = false;
  // The real log has the kind of the instance as its second word; of the master it is left out here, for it is the one that counts.
  const of = i.kind === "master" ? "" : (` ${i.kind}` as const);
  ctx.note({kind: `${down ? "+" : "-"}sdown${of}` as const, of: i.id});
}

export function pong(i: Instance, answer: string, ctx: Redis): void {
  const {link} = i;
  const now = ctx.wall();
  link.pending--;
  link.lastPong = now;
  if (!ctx.rules.isAcceptable(answer)) {
    if (!ctx.rules.killsScript(answer, i.sdown, i.scriptKillSent)) return;
    command(i, {kind: "SCRIPTKILL"});
    i.scriptKillSent = true;
    return ctx.note({kind: "script-kill", of: i.id});
  }
  link.lastAvail = now;
  link.actPing = null;
  if (answer === "PONG") i.rebootAt = null;
}
