// The predicates of fact sheet §10 as monitors, in its order: they are told notes and keep plain memory.

import {said} from "../../../words/en/zookeeper.ts";
import type {Said} from "../../../words/message.ts";
import type {Invariant} from "../../model/monitor.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {World} from "../../model/world.ts";
import type {NodeId} from "../../vocabulary.ts";
import {NO_TIME, toMs} from "../../vocabulary.ts";
import {lostWrites} from "../claims.ts";
import {type Chain, chainOf, extend, hasDurably, lastOf, missingOf, unseen, written} from "./chain.ts";
import {configOf, sidOf} from "./config.ts";
import type {Ensemble} from "./ensemble.ts";
import type {ZkNote} from "./notes.ts";
import {isQuorum} from "./rules.ts";
import type {Server} from "./state.ts";
import {addZxid, compareZxid, greaterZxid, hasZxid, printZxid, sameZxid, ZERO, type Zxid, type Zxids, zxid} from "./zxid.ts";

type W = World<Server>;

const ensembleOf = (scenario: Scenario): Ensemble => configOf(scenario).ensemble;
const nodesOf = (scenario: Scenario): [number, NodeId][] => scenario.nodes.map((n) => [sidOf(n), n.id]);

const invariant = <T>(made: Invariant<Server, T, ZkNote>) => made as Invariant<Server, unknown, ZkNote>;

/** 3.8.0: a follower acknowledges NEWLEADER before its history is on its disk (ZOOKEEPER-4646, fact sheet §14). */
const UNPROVEN = ["3.8.0"];

export const invariants: readonly Invariant<Server, unknown, ZkNote>[] = [
  invariant<{by: Map<number, NodeId>}>({
    name: "one-established-leader",
    says: "At most one server ever completes the election of an epoch (D5).",
    init: () => ({by: new Map()}),
    on: {
      established(m, {epoch, node}) {
        const other = m.by.get(epoch);
        m.by.set(epoch, node);
        return other === undefined ? null : said("zookeeper.violation.established", {other, node, epoch});
      },
    },
  }),
  invariant<{chain: Chain}>({
    name: "prefix-agreement",
    says: "The committed sequences of any two servers are prefixes of one another.",
    init: (scenario) => ({chain: chainOf(scenario)}),
    on: {
      "quorum-acked-newleader"(m, n, world) {
        const last = lastOf(m.chain);
        const late = take(m.chain, world, n.node).find((at) => compareZxid(at, last) < 0);
        return late ? said("zookeeper.violation.late", {node: n.node, late: printZxid(late), last: printZxid(last)}) : null;
      },
      committed(m, n) {
        // What a later leader has taken into its history an older one may still commit: it is the same transaction.
        const last = lastOf(m.chain);
        if (!extend(m.chain, n.zxid)) return null;
        return compareZxid(n.zxid, last) > 0
          ? null
          : said("zookeeper.violation.commits-after", {node: n.node, at: printZxid(n.zxid), last: printZxid(last)});
      },
      applied(m, n) {
        return hasZxid(m.chain.known, n.zxid)
          ? null
          : said("zookeeper.violation.applies-uncommitted", {node: n.node, at: printZxid(n.zxid)});
      },
    },
  }),
  invariant<{ensemble: Ensemble; nodes: [number, NodeId][]}>({
    name: "durable-quorum",
    says: "What is committed stands on the disks of a quorum, synced.",
    fallsIn: UNPROVEN,
    init: (scenario) => ({ensemble: ensembleOf(scenario), nodes: nodesOf(scenario)}),
    on: {
      committed: (m, n, world) => notDurable(m, world, n.zxid, "committed"),
      "quorum-acked-newleader": (m, n, world) => notDurable(m, world, written(world, n.node), "initial"),
    },
  }),
  invariant<{chain: Chain}>({
    name: "leader-completeness",
    says: "A leader that serves holds everything that was committed in epochs before its own.",
    init: (scenario) => ({chain: chainOf(scenario)}),
    on: {
      "quorum-acked-newleader"(m, n, world) {
        // A leader of an older epoch may come so far late, by acks of servers that have left it: what came after its epoch is no matter.
        const before = m.chain.order.filter((at) => at.epoch < n.epoch);
        const missing = missingOf(world, n.node, before);
        take(m.chain, world, n.node);
        return missing === null
          ? null
          : said("zookeeper.violation.leads-without", {node: n.node, epoch: n.epoch, missing: printZxid(missing)});
      },
      committed(m, n) {
        extend(m.chain, n.zxid);
        return null;
      },
    },
  }),
  invariant<{chain: Chain; serving: Map<NodeId, number>}>({
    name: "primary-integrity",
    says: "A leader proposes nothing before a quorum has its history, and nothing of an older epoch is committed afterwards.",
    init: (scenario) => ({chain: chainOf(scenario), serving: new Map()}),
    on: {
      "quorum-acked-newleader"(m, n, world) {
        m.serving.set(n.node, n.epoch);
        const before = m.chain.newest;
        const resurrected = take(m.chain, world, n.node).find((at) => at.epoch < before);
        m.chain.newest = Math.max(before, n.epoch);
        return resurrected ? said("zookeeper.violation.resurrects", {node: n.node, at: printZxid(resurrected), before}) : null;
      },
      proposed(m, n) {
        return m.serving.get(n.node) === n.zxid.epoch
          ? null
          : said("zookeeper.violation.proposes-early", {node: n.node, at: printZxid(n.zxid)});
      },
      committed(m, n) {
        extend(m.chain, n.zxid);
        return null;
      },
    },
  }),
  invariant<{last: Map<NodeId, Zxid>}>({
    name: "log-shape",
    says: "Zxids in a log increase; within an epoch there is no gap.",
    init: () => ({last: new Map()}),
    on: {
      started: (m, n, world) => forget(m.last, n.node, written(world, n.node)),
      truncated: (m, n, world) => forget(m.last, n.node, written(world, n.node)),
      // A snapshot in memory alone is no ground to log on: its sync may yet be broken off, and the disk read again.
      memory: (m, n, world) => (n.how === "disk" ? forget(m.last, n.node, written(world, n.node)) : null),
      snapshot: (m, n) => forget(m.last, n.node, greaterZxid(m.last.get(n.node) ?? ZERO, n.zxid)),
      logged(m, n) {
        const last = m.last.get(n.node) ?? ZERO;
        m.last.set(n.node, n.zxid);
        if (compareZxid(n.zxid, last) <= 0)
          return said("zookeeper.violation.logs-after", {node: n.node, at: printZxid(n.zxid), last: printZxid(last)});
        const gap = n.zxid.epoch === last.epoch && n.zxid.counter !== last.counter + 1;
        return gap ? said("zookeeper.violation.logs-gap", {node: n.node, at: printZxid(n.zxid), last: printZxid(last)}) : null;
      },
    },
  }),
  invariant<{accepted: Map<NodeId, number>; current: Map<NodeId, number>}>({
    name: "epochs-never-decrease",
    says: "acceptedEpoch and currentEpoch of a server never decrease, over crashes too; the first is never below the second.",
    init: () => ({accepted: new Map(), current: new Map()}),
    on: {
      started(m, n) {
        const accepted = n.acceptedEpoch;
        const current = n.currentEpoch;
        return raise(m.accepted, n.node, accepted, "acceptedEpoch") ?? raise(m.current, n.node, current, "currentEpoch");
      },
      "accepted-epoch": (m, n) => raise(m.accepted, n.node, n.epoch, "acceptedEpoch"),
      "current-epoch"(m, n) {
        const accepted = m.accepted.get(n.node) ?? 0;
        if (n.epoch > accepted) return said("zookeeper.violation.current-above-accepted", {node: n.node, epoch: n.epoch, accepted});
        return raise(m.current, n.node, n.epoch, "currentEpoch");
      },
    },
  }),
  invariant<{promised: Map<NodeId, number>; counted: Map<NodeId, number>}>({
    name: "promise",
    says: "Whoever has promised an epoch acknowledges none below it, and lets itself be counted once for it.",
    init: () => ({promised: new Map(), counted: new Map()}),
    on: {
      "accepted-epoch"(m, n) {
        m.promised.set(n.node, Math.max(m.promised.get(n.node) ?? 0, n.epoch));
        return null;
      },
      ackepoch(m, n) {
        const epoch = n.epoch;
        const promised = m.promised.get(n.node) ?? 0;
        if (epoch < promised) return said("zookeeper.violation.ackepoch-after-promise", {node: n.node, epoch, promised});
        if (n.counts !== true) return null;
        if (m.counted.get(n.node) === epoch) return said("zookeeper.violation.counted-twice", {node: n.node, epoch});
        m.counted.set(n.node, epoch);
        return null;
      },
      "learner-acked-newleader"(m, n) {
        const promised = m.promised.get(n.node) ?? 0;
        const epoch = n.epoch;
        return epoch < promised ? said("zookeeper.violation.newleader-after-promise", {node: n.node, epoch, promised}) : null;
      },
      acked(m, n) {
        const promised = m.promised.get(n.node) ?? 0;
        return n.epoch < promised
          ? said("zookeeper.violation.acks-after-promise", {node: n.node, at: printZxid(n.zxid), epoch: n.epoch, promised})
          : null;
      },
    },
  }),
  invariant<{history: Map<number, Zxid>}>({
    name: "newleader-ack",
    says: "A follower that acknowledges NEWLEADER has the leader's history and the epoch on its disk, synced.",
    fallsIn: UNPROVEN,
    init: () => ({history: new Map()}),
    on: {
      established(m, n, world) {
        m.history.set(n.epoch, written(world, n.node));
        return null;
      },
      "learner-acked-newleader"(m, n, world) {
        // An observer logs what it was sent only after UPTODATE; nobody counts its ack.
        if (!world.state(n.node)?.voter) return null;
        const epoch = n.epoch;
        if (world.safe(n.node, "currentEpoch") !== epoch) return said("zookeeper.violation.acks-epoch-unwritten", {node: n.node, epoch});
        const history = m.history.get(epoch) ?? ZERO;
        const has = sameZxid(history, ZERO) || hasDurably(world, n.node, history);
        return has ? null : said("zookeeper.violation.acks-history-unwritten", {node: n.node, epoch, history: printZxid(history)});
      },
    },
  }),
  invariant<{chain: Chain}>({
    name: "no-commit-by-deposed",
    says: "Once a later epoch serves, a leader of an older one commits nothing that is not in its history.",
    init: (scenario) => ({chain: chainOf(scenario)}),
    on: {
      "quorum-acked-newleader"(m, n, world) {
        take(m.chain, world, n.node);
        m.chain.newest = Math.max(m.chain.newest, n.epoch);
        return null;
      },
      committed(m, n) {
        const late = n.zxid.epoch < m.chain.newest && !hasZxid(m.chain.known, n.zxid);
        extend(m.chain, n.zxid);
        return late ? said("zookeeper.violation.commits-deposed", {node: n.node, at: printZxid(n.zxid), newest: m.chain.newest}) : null;
      },
    },
  }),
  invariant<{ensemble: Ensemble}>({
    name: "non-voters-never-count",
    says: "Observers and servers without weight never complete a quorum.",
    init: (scenario) => ({ensemble: ensembleOf(scenario)}),
    on: {
      quorum: (m, n) => strangers(m.ensemble, n, (sid) => said("zookeeper.violation.stranger-in-quorum", {sid, of: n.of})),
      committed: (m, n) => strangers(m.ensemble, n, (sid) => said("zookeeper.violation.stranger-in-commit", {sid})),
    },
  }),
  invariant<{decided: Map<NodeId, string>}>({
    name: "decision-rule",
    says: "A server leaves LOOKING only by a quorum of equal votes (E8) or by joining one (E10, E12).",
    init: () => ({decided: new Map()}),
    on: {
      looking(m, n) {
        m.decided.delete(n.node);
        return null;
      },
      decided(m, n) {
        m.decided.set(n.node, n.by);
        return null;
      },
      leading: (m, n) => undecided(m.decided, n.node),
      following: (m, n) => undecided(m.decided, n.node),
      observing: (m, n) => undecided(m.decided, n.node),
    },
  }),
  invariant<{seen: Map<NodeId, {session: unknown; zxid: Zxid}>}>({
    name: "session-monotonicity",
    says: "What one session sees never goes back, and ephemeral nodes end with their session.",
    init: () => ({seen: new Map()}),
    on: {
      seen(m, {node, session, zxid: at}) {
        const before = m.seen.get(node);
        // A client has one session at a time, and never goes back to one before.
        const last = before && before.session === session ? before.zxid : ZERO;
        m.seen.set(node, {session, zxid: greaterZxid(last, at)});
        return compareZxid(at, last) < 0
          ? said("zookeeper.violation.shown-after", {node: node, at: printZxid(at), last: printZxid(last)})
          : null;
      },
      "session-closed"(_m, n, world) {
        const tree = world.state(n.node)?.tree;
        for (const [path, node] of tree?.nodes ?? [])
          if (node.owner === n.session) return said("zookeeper.violation.outlives-session", {node: n.node, path});
        return null;
      },
    },
  }),
  invariant<{applied: Map<NodeId, Zxid>; proposed: Zxids; initial: Zxids}>({
    name: "zab-orders",
    says: "Servers apply what was proposed, in the order of its zxids; each primary proposes in order, and no zxid is proposed twice.",
    init: (scenario) => ({applied: new Map(), proposed: new Map(), initial: initialZxids(scenario)}),
    on: {
      started: (m, n) => forget(m.applied, n.node, n.zxid),
      memory: (m, n) => forget(m.applied, n.node, ZERO),
      proposed(m, n) {
        const {epoch, counter} = n.zxid;
        const before = zxid(epoch, counter - 1);
        if (hasZxid(m.proposed, n.zxid)) return said("zookeeper.violation.proposes-again", {node: n.node, at: printZxid(n.zxid)});
        const follows = !m.proposed.has(epoch) || hasZxid(m.proposed, before) || hasZxid(m.initial, before);
        addZxid(m.proposed, n.zxid);
        return follows ? null : said("zookeeper.violation.proposes-gap", {node: n.node, at: printZxid(n.zxid)});
      },
      applied(m, n) {
        const last = m.applied.get(n.node) ?? ZERO;
        m.applied.set(n.node, n.zxid);
        if (!hasZxid(m.proposed, n.zxid) && !hasZxid(m.initial, n.zxid))
          return said("zookeeper.violation.applies-unproposed", {node: n.node, at: printZxid(n.zxid)});
        return compareZxid(n.zxid, last) > 0
          ? null
          : said("zookeeper.violation.applies-after", {node: n.node, at: printZxid(n.zxid), last: printZxid(last)});
      },
    },
  }),
  invariant<null>({
    name: "no-lost-write",
    says: "A write that was acknowledged is there when everything has healed.",
    init: () => null,
    end(_m, _world, history, read) {
      if (!read) return null;
      const lost = lostWrites({history, read});
      const first = lost[0];
      if (!first) return null;
      const {key, process: client, completedAt} = first;
      return said("zookeeper.violation.lost", {lost: lost.length, key, client, atMs: toMs(completedAt ?? NO_TIME)});
    },
  }),
];

/** What a new leader brings into the history. */
function take(chain: Chain, world: W, id: NodeId): Zxid[] {
  const added = unseen(chain, world, id);
  for (const at of added) extend(chain, at);
  return added;
}

function notDurable(m: {ensemble: Ensemble; nodes: [number, NodeId][]}, world: W, at: Zxid, what: "committed" | "initial"): Said | null {
  if (sameZxid(at, ZERO)) return null;
  const sids: number[] = [];
  for (const [sid, id] of m.nodes) if (hasDurably(world, id, at)) sids.push(sid);
  if (isQuorum(sids, m.ensemble)) return null;
  return said(`zookeeper.violation.not-durable.${what}`, {at: printZxid(at), n: sids.length, sids: sids.map(String)});
}

function forget(map: Map<NodeId, Zxid>, node: NodeId, at: Zxid): null {
  map.set(node, at);
  return null;
}

function raise(map: Map<NodeId, number>, node: NodeId, epoch: number, file: string): Said | null {
  const before = map.get(node) ?? 0;
  map.set(node, Math.max(before, epoch));
  return epoch < before ? said("zookeeper.violation.epoch-back", {node, file, before, epoch}) : null;
}

function strangers(ensemble: Ensemble, {sids}: {readonly sids: readonly number[]}, tell: (sid: number) => Said): Said | null {
  const stranger = sids.find((sid) => !ensemble.voters.includes(sid));
  return stranger === undefined ? null : tell(stranger);
}

function undecided(decided: Map<NodeId, string>, node: NodeId): Said | null {
  const by = decided.get(node);
  return by === "E8" || by === "E10" || by === "E12" ? null : said("zookeeper.violation.undecided", {node});
}

function initialZxids(scenario: Scenario): Zxids {
  const zxids: Zxids = new Map();
  for (const disk of Object.values(scenario.initial ?? {}) as {log?: readonly (readonly [number, number])[]}[]) {
    for (const [epoch, counter] of disk.log ?? []) addZxid(zxids, zxid(epoch, counter));
  }
  return zxids;
}
