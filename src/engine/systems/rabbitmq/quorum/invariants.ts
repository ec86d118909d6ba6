// What a quorum queue promises (fact sheet §9, 10–13), as monitors: they are told notes and keep plain memory.

import {said} from "../../../../words/en/rabbitmq.ts";
import type {Told} from "../../../../words/message.ts";
import type {Invariant} from "../../../model/monitor.ts";
import type {Scenario} from "../../../model/scenario.ts";
import type {World} from "../../../model/world.ts";
import type {NodeId} from "../../../vocabulary.ts";
import type {RabbitNote} from "../notes.ts";
import type {Broker} from "../state.ts";
import type {InitialMember} from "./initial.ts";
import {WAL} from "./log.ts";
import type {Entry} from "./messages.ts";
import type {Member} from "./state.ts";
import {memberAt} from "./world.ts";

type W = World<Broker>;

const invariant = <T>(made: Invariant<Broker, T, RabbitNote>) => made as Invariant<Broker, unknown, RabbitNote>;

const membersOf = (world: W, queue: string): readonly NodeId[] => {
  for (const id of world.ids) {
    const record = world.state(id)?.quorum.records.get(queue);
    if (record) return record.members;
  }
  return [];
};

const majorityOf = (n: number): number => Math.floor(n / 2) + 1;

/** The terms of a member's entries, as its disk would have them after a loss of power. */
function safeTerms(world: W, id: NodeId, queue: string): number[] {
  const {entries} = world.disk(id).log(WAL);
  const terms: number[] = [];
  for (let i = 0; i < world.safeLength(id, WAL); i++) {
    const entry = entries[i] as Entry;
    if (entry.queue !== queue) continue;
    terms.length = entry.index - 1;
    terms.push(entry.term);
  }
  return terms;
}

interface Raft {
  /** Who leads, by queue and term; for whom a member has voted, by queue, member and term. */
  readonly leaders: Map<string, NodeId>;
  readonly votes: Map<string, NodeId>;
  /** Terms of what was applied, by queue. */
  readonly applied: Map<string, number[]>;
}

/** Votes that stand on the disks as a scenario begins. */
function firstVotes({initial = {}}: Scenario): Map<string, NodeId> {
  const votes = new Map<string, NodeId>();
  for (const [id, given] of Object.entries(initial))
    for (const {queue, term, votedFor} of (given as {readonly quorum?: readonly InitialMember[]}).quorum ?? [])
      if (votedFor !== null) votes.set(`${queue} ${id} ${term}`, votedFor);
  return votes;
}

/** Whether a member that has not got a committed entry could be elected, if all lost their power now: none may, ever. */
function couldLose(world: W, queue: string, index: number, term: number): NodeId | null {
  const members = membersOf(world, queue);
  const logs = new Map(members.map((id) => [id, safeTerms(world, id, queue)] as const));
  const endOf = (id: NodeId): readonly [term: number, index: number] => {
    const log = logs.get(id) ?? [];
    return [log[log.length - 1] ?? 0, log.length];
  };
  const votesFor = (id: NodeId, other: NodeId): boolean => {
    const [[a, i], [b, j]] = [endOf(id), endOf(other)];
    return a > b || (a === b && i >= j);
  };
  const found = members.find(
    (id) => logs.get(id)?.[index - 1] !== term && members.filter((other) => votesFor(id, other)).length >= majorityOf(members.length),
  );
  return found ?? null;
}

const raftSafety = invariant<Raft>({
  name: "raft-safety",
  says: "Of a quorum queue one member leads in a term, and each votes for one; what is committed is in the log of every later leader, whoever loses power; all apply the same.",
  init: (scenario) => ({leaders: new Map(), votes: firstVotes(scenario), applied: new Map()}),
  on: {
    "ra-voted"(m, n) {
      const key = `${n.scope} ${n.node} ${n.term}`;
      const before = m.votes.get(key);
      m.votes.set(key, n.to);
      if (before === undefined || before === n.to) return null;
      return said("rabbitmq.violation.two-votes", {node: n.node, a: before, b: n.to, term: n.term, queue: n.scope});
    },
    "ra-leader"(m, n, world) {
      const key = `${n.scope} ${n.term}`;
      const other = m.leaders.get(key);
      m.leaders.set(key, n.node);
      if (other !== undefined && other !== n.node)
        return said("rabbitmq.violation.two-leaders", {a: other, b: n.node, term: n.term, queue: n.scope});
      return lacking(n.node, memberAt(world, n.node, n.scope), m.applied.get(n.scope) ?? []);
    },
    "ra-commits"(_, n, world) {
      const member = memberAt(world, n.node, n.scope);
      const term = (member?.log.entries[n.index - 1] as Entry | undefined)?.term ?? 0;
      const other = couldLose(world, n.scope, n.index, term);
      return other === null ? null : said("rabbitmq.violation.unsafe-commit", {node: n.node, other, index: n.index, queue: n.scope});
    },
    "ra-applied"(m, n, world) {
      const known = m.applied.get(n.scope) ?? [];
      m.applied.set(n.scope, known);
      const log = memberAt(world, n.node, n.scope)?.log.entries ?? [];
      for (let index = n.from; index <= n.to; index++) {
        const {term} = log[index - 1] as Entry;
        const before = known[index - 1];
        known[index - 1] = term;
        if (before !== undefined && before !== term)
          return said("rabbitmq.violation.applied", {node: n.node, index, queue: n.scope, term, before});
      }
      return null;
    },
  },
});

/** What was applied somewhere, and a new leader has not got. */
function lacking(node: NodeId, leader: Member | null, applied: readonly number[]): Told | null {
  if (leader === null) return null;
  for (let i = 0; i < applied.length; i++) {
    const own = i < leader.log.length ? (leader.log.entries[i] as Entry).term : null;
    // A scenario may begin with entries that nobody has said to be applied.
    if (applied[i] !== undefined && own !== applied[i])
      return said("rabbitmq.violation.lacks", {node, queue: leader.queue, index: i + 1, term: leader.term});
  }
  return null;
}

/** Whether an entry is on a node's disk: near the end of what is there. */
function isSafe(world: W, id: NodeId, {queue, index, term}: Pick<Entry, "queue" | "index" | "term">): boolean {
  const {entries} = world.disk(id).log(WAL);
  for (let i = world.safeLength(id, WAL) - 1; i >= 0; i--) {
    const entry = entries[i] as Entry;
    if (entry.queue === queue && entry.index === index) return entry.term === term;
  }
  return false;
}

const confirmMeansFsync = invariant<Map<string, {readonly queue: string; readonly index: number; readonly term: number}>>({
  name: "confirm-means-majority-fsync",
  says: "A message that a quorum queue has confirmed is on the disks of a majority.",
  init: () => new Map(),
  on: {
    "fifo-enqueued"(known, n, world) {
      const entry = memberAt(world, n.node, n.scope)?.log.entries[n.index - 1] as Entry;
      if (!known.has(n.id)) known.set(n.id, {queue: n.scope, index: n.index, term: entry.term});
      return null;
    },
    confirmed(known, n, world) {
      const entry = known.get(n.id);
      if (!entry) return null;
      known.delete(n.id);
      const members = membersOf(world, n.queue);
      const safe = members.filter((id) => isSafe(world, id, entry));
      if (safe.length >= majorityOf(members.length)) return null;
      return said("rabbitmq.violation.unsafe-confirm", {value: n.value, queue: n.queue, safe: safe.length, members: members.length});
    },
  },
});

interface Enqueues {
  /** The entry that brought a message, by its id; and the number of the last of a channel. */
  readonly entries: Map<string, number>;
  readonly last: Map<string, number>;
}

const enqueueOnce = invariant<Enqueues>({
  name: "enqueue-once",
  says: "What a channel enqueues is applied in its order, each message once, and none is with two consumers.",
  init: () => ({entries: new Map(), last: new Map()}),
  on: {
    "fifo-enqueued"(m, n) {
      const before = m.entries.get(n.id);
      if (before === n.index) return null;
      if (before !== undefined) return said("rabbitmq.violation.enqueued-twice", {id: n.id, queue: n.scope, a: before, b: n.index});
      m.entries.set(n.id, n.index);
      const last = m.last.get(n.pid) ?? 0;
      m.last.set(n.pid, n.seq);
      return n.seq === last + 1 ? null : said("rabbitmq.violation.enqueued-late", {pid: n.pid, queue: n.scope, seq: n.seq, last});
    },
  },
  end(_m, world) {
    for (const id of world.ids) {
      for (const {queue, fifo} of world.state(id)?.quorum.members.values() ?? []) {
        const known = new Set<number>();
        const held = [...fifo.consumers.values()].flatMap((c) => [...c.held.values()]);
        for (const {index} of [...fifo.messages, ...fifo.returns, ...held]) {
          if (known.has(index)) return said("rabbitmq.violation.handed-twice", {node: id, queue, index});
          known.add(index);
        }
      }
    }
    return null;
  },
});

const deliveryLimit = invariant<object>({
  name: "delivery-limit",
  says: "A message comes back no more often than its quorum queue's delivery limit.",
  init: () => ({}),
  on: {
    "fifo-returned"(_, n, world) {
      const limit = world.state(n.node)?.config.deliveryLimit ?? -1;
      return limit < 0 || n.count <= limit
        ? null
        : said("rabbitmq.violation.limit", {value: n.value, queue: n.scope, count: n.count, limit});
    },
  },
});

export const quorumInvariants: readonly Invariant<Broker, unknown, RabbitNote>[] = [
  raftSafety,
  confirmMeansFsync,
  enqueueOnce,
  deliveryLimit,
];
