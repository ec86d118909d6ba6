// Safety as monitors (fact sheet §9): they are told notes and keep plain memory.

import {said} from "../../../words/en/rabbitmq.ts";
import type {Invariant} from "../../model/monitor.ts";
import type {World} from "../../model/world.ts";
import type {NodeId} from "../../vocabulary.ts";
import {alive} from "./messages.ts";
import type {RabbitNote} from "./notes.ts";
import {quorumInvariants} from "./quorum/invariants.ts";
import type {Broker, Replica} from "./state.ts";

type W = World<Broker>;

const invariant = <T>(made: Invariant<Broker, T, RabbitNote>) => made as Invariant<Broker, unknown, RabbitNote>;

const replicaAt = (world: W, node: NodeId, queue: string): Replica | null => world.state(node)?.replicas.get(queue) ?? null;

const masterOf = (world: W, queue: string): Replica | null =>
  world.ids.map((id) => replicaAt(world, id, queue)).find((r) => r?.role === "master") ?? null;

/** Both have the other as up, and as of one Mnesia. */
const joined = (world: W, a: NodeId, b: NodeId): boolean =>
  [
    [a, b],
    [b, a],
  ].every(([from, to]) => {
    const link = world.state(from as NodeId)?.links.get(to as NodeId);
    return link?.up === true && !link.apart;
  });

/** What happened after which a loss, or a ring of two minds, is no fault of the rules: H1, H2, E4, S2. */
interface Excused {
  excused: boolean;
}

interface NodeDown {
  readonly node: NodeId;
  readonly of: NodeId;
}

/** A node that is taken to be dead and lives; one that has begun again since did die. */
function livesYet({node, of}: NodeDown, world: W): boolean {
  const isUp = world.status(of) !== "down" && world.status(of) !== "starting";
  return isUp && world.state(of)?.life === world.state(node)?.lost.get(of);
}

/** That is a partition, whatever comes of it. */
const falselyDown = (m: Excused, n: NodeDown, world: W): null => {
  if (livesYet(n, world)) m.excused = true;
  return null;
};

const PARTITIONS = {
  "node-down": falselyDown,
  partitioned(m: Excused) {
    m.excused = true;
    return null;
  },
};

const EXCUSES = {
  ...PARTITIONS,
  "not-promoted"(m: Excused) {
    m.excused = true;
    return null;
  },
  // M8: a mirror that had all has nothing, and may be the oldest all the same (E4).
  "sync-failed"(m: Excused) {
    m.excused = true;
    return null;
  },
  "promoting-mirror"(m: Excused, n: {readonly node: NodeId; readonly scope: string}, world: W): null {
    // No synchronised mirror was left.
    const synced = world.ids.filter((id) => replicaAt(world, id, n.scope)?.delta === 0 && world.status(id) === "up");
    if (synced.length === 0) m.excused = true;
    return null;
  },
  running(m: Excused, _n: object, world: W): null {
    // Everything was down: the last master's disk decides.
    if (world.ids.every((id) => (world.state(id)?.replicas.size ?? 0) === 0)) m.excused = m.excused || world.now > 0;
    return null;
  },
};

/** Nodes of which one took the other to be dead, and it lived: both have gone on alone, and may both be masters when they meet again (H1). */
interface Parted extends Excused {
  readonly pairs: Set<string>;
}

const oneMaster = invariant<Parted>({
  name: "one-master-per-component",
  says: "Of nodes that reach each other at most one is master of a queue; after a false alarm those that never lost each other agree in the end.",
  init: () => ({excused: false, pairs: new Set()}),
  on: {
    "node-down"(m, n, world) {
      if (!livesYet(n, world)) return null;
      // In a partial partition another's alarm makes a mirror promote itself beside its master, until that one hears of it (N4).
      m.excused = true;
      for (const pair of [`${n.node} ${n.of}`, `${n.of} ${n.node}`]) m.pairs.add(pair);
      return null;
    },
    master(m, n, world) {
      if (m.excused) return null;
      const other = world.ids.find((id) => id !== n.node && replicaAt(world, id, n.scope)?.role === "master" && joined(world, id, n.node));
      return other === undefined ? null : said("rabbitmq.violation.two-masters", {a: other, b: n.node, queue: n.scope});
    },
  },
  end(m, world, _history, read) {
    if (read === null) return null;
    const masters = world.ids.flatMap((id) =>
      [...(world.state(id)?.replicas.values() ?? [])].filter((r) => r.role === "master").map(({queue}) => ({id, queue})),
    );
    for (const {id: a, queue} of masters) {
      const b = masters.find(
        (one) => one.id !== a && one.queue === queue && joined(world, a, one.id) && !m.pairs.has(`${a} ${one.id}`),
      )?.id;
      if (b !== undefined) return said("rabbitmq.violation.two-masters", {a, b, queue});
    }
    return null;
  },
});

interface Losses extends Excused {
  readonly pauses: boolean;
  readonly confirmed: Map<string, {readonly queue: string; readonly value: string}>;
}

const noLoss = invariant<Losses>({
  name: "no-loss-under-surviving-channel",
  says: "A message that was confirmed, or whose channel lives, is in the queue or was acknowledged, as long as a synchronised replica survives every promotion and, except under pause_minority, no node is taken for dead that lives.",
  init: ({config}) => ({excused: false, pauses: config.cluster_partition_handling === "pause_minority", confirmed: new Map()}),
  on: {
    ...EXCUSES,
    "node-down"(m, n, world) {
      // Under pause_minority a side that goes on without the other keeps what was confirmed.
      return m.pauses ? null : falselyDown(m, n, world);
    },
    confirmed(m, n) {
      // It may have been taken and acknowledged before its confirm comes.
      if (!m.confirmed.has(n.id)) m.confirmed.set(n.id, {queue: n.queue, value: n.value});
      return null;
    },
    acked(m, n) {
      m.confirmed.set(n.id, {queue: n.queue, value: ""});
      return null;
    },
    pushed(m, n) {
      if (n.auto) m.confirmed.set(n.id, {queue: n.queue, value: ""});
      return null;
    },
  },
  end(m, world, _history, read) {
    if (m.excused || read === null) return null;
    for (const id of world.ids) {
      for (const c of world.state(id)?.channels.values() ?? []) {
        for (const open of c.unconfirmed.values()) if (!m.confirmed.has(open.id)) m.confirmed.set(open.id, open);
      }
    }
    const held = new Map<string, ReadonlySet<string> | null>();
    for (const [id, {queue, value}] of m.confirmed) {
      if (value === "") continue;
      if (!held.has(queue)) held.set(queue, heldBy(masterOf(world, queue)));
      if (held.get(queue)?.has(id) === false) return said("rabbitmq.violation.lost", {value, queue});
    }
    return null;
  },
});

/** What is ready, or in the hands of a consumer that subscribed at this master. */
function heldBy(r: Replica | null): ReadonlySet<string> | null {
  if (r === null) return null;
  const taken = new Set(r.consumers.flatMap((c) => c.held));
  const unacked = [...r.store.pending.values()].filter(({num}) => taken.has(num));
  return new Set([...r.store.ready, ...unacked].map(({body}) => body.id));
}

/** gm's promises need one order of all changes of membership, and a partition makes two. */
const gmAgreement = invariant<Excused & {last: Map<string, number>}>({
  name: "gm-agreement",
  says: "A ring's members are told all of a publisher's messages, each once and in order; those that stay were all told the same.",
  init: () => ({excused: false, last: new Map()}),
  on: {
    ...PARTITIONS,
    "ring-delivered"(m, n) {
      const key = `${n.queue} ${n.of} ${n.member}`;
      const before = m.last.get(key);
      m.last.set(key, n.n);
      if (m.excused || before === undefined || n.n === before + 1) return null;
      return said("rabbitmq.violation.ring", {at: n.member, of: n.of, n: n.n, before});
    },
  },
  end(m, world, _history, read) {
    if (m.excused || read === null) return null;
    // What only those were told that have left since need not reach anybody: gm's promise is for what one that stays was told (G4).
    const stay = [...m.last].flatMap(([key, n]) => {
      const [queue = "", of = "", at = ""] = key.split(" ");
      const ring = masterOf(world, queue)?.ring.view;
      return ring && alive(ring).includes(at) ? [{queue, of, at, n}] : [];
    });
    for (const {queue, of, at, n} of stay) {
      const more = stay.find((other) => other.queue === queue && other.of === of && other.n > n);
      if (more) return said("rabbitmq.violation.ring", {at, of, n: more.n, before: n});
    }
    return null;
  },
});

/** Two masters that have gone on alone may both speak to a mirror when their nodes meet again: the real one then ends by an assertion (E12). */
const depthNeverGrows = invariant<Excused & {readonly behind: Map<string, number>}>({
  name: "depth-never-grows",
  says: "How far a mirror is behind never grows; a synchronised one stays so until it restarts.",
  init: () => ({excused: false, behind: new Map()}),
  on: {
    partitioned(m) {
      m.excused = true;
      return null;
    },
    "depth-delta"(m, n, world) {
      const key = `${n.scope} ${replicaAt(world, n.node, n.scope)?.pid ?? n.node}`;
      const before = m.behind.get(key) ?? n.delta;
      m.behind.set(key, n.delta);
      if (m.excused || n.delta <= before) return null;
      return said("rabbitmq.violation.depth", {node: n.node, queue: n.scope, before, delta: n.delta});
    },
    "sync-failed"(m, n, world) {
      m.behind.delete(`${n.scope} ${replicaAt(world, n.node, n.scope)?.pid}`);
      return null;
    },
  },
});

/**
 * A mirror takes for granted that the ring tells of every copy it has from a channel. Where a channel reaches the mirror and not the master, one copy
 * is left at the head for good, those behind it are never matched (P5), and a promotion enqueues them all: only a partition can do that.
 * @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_slave.erl handle_go, publish_or_discard
 */
const noDuplicate = invariant<Excused>({
  name: "no-duplicate-in-replica",
  says: "No replica has a message twice within one publish, as long as no node is taken for dead that lives.",
  init: () => ({excused: false}),
  on: {
    ...PARTITIONS,
    enqueued: (m, n) => (n.twice && !m.excused ? said("rabbitmq.violation.twice", {node: n.node, id: n.id, queue: n.queue}) : null),
  },
});

const settledOnce = invariant<Set<string>>({
  name: "settled-once",
  says: "A publish is acknowledged or refused once, never both.",
  init: () => new Set(),
  on: {
    settled(known, n) {
      const key = `${n.channel} ${n.seq}`;
      if (known.has(key)) return said("rabbitmq.violation.settled", {channel: n.channel, seq: n.seq, as: n.as});
      known.add(key);
      return null;
    },
  },
});

const prefetchRespected = invariant<object>({
  name: "prefetch-respected",
  says: "A consumer that acknowledges by hand holds no more than its prefetch.",
  init: () => ({}),
  on: {
    pushed: (_, n) =>
      n.auto || n.prefetch === 0 || n.unacked <= n.prefetch
        ? null
        : said("rabbitmq.violation.prefetch", {ctag: n.ctag, unacked: n.unacked, queue: n.queue, prefetch: n.prefetch}),
  },
});

const pausedSilent = invariant<{readonly mode: string; readonly all: number}>({
  name: "paused-node-silent",
  says: "With pause_minority a node that sees no majority confirms nothing.",
  init: ({config, nodes}) => ({mode: String(config.cluster_partition_handling), all: nodes.length}),
  on: {
    confirmed(m, n, world) {
      if (m.mode !== "pause_minority") return null;
      const up = [...(world.state(n.node)?.links.values() ?? [])].filter((link) => link.up).length + 1;
      return up / m.all > 0.5 ? null : said("rabbitmq.violation.not-silent", {node: n.node, value: n.value});
    },
  },
});

export const invariants: readonly Invariant<Broker, unknown, RabbitNote>[] = [
  oneMaster,
  noLoss,
  gmAgreement,
  depthNeverGrows,
  noDuplicate,
  settledOnce,
  prefetchRespected,
  pausedSilent,
  ...quorumInvariants,
];
