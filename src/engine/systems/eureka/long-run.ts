// What must hold in the end, however the servers differ on the way: their registries become equal, and the dead are not shown for ever.

import {said} from "../../../words/en/eureka.ts";
import type {Fault} from "../../model/fault.ts";
import type {Invariant} from "../../model/monitor.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {World} from "../../model/world.ts";
import {later, minus, ms, NO_TIME, type NodeId, plus, type Ticks, times, toMs} from "../../vocabulary.ts";
import type {ClientArgs} from "./client-state.ts";
import {configure} from "./config.ts";
import type {EurekaNote} from "./notes.ts";
import type {Member} from "./state.ts";

const invariant = <T>(made: Invariant<Member, T, EurekaNote>) => made as Invariant<Member, unknown, EurekaNote>;

/** For messages, their handling, and a clock that drifts. */
const SLACK = ms(2000);

/** When all faults are over; null: some wait for an event, or are never mended. */
function quietFrom(faults: readonly Fault[]): Ticks | null {
  let last = NO_TIME;
  for (const fault of faults) {
    if (!("at" in fault)) return null;
    const lasts = "forMs" in fault ? (fault.forMs ?? Number.POSITIVE_INFINITY) : "byMs" in fault ? Math.abs(fault.byMs) : 0;
    if (!Number.isFinite(lasts)) return null;
    last = later(last, ms(fault.at + lasts));
  }
  return last;
}

interface Quiet {
  /** Null: this run is not judged. */
  since: Ticks | null;
  /** From when on every tick of a server might evict. */
  readonly evictsSince: Map<NodeId, Ticks>;
  lastEviction: Ticks;
  readonly within: Ticks;
  readonly evictEvery: Ticks;
}

const disturbed = (m: Quiet, now: Ticks): null => {
  if (m.since !== null) m.since = later(m.since, now);
  return null;
};

const fullMesh = ({nodes}: Scenario): boolean => nodes.every(({args}) => ((args?.peers ?? null) as readonly NodeId[] | null) === null);

/** Kinds of tasks, of which each instance may have one in a queue. */
const TASKS = 5;
const instancesOf = ({clients = []}: Scenario): number =>
  clients.reduce((sum, {args}) => sum + ((args as Partial<ClientArgs> | undefined)?.count ?? 1), 0);

/** Two servers of which one has what the other has not, or another record of it. */
function difference(world: World<Member>): readonly [NodeId, NodeId, string] | null {
  const [first, ...others] = world.ids;
  const mine = first === undefined ? undefined : world.state(first)?.registry;
  for (const other of others) {
    const theirs = world.state(other)?.registry;
    if (first === undefined || !mine || !theirs) continue;
    for (const id of new Set([...mine.keys(), ...theirs.keys()]))
      if (mine.get(id)?.info.dirty !== theirs.get(id)?.info.dirty) return [first, other, id];
  }
  return null;
}

/** I8. Where nothing happens and all may evict, a live instance is equal everywhere after a heartbeat, and a dead one is gone after its lease. */
export const convergence = invariant<Quiet>({
  name: "convergence",
  says: "Once nothing happens any more and every server may evict, all registries become equal, within a lease, a heartbeat and the ticks that evict.",
  init(scenario) {
    const {duration, renewalInterval, evictEvery, buffer} = configure(scenario.config, scenario);
    // A queue that overflows drops tasks of which nobody hears (P4).
    const judged = fullMesh(scenario) && scenario.nodes.length > 1 && buffer >= TASKS * instancesOf(scenario);
    return {
      since: judged ? quietFrom(scenario.faults) : null,
      evictsSince: new Map(),
      lastEviction: NO_TIME,
      within: [times(duration, 2), renewalInterval, times(evictEvery, 2), SLACK].reduce(plus),
      evictEvery,
    };
  },
  on: {
    opened: (m, {at}) => disturbed(m, at),
    registered: (m, {at, replicated}) => (replicated ? null : disturbed(m, at)),
    cancelled: (m, {at, replicated}) => (replicated ? null : disturbed(m, at)),
    overridden: (m, {at}) => disturbed(m, at),
    "batch-failed": (m, {at}) => disturbed(m, at),
    "try-failed": (m, {at}) => disturbed(m, at),
    ticked(m, {node, at, may}) {
      if (!may) m.evictsSince.delete(node);
      else if (!m.evictsSince.has(node)) m.evictsSince.set(node, at);
      return null;
    },
    evicting(m, {at}) {
      m.lastEviction = at;
      return null;
    },
  },
  lifecycle: (m, _id, _status, world) => disturbed(m, world.now),
  end(m, world) {
    if (m.since === null || world.ids.some((id) => world.status(id) !== "up" || world.state(id)?.openedAt === null)) return null;
    if (world.ids.some((a) => world.ids.some((b) => !world.linked(a, b)))) return null;
    let from = m.since;
    for (const id of world.ids) {
      const since = m.evictsSince.get(id);
      if (since === undefined) return null;
      from = later(from, since);
    }
    // Whoever evicts still may have to go on: a tick takes no more than its share.
    const due = later(plus(from, m.within), plus(m.lastEviction, times(m.evictEvery, 2)));
    if (world.now < due) return null;
    const found = difference(world);
    return found && said("eureka.violation.differ", {a: found[0], b: found[1], id: found[2], since: toMs(from)});
  },
});

interface Shown {
  judged: boolean;
  readonly most: Ticks;
  /** The latest answer to each instance of which the history tells. */
  readonly signs: Map<string, Ticks>;
  readonly dead: Set<NodeId>;
  /** Which reader shows whom. */
  readonly shows: Map<string, {readonly by: string; readonly id: string}>;
}

/** Only instances die, at set times: whatever else happens, the sum of the timers is no bound. */
const onlyInstancesDie = ({faults, nodes}: Scenario): boolean =>
  faults.every((fault) => fault.kind === "crash" && "at" in fault && nodes.every(({id}) => id !== fault.node));

/** I7, as §15.9 corrects it: a tick that comes just before its minute is over sees the minute before, and so may evict one tick later. */
export const boundedStaleness = invariant<Shown>({
  name: "bounded-staleness",
  says: "Where only a few instances die, no reader shows one longer than twice its lease, two ticks, one copy of the cache and one fetch after its last heartbeat.",
  init(scenario) {
    const c = configure(scenario.config, scenario);
    const fetches = (scenario.clients ?? []).map(({args}) => (args as Partial<ClientArgs> | undefined)?.fetchEveryMs ?? 0);
    const fetch = later(c.refreshInterval, ms(Math.max(0, ...fetches)));
    return {
      judged: onlyInstancesDie(scenario),
      most: [times(c.duration, 2), times(c.evictEvery, 2), c.cacheEvery, fetch, SLACK].reduce(plus),
      signs: new Map(),
      dead: new Set(),
      shows: new Map(),
    };
  },
  on: {
    ticked(m, {may}) {
      if (!may && m.dead.size > 0) m.judged = false;
      return null;
    },
    evicting(m, {expired, taken}) {
      if (expired > taken.length) m.judged = false;
      return null;
    },
    appeared(m, {by, ids}) {
      for (const id of ids) m.shows.set(`${by} ${id}`, {by, id});
      return null;
    },
    vanished(m, {by, ids, at}) {
      for (const id of ids) m.shows.delete(`${by} ${id}`);
      const late = m.judged ? ids.find((id) => m.dead.has(id) && minus(at, m.signs.get(id) ?? at) > m.most) : undefined;
      return late === undefined ? null : tooLong(m, by, late, at);
    },
  },
  completed(m, {f, key, type, invokedAt}) {
    if ((f === "renew" || f === "register") && type === "ok") m.signs.set(key, invokedAt);
    return null;
  },
  lifecycle(m, id, status) {
    if (status === "down") m.dead.add(id);
    return null;
  },
  end(m, world) {
    if (!m.judged) return null;
    for (const {by, id} of m.shows.values())
      if (m.dead.has(id) && minus(world.now, m.signs.get(id) ?? world.now) > m.most) return tooLong(m, by, id, world.now);
    return null;
  },
});

const tooLong = (m: Shown, by: string, id: string, now: Ticks) =>
  said("eureka.violation.stale", {by, id, forMs: toMs(minus(now, m.signs.get(id) ?? now)), mostMs: toMs(m.most)});

/** I9. A lookup never leaves the process. */
export const lookupAlwaysReturns = invariant<Set<string>>({
  name: "lookup-always-returns",
  says: "Once a client has fetched, every lookup of it is answered.",
  init: () => new Set(),
  on: {
    fetched(fetched, {by}) {
      fetched.add(by);
      return null;
    },
  },
  completed: (fetched, {f, process, key, type}) =>
    f === "lookup" && type !== "ok" && fetched.has(process) ? said("eureka.violation.lookup", {by: process, id: key}) : null,
  lifecycle(fetched, id) {
    fetched.delete(id);
    return null;
  },
});
