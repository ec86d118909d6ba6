// The figures of a recording, computed from a replayed run: what the recorder took from the servers' logs and from its clients.

import type {Operation} from "../../model/operation.ts";
import type {Figures, Replayed} from "../../model/recorded.ts";
import {minus, type NodeId, type Ticks, toMs} from "../../vocabulary.ts";
import type {RabbitNote} from "./notes.ts";

/** All kinds of notes that figures are made of. */
export const NOTES: readonly RabbitNote["kind"][] = [
  "promoting-mirror",
  "received",
  "acknowledges",
  "consume-ok",
  "cancel-heard",
  "connection-lost",
  "settled",
  "declared",
  "synchronised",
  "master",
  "ra-leader",
];

/** The one who empties the queue at the end. */
export const DRAIN = "drain";

/** A message as a consumer got it. */
interface Delivery {
  readonly value: string;
  readonly redelivered: boolean;
  readonly ms: number;
}

/** The recorder's view of a run, in ms after t0. */
export interface Account {
  since(at: Ticks): number;
  received(consumer: NodeId): readonly Delivery[];
  /** When that was first noted from t0 on; null: never. */
  first(kind: RabbitNote["kind"], node?: NodeId): number | null;
  count(kind: RabbitNote["kind"], node: NodeId): number;
  writes(publisher: NodeId): readonly Operation[];
  readonly notes: Replayed<RabbitNote>["notes"];
  /** Values that somebody got, the one who drains among them. */
  readonly seen: ReadonlySet<string>;
}

export function accountOf(told: Replayed<RabbitNote>, t0: Ticks): Account {
  const since = (at: Ticks) => toMs(minus(at, t0));
  const deliveries = told.notes.flatMap((n) => (n.kind === "received" ? [n] : []));
  return {
    since,
    notes: told.notes,
    received: (consumer) =>
      deliveries.flatMap((n) => (n.node === consumer ? [{value: n.value, redelivered: n.redelivered, ms: since(n.at)}] : [])),
    first(kind, node) {
      const found = told.notes.find((n) => n.kind === kind && since(n.at) >= 0 && (node === undefined || n.node === node));
      return found ? since(found.at) : null;
    },
    count: (kind, node) => told.notes.filter((n) => n.kind === kind && n.node === node && since(n.at) >= 0).length,
    writes: (publisher) => told.history.filter((o) => o.f === "write" && o.process === publisher),
    seen: new Set(deliveries.map(({value}) => value)),
  };
}

/** The longest time between two of these that ends after t0. */
function longestGap(times: readonly number[]): number | null {
  let longest: number | null = null;
  for (let i = 1; i < times.length; i++) {
    const [from, to] = [times[i - 1] as number, times[i] as number];
    if (to >= 0 && to - from > (longest ?? 0)) longest = to - from;
  }
  return longest;
}

const confirmTimes = (a: Account, publisher: NodeId): number[] =>
  a
    .writes(publisher)
    .flatMap((o) => (o.type === "ok" && o.completedAt !== null ? [a.since(o.completedAt)] : []))
    .sort((x, y) => x - y);

const isLost = (a: Account, o: Operation): boolean => !a.seen.has(o.value as string);

/** A publisher of a kill, whatever it waits for. */
export function publisherFigures(a: Account, publisher: NodeId): Figures {
  const writes = a.writes(publisher);
  const confirmed = writes.filter((o) => o.type === "ok");
  const open = writes.filter((o) => o.type !== "ok");
  return {
    sent: writes.length,
    confirmed: confirmed.length,
    nacked: writes.filter((o) => o.result === "nack").length,
    confirm_gap_ms: longestGap(confirmTimes(a, publisher)),
    confirmed_lost: confirmed.filter((o) => isLost(a, o)).length,
    unconfirmed_lost: open.filter((o) => isLost(a, o)).length,
  };
}

/** A consumer of a kill: what came, and what came again. */
export function consumerFigures(a: Account, consumer: NodeId): Figures {
  const all = a.received(consumer);
  const acked = new Map<string, number>();
  for (const n of a.notes) if (n.kind === "acknowledges" && n.node === consumer && !acked.has(n.value)) acked.set(n.value, a.since(n.at));
  const known = new Set<string>();
  const again = all.filter(({value}) => {
    const isKnown = known.has(value);
    known.add(value);
    return isKnown;
  });
  const flagged = all.filter((d) => d.redelivered);
  return {
    deliveries: all.length,
    distinct: known.size,
    duplicates: again.length,
    duplicates_flagged_redelivered: again.filter((d) => d.redelivered).length,
    duplicates_not_flagged: again.filter((d) => !d.redelivered).length,
    duplicates_of_messages_already_acked: again.filter((d) => (acked.get(d.value) ?? Number.POSITIVE_INFINITY) <= d.ms).length,
    redelivered_flag_set: flagged.length,
    redelivered_flag_on_first_sight: flagged.filter((d) => !again.includes(d)).length,
    first_delivery_after_kill_ms: all.find((d) => d.ms >= 0)?.ms ?? null,
    delivery_gap_ms: longestGap(all.map((d) => d.ms)),
    consumer_cancelled: a.count("cancel-heard", consumer),
    left_in_queue: a.received(DRAIN).length,
    out_of_order_first_deliveries: outOfOrder(all),
  };
}

/** Unflagged deliveries with a smaller number than the one before. */
function outOfOrder(all: readonly Delivery[]): number {
  const numbers = all.flatMap((d) => (d.redelivered ? [] : [Number(d.value.slice(d.value.indexOf(":") + 1))]));
  return numbers.filter((n, i) => i > 0 && n < (numbers[i - 1] as number)).length;
}

/** One of several publishers on a queue that is drained at the end. */
export function drainedFigures(a: Account, publisher: NodeId): Figures {
  const writes = a.writes(publisher);
  const drained = a.received(DRAIN).map(({value}) => value);
  const open = writes.filter((o) => o.type !== "ok");
  const lost = writes.filter((o) => isLost(a, o));
  const own = drained.filter((value) => value.startsWith(`${publisher}:`));
  return {
    sent: writes.length,
    lost: lost.length,
    confirmed_lost: lost.filter((o) => o.type === "ok").length,
    unconfirmed: open.length,
    unconfirmed_but_present: open.filter((o) => !isLost(a, o)).length,
    nacked: writes.filter((o) => o.result === "nack").length,
    duplicated: own.length - new Set(own).size,
    connection_lost_ms: a.first("connection-lost", publisher),
    gap_ms: longestGap(confirmTimes(a, publisher)),
  };
}

/** What was drained of all publishers, and how far the flag reaches. */
export function flagFigures(a: Account, publishers: readonly NodeId[]): Figures {
  const all = a.received(DRAIN);
  const sent = new Map(publishers.flatMap((id) => a.writes(id).map((o) => [o.value as string, a.since(o.invokedAt)] as const)));
  const flagged = all.filter((d) => d.redelivered).flatMap((d) => sent.get(d.value) ?? []);
  return {
    drained: all.length,
    drained_with_redelivered_flag: all.filter((d) => d.redelivered).length,
    flagged_sent_first_ms: flagged.length > 0 ? Math.min(...flagged) : null,
    flagged_sent_last_ms: flagged.length > 0 ? Math.max(...flagged) : null,
  };
}

/** The first delivery later than 30 ms after t0. */
export const lateDelivery = (a: Account, consumer: NodeId): number | null => a.received(consumer).find((d) => d.ms > 30)?.ms ?? null;
