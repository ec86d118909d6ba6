// Predicates 13 and 14 of fact sheet §9 as monitors: what a quorum and eligible replicas promise.

import {said} from "../../../../words/en/kafka.ts";
import type {Said} from "../../../../words/message.ts";
import type {Invariant} from "../../../model/monitor.ts";
import type {NodeId} from "../../../vocabulary.ts";
import {configOf} from "../config.ts";
import {logOf} from "../disk.ts";
import {counted, hasLost} from "../lost.ts";
import type {Entry, Partition} from "../messages.ts";
import type {KafkaNote} from "../notes.ts";
import type {Member, W} from "../world.ts";
import {QUORUM_FILE} from "./notes.ts";
import {metaLog} from "./raft-state.ts";
import type {MetaEntry, Registered} from "./records.ts";
import {committedIn, votersIn} from "./world.ts";

const invariant = <T>(made: Invariant<Member, T, KafkaNote>) => made as Invariant<Member, unknown, KafkaNote>;

interface Quorum {
  /** Who has led each epoch. */
  readonly leaders: Map<number, NodeId>;
  /** For whom a voter has voted, by voter and epoch. */
  readonly votes: Map<string, NodeId>;
  /** What was said to be committed. */
  readonly committed: MetaEntry[];
  /** How far each voter knows it to be, in this life. */
  readonly marks: Map<NodeId, number>;
}

/** An entry is the same object on every disk that has copied it; of logs that are given to begin with, only what it says is the same. */
const isSame = (x: MetaEntry | undefined, y: MetaEntry | undefined): boolean => x === y || (x?.e === y?.e && x?.record === y?.record);

/** The first entry of what is committed that a log has otherwise, or not at all, from an offset on. */
function lacking(committed: readonly MetaEntry[], from: number, to: number, world: W, node: NodeId): Said | null {
  const log = metaLog(world.disk(node));
  for (let i = from; i < to; i++)
    if (i >= log.length || !isSame(log.entries[i], committed[i])) return said("kafka.violation.quorum-lost", {node, offset: i});
  return null;
}

interface Eligible {
  readonly logs: Map<Partition, Entry[]>;
  /** Partition and broker: who has led or followed, so that its disk can have lost something of it. */
  readonly holders: Set<string>;
  /** Replicas whose disk has lost what was committed, by partition. */
  readonly lost: Map<Partition, Set<NodeId>>;
  /** Partitions of which nothing is promised any more. */
  readonly loose: Set<Partition>;
  readonly min: number;
  readonly elr: boolean;
}

function known(m: Eligible, p: Partition, node: NodeId, world: W): Said | null {
  const committed = m.logs.get(p) ?? [];
  const log = logOf(p, world.disk(node));
  const offset = committed.findIndex((entry, i) => i >= log.length || log.entries[i] !== entry);
  return offset < 0 ? null : said("kafka.violation.eligible-lacks", {p, node, value: committed[offset]?.value ?? "", offset});
}

/** What the log says of a partition must fit together. */
function misshapen(p: Partition, {isr, elr, replicas}: Registered, min: number): Said | null {
  const both = elr.filter((r) => isr.includes(r));
  if (both.length > 0) return said("kafka.violation.eligible-and-in-sync", {p, replicas: both});
  const needed = Math.min(min, replicas.length);
  return isr.length >= needed && elr.length > 0 ? said("kafka.violation.eligible-needless", {p, elr, isr}) : null;
}

export const kraftInvariants: readonly Invariant<Member, unknown, KafkaNote>[] = [
  invariant<Quorum>({
    name: "quorum-safety",
    says: "A voter votes once in an epoch, an epoch has one leader, and what is committed in the metadata log is in the log of every later leader.",
    init: () => ({leaders: new Map(), votes: new Map(), committed: [], marks: new Map()}),
    on: {
      "vote-granted"(m, {epoch, candidate, preVote, node}) {
        if (preVote) return null;
        const before = m.votes.get(`${node} ${epoch}`);
        m.votes.set(`${node} ${epoch}`, candidate);
        return before === undefined || before === candidate ? null : said("kafka.violation.voted-twice", {node, before, candidate, epoch});
      },
      "quorum-role"(m, {role, epoch, node}, world) {
        if (role !== "leader") return null;
        const before = m.leaders.get(epoch) ?? node;
        m.leaders.set(epoch, node);
        if (before !== node) return said("kafka.violation.two-quorum-leaders", {before, node, epoch});
        return lacking(m.committed, 0, m.committed.length, world, node);
      },
      "quorum-mark"(m, {hwm, node}, world) {
        const before = m.marks.get(node) ?? 0;
        m.marks.set(node, hwm);
        if (hwm < before) return said("kafka.violation.quorum-mark-back", {node, before, hwm});
        const log = metaLog(world.disk(node));
        const wrong = lacking(m.committed, before, Math.min(hwm, m.committed.length), world, node);
        for (let i = m.committed.length; i < hwm; i++) m.committed.push(log.entries[i] as MetaEntry);
        return wrong;
      },
    },
    lifecycle(m, id, status, world) {
      if (status !== "down") return null;
      m.marks.delete(id);
      // A vote that was not on the disk yet when the power went was told nobody.
      const stored = world.disk(id).get(QUORUM_FILE) as {readonly epoch: number; readonly voted: NodeId | null} | undefined;
      for (const [vote, candidate] of m.votes) {
        const [voter, epoch] = vote.split(" ");
        const isKept = (stored?.epoch ?? 0) > Number(epoch) || (stored?.epoch === Number(epoch) && stored.voted === candidate);
        if (voter === id && !isKept) m.votes.delete(vote);
      }
      return null;
    },
  }),
  invariant<Eligible>({
    name: "elr-safety",
    says: "Whoever may lead has all that is committed, as long as fewer disks have lost something than must be in sync.",
    init: (scenario) => ({
      logs: new Map(),
      holders: new Set(),
      lost: new Map(),
      loose: new Set(),
      min: configOf(scenario).minIsr,
      elr: configOf(scenario).kraft.elr > 0,
    }),
    on: {
      "high-watermark"(m, {scope: p, hw, node, maximal}, world) {
        if (votersIn(world).length === 0 || m.loose.has(p)) return null;
        const own = m.logs.get(p) ?? [];
        const log = logOf(p, world.disk(node));
        for (let i = own.length; i < hw; i++) own.push(log.entries[i] as Entry);
        m.logs.set(p, own);
        // Its last fetch was still under way when its power went.
        for (const id of maximal) if (world.status(id) === "down" && hasLost(world, id, p, hw)) lose(m, p, id);
        return null;
      },
      "log-loaded"(m, {scope: p, torn, node}) {
        if (torn) lose(m, p, node);
        return null;
      },
      "state-written"(m, {scope: p, how}, world) {
        const now = committedIn(world)?.committed.partitions.get(p);
        if (how === "unclean") m.loose.add(p);
        if (!m.elr || !now) return null;
        const wrong = misshapen(p, now, m.min);
        if (wrong || m.loose.has(p)) return wrong;
        const sound = now.elr.filter((r) => m.lost.get(p)?.has(r) !== true);
        return sound.map((r) => known(m, p, r, world)).find((found) => found !== null) ?? null;
      },
      follower(m, {scope, node}) {
        m.holders.add(`${scope} ${node}`);
        return null;
      },
      leader(m, {scope: p, node}, world) {
        m.holders.add(`${p} ${node}`);
        return !m.elr || m.loose.has(p) || votersIn(world).length === 0 ? null : known(m, p, node, world);
      },
    },
    lifecycle(m, id, status, world) {
      if (status !== "down") return null;
      for (const [p, own] of m.logs)
        if (m.holders.has(`${p} ${id}`) && hasLost(world, id, p, Math.max(own.length, counted(world, id, p)))) lose(m, p, id);
      return null;
    },
  }),
];

/** One more disk that has lost something of a partition: with as many as must be in sync nothing is promised. */
function lose(m: Eligible, p: Partition, node: NodeId): void {
  const lost = m.lost.get(p) ?? new Set();
  m.lost.set(p, lost.add(node));
  if (lost.size >= m.min) m.loose.add(p);
}
