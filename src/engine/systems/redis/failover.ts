// From "the master is down" to a new one: agreement, election, and the state machine of a fail-over (rules O, V, S, F).
import {minus, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import {flush, switchMaster} from "./configuration.ts";
import {command, forceHello} from "./instances.ts";
import type {RedisMessage} from "./messages.ts";
import type {Candidate, FailoverState} from "./rules.ts";
import {beliefOfSentinel, type Instance, type Master, type Redis, type Sentinel} from "./state.ts";

/** How many replies the transaction of a SLAVEOF gets: six commands. */
const TRANSACTION = 6;

export function checkObjectivelyDown(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  let peers = 0;
  for (const p of master.sentinels.values()) if (p.masterDown) peers++;
  const odown = ctx.rules.objectivelyDown(master.sdown, peers, s.config.quorum);
  if (odown === master.odown) return;
  master.odown = odown;
  if (!odown) return ctx.note({kind: "-odown", of: master.id});
  master.odownSince = ctx.wall();
  ctx.note({kind: "+odown", of: master.id, agreed: 1 + peers, quorum: s.config.quorum});
}

/** Enters a state of the fail-over, with what others see of it. */
function enter(s: Sentinel, state: FailoverState, ctx: Redis): void {
  s.master.state = state;
  s.master.stateChanged = ctx.wall();
  s.belief = beliefOfSentinel(state, state === "none" ? s.master.configEpoch : s.master.failoverEpoch);
}

/** V1: the delay never applies to this start, only to the next. */
export function startIfNeeded(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  if (!master.odown || master.state !== "none") return;
  if (!ctx.rules.mayStart(minus(ctx.wall(), master.failoverStart), s.config.failoverTimeout)) return;
  startFailover(s, false, ctx);
  askOthers(s, true, ctx);
}

function startFailover(s: Sentinel, forced: boolean, ctx: Redis): void {
  const {master} = s;
  master.failoverEpoch = ++s.currentEpoch;
  master.forced = forced;
  master.failoverStart = plus(ctx.wall(), ctx.rules.desync(ctx.random(0, 999)));
  enter(s, "wait-start", ctx);
  ctx.note({kind: "+try-failover", epoch: master.failoverEpoch, forced});
}

/** sentinelAskMasterStateToOtherSentinels (O1, V2): old answers expire first, whether new ones are asked for or not. */
export function askOthers(s: Sentinel, force: boolean, ctx: Redis): void {
  const {master} = s;
  const {config} = s;
  const {rules} = ctx;
  const now = ctx.wall();
  s.looked = now;
  for (const p of master.sentinels.values()) {
    const elapsed = minus(now, p.lastReply);
    if (rules.answerExpired(elapsed, config.askPeriod)) {
      p.masterDown = false;
      p.leader = null;
    }
    if (!master.sdown || p.link.disconnected || (!force && elapsed < config.askPeriod)) continue;
    const runid = master.state === "none" ? "*" : s.myid;
    command(p, {kind: "ISMASTERDOWN", master: master.id, epoch: s.currentEpoch, runid});
  }
}

/** A peer's answer, with its vote if it was asked for one, old or new. */
export function answered(s: Sentinel, p: Instance, m: Extract<RedisMessage, {kind: "DOWN"}>, ctx: Redis): void {
  p.link.pending--;
  p.lastReply = ctx.wall();
  p.masterDown = m.down;
  if (m.leader === "*") return;
  p.leader = m.leader;
  p.leaderEpoch = m.epoch;
  if (s.master.state !== "none") ctx.note({kind: "vote-reply", of: p.id, leader: m.leader, epoch: m.epoch});
}

/** sentinelVoteLeader (V3 to V5). The vote is on disk before anybody hears of it. */
export function vote(s: Sentinel, epoch: number, runid: string, ctx: Redis): {leader: string; epoch: number} {
  const {master} = s;
  if (epoch > s.currentEpoch) {
    s.currentEpoch = epoch;
    flush(s, ctx);
    ctx.note({kind: "+new-epoch", epoch});
  }
  if (ctx.rules.votes(epoch, master.leaderEpoch, s.currentEpoch)) {
    master.leader = runid;
    master.leaderEpoch = s.currentEpoch;
    flush(s, ctx);
    ctx.note({kind: "+vote-for-leader", leader: runid, epoch: s.currentEpoch});
    if (ctx.rules.backsOff(runid, s.myid)) master.failoverStart = plus(ctx.wall(), ctx.rules.desync(ctx.random(0, 999)));
  }
  return {leader: master.leader ?? "*", epoch: master.leaderEpoch};
}

/** sentinelGetLeader (V6): the peers' votes, then one's own, which goes with the most. Null: nobody has enough. */
function leaderOf(s: Sentinel, ctx: Redis): {leader: string; count: number} | null {
  const {master} = s;
  const {rules} = ctx;
  const counts = new Map<string, number>();
  let alive = 0;
  for (const p of master.sentinels.values()) {
    if (!p.sdown) alive++;
    if (p.leader !== null && rules.voteCounts(p.leaderEpoch, s.currentEpoch, master.failoverEpoch))
      counts.set(p.leader, (counts.get(p.leader) ?? 0) + 1);
  }
  let winner: string | null = null;
  let most = 0;
  for (const [who, count] of counts) {
    if (count <= most) continue;
    winner = who;
    most = count;
  }
  const own = vote(s, master.failoverEpoch, winner ?? s.myid, ctx);
  if (own.leader !== "*" && own.epoch === master.failoverEpoch) {
    const count = (counts.get(own.leader) ?? 0) + 1;
    if (count > most) {
      winner = own.leader;
      most = count;
    }
  }
  const of = rules.voters(master.sentinels.size, alive);
  return winner !== null && rules.elects(most, of, s.config.quorum) ? {leader: winner, count: most} : null;
}

/** One step a tick. */
export function failoverStep(s: Sentinel, ctx: Redis): void {
  switch (s.master.state) {
    case "none":
    case "update-config":
      return;
    case "wait-start":
      return waitStart(s, ctx);
    case "select-slave":
      return selectSlave(s, ctx);
    case "send-slaveof-noone":
      return sendSlaveofNoOne(s, ctx);
    case "wait-promotion":
      if (ctx.wall() - s.master.stateChanged > s.config.failoverTimeout) abort(s, "slave-timeout", ctx);
      return;
    case "reconf-slaves":
      return reconfigure(s, ctx);
  }
}

function abort(s: Sentinel, why: "slave-timeout" | "not-elected" | "no-good-slave", ctx: Redis): void {
  const {master} = s;
  ctx.note({kind: `-failover-abort-${why}`, epoch: master.failoverEpoch});
  const promoted = master.promotedSlave === null ? undefined : master.slaves.get(master.promotedSlave);
  if (promoted) promoted.promoted = false;
  master.promotedSlave = null;
  master.forced = false;
  enter(s, "none", ctx);
}

function waitStart(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const {config} = s;
  const {rules} = ctx;
  const won = leaderOf(s, ctx);
  if (won?.leader !== s.myid && !master.forced) {
    if (ctx.wall() - master.failoverStart > rules.electionLimit(config.electionTimeout, config.failoverTimeout))
      abort(s, "not-elected", ctx);
    return;
  }
  enter(s, "select-slave", ctx);
  ctx.note({kind: "+elected-leader", epoch: master.failoverEpoch, current: s.currentEpoch, votes: won?.count ?? 0, forced: master.forced});
}

/** What the selection looks at in a replica (S1, S2). */
export function candidate(i: Instance, now: Ticks): Candidate {
  return {
    sdown: i.sdown,
    disconnected: i.link.disconnected,
    sinceAvail: minus(now, i.link.lastAvail),
    sinceInfo: minus(now, i.infoAt),
    linkDown: i.linkDown,
    priority: i.priority,
    offset: i.offset,
    runid: i.runid,
  };
}

/** sentinelSelectSlave: of those that qualify the first in the order; null: none. */
export function bestSlave(m: Master, now: Ticks, rules: Pick<Redis["rules"], "qualifies" | "promotionOrder">, config: Redis["config"]) {
  const downFor = m.sdown ? minus(now, m.sdownSince) : null;
  let best: {id: NodeId; as: Candidate} | null = null;
  for (const i of m.slaves.values()) {
    const as = candidate(i, now);
    if (!rules.qualifies(as, {downFor}, config)) continue;
    if (best === null || rules.promotionOrder(as, best.as) < 0) best = {id: i.id, as};
  }
  return best?.id ?? null;
}

function selectSlave(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const best = bestSlave(master, ctx.wall(), ctx.rules, s.config);
  const slave = best === null ? undefined : master.slaves.get(best);
  if (!slave) return abort(s, "no-good-slave", ctx);
  ctx.note({kind: "+selected-slave", slave: slave.id, priority: slave.priority, offset: slave.offset});
  slave.promoted = true;
  master.promotedSlave = slave.id;
  enter(s, "send-slaveof-noone", ctx);
}

function sendSlaveofNoOne(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const slave = master.slaves.get(master.promotedSlave ?? "");
  if (!slave || slave.link.disconnected) {
    if (ctx.wall() - master.stateChanged > s.config.failoverTimeout) abort(s, "slave-timeout", ctx);
    return;
  }
  command(slave, {kind: "SLAVEOF", master: null, term: master.failoverEpoch}, TRANSACTION);
  enter(s, "wait-promotion", ctx);
  ctx.note({kind: "slaveof-noone", slave: slave.id, priority: slave.priority, epoch: master.failoverEpoch});
}

/** On which occasion a replica is told whom to follow. */
export type ToldSlaveof = "+slave-reconf-sent" | "+slave-reconf-sent-be" | "+convert-to-slave" | "+fix-slave-config";

export function sendSlaveof(s: Sentinel, i: Instance, master: NodeId, why: ToldSlaveof, ctx: Redis): void {
  ctx.note({kind: why, slave: i.id, master});
  command(i, {kind: "SLAVEOF", master, term: s.master.configEpoch}, TRANSACTION);
}

/** An INFO says that the chosen one is a master: from here on the fail-over can no longer be called off (F5, F10). */
export function promoted(s: Sentinel, i: Instance, ctx: Redis): void {
  const {master} = s;
  master.configEpoch = master.failoverEpoch;
  enter(s, "reconf-slaves", ctx);
  flush(s, ctx);
  ctx.note({kind: "+promoted-slave", slave: i.id, epoch: master.configEpoch});
  forceHello(s);
}

/**
 * sentinelFailoverReconfNextSlave (F6, F7): one that does not obey is given up only while a place is free, is told once more at that, and so
 * holds its place as before: with parallel-syncs 2 and one that hangs the others go one by one.
 */
function reconfigure(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const {config} = s;
  const {rules} = ctx;
  const now = ctx.wall();
  let underWay = 0;
  for (const i of master.slaves.values()) if (i.reconf !== "none") underWay++;
  for (const i of master.slaves.values()) {
    if (!rules.reconfiguresNext(underWay, config.parallelSyncs)) break;
    if (i.promoted || i.reconfDone) continue;
    if (i.reconf === "sent" && rules.givesUp(minus(now, i.reconfAt), config.reconfTimeout)) {
      ctx.note({kind: "-slave-reconf-sent-timeout", slave: i.id});
      i.reconf = "none";
      i.reconfDone = true;
    }
    if (i.reconf !== "none" || i.link.disconnected) continue;
    i.reconf = "sent";
    i.reconfAt = now;
    underWay++;
    sendSlaveof(s, i, master.promotedSlave ?? "", "+slave-reconf-sent", ctx);
  }
  detectEnd(s, ctx);
}

/** sentinelFailoverDetectEnd (F8): with the promoted one down there is neither end nor time-out. */
function detectEnd(s: Sentinel, ctx: Redis): void {
  const {master} = s;
  const chosen = master.slaves.get(master.promotedSlave ?? "");
  if (!chosen || chosen.sdown) return;
  const rest = [...master.slaves.values()].filter((i) => !i.promoted && !i.reconfDone);
  const timeout = ctx.wall() - master.stateChanged > s.config.failoverTimeout;
  if (!timeout && rest.some((i) => !i.sdown)) return;
  if (timeout) ctx.note({kind: "+failover-end-for-timeout", epoch: master.configEpoch});
  ctx.note({kind: "+failover-end", epoch: master.configEpoch});
  enter(s, "update-config", ctx);
  if (!timeout) return;
  for (const i of rest) {
    if (i.reconf === "sent" || i.link.disconnected) continue;
    i.reconf = "sent";
    sendSlaveof(s, i, chosen.id, "+slave-reconf-sent-be", ctx);
  }
}

/** F9: at the end of the tick. */
export function switchToPromoted(s: Sentinel, ctx: Redis): void {
  switchMaster(s, s.master.promotedSlave ?? s.master.id, "failover", ctx);
}

/** SENTINEL FAILOVER (X5): nobody is asked, and the old master is told nothing. */
export function forceFailover(s: Sentinel, ctx: Redis): string {
  if (s.master.state !== "none") return "INPROG";
  if (bestSlave(s.master, ctx.wall(), ctx.rules, s.config) === null) return "NOGOODSLAVE";
  startFailover(s, true, ctx);
  return "";
}
