// The figures of a recording, computed from a replayed run: what the recorder took from the servers' logs and from its clients.

import type {Operation} from "../../model/operation.ts";
import type {Figures, Replayed} from "../../model/recorded.ts";
import {minus, type NodeId, type Ticks, toMs} from "../../vocabulary.ts";
import type {ZkNote} from "./notes.ts";

/** The recorder's view of a run, in ms after t0; events of the mending at the end are left out. */
export interface Account {
  readonly t0: Ticks;
  readonly notes: Replayed<ZkNote>["notes"];
  readonly history: readonly Operation[];
  readonly read: Replayed["read"];
  /** When an event of that kind first happened to one of these servers, from a time on. */
  first(kind: ZkNote["kind"], nodes: readonly NodeId[] | null, fromMs?: number): number | null;
  since(at: Ticks): number;
}

export function accountOf(told: Replayed<ZkNote>, t0: Ticks): Account {
  const notes = told.notes.filter((n) => n.at <= told.end);
  const since = (at: Ticks) => toMs(minus(at, t0));
  return {
    t0,
    notes,
    history: told.history,
    read: told.read,
    since,
    first(kind, nodes, fromMs = 0) {
      const found = notes.find((n) => n.kind === kind && since(n.at) >= fromMs && (nodes === null || nodes.includes(n.node)));
      return found ? since(found.at) : null;
    },
  };
}

/** All kinds of notes that figures are made of. */
export const NOTES: readonly ZkNote["kind"][] = ["looking", "leading", "following", "phase", "serving", "active", "leaving", "quit"];

type Note = Replayed<ZkNote>["notes"][number];

const last = <N extends Note>(notes: readonly N[], fits: (n: N) => boolean): N | undefined => notes.filter(fits).at(-1);

/** LEADER ELECTION TOOK, as that server logs it for the election that includes the time `at`. */
function took(a: Account, node: NodeId, at: Ticks): number | null {
  const ends = last(a.notes, (n) => n.node === node && n.kind === "phase" && n.phase === "DISCOVERY" && n.at <= at);
  const begins = ends && last(a.notes, (n) => n.node === node && n.kind === "looking" && n.at <= ends.at);
  return ends && begins ? toMs(minus(ends.at, begins.at)) : null;
}

const endOf = (a: Account): Ticks => a.notes.at(-1)?.at ?? a.t0;

/** The last server to reach broadcast as a leader, at or after t0 and up to a time. */
export function elected(a: Account, others: readonly NodeId[], untilMs = Number.POSITIVE_INFINITY): NodeId | null {
  const fits = (n: Note) => n.kind === "serving" && others.includes(n.node) && a.since(n.at) >= 0 && a.since(n.at) < untilMs;
  return last(a.notes, fits)?.node ?? null;
}

/** The figures of every election, for the servers that may win it. */
export function electionFigures(a: Account, voters: readonly NodeId[], all: readonly NodeId[]): Figures {
  const leader = elected(a, all);
  const serving = a.notes.find((n) => n.kind === "serving" && n.node === leader && n.at >= a.t0);
  const following = a.notes.find((n) => n.kind === "following" && voters.includes(n.node) && n.at >= a.t0);
  const followed = following && a.notes.find((n) => n.kind === "phase" && n.node === following.node && n.at >= following.at);
  const epochs = a.notes.filter((n) => n.kind === "serving");
  const before = last(epochs, (n) => n.at < a.t0)?.epoch ?? 0;
  return {
    first_looking_ms: a.first("looking", voters),
    leading_ms: a.first("leading", voters),
    first_following_ms: a.first("following", voters),
    leader_broadcast_ms: a.first("serving", voters),
    first_follower_broadcast_ms: a.first("active", voters),
    election_took_leader_ms: leader === null || !serving ? null : took(a, leader, serving.at),
    election_took_follower_ms: followed ? took(a, followed.node, followed.at) : null,
    leadings: a.notes.filter((n) => n.kind === "leading" && n.at >= a.t0).length,
    elected: leader,
    epoch_before: before,
    epoch_after: epochs.at(-1)?.epoch ?? before,
    ...Object.fromEntries(all.map((id) => [`took_${id}_ms`, took(a, id, endOf(a))])),
  };
}

const writes = (a: Account, process: NodeId | null): Operation[] =>
  a.history.filter((o) => o.f === "write" && (process === null || o.process === process));

/** The longest time between two acknowledged writes of a client, and when it ended. */
export function longestGap(a: Account, process: NodeId): {lengthMs: number; endMs: number} | null {
  const times = writes(a, process)
    .flatMap((o) => (o.type === "ok" && o.completedAt !== null ? [o.completedAt] : []))
    .sort((x, y) => x - y);
  let longest: {lengthMs: number; endMs: number} | null = null;
  for (let i = 1; i < times.length; i++) {
    const [from, to] = [times[i - 1] as Ticks, times[i] as Ticks];
    const lengthMs = toMs(minus(to, from));
    if (longest === null || lengthMs > longest.lengthMs) longest = {lengthMs, endMs: a.since(to)};
  }
  return longest;
}

/** Losses as the recorder counts them, by reading everything back at the end. */
export function lossFigures(a: Account): Figures {
  const created = a.history.filter((o) => o.f === "write" && o.key === o.value);
  const acked = created.filter((o) => o.type === "ok");
  const doubted = created.filter((o) => o.type === "info");
  const figures = {acked: acked.length, in_doubt: doubted.length};
  if (a.read === null) return figures;
  const there = (o: Operation) => a.read?.count(o.key, o.value) === 1;
  return {...figures, acked_lost: acked.filter((o) => !there(o)).length, in_doubt_but_present: doubted.filter(there).length};
}

/** Writes that were sent after t0 and acknowledged before a time. */
export const acksWithin = (a: Account, process: NodeId, untilMs: number): number =>
  writes(a, process).filter(
    (o) => o.type === "ok" && a.since(o.invokedAt) > 0 && o.completedAt !== null && a.since(o.completedAt) < untilMs,
  ).length;

/** Acknowledged from one time to another, whenever they were sent. */
export const acksBetween = (a: Account, process: NodeId, fromMs: number, untilMs: number): number =>
  writes(a, process).filter((o) => {
    const at = o.type === "ok" && o.completedAt !== null ? a.since(o.completedAt) : Number.NaN;
    return at >= fromMs && at < untilMs;
  }).length;

/** When a client's call first failed. */
export function firstError(a: Account, process: NodeId): number | null {
  const times = a.history.flatMap((o) =>
    o.process === process && o.type === "info" && o.completedAt !== null && o.completedAt >= a.t0 ? [a.since(o.completedAt)] : [],
  );
  return times.length > 0 ? Math.min(...times) : null;
}

export interface Staleness {
  readonly reads: number;
  /** When the last one was answered. */
  readonly lastMs: number | null;
  /** By how many updates the stalest read lagged. */
  readonly worst: number;
}

/** Reads sent after a time that missed an update acknowledged before they were sent. One counter sets the node to 1, 2, 3 … */
export function staleness(a: Account, reader: NodeId, counter: NodeId, fromMs: number): Staleness {
  const number = (text: unknown): number => Number(String(text).split(":").at(-1)) || 0;
  const acked = writes(a, counter)
    .filter((o) => o.type === "ok")
    .map((o) => ({at: o.completedAt as Ticks, value: number(o.value)}));
  const stale = a.history.flatMap((o) => {
    if (o.process !== reader || o.f !== "read" || o.type !== "ok" || a.since(o.completedAt as Ticks) < fromMs) return [];
    const newest = acked.reduce((max, w) => (w.at < o.invokedAt ? Math.max(max, w.value) : max), 0);
    const lag = newest - number(o.result);
    return lag > 0 ? [{lag, at: a.since(o.completedAt as Ticks)}] : [];
  });
  return {reads: stale.length, lastMs: stale.at(-1)?.at ?? null, worst: stale.reduce((max, s) => Math.max(max, s.lag), 0)};
}
