// Safety as monitors. None asks an overridden rule: what they compare with is the real one. That an instance has one lease at a server (I1) needs
// none: a registry is a map by id.

import {said} from "../../../words/en/eureka.ts";
import type {Invariant} from "../../model/monitor.ts";
import type {Scenario} from "../../model/scenario.ts";
import {type NodeId, type Ticks, toMs} from "../../vocabulary.ts";
import {configure} from "./config.ts";
import {boundedStaleness, convergence, lookupAlwaysReturns} from "./long-run.ts";
import type {EurekaNote} from "./notes.ts";
import {evictionLimit, mayEvict} from "./rules.ts";
import type {Member} from "./state.ts";

const invariant = <T>(made: Invariant<Member, T, EurekaNote>) => made as Invariant<Member, unknown, EurekaNote>;

/** The dirty timestamp of each record, by server. */
type Stored = Map<NodeId, Map<string, Ticks>>;

function storedAt(all: Stored, node: NodeId): Map<string, Ticks> {
  const found = all.get(node) ?? new Map<string, Ticks>();
  all.set(node, found);
  return found;
}

const dirtyNeverDecreases = invariant<Stored>({
  name: "dirty-never-decreases",
  says: "While an instance has a lease at a server, no older record takes the place of a newer one.",
  init: () => new Map(),
  on: {
    registered(all, {node, id, dirty}) {
      const stored = storedAt(all, node);
      const before = stored.get(id);
      stored.set(id, dirty);
      return before === undefined || dirty >= before
        ? null
        : said("eureka.violation.dirty-back", {node, id, before: toMs(before), now: toMs(dirty)});
    },
    cancelled(all, {node, id}) {
      storedAt(all, node).delete(id);
      return null;
    },
    evicting(all, {node, taken}) {
      for (const id of taken) storedAt(all, node).delete(id);
      return null;
    },
  },
  lifecycle(all, id) {
    all.delete(id);
    return null;
  },
});

const evictionGuarded = invariant<{readonly share: number; readonly selfPreservation: boolean}>({
  name: "eviction-guarded",
  says: "A server evicts only while enough heartbeats come or self-preservation is off, and at most the share of its registry that a tick may take.",
  init: (scenario: Scenario) => configure(scenario.config, scenario),
  on: {
    evicting({share, selfPreservation}, {node, size, taken, lastMinute, threshold}) {
      const count = taken.length;
      if (!mayEvict(selfPreservation, lastMinute, threshold))
        return said("eureka.violation.unguarded", {node, count, lastMinute, threshold});
      const most = evictionLimit(size, share);
      return count > most ? said("eureka.violation.too-many", {node, count, size, most}) : null;
    },
  },
});

const oneHop = invariant<null>({
  name: "one-hop",
  says: "A server passes on to its peers what clients ask of it, and never what a peer told it.",
  init: () => null,
  on: {batch: (_, {node, peer, hops}) => (hops > 1 ? said("eureka.violation.hops", {node, peer}) : null)},
});

const taskLifetime = invariant<null>({
  name: "task-lifetime",
  says: "No task leaves for a peer later than its lifetime after it was made.",
  init: () => null,
  on: {
    batch: (_, {node, peer, oldest, life}) =>
      oldest >= life ? said("eureka.violation.late", {node, peer, oldestMs: toMs(oldest), lifeMs: toMs(life)}) : null,
  },
});

const fullFetchEquals = invariant<Map<string, {readonly theirs: string; readonly mine: string}>>({
  name: "full-fetch-equals",
  says: "A client that fetched everything counts as the server does; one whose counts differ after a delta asks for everything next.",
  init: () => new Map(),
  on: {
    fetched(differing, {by, full, theirs, mine}) {
      const before = differing.get(by);
      differing.delete(by);
      if (full) return theirs === mine ? null : said("eureka.violation.full-differs", {by, theirs, mine});
      if (before) return said("eureka.violation.delta-kept", {by, ...before});
      if (theirs !== mine) differing.set(by, {theirs, mine});
      return null;
    },
    // Its full fetch came to nothing: it keeps what the delta made, and begins with a delta again.
    "gave-up"(differing, {by, what}) {
      if (what === "full") differing.delete(by);
      return null;
    },
  },
  lifecycle(differing, id) {
    for (const by of [...differing.keys()]) if (by === id || by.startsWith(`${id}-`)) differing.delete(by);
    return null;
  },
});

export const invariants: readonly Invariant<Member, unknown, EurekaNote>[] = [
  dirtyNeverDecreases,
  evictionGuarded,
  oneHop,
  taskLifetime,
  fullFetchEquals,
  convergence,
  boundedStaleness,
  lookupAlwaysReturns,
];
