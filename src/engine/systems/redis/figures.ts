// The figures of a recording, computed from a replayed run: what the recorder took from the logs, and from its clients.

import type {Operation} from "../../model/operation.ts";
import type {Figures, Replayed} from "../../model/recorded.ts";
import {minus, type NodeId, type Ticks, toMs} from "../../vocabulary.ts";
import type {RedisNote} from "./notes.ts";

/** The recorder's view of a run, in ms after t0; events of the mending at the end are left out. */
export interface Account {
  readonly notes: Replayed<RedisNote>["notes"];
  readonly history: readonly Operation[];
  readonly read: Replayed["read"];
  readonly sentinels: readonly NodeId[];
  since(at: Ticks): number;
  /** All notes of that kind from t0 on. */
  all<K extends RedisNote["kind"]>(kind: K): readonly NoteOfKind<K>[];
  /** When anything of that kind was first noted at or after that; null: never. */
  first(kind: RedisNote["kind"], node?: NodeId, fromMs?: number): number | null;
}

export type Note = Replayed<RedisNote>["notes"][number];
type NoteOfKind<K extends RedisNote["kind"]> = Extract<Note, {readonly kind: K}>;

/** All kinds of notes that figures are made of. */
export const NOTES: readonly RedisNote["kind"][] = [
  "+sdown",
  "-sdown",
  "+odown",
  "-odown",
  "+try-failover",
  "+vote-for-leader",
  "+elected-leader",
  "-failover-abort-not-elected",
  "-failover-abort-no-good-slave",
  "+promoted-slave",
  "master-mode",
  "+switch-master",
  "+convert-to-slave",
  "replica-of",
  "partial-resync",
  "full-resync",
  "sync-finished",
];

export function accountOf(told: Replayed<RedisNote>, t0: Ticks, sentinels: readonly NodeId[]): Account {
  const since = (at: Ticks) => toMs(minus(at, t0));
  const notes = told.notes.filter((n) => n.at >= t0 && n.at <= told.end);
  return {
    notes,
    history: told.history,
    read: told.read,
    sentinels,
    since,
    all: <K extends RedisNote["kind"]>(kind: K) => notes.filter((n): n is NoteOfKind<K> => n.kind === kind),
    first(kind, node, fromMs = 0) {
      const found = notes.find((n) => n.kind === kind && (node === undefined || n.node === node) && since(n.at) >= fromMs);
      return found ? since(found.at) : null;
    },
  };
}

/** When the recorder stopped: so long after each remaining sentinel had switched. */
export function watchedUntil(a: Account, plusMs: number): number {
  const last = lastSwitch(a);
  return last === null || new Set(a.all("+switch-master").map((n) => n.node)).size < a.sentinels.length
    ? Number.POSITIVE_INFINITY
    : last + plusMs;
}

/** Each sentinel's first note of that kind, of that master. */
function firsts<K extends RedisNote["kind"]>(a: Account, kind: K, fits: (n: NoteOfKind<K>) => boolean = () => true): number[] {
  const times = new Map<NodeId, number>();
  for (const n of a.all(kind)) if (fits(n) && !times.has(n.node)) times.set(n.node, a.since(n.at));
  return [...times.values()];
}

const lastSwitch = (a: Account): number | null => {
  const times = firsts(a, "+switch-master");
  return times.length > 0 ? Math.max(...times) : null;
};

/** The figures of every fail-over of n1, or of its absence. */
export function failoverFigures(a: Account): Figures {
  const downs = firsts(a, "+sdown", (n) => n.of === "n1");
  const switched = a.all("+switch-master")[0];
  const before = (n: Note): boolean => switched === undefined || n.at <= switched.at;
  return {
    sdown_first_ms: downs.length > 0 ? Math.min(...downs) : null,
    sdown_spread_ms: downs.length > 1 ? Math.max(...downs) - Math.min(...downs) : null,
    odown_first_ms: a.first("+odown"),
    try_failover_first_ms: a.first("+try-failover"),
    elected_ms: a.first("+elected-leader"),
    promoted_ms: a.first("+promoted-slave"),
    master_mode_enabled_ms: a.first("master-mode"),
    switch_master_first_ms: a.first("+switch-master"),
    switch_master_last_ms: lastSwitch(a),
    candidates: new Set(a.all("+try-failover").map((n) => n.node)).size,
    not_elected_aborts: a.all("-failover-abort-not-elected").length,
    no_good_slave_aborts: a.all("-failover-abort-no-good-slave").length,
    leader: a.all("+elected-leader")[0]?.node ?? null,
    second_failover: a.all("+try-failover").some((n) => !before(n)),
    promoted: switched?.to ?? null,
    final_master: finalMaster(a),
    config_epoch_before: 0,
    config_epoch_after: Math.max(0, ...a.all("+promoted-slave").map((n) => n.epoch)),
    ...ballotFigures(a),
  };
}

function ballotFigures(a: Account): Figures {
  const ballots = a.all("+vote-for-leader");
  const epochs = [...new Set(ballots.map((n) => n.epoch))].sort((x, y) => x - y);
  const firstEpoch = ballots.filter((n) => n.epoch === epochs[0]).map((n) => [n.node, n.leader] as const);
  const counts = new Map<string, number>();
  for (const [, leader] of firstEpoch) counts.set(leader, (counts.get(leader) ?? 0) + 1);
  const none = firstEpoch.length === 0;
  return {
    epochs_with_votes: epochs.length,
    first_epoch_votes: none
      ? null
      : firstEpoch
          .map(([voter, leader]) => `${voter}>${leader}`)
          .sort()
          .join(" "),
    split_first_vote: none ? null : Math.max(...counts.values()) <= a.sentinels.length >> 1,
  };
}

/** The master that a majority of the sentinels names at the end. */
function finalMaster(a: Account): NodeId {
  const names = new Map<NodeId, number>();
  for (const id of a.sentinels) {
    const name = a.all("+switch-master").findLast((n) => n.node === id)?.to ?? "n1";
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return [...names].sort((x, y) => y[1] - x[1])[0]?.[0] ?? "n1";
}

const writes = (a: Account, client: NodeId): readonly Operation[] => a.history.filter((o) => o.process === client && o.f === "write");
const ok = (o: Operation): boolean => o.type === "ok" && o.completedAt !== null;

/** The acknowledged writes of a client, by the time of their answer. */
export const acknowledged = (a: Account, client: NodeId): readonly Operation[] => writes(a, client).filter(ok);

export const present = (a: Account, o: Operation): boolean => (a.read?.count(o.key, o.value) ?? 0) > 0;

export function lostOf(a: Account, client: NodeId): readonly Operation[] {
  return a.read === null ? [] : acknowledged(a, client).filter((o) => !present(a, o));
}

/** The figures of the only writer of a kill: what it missed, what it lost. */
export function writerFigures(a: Account, client: NodeId): Figures {
  const done = acknowledged(a, client).map((o) => [a.since(o.invokedAt), a.since(o.completedAt as Ticks)] as const);
  const before = done.filter(([, at]) => at < 0);
  const after = done.find(([sent]) => sent >= 0)?.[1] ?? null;
  const lastBefore = before.at(-1)?.[1] ?? null;
  return {
    first_write_ok_ms: after,
    unavailable_ms: after !== null && lastBefore !== null ? after - lastBefore : null,
    acked_writes_before: before.length,
    acked_lost: lostOf(a, client).length,
    unacked_but_present: writes(a, client).filter((o) => o.type !== "ok" && present(a, o)).length,
    duplicates: writes(a, client).filter((o) => (a.read?.count(o.key, o.value) ?? 0) > 1).length,
    writes_ok_after: done.filter(([sent]) => sent >= 0).length,
  };
}

/** Longest gap between two acknowledged writes that begins before a time. */
export function longestGap(a: Account, client: NodeId, beforeMs = Number.POSITIVE_INFINITY): number | null {
  const times = acknowledged(a, client).map((o) => a.since(o.completedAt as Ticks));
  let longest: number | null = null;
  for (let i = 1; i < times.length; i++) {
    const [from, to] = [times[i - 1] as number, times[i] as number];
    if (from < beforeMs && to - from > (longest ?? 0)) longest = to - from;
  }
  return longest;
}

/** When a client was first refused with that error, from t0 on; null: never. */
export function firstError(a: Account, client: NodeId, error: string): number | null {
  const found = writes(a, client).find(
    (o) => o.type === "fail" && o.result === error && o.completedAt !== null && a.since(o.completedAt) >= 0,
  );
  return found?.completedAt ? a.since(found.completedAt) : null;
}

export const errors = (a: Account, client: NodeId, error: string): number =>
  writes(a, client).filter((o) => o.type === "fail" && o.result === error).length;

/** The flags of the master at a sentinel, as SENTINEL MASTER prints them. A dead master's link is dialled and refused within a moment. */
export function flagsAt(a: Account, sentinel: NodeId): string {
  const last = (kinds: readonly RedisNote["kind"][]) => a.notes.findLast((n) => n.node === sentinel && kinds.includes(n.kind))?.kind;
  const sdown = last(["+sdown", "-sdown"]) === "+sdown";
  return [
    ...(sdown ? ["s_down"] : []),
    ...(last(["+odown", "-odown"]) === "+odown" ? ["o_down"] : []),
    "master",
    ...(sdown ? ["disconnected"] : []),
    ...(last(["+try-failover", "-failover-abort-not-elected", "+switch-master"]) === "+try-failover" ? ["failover_in_progress"] : []),
  ].join(",");
}

export interface Ranked {
  readonly id: NodeId;
  readonly priority: number;
  readonly runid: string;
}

/**
 * What the documented order picks of those that may be promoted (S1: not with priority 0): the promoted one's offset is in its log, another's is
 * that from which it went on. One that had to begin anew was ahead, which it cannot be, or behind the backlog.
 */
export function textbookChoice(a: Account, replicas: readonly Ranked[]): NodeId | null {
  const promoted = a.all("master-mode")[0];
  if (!promoted) return null;
  const offsetOf = (id: NodeId): number => {
    if (id === promoted.node) return promoted.offset;
    const asked = a.all("partial-resync").find((n) => n.replica === id && n.node === promoted.node);
    return asked ? asked.offset - 1 : 0;
  };
  const order = replicas
    .filter(({priority}) => priority !== 0)
    .sort((x, y) => x.priority - y.priority || offsetOf(y.id) - offsetOf(x.id) || (x.runid < y.runid ? -1 : x.runid > y.runid ? 1 : 0));
  return order[0]?.id ?? null;
}
