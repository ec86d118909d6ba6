// The figures of a recording, computed from a replayed run: what the recorder took from the servers' logs and from its clients.

import type {Operation} from "../../model/operation.ts";
import type {Figures, Replayed} from "../../model/recorded.ts";
import {minus, type NodeId, type Ticks, toMs} from "../../vocabulary.ts";
import type {Partition} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";

/** Of ZooKeeper's notes those that a recorder of Kafka reads in its log. */
type SessionNote = {readonly kind: "session-expiring"; readonly session: number};
export type Noted = KafkaNote | SessionNote;

/** All kinds of notes that figures are made of. */
export const NOTES: readonly Noted["kind"][] = [
  "session-expiring",
  "broker-change",
  "controller-elected",
  "controller-resigned",
  "controller-write-refused",
  "refused-controller",
  "metadata-updated",
  "session-over",
  "registered",
  "started",
  "state-written",
  "reign-begins",
  "leader",
  "follower",
  "fetch-refused",
  "isr-asked",
  "isr",
  "truncated",
  "broker-fenced",
  "broker-registered",
  "quorum-role",
  "controller-found",
  "eligible",
  "shutting-down",
  "shut-down",
  "client-error",
];

type Told = Replayed<Noted>["notes"][number];
type Of<K extends Noted["kind"]> = Extract<Told, {readonly kind: K}>;

/** The recorder's view of a run, in ms after t0. */
export interface Account {
  readonly notes: readonly Told[];
  readonly history: readonly Operation[];
  readonly read: Replayed["read"];
  since(at: Ticks): number;
  /** All notes of a kind from t0 on. */
  all<K extends Noted["kind"]>(kind: K, fits?: (n: Of<K>) => boolean): readonly Of<K>[];
  /** When the first of them was, from some instant on; null: never. */
  first<K extends Noted["kind"]>(kind: K, fits?: (n: Of<K>) => boolean, fromMs?: number): number | null;
}

/** Up to the end of the scenario, or to an earlier instant at which the recorder turned away. */
export function accountOf(told: Replayed<Noted>, t0: Ticks, until: Ticks = told.end): Account {
  const since = (at: Ticks) => toMs(minus(at, t0));
  const notes = told.notes.filter((n) => n.at <= until);
  const all = <K extends Noted["kind"]>(kind: K, fits: (n: Of<K>) => boolean = () => true, fromMs = 0) =>
    notes.filter((n): n is Of<K> => n.kind === kind && since(n.at) >= fromMs && fits(n as Of<K>));
  return {
    notes,
    history: told.history.filter((o) => o.invokedAt <= until),
    read: told.read,
    since,
    all,
    first(kind, fits, fromMs) {
      const [found] = all(kind, fits, fromMs);
      return found ? since(found.at) : null;
    },
  };
}

/** The last of a list of notes before an instant. */
export const lastBefore = <N extends Told>(a: Account, of: readonly N[], ms: number): N | undefined =>
  of.findLast((n) => a.since(n.at) < ms);

/** Names of the servers, without "null" for nobody. */
export const named = (leader: NodeId | null | undefined): string => leader ?? "none";

/** Who was controller at t0, who is at the end, and how it came to that; when `victim` was declared dead. */
export function controllerFigures(a: Account, victim: NodeId): Figures {
  const elected = a.notes.filter((n): n is Of<"controller-elected"> => n.kind === "controller-elected");
  const before = lastBefore(a, elected, 0);
  const after = elected.at(-1);
  return {
    session_expired_ms: a.first("session-expiring"),
    fenced_ms: a.first("broker-fenced", ({broker, why}) => broker === victim && why === "session"),
    broker_change_ms: a.first("broker-change", ({gone}) => gone.length > 0),
    controller_elected_ms: a.first("controller-elected"),
    controller_before: before?.node ?? null,
    controller_epoch_before: before?.ce ?? 0,
    controller_after: after?.node ?? null,
    controller_epoch_after: after?.ce ?? 0,
    controller_epoch_steps: (after?.ce ?? 0) - (before?.ce ?? 0),
  };
}

/** How a quorum comes to another leader after `old`, by the roles of all others. */
export function quorumFigures(a: Account, old: NodeId): Figures {
  const taken = (role: string) => a.all("quorum-role", (n) => n.role === role && n.node !== old && isController(n.node));
  const first = (role: string) => {
    const [one] = taken(role);
    return one ? a.since(one.at) : null;
  };
  return {
    prospective_first_ms: first("prospective"),
    prospectives: taken("prospective").length,
    candidate_first_ms: first("candidate"),
    candidates: taken("candidate").length,
    raft_leader_ms: first("leader"),
    active_controller_ms: a.first("controller-elected"),
    active_controllers: a.all("controller-elected").length,
  };
}

/** Brokers have roles in the quorum, too, as observers. */
export const isController = (id: NodeId): boolean => id.startsWith("c");

/** The states of a partition in the order in which they were written. */
export const statesOf = (a: Account, p: Partition): readonly Of<"state-written">[] =>
  a.notes.filter((n): n is Of<"state-written"> => n.kind === "state-written" && n.scope === p);

/** A new leader of a partition, by what the controller and the leader say; `replicas` in the order of the assignment. */
export function electionFigures(a: Account, p: Partition, replicas: readonly NodeId[]): Figures {
  const states = statesOf(a, p);
  const before = lastBefore(a, states, 0);
  const after = states.at(-1);
  const elected = states.find((n) => a.since(n.at) >= 0 && n.leader !== null && n.leader !== before?.leader);
  const live = replicas.find((r) => after?.isr.includes(r) && r !== before?.leader);
  return {
    decided_ms: elected ? a.since(elected.at) : null,
    become_leader_ms: a.first("reign-begins", ({scope}) => scope === p),
    fetch_refused: a.all("fetch-refused", ({scope, error}) => scope === p && error === "UNKNOWN_LEADER_EPOCH").length > 0,
    leader_after: named(after?.leader),
    leader_epoch_before: before?.e ?? null,
    leader_epoch_after: after?.e ?? null,
    leader_is_first_live_in_assignment: elected ? after?.leader === live : null,
    isr_after: after?.isr.length ?? null,
  };
}

const writesOf = (a: Account, client: NodeId): readonly Operation[] => a.history.filter((o) => o.process === client && o.f === "write");

/** The writes of a client that were acknowledged, each with the instants of its call and its answer. */
export const acknowledged = (a: Account, client: NodeId) =>
  writesOf(a, client).flatMap((o) =>
    o.type === "ok" && o.completedAt !== null ? [{o, sent: a.since(o.invokedAt), acked: a.since(o.completedAt)}] : [],
  );

/** The longest time between two acknowledged writes that ends after t0, and when it does. */
export function gapFigures(a: Account, client: NodeId): Figures {
  const times = acknowledged(a, client).map(({acked}) => acked);
  let [unavailable, again]: [number | null, number | null] = [null, null];
  for (const [i, to] of times.entries()) {
    const from = times[i - 1];
    if (from !== undefined && to >= 0 && to - from > (unavailable ?? 0)) [unavailable, again] = [to - from, to];
  }
  return {unavailable_ms: unavailable, available_again_ms: again};
}

/** What of a client's writes is there at the end. */
export function lossFigures(a: Account, client: NodeId): Figures {
  const count = (o: Operation): number => a.read?.count(o.key, o.value) ?? 0;
  const lost = acknowledged(a, client).filter(({o}) => count(o) === 0);
  const doubted = writesOf(a, client).filter(({type}) => type === "info");
  if (a.read === null) return {};
  return {
    loses_acked: lost.length > 0,
    first_lost_sent_ms: lost[0]?.sent ?? null,
    last_lost_acked_ms: lost.length > 0 ? Math.max(...lost.map(({acked}) => acked)) : null,
    acked_lost: lost.length,
    in_doubt: doubted.length,
    in_doubt_but_present: doubted.filter((o) => count(o) > 0).length,
    refused: writesOf(a, client).filter(({type}) => type === "fail").length,
    repeated_values: writesOf(a, client).filter((o) => count(o) > 1).length,
  };
}

/** Errors that a client has met, by what they say. */
export const errorsOf = (a: Account, client: NodeId, ...errors: readonly string[]): readonly Of<"client-error">[] =>
  a.all("client-error", ({node, error}) => node === client && errors.includes(error));

/** The same figures under the names that they have for one of several topics or clients. */
export const under = (name: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([metric, figure]) => [`${name}.${metric}`, figure]));

export const afterwards = (at: number | null, ms: number): number | null => (at === null ? null : at - ms);
