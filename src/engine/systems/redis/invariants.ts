// Longer than 400 lines because the eighteen predicates of fact sheet §9 stand side by side, in its order.
// Safety as monitors: they are told notes and keep plain memory. None asks an overridden rule: what they compare with is the real one.

import {said} from "../../../words/en/redis.ts";
import type {Said} from "../../../words/message.ts";
import type {Invariant} from "../../model/monitor.ts";
import type {Stamp} from "../../model/note.ts";
import type {Operation} from "../../model/operation.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {World} from "../../model/world.ts";
import type {NodeId, Ticks} from "../../vocabulary.ts";
import {assert, later, minus, NO_TIME, toMs} from "../../vocabulary.ts";
import {type Config, configOf} from "./config.ts";
import {bestSlave, candidate} from "./failover.ts";
import {type Entry, type Lineage, sameEntry} from "./history.ts";
import type {RedisNote} from "./notes.ts";
import {promotionOrder, qualifies} from "./rules.ts";
import type {Member, Sentinel, SentinelFile, Server} from "./state.ts";

type W = World<Member>;

function sentinelAt(world: W, id: NodeId): Sentinel {
  const s = world.state(id);
  assert(s?.process === "sentinel", `${id} noted what only a sentinel notes`);
  return s;
}

function serverAt(world: W, id: NodeId): Server | null {
  const s = world.state(id);
  return s?.process === "server" ? s : null;
}

const invariant = <T>(made: Invariant<Member, T, RedisNote>) => made as Invariant<Member, unknown, RedisNote>;

/** What a sentinel has heard of votes since it was started: its peers' as told, its own as given. */
interface Votes {
  readonly peers: Map<NodeId, {leader: string; epoch: number}>;
  own: {leader: string; epoch: number} | null;
  /** Peers that have answered with a vote since its attempt began. */
  readonly answered: Set<NodeId>;
}

const votesOf = (all: Map<NodeId, Votes>, id: NodeId): Votes => {
  let votes = all.get(id);
  if (!votes) {
    votes = {peers: new Map(), own: null, answered: new Set()};
    all.set(id, votes);
  }
  return votes;
};

const BALLOTS: NonNullable<Invariant<Member, Map<NodeId, Votes>, RedisNote>["on"]> = {
  "vote-reply"(all, n) {
    const votes = votesOf(all, n.node);
    votes.peers.set(n.of, {leader: n.leader, epoch: n.epoch});
    votes.answered.add(n.of);
    return null;
  },
  "+vote-for-leader"(all, n) {
    votesOf(all, n.node).own = {leader: n.leader, epoch: n.epoch};
    return null;
  },
  "+try-failover"(all, n) {
    votesOf(all, n.node).answered.clear();
    return null;
  },
};

const forget = (all: Map<NodeId, Votes>, id: NodeId, status: string): null => {
  if (status === "down") all.delete(id);
  return null;
};

const oneVoteAnEpoch = invariant<Record<string, string>>({
  name: "one-vote-an-epoch",
  says: "No sentinel reports two different votes of one epoch, across restarts.",
  init: () => ({}),
  on: {
    "vote-given"(given, n) {
      const ballot = `${n.node} ${n.epoch}`;
      const before = given[ballot] ?? n.leader;
      given[ballot] = before;
      return before === n.leader ? null : said("redis.violation.two-votes", {node: n.node, before, leader: n.leader, epoch: n.epoch});
    },
  },
});

const epochsNeverDecrease = invariant<Record<string, number>>({
  name: "epochs-never-decrease",
  says: "A sentinel's current epoch never decreases, once it is on disk; no vote and no configuration is of a later one.",
  init: () => ({}),
  on: {
    "config-rewritten"(disk, n, world) {
      const s = sentinelAt(world, n.node);
      const before = disk[n.node] ?? 0;
      const file = world.safe(n.node, "sentinel.conf") as SentinelFile | undefined;
      disk[n.node] = Math.max(before, file?.currentEpoch ?? 0);
      if (s.currentEpoch < before) return said("redis.violation.epoch-back", {node: n.node, before, epoch: s.currentEpoch});
      const {leaderEpoch, configEpoch} = s.master;
      if (leaderEpoch <= s.currentEpoch && configEpoch <= s.currentEpoch) return null;
      return said("redis.violation.epoch-below", {node: n.node, epoch: s.currentEpoch, vote: leaderEpoch, config: configEpoch});
    },
  },
});

/** An election in which the epoch moved on under the candidate (V9): its configuration may bear an old number. */
const jumped = ({epoch, current}: {readonly epoch: number; readonly current: number}): boolean => epoch !== current;

const configEpochMonotone = invariant<{last: Record<string, number>; jumped: boolean}>({
  name: "config-epoch-monotone",
  says: "While a sentinel lives the number of its configuration never decreases, unless an epoch moved on inside an election (V9).",
  init: () => ({last: {}, jumped: false}),
  on: {
    "+elected-leader"(m, n) {
      if (jumped(n)) m.jumped = true;
      return null;
    },
    "config-rewritten"(m, n) {
      const before = m.last[n.node] ?? 0;
      m.last[n.node] = n.config;
      return m.jumped || n.config >= before ? null : said("redis.violation.config-back", {node: n.node, before, config: n.config});
    },
  },
  lifecycle(m, id, status) {
    if (status === "down") delete m.last[id];
    return null;
  },
});

const electionRule = invariant<Map<NodeId, Votes>>({
  name: "election-rule",
  says: "A sentinel is elected by a majority of all it knows, and by no fewer than the quorum, unless it was forced.",
  init: () => new Map(),
  on: {
    ...BALLOTS,
    "+elected-leader"(all, n, world) {
      if (n.forced === true) return null;
      const s = sentinelAt(world, n.node);
      const votes = votesOf(all, n.node);
      let count = votes.own?.leader === n.node ? 1 : 0;
      for (const v of votes.peers.values()) if (v.leader === n.node && (v.epoch === n.current || v.epoch === n.epoch)) count++;
      const of = s.master.sentinels.size + 1;
      return count >= (of >> 1) + 1 ? null : said("redis.violation.elected-by-few", {node: n.node, epoch: n.epoch, count, of});
    },
  },
  lifecycle: forget,
});

const oneElectedPerEpoch = invariant<{scenario: Scenario; by: Record<string, NodeId>}>({
  name: "one-elected-per-epoch",
  says: "No two sentinels that know all others are elected in one epoch, unless one was forced or the epoch moved on meanwhile (V9).",
  init: (scenario) => ({scenario, by: {}}),
  on: {
    "+elected-leader"({scenario, by}, n, world) {
      const all = scenario.nodes.filter((x) => x.process === "sentinel").length;
      if (n.forced === true || jumped(n) || sentinelAt(world, n.node).master.sentinels.size + 1 < all) return null;
      const epoch = `e${n.epoch}`;
      const before = by[epoch] ?? n.node;
      by[epoch] = before;
      return before === n.node ? null : said("redis.violation.both-elected", {before, node: n.node, epoch: n.epoch});
    },
  },
});

const addressChangesOnlyForward = invariant<{last: Record<string, number>; disk: Record<string, number>; jumped: boolean}>({
  name: "address-changes-only-forward",
  says: "A sentinel changes the master's address only for a configuration with a larger number than any it has on disk (V9 apart).",
  init: () => ({last: {}, disk: {}, jumped: false}),
  on: {
    "+elected-leader"(m, n) {
      if (jumped(n) || n.forced === true) m.jumped = true;
      return null;
    },
    // Of two rewrites in one turn the first does not yet have what the second brings.
    "config-rewritten"(m, n, world) {
      m.disk[n.node] = (world.safe(n.node, "sentinel.conf") as SentinelFile | undefined)?.configEpoch ?? 0;
      return null;
    },
    "+switch-master"(m, n) {
      const before = m.last[n.node] ?? 0;
      const epoch = n.epoch;
      m.last[n.node] = epoch;
      if (m.jumped || n.from === n.to || epoch > before) return null;
      return said("redis.violation.address-back", {node: n.node, from: n.from, to: n.to, epoch, before});
    },
  },
  // A change that had not reached the disk is made again.
  lifecycle(m, id, status) {
    if (status === "down") m.last[id] = Math.min(m.last[id] ?? 0, m.disk[id] ?? 0);
    return null;
  },
});

const promotionDiscipline = invariant<{told: Record<string, string>}>({
  name: "promotion-discipline",
  says: "SLAVEOF NO ONE goes once an attempt, to the replica that passes every filter and is the first in the order, by what INFO said.",
  init: () => ({told: {}}),
  on: {
    "+selected-slave"(_, n, world) {
      const {master, previousTick: now, config} = sentinelAt(world, n.node);
      const best = bestSlave(master, now, {qualifies, promotionOrder}, config);
      if (best === n.slave) return null;
      const slave = master.slaves.get(n.slave);
      const downFor = master.sdown ? minus(now, master.sdownSince) : null;
      const fit = slave !== undefined && qualifies(candidate(slave, now), {downFor}, config);
      const how = best === null ? "unfit-none" : fit ? "not-first" : "unfit";
      return said(`redis.violation.selected.${how}`, {node: n.node, slave: n.slave, best: best ?? ""});
    },
    "slaveof-noone"({told}, n) {
      const attempt = `${n.node} ${n.epoch}`;
      const before = told[attempt];
      told[attempt] = n.slave;
      return before === undefined ? null : said("redis.violation.two-promoted", {node: n.node, before, slave: n.slave, epoch: n.epoch});
    },
  },
});

const survives = (lineage: Lineage, replid: string, id: string, offset: number, write: number): boolean =>
  id === replid || lineage.some((old) => old.id === id && offset <= old.until && write <= old.writes);

const lawOfLoss = invariant<null>({
  name: "law-of-loss",
  says: "The acknowledged writes that are missing at the end are exactly those off the final master's lineage (R9).",
  init: () => null,
  end(_, world, history, read) {
    if (!read) return null;
    const master = world.ids.map((id) => serverAt(world, id)).find((s) => s !== null && s.master === null);
    if (!master) return null;
    for (const o of history) {
      if (o.f !== "write" || o.type !== "ok" || !Array.isArray(o.result)) continue;
      const [id, offset, write] = o.result as [string, number, number];
      const there = read.count(o.key, o.value) > 0;
      if (there === survives(master.lineage, master.replid, id, offset, write)) continue;
      const values = {key: o.key, value: String(o.value), offset, id};
      return said(there ? "redis.violation.there-off-lineage" : "redis.violation.missing-from-lineage", values);
    }
    return null;
  },
});

/** The longest common beginning of what a connected replica and its master hold: all the replica has, or an index where they differ. */
function differ(replica: Server, master: Server): number | null {
  const {length} = replica.data;
  if (length > master.data.length) return master.data.length;
  for (let i = length - 1; i >= 0; i--) if (!sameEntry(replica.data.entries[i] as Entry, master.data.entries[i] as Entry)) return i;
  return null;
}

/** A replica that hears its master's stream: both ends of its link stand, of one history. */
function heard(world: W, id: NodeId): {replica: Server; master: Server} | null {
  const replica = serverAt(world, id);
  if (replica?.master === null || replica?.link.state !== "connected" || !world.connected(id, replica.link.conn)) return null;
  const master = serverAt(world, replica.master);
  if (!master?.replicas.has(replica.link.conn) || master.replid !== replica.replid) return null;
  return {replica, master};
}

const replicaPrefix = invariant<{done: number}>({
  name: "replica-prefix",
  says: "What a connected replica has is a beginning of what its master has.",
  init: () => ({done: 0}),
  // A full comparison costs as much as was written: it is made at turning points, and in between only the offsets are compared.
  on: {
    "sync-finished": (_, n, world) => prefixOf(world, n.node),
    "master-mode": (_, _n, world) => world.ids.map((id) => prefixOf(world, id)).find((x) => x !== null) ?? null,
  },
  completed(m, o: Operation, world) {
    if (++m.done % 16 !== 0) return null;
    for (const id of world.ids) {
      const pair = heard(world, id);
      if (pair && pair.replica.offset > pair.master.offset)
        return said("redis.violation.ahead-when-answered", {
          id,
          offset: pair.replica.offset,
          master: pair.master.offset,
          client: o.process,
        });
    }
    return null;
  },
  end: (_, world) => world.ids.map((id) => prefixOf(world, id)).find((x) => x !== null) ?? null,
});

function prefixOf(world: W, id: NodeId): Said | null {
  const pair = heard(world, id);
  if (!pair) return null;
  const {replica, master} = pair;
  if (replica.offset > master.offset)
    return said("redis.violation.ahead", {id, offset: replica.offset, master: replica.master ?? "", at: master.offset});
  const at = differ(replica, master);
  return at === null ? null : said("redis.violation.differs", {id, master: replica.master ?? "", write: at + 1});
}

const branchUniqueness = invariant<null>({
  name: "branch-uniqueness",
  says: "Two servers with one history id hold the same writes at one offset; a history that was left vouches for nothing after that.",
  init: () => null,
  on: {
    "partial-resync"(_, n, world) {
      const s = serverAt(world, n.node);
      if (!s || n.by !== "replid2" || n.offset <= s.secondOffset) return null;
      return said("redis.violation.vouches-late", {
        node: n.node,
        replica: n.replica,
        offset: n.offset,
        left: s.secondOffset,
      });
    },
    // Only the history of one server has changed.
    "sync-finished": (_, n, world) => agrees(world, n.node),
  },
  end: (_, world) => allAgree(world),
});

const up = (world: W): [NodeId, Server][] =>
  world.ids.flatMap((id): [NodeId, Server][] => {
    const s = serverAt(world, id);
    return s ? [[id, s]] : [];
  });

function agrees(world: W, node: NodeId): Said | null {
  const one = serverAt(world, node);
  if (one === null) return null;
  for (const [id, other] of up(world)) {
    if (id === node || other.replid !== one.replid) continue;
    const found = one.offset <= other.offset ? disagree(node, one, id, other) : disagree(id, other, node, one);
    if (found !== null) return found;
  }
  return null;
}

/** Compares each with the next longer one of its history: if it agrees with that, it agrees with all longer ones. */
function allAgree(world: W): Said | null {
  const longest = new Map<string, [NodeId, Server]>();
  for (const [id, server] of up(world).sort(([, x], [, y]) => x.offset - y.offset)) {
    const last = longest.get(server.replid);
    const found = last ? disagree(...last, id, server) : null;
    if (found !== null) return found;
    longest.set(server.replid, [id, server]);
  }
  return null;
}

function disagree(a: NodeId, shorter: Server, b: NodeId, longer: Server): Said | null {
  const at = differ(shorter, longer);
  return at === null ? null : said("redis.violation.one-history-differs", {a, b, history: shorter.replid, write: at + 1});
}

const ackHonesty = invariant<{done: number}>({
  name: "ack-honesty",
  says: "No replica is taken to have more than it has.",
  init: () => ({done: 0}),
  on: {
    "wait-returned": (_, n, world) => honest(world, n.node),
    "good-replicas": (_, n, world) => honest(world, n.node),
  },
  completed(m, o, world) {
    return ++m.done % 16 === 0 && o.server !== null ? honest(world, o.server) : null;
  },
});

function honest(world: W, id: NodeId): Said | null {
  const master = serverAt(world, id);
  for (const r of master?.replicas.values() ?? []) {
    const replica = serverAt(world, r.id);
    if (!replica || replica.link.conn !== r.conn || replica.link.state !== "connected") continue;
    if (r.ackOffset > replica.offset)
      return said("redis.violation.ack-ahead", {id, acked: r.ackOffset, replica: r.id, offset: replica.offset});
  }
  return null;
}

/** What an age in whole seconds may hide: both times are rounded down. */
const ROUNDING_MS = 1000;
/** Good replicas are counted each second of the time in which the process runs; hz is 10. */
const COUNTED_EVERY_MS = 1100;

interface Counted {
  /** When each server was last resumed: what it counted before its next cron is older than a second. */
  readonly resumed: {[server: string]: Ticks};
  /** Least lead of each server's wall clock over its monotonic one: a clock set back makes silence look short. */
  readonly lead: {[server: string]: Ticks};
}

const minReplicasBound = invariant<Counted>({
  name: "min-replicas-bound",
  says: "A write is accepted only if so many replicas as are asked for had been heard within max-lag and a second when they were last counted, a second of running time ago at most.",
  init: () => ({resumed: {}, lead: {}}),
  on: {
    accepted({resumed, lead}, n, world) {
      const server = serverAt(world, n.node);
      if (!server) return null;
      const {minReplicas, maxLag} = server.config;
      const before = lead[n.node] ?? server.accepted.lead;
      lead[n.node] = later(before, server.accepted.lead);
      // A clock may be a tick out by rounding.
      if (server.accepted.lead < before - 1) return null;
      const counted = toMs(minus(server.accepted.at, server.countedAt));
      const limit = maxLag * 1000 + ROUNDING_MS;
      const recent = n.silentMs.filter((age) => age - counted <= limit).length;
      if (recent < minReplicas) return said("redis.violation.few-replicas", {node: n.node, recent, limitMs: limit, least: minReplicas});
      const since = resumed[n.node];
      const stoodStill = since !== undefined && toMs(minus(n.at, since)) <= counted;
      return counted <= COUNTED_EVERY_MS || stoodStill ? null : said("redis.violation.old-count", {node: n.node, countedMs: counted});
    },
  },
  lifecycle({resumed}, id, status, world) {
    if (status === "up") resumed[id] = world.now;
    return null;
  },
});

const waitMeansApplied = invariant<null>({
  name: "wait-means-applied",
  says: "As many replicas as WAIT returns had applied the client's last write.",
  init: () => null,
  on: {
    "wait-returned"(_, n, world) {
      const target = n.target;
      let applied = 0;
      for (const r of serverAt(world, n.node)?.replicas.values() ?? []) {
        const replica = serverAt(world, r.id);
        // If it has died or left since, nobody can say what it had.
        const gone = replica?.link.conn !== r.conn || replica.link.state !== "connected";
        if (r.state === "online" && (gone || replica.offset >= target)) applied++;
      }
      return applied >= n.count ? null : said("redis.violation.wait-returned", {node: n.node, count: n.count, target, applied});
    },
  },
});

/** Old answers lapse after this is judged (O1, V2), and in TILT not at all: the turn that ends TILT still counts what came before it. */
const odownNeedsQuorum = invariant<{readonly untilted: {[sentinel: string]: Ticks}}>({
  name: "odown-needs-quorum",
  says: "The master is objectively down only for one who holds it for down, with a quorum of answers that were not too old when it last looked.",
  init: () => ({untilted: {}}),
  on: {
    "-tilt"({untilted}, n) {
      untilted[n.node] = n.at;
      return null;
    },
    "+odown"({untilted}, n, world) {
      const {master, looked, config} = sentinelAt(world, n.node);
      const anyAge = untilted[n.node] === n.at;
      let fresh = 1;
      for (const p of master.sentinels.values()) if (p.masterDown && (anyAge || looked - p.lastReply <= 5 * config.askPeriod)) fresh++;
      if (master.sdown && fresh >= config.quorum) return null;
      const values = {node: n.node, of: n.of, fresh, quorum: config.quorum};
      return said(master.sdown ? "redis.violation.odown" : "redis.violation.odown-itself-not", values);
    },
  },
});

const SILENT: readonly RedisNote["kind"][] = [
  "+try-failover",
  "+elected-leader",
  "+selected-slave",
  "slaveof-noone",
  "+promoted-slave",
  "+slave-reconf-sent",
  "+convert-to-slave",
  "+fix-slave-config",
  "+sdown",
  "-sdown",
  "+odown",
  "-odown",
];

const tiltSilence = invariant<null>({
  name: "tilt-silence",
  says: "A sentinel in TILT begins no fail-over, goes on with none, commands nobody and changes no flag.",
  init: () => null,
  on: Object.fromEntries(
    SILENT.map((kind) => [
      kind,
      (_: null, n: Stamp, world: W) => (sentinelAt(world, n.node).tilt ? said("redis.violation.in-tilt", {node: n.node, kind}) : null),
    ]),
  ),
});

const priorityZeroNever = invariant<null>({
  name: "priority-zero-never",
  says: "A replica with priority 0, by the last INFO, is never promoted.",
  init: () => null,
  on: {
    "slaveof-noone": (_, n) => (n.priority === 0 ? said("redis.violation.priority-zero", {node: n.node, slave: n.slave}) : null),
  },
});

const STIRS = [
  "+switch-master",
  "+try-failover",
  "+new-epoch",
  "+tilt",
  "-tilt",
  "+sdown",
  "-sdown",
  "+sdown slave",
  "-sdown slave",
] satisfies RedisNote["kind"][];

interface Quiet {
  readonly config: Config;
  last: Ticks;
}

const demotionInTime = invariant<Quiet>({
  name: "demotion-in-time",
  says: "Once all links are up, all know one configuration and nobody acts, one master is left in time, and all others that a sentinel knows follow it.",
  init: (scenario) => ({config: configOf(scenario), last: NO_TIME}),
  on: Object.fromEntries(
    STIRS.map((kind) => [
      kind,
      (m: Quiet, n: Stamp) => {
        m.last = n.at;
        return null;
      },
    ]),
  ),
  lifecycle(m, _id, _status, world) {
    m.last = world.now;
    return null;
  },
  end(m, world, _history, read) {
    const {config} = m;
    if (read || world.now - m.last < 4 * config.infoPeriod + 4 * config.publishPeriod + config.failoverTimeout + 1_000_000) return null;
    const sentinels = world.ids.flatMap((id) => (serverAt(world, id) ? [] : [world.state(id) as Sentinel | null]));
    const name = sentinels[0]?.master.id;
    if (!sentinels.every((s) => s !== null && !s.tilt && s.master.state === "none" && s.master.id === name && !s.master.sdown)) return null;
    if (world.ids.some((a) => world.status(a) !== "up" || world.ids.some((b) => !world.linked(a, b)))) return null;
    // Only a master's INFO tells of a replica: one that hangs below a replica and that no sentinel has ever seen stays there.
    const known = new Set(sentinels.flatMap((s) => (s ? [...s.master.slaves.keys()] : [])));
    const stray = world.ids.find((id) => known.has(id) && id !== name && serverAt(world, id)?.master !== name);
    if (stray === undefined) return null;
    const key = serverAt(world, stray)?.master === null ? "redis.violation.stray-master" : "redis.violation.stray-replica";
    return said(key, {name: name ?? "", sinceMs: toMs(m.last), stray});
  },
});

const minorityInertia = invariant<Map<NodeId, Votes>>({
  name: "minority-inertia",
  says: "A sentinel that has had votes from fewer than half of the others is not elected, unless it was forced.",
  init: () => new Map(),
  on: {
    ...BALLOTS,
    "+elected-leader"(all, n, world) {
      if (n.forced === true) return null;
      const of = sentinelAt(world, n.node).master.sentinels.size + 1;
      const {answered} = votesOf(all, n.node);
      return answered.size >= of >> 1
        ? null
        : said("redis.violation.minority-elected", {node: n.node, answered: answered.size, others: of - 1});
    },
  },
  lifecycle: forget,
});

export const invariants: readonly Invariant<Member, unknown, RedisNote>[] = [
  oneVoteAnEpoch,
  epochsNeverDecrease,
  configEpochMonotone,
  electionRule,
  oneElectedPerEpoch,
  addressChangesOnlyForward,
  promotionDiscipline,
  lawOfLoss,
  replicaPrefix,
  branchUniqueness,
  ackHonesty,
  minReplicasBound,
  waitMeansApplied,
  odownNeedsQuorum,
  tiltSilence,
  priorityZeroNever,
  demotionInTime,
  minorityInertia,
];
