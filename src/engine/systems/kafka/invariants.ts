// This file is long because it has the predicates of fact sheet §9, in its order, as monitors; they are told notes and keep plain memory.

import {said} from "../../../words/en/kafka.ts";
import type {Said} from "../../../words/message.ts";
import type {Log} from "../../model/log.ts";
import type {Invariant} from "../../model/monitor.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {Status} from "../../model/world.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {compareZxid, type Zxid} from "../zookeeper/zxid.ts";
import {configOf} from "./config.ts";
import {EPOCH_PATH, stateOf, statePath} from "./controller/znodes.ts";
import {logOf} from "./disk.ts";
import {counted, hasLost, isSynced} from "./lost.ts";
import type {Entry, Partition} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {Replica} from "./state.ts";
import {assignedTo, ensemble, type Member, recorded, replicaAt, type W} from "./world.ts";

const invariant = <T>(made: Invariant<Member, T, KafkaNote>) => made as Invariant<Member, unknown, KafkaNote>;

/** What is committed of each partition, as its leaders have said; forgotten where losing it is allowed: an unclean election, a power loss. */
interface Committed {
  readonly logs: Map<Partition, Entry[]>;
  /** Records acknowledged with acks=all, each with its offset. */
  readonly acknowledged: Map<Partition, Map<number, string>>;
  readonly strict: ReadonlySet<NodeId>;
  /** Partition and broker: who has led or followed, so that its disk can have lost something of it. */
  readonly holders: Set<string>;
  /** Reigns that have begun: partition, epoch, broker. */
  readonly reigns: Set<string>;
  /** Partition and broker: when that went down, what had not been synced was gone, or there was nothing of the kind. */
  readonly dark: Set<string>;
  /** Partition and broker: where its log ended when it went down. */
  readonly ends: Map<string, number>;
  /** Partitions of which nothing is promised any more. */
  readonly loose: Set<Partition>;
}

const forgetting = {
  init: (scenario: Scenario): Committed => ({
    logs: new Map(),
    acknowledged: new Map(),
    strict: patient(scenario),
    holders: new Set(),
    reigns: new Set(),
    dark: new Set(),
    ends: new Map(),
    loose: new Set(),
  }),
  on: {
    "state-written"(m: Committed, {scope, how}: {readonly scope: Partition; readonly how: string}): null {
      if (how === "unclean") forget(m, scope);
      return null;
    },
    follower: holds,
    "log-loaded"(m: Committed, {scope, torn, leo, node}: Loaded): null {
      // Shorter than it was when the broker went down: the power was lost later.
      if (torn || leo < (m.ends.get(`${scope} ${node}`) ?? 0)) forget(m, scope);
      return null;
    },
  },
} as const;

interface Loaded {
  readonly scope: Partition;
  readonly torn: boolean;
  readonly leo: number;
  readonly node: NodeId;
}

function holds(m: Committed, {scope, node}: {readonly scope: Partition; readonly node: NodeId}): null {
  m.holders.add(`${scope} ${node}`);
  return null;
}

function forget(m: Committed, p: Partition): void {
  m.loose.add(p);
  m.logs.delete(p);
  m.acknowledged.delete(p);
}

/** Producers that wait for all that are in sync. */
const patient = ({clients = []}: Scenario): ReadonlySet<NodeId> =>
  new Set(
    clients.flatMap(({id, process = "producer", args}) =>
      (process === "producer" || process === "writer") && (args?.acks ?? -1) === -1 ? [id] : [],
    ),
  );

/**
 * A broker that begins a reign anew, in the same epoch: it went down and the controller has not seen it go. What it has lost without power is
 * taken to be there by followers that still have it, so nothing is promised from then on. A crash alone loses nothing, and excuses nothing.
 */
function begins(m: Committed, p: Partition, e: number, node: NodeId): void {
  holds(m, {scope: p, node});
  const reign = `${p} ${e} ${node}`;
  if (m.reigns.has(reign) && m.dark.has(`${p} ${node}`)) forget(m, p);
  m.reigns.add(reign);
}

/** Who is told late that it leads begins a reign that has ended: what later ones have committed does not hang on its log. */
const isOver = (world: W, p: Partition, e: number): boolean => (recorded(world, p)?.e ?? e) > e;

/** A record is the same object on every replica that has copied it; where logs are given to begin with, it only says the same. */
const isSame = (x: Entry | undefined, y: Entry | undefined): boolean => x === y || (x?.e === y?.e && x?.value === y?.value);

/** The first committed record that a log lacks. */
function lacking(known: readonly Entry[], log: Log<Entry>): number {
  for (let i = known.length - 1; i >= 0; i--) if (i >= log.length || !isSame(log.entries[i], known[i])) return i;
  return -1;
}

/** More of a partition is committed: what its leader has below its mark. */
function commit(m: Committed, p: Partition, hw: number, log: Log<Entry>): void {
  if (m.loose.has(p)) return;
  const known = m.logs.get(p) ?? [];
  for (let i = known.length; i < hw; i++) known.push(log.entries[i] as Entry);
  m.logs.set(p, known);
}

/** Two logs of a partition that hold one offset of one epoch with different records. */
function differing(world: W, p: Partition): Said | null {
  const logs = world.ids.map((id) => ({id, log: logOf(p, world.disk(id))}));
  for (const [i, a] of logs.entries())
    for (const b of logs.slice(i + 1)) {
      let matched = false;
      for (let offset = Math.min(a.log.length, b.log.length) - 1; offset >= 0; offset--) {
        const [x, y] = [a.log.entries[offset] as Entry, b.log.entries[offset] as Entry];
        // Below a common record all is common.
        const same = isSame(x, y);
        if (!same && (x.e === y.e || matched)) return said("kafka.violation.logs-differ", {p, a: a.id, b: b.id, e: x.e, offset});
        if (same) matched = true;
      }
    }
  return null;
}

const replicas = (world: W): readonly (readonly [NodeId, Replica])[] =>
  world.ids.flatMap((id) => [...(world.state(id)?.replicas.values() ?? [])].map((r) => [id, r] as const));

const partitions = (world: W): readonly Partition[] => [...new Set(replicas(world).map(([, {p}]) => p))];

function firstOf<T>(all: readonly T[], wrong: (one: T) => Said | null): Said | null {
  for (const one of all) {
    const found = wrong(one);
    if (found) return found;
  }
  return null;
}

export const invariants: readonly Invariant<Member, unknown, KafkaNote>[] = [
  invariant<{by: Map<number, NodeId>; newest: number}>({
    name: "one-controller-per-epoch",
    says: "At most one broker is ever elected in a controller epoch, and each is elected in a higher one than those before.",
    init: () => ({by: new Map(), newest: 0}),
    on: {
      "controller-elected"(m, {ce, node}) {
        const before = m.by.get(ce);
        if (before !== undefined) return said("kafka.violation.two-controllers", {before, node, ce});
        m.by.set(ce, node);
        if (ce < m.newest) return said("kafka.violation.controller-epoch-back", {node, ce, before: m.newest});
        m.newest = ce;
        return null;
      },
    },
  }),
  invariant<{raisedAt: Map<number, Zxid>}>({
    name: "guarded-state-writes",
    says: "No controller changes a partition once the next has been elected.",
    init: () => ({raisedAt: new Map()}),
    on: {
      "controller-elected": (m, {ce}, world) => {
        const node = ensemble(world)?.tree.nodes.get(EPOCH_PATH);
        if (node && Number(node.data) === ce) m.raisedAt.set(ce, node.modified);
        return null;
      },
      "state-written"(m, {scope: p}, world) {
        const node = ensemble(world)?.tree.nodes.get(statePath(p));
        if (!node) return null;
        const {ce} = stateOf(node.data, node.version);
        for (const [newest, at] of m.raisedAt)
          if (newest > ce && compareZxid(node.modified, at) > 0) return said("kafka.violation.written-late", {p, ce, newest});
        return null;
      },
    },
  }),
  invariant<{by: Map<string, NodeId>; recorded: Map<Partition, number>}>({
    name: "one-leader-per-epoch",
    says: "At most one broker ever leads a partition in a leader epoch, and the recorded epoch never falls.",
    init: () => ({by: new Map(), recorded: new Map()}),
    on: {
      leader(m, {scope: p, e, node}) {
        const before = m.by.get(`${p} ${e}`) ?? node;
        m.by.set(`${p} ${e}`, node);
        return before === node ? null : said("kafka.violation.two-leaders", {p, before, node, e});
      },
      "state-written"(m, {scope: p}, world) {
        const now = recorded(world, p);
        const before = m.recorded.get(p) ?? 0;
        if (now) m.recorded.set(p, Math.max(before, now.e));
        return now && now.e < before ? said("kafka.violation.epoch-back", {p, before, e: now.e}) : null;
      },
    },
  }),
  invariant<{reigns: Set<string>; loose: Set<Partition>}>({
    name: "log-matching",
    says: "Two logs that hold the same record agree on all before it, and in one epoch an offset has one record.",
    init: () => ({reigns: new Set(), loose: new Set()}),
    on: {
      leader(m, {scope: p, e, node}, world) {
        const reign = `${p} ${e} ${node}`;
        // A controller that did not see it go lets it lead on in the same epoch, and it may have lost its end: two records of one epoch.
        if (m.reigns.has(reign)) m.loose.add(p);
        m.reigns.add(reign);
        return m.loose.has(p) ? null : differing(world, p);
      },
    },
    end: (m, world) => firstOf(partitions(world), (p) => (m.loose.has(p) ? null : differing(world, p))),
  }),
  invariant<Committed>({
    name: "isr-completeness",
    says: "Whoever is elected from the ISR has every record that was committed.",
    ...forgetting,
    on: {
      ...forgetting.on,
      "high-watermark"(m, {scope: p, hw, node}, world) {
        commit(m, p, hw, logOf(p, world.disk(node)));
        return null;
      },
      leader(m, {scope: p, e, node}, world) {
        begins(m, p, e, node);
        if (isOver(world, p, e)) return null;
        const known = m.logs.get(p) ?? [];
        const offset = lacking(known, logOf(p, world.disk(node)));
        return offset < 0 ? null : said("kafka.violation.lacks-committed", {p, node, e, value: known[offset]?.value ?? "", offset});
      },
    },
    lifecycle: lostPower,
  }),
  invariant<Committed>({
    name: "no-lost-acks-all",
    says: "A record acknowledged with acks=all is in the log of every later leader, unless an election was unclean or a disk lost data.",
    ...forgetting,
    on: {
      ...forgetting.on,
      leader(m, {scope: p, e, node}, world) {
        begins(m, p, e, node);
        if (isOver(world, p, e)) return null;
        const log = logOf(p, world.disk(node));
        return firstOf([...(m.acknowledged.get(p) ?? [])], ([offset, value]) =>
          offset < log.length && log.entries[offset]?.value === value ? null : said("kafka.violation.lost", {p, node, e, value, offset}),
        );
      },
    },
    completed(m, {type, f, key, value, result, process}) {
      if (type !== "ok" || f !== "write" || !m.strict.has(process) || m.loose.has(key)) return null;
      const own = m.acknowledged.get(key) ?? new Map<number, string>();
      m.acknowledged.set(key, own.set(result as number, value as string));
      return null;
    },
    lifecycle: lostPower,
  }),
  invariant<{last: Map<string, number>; min: number}>({
    name: "high-watermark-bounds",
    says: "A high watermark is no higher than the log, never falls within a reign, and stands still while too few are in sync.",
    init: (scenario) => ({last: new Map(), min: configOf(scenario).minIsr}),
    on: {
      "high-watermark"(m, {scope: p, e, hw, leo, isr, node}, world) {
        if (hw > leo) return said("kafka.violation.mark-above-end", {p, node, hw, leo});
        const reign = `${p} ${e} ${node}`;
        const before = m.last.get(reign) ?? 0;
        m.last.set(reign, hw);
        if (hw < before) return said("kafka.violation.mark-back", {p, node, before, hw, e});
        const min = Math.min(m.min, replicaAt(world, node, p)?.replicas.length ?? m.min);
        return isr < min ? said("kafka.violation.mark-moves", {p, node, hw, isr, min}) : null;
      },
    },
    lifecycle: (m, id, status) => ended(m.last, id, status),
  }),
  invariant<null>({
    name: "maximal-isr-covers",
    says: "A leader waits at least for those whom the controller has recorded as in sync, in the same epoch.",
    init: () => null,
    on: {
      "high-watermark"(_, {scope: p, e, maximal, node}, world) {
        const now = recorded(world, p);
        // A later version is a change that this leader has asked for, or one that it has not heard of and goes by the older, larger set.
        if (now === null || now.e !== e) return null;
        const missing = now.isr.filter((id) => !maximal.includes(id));
        return missing.length === 0 ? null : said("kafka.violation.isr-not-covered", {p, node, maximal, isr: now.isr});
      },
    },
  }),
  invariant<{mayBeEmpty: boolean}>({
    name: "leader-in-isr",
    says: "Whoever leads is in sync, somebody is unless others are eligible, and only replicas are.",
    init: (scenario) => ({mayBeEmpty: configOf(scenario).kraft.voters.length > 0 && configOf(scenario).kraft.elr > 0}),
    on: {
      "state-written"({mayBeEmpty}, {scope: p, leader, isr, node}, world) {
        if (isr.length === 0 && !mayBeEmpty) return said("kafka.violation.isr-empty", {p});
        if (leader !== null && !isr.includes(leader)) return said("kafka.violation.leader-outside", {p, leader, isr});
        const all = assignedTo(world, node, p);
        return isr.every((id) => all.includes(id)) ? null : said("kafka.violation.stranger-in-sync", {p, isr, replicas: all});
      },
    },
  }),
  invariant<{states: Map<string, number>; obeyed: Map<NodeId, number>}>({
    name: "epochs-accepted-in-order",
    says: "A broker takes a partition's state only with a higher epoch, and obeys no controller of a lower epoch than before.",
    init: () => ({states: new Map(), obeyed: new Map()}),
    on: {
      leader: (m, {scope, e, node}) => accepted(m.states, scope, e, node),
      follower: (m, {scope, e, node}) => accepted(m.states, scope, e, node),
      "controller-epoch"(m, {ce, node}) {
        const before = m.obeyed.get(node) ?? 0;
        m.obeyed.set(node, ce);
        return ce < before ? said("kafka.violation.obeyed-back", {node, ce, before}) : null;
      },
    },
    lifecycle(m, id, status) {
      if (status === "down") m.obeyed.delete(id);
      return ended(m.states, id, status);
    },
  }),
  invariant<Committed>({
    name: "consumers-below-high-watermark",
    says: "A consumer reads only what is committed, and a log has each sequence of a producer once.",
    ...forgetting,
    on: {
      ...forgetting.on,
      leader(m, {scope, e, node}) {
        begins(m, scope, e, node);
        return null;
      },
      "high-watermark"(m, {scope: p, hw, node}, world) {
        commit(m, p, hw, logOf(p, world.disk(node)));
        return null;
      },
    },
    completed(m, {type, f, key: p, result, process}) {
      const known = m.logs.get(p);
      if (f !== "poll" || type !== "ok" || known === undefined) return null;
      return firstOf(result as readonly (readonly [number, Json])[], ([offset, value]) =>
        known[offset]?.value === value
          ? null
          : said("kafka.violation.read-uncommitted", {p, client: process, value: String(value), offset}),
      );
    },
    lifecycle: lostPower,
    end: (m, world) =>
      firstOf(replicas(world), ([node, r]) => (m.loose.has(r.p) ? null : repeated(node, r.p, logOf(r.p, world.disk(node))))),
  }),
  invariant<null>({
    name: "epoch-cache-shape",
    says: "The epochs of a log rise, as do their first offsets, and none begins beyond its end.",
    init: () => null,
    on: {
      leader: (_, {scope, node}, world) => falling(world, node, scope),
      follower: (_, {scope, node}, world) => falling(world, node, scope),
    },
    end: (_, world) => firstOf(replicas(world), ([node, {p}]) => falling(world, node, p)),
  }),
];

/** A disk that has lost records which were committed: from then on nothing is promised of that partition. */
function lostPower(m: Committed, id: NodeId, status: Status, world: W): null {
  if (status !== "down") return null;
  for (const p of partitions(world)) {
    if (!m.holders.has(`${p} ${id}`)) continue;
    m.ends.set(`${p} ${id}`, logOf(p, world.disk(id)).length);
    if (isSynced(world, id, p)) m.dark.add(`${p} ${id}`);
    else m.dark.delete(`${p} ${id}`);
    if (hasLost(world, id, p, counted(world, id, p))) forget(m, p);
  }
  const lost = (p: Partition, needed: number) => m.holders.has(`${p} ${id}`) && hasLost(world, id, p, needed);
  for (const [p, known] of m.logs) if (lost(p, known.length)) forget(m, p);
  for (const [p, own] of m.acknowledged) if (lost(p, Math.max(...own.keys()) + 1)) forget(m, p);
  return null;
}

/** What a process has said in its life is no matter for the next. */
function ended(known: Map<string, number>, id: NodeId, status: Status): null {
  if (status === "down") for (const name of known.keys()) if (name.endsWith(` ${id}`)) known.delete(name);
  return null;
}

function accepted(states: Map<string, number>, p: Partition, e: number, node: NodeId): Said | null {
  const before = states.get(`${p} ${node}`) ?? -1;
  states.set(`${p} ${node}`, e);
  return e > before ? null : said("kafka.violation.accepted-back", {p, node, e, before});
}

function repeated(node: NodeId, p: Partition, log: Log<Entry>): Said | null {
  const seen = new Set<string>();
  for (let i = 0; i < log.length; i++) {
    const {pid, producerEpoch, seq} = log.entries[i] as Entry;
    if (pid === "") continue;
    const name = `${pid} ${producerEpoch} ${seq}`;
    if (seen.has(name)) return said("kafka.violation.twice", {p, node, seq, pid});
    seen.add(name);
  }
  return null;
}

function falling(world: W, node: NodeId, p: Partition): Said | null {
  const r = replicaAt(world, node, p);
  if (!r) return null;
  const wrong = r.epochs.find(([e, start], i) => {
    const before = r.epochs[i - 1];
    return start > logOf(p, world.disk(node)).length || (before !== undefined && (e <= before[0] || start <= before[1]));
  });
  return wrong === undefined ? null : said("kafka.violation.epochs-fall", {p, node, e: wrong[0]});
}
