import type {Operation} from "../../model/operation.ts";
import {grouped, type HistoryOperation} from "./history.ts";

/** What availability is measured on: each operation with the side its client is on and the server it asked. */
export type AskedOperation = Pick<Operation, "process" | "side" | "f" | "server" | "type"> &
  Pick<HistoryOperation, "invokedAt" | "completedAt">;

/** From when to when. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The time span of the run, and that of the fault in it. */
export interface AvailabilityOptions {
  readonly run: Window;
  readonly fault: Window;
  /** How long an answer may take: generous, ten times what it takes to detect a failure. */
  readonly patience: number;
  /** Servers that were down, and when: requests to them do not count. */
  readonly down?: readonly (Window & {readonly server: string})[];
}

/** Acknowledged of asked. The share is null where nothing was asked. */
export interface Share {
  readonly ok: number;
  readonly invoked: number;
  readonly share: number | null;
}

/** How a group of clients was served. Times as in the history. */
export interface Served {
  readonly overall: Share;
  readonly duringFault: Share;
  /** The longest time without an acknowledgement, of each client: the longest and the median. The run's ends count. */
  readonly longestGap: {readonly most: number; readonly median: number};
  /** From the fault's beginning to the first acknowledgement after it, and from its end; null: there was none. */
  readonly firstAfterFault: number | null;
  readonly firstAfterHeal: number | null;
}

/** How available a system was, as Gilbert and Lynch mean it and as its clients felt it. */
export interface Availability {
  readonly all: Served;
  readonly bySide: {readonly [side: string]: Served};
  readonly byKind: {readonly [f: string]: Served};
  /** The share of requests to live servers during the fault that were answered in time and without an error. */
  readonly byServer: {readonly [server: string]: Share};
  /** Whether every live server answered everything in time: available in the strict sense. */
  readonly isAvailable: boolean;
  /** Acknowledgements that the fault cost: those expected from the rate before it, less those there were. */
  readonly goodputLoss: number;
}

/**
 * Measures a run with one fault. Clients must keep asking at their rate, or a gap of theirs looks like an outage. A client pinned to its
 * side measures what the theorem is about; one that may go anywhere measures the cluster.
 */
export function availability(history: readonly AskedOperation[], options: AvailabilityOptions): Availability {
  const served = (own: readonly AskedOperation[]) => servedOf(own, options);
  const each = (of: (o: AskedOperation) => string) =>
    Object.fromEntries([...grouped(history, of)].map(([name, own]) => [name, served(own)]));
  const byServer = answeredOf(history, options);
  return {
    all: served(history),
    bySide: each(({side}) => side),
    byKind: each(({f}) => f),
    byServer,
    isAvailable: Object.values(byServer).every(({ok, invoked}) => ok === invoked),
    goodputLoss: goodputLoss(history, options),
  };
}

const isIn = (at: number, {from, to}: Window): boolean => at >= from && at < to;
const shareOf = (ok: number, invoked: number): Share => ({ok, invoked, share: invoked === 0 ? null : ok / invoked});
const acknowledgedAt = (o: AskedOperation): number[] => (o.type === "ok" && o.completedAt !== null ? [o.completedAt] : []);

function servedOf(own: readonly AskedOperation[], {run, fault}: AvailabilityOptions): Served {
  const share = (some: readonly AskedOperation[]) => shareOf(some.filter(({type}) => type === "ok").length, some.length);
  const times = own.flatMap(acknowledgedAt);
  const firstFrom = (at: number) => {
    const first = times.reduce((least, time) => (time >= at && time < least ? time : least), Number.POSITIVE_INFINITY);
    return first === Number.POSITIVE_INFINITY ? null : first - at;
  };
  const gaps = [...grouped(own, ({process}) => process).values()].map((client) => longestGap(client.flatMap(acknowledgedAt), run));
  gaps.sort((a, b) => a - b);
  return {
    overall: share(own),
    duringFault: share(own.filter((o) => isIn(o.invokedAt, fault))),
    longestGap: {most: gaps.at(-1) ?? 0, median: gaps[(gaps.length - 1) >> 1] ?? 0},
    firstAfterFault: firstFrom(fault.from),
    firstAfterHeal: firstFrom(fault.to),
  };
}

function longestGap(times: readonly number[], run: Window): number {
  let longest = 0;
  let last = run.from;
  for (const at of [...times.filter((time) => time <= run.to).sort((a, b) => a - b), run.to]) {
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}

function answeredOf(history: readonly AskedOperation[], {fault, patience, down = []}: AvailabilityOptions): {[server: string]: Share} {
  const isLive = (server: string, at: number) => !down.some((window) => window.server === server && isIn(at, window));
  const asked = history.filter((o) => o.server !== null && isIn(o.invokedAt, fault) && isLive(o.server, o.invokedAt));
  const inTime = (o: AskedOperation) => acknowledgedAt(o).some((at) => at - o.invokedAt <= patience);
  return Object.fromEntries(
    [...grouped(asked, ({server}) => server as string)].map(([server, own]) => [server, shareOf(own.filter(inTime).length, own.length)]),
  );
}

/**
 * In stretches long enough to expect ten acknowledgements each: shorter ones would take chance for loss, and in a single one a burst would
 * make up for a gap.
 */
function goodputLoss(history: readonly AskedOperation[], {run, fault}: AvailabilityOptions): number {
  const before = fault.from - run.from;
  const length = fault.to - fault.from;
  if (before <= 0 || length <= 0) return 0;
  const times = history.flatMap(acknowledgedAt);
  const expected = (times.filter((at) => at >= run.from && at < fault.from).length / before) * length;
  const stretches = Array.from({length: Math.max(1, Math.floor(expected / 10))}, () => 0);
  for (const at of times) {
    if (!isIn(at, fault)) continue;
    const stretch = Math.floor(((at - fault.from) / length) * stretches.length);
    stretches[stretch] = (stretches[stretch] as number) + 1;
  }
  return stretches.reduce((loss, count) => loss + Math.max(0, expected / stretches.length - count), 0);
}
