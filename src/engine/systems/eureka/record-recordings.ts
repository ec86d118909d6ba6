// The recording of one server that is asked one thing after the other: what it answers, and what it keeps.

import type {Operation} from "../../model/operation.ts";
import type {Figure, Figures, RecordingKind} from "../../model/recorded.ts";
import {ms, NO_TIME} from "../../vocabulary.ts";
import {allOpen, asked, keyboard, labOf, notesOf, openServers, type Prepare, sceneOf, type Told} from "./lab.ts";
import type {EurekaNote} from "./notes.ts";
import type {OperatorArgs} from "./operator.ts";
import {renewedUntil} from "./rules.ts";

type Request = OperatorArgs["requests"][number];
type Ask = Omit<Request, "atMs" | "id">;

/** The time of the first record, later than any that is older by a minute. */
const T = 100_000;

const read: Ask = {does: "read"};
const register = (dirtyMs: number): Ask => ({does: "register", dirtyMs});
const renew = (dirtyMs: number): Ask => ({does: "renew", dirtyMs});
const asPeer = (dirtyMs: number): Ask => ({does: "renew-as-peer", dirtyMs});

/** The requests in their order, each by the metric that tells its answer; those without are only looked at. */
const SCRIPT: readonly (readonly [metric: string, ask: Ask])[] = [
  ["renewal_of_an_unknown_instance", renew(T)],
  ["registration", register(T)],
  ["older_registration", register(T - 5000)],
  ["equal_registration", register(T)],
  ["newer_registration", register(T + 1000)],
  ["equal_renewal", renew(T + 1000)],
  ["older_renewal", renew(T)],
  ["newer_renewal", renew(T + 2000)],
  ["@stored", read],
  ["older_renewal_by_a_peer", asPeer(T)],
  ["newer_renewal_by_a_peer", asPeer(T + 2000)],
  // A heartbeat's own word about the status has no effect (§15.2), so that the model's has none.
  ["renewal_with_status_down", renew(T + 1000)],
  ["@status_after_it", read],
  ["renewal_with_status_up_after_down", renew(T + 1000)],
  ["@status_after_that", read],
  ["override_set", {does: "override", status: "OUT_OF_SERVICE"}],
  ["@status_overridden", read],
  ["renewal_under_override", renew(T + 1000)],
  ["@status_after_renewal_under_override", read],
  ["registration_under_override", register(T + 3000)],
  ["@status_after_registration_under_override", read],
  ["override_removed", {does: "override", status: null}],
  ["@status_after_removal", read],
  ["renewal_after_removal", renew(T + 3000)],
  ["@status_after_that_renewal", read],
  ["registration_after_removal", register(T + 4000)],
  ["@status_after_registration_after_removal", read],
  ["cancel", {does: "cancel"}],
  ["second_cancel", {does: "cancel"}],
  ["renewal_after_cancel", renew(T + 4000)],
  ["older_registration_after_cancel", register(T - 60_000)],
  ["@taken", read],
];

interface Answered {
  readonly status: number;
  readonly record: {readonly status: string; readonly dirtyMs: number} | null;
}

const prepare: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const begin = allOpen(lab) + lab.evictMs + lab.uniform(0, lab.cacheMs);
  let atMs = 0;
  const requests = SCRIPT.map(([, ask]): Request => {
    atMs += lab.uniform(300, 400);
    return {...ask, atMs, id: "subject"};
  });
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [keyboard("operator", "e1", requests, begin)],
    faults: [],
    untilMs: begin + atMs + 2000,
  });
  return {scenario, figures: (told) => [asked(recording, figuresOf(told, 1000 * Number(recording.config.lease_duration_s ?? 90)))]};
};

function figuresOf(told: Told, leaseMs: number): Figures {
  const results = told.history.map((o: Operation) => o.result as Answered | null);
  const found: {[metric: string]: Figure} = {};
  const record = (metric: string) => results[SCRIPT.findIndex(([name]) => name === metric)]?.record ?? null;
  for (const [i, [metric]] of SCRIPT.entries()) {
    const answer = results[i];
    if (metric.startsWith("@status")) found[metric.slice(1)] = answer?.record?.status ?? null;
    else if (!metric.startsWith("@")) found[metric] = answer ? String(answer.status) : null;
  }
  const [, older, equal, newer] = notesOf(told, "registered").filter(({node, replicated}) => node === "e1" && !replicated);
  return {
    ...found,
    kept_after_older_registration: older?.ignored === true,
    taken_after_equal_registration: equal?.ignored === false,
    taken_after_newer_registration: newer?.ignored === false,
    time_stored_after_newer_renewal_unchanged: record("@stored")?.dirtyMs === T + 1000,
    record_in_that_answer: record("older_renewal_by_a_peer") !== null,
    taken_after_cancel: record("@taken")?.dirtyMs === T - 60_000,
    renewal_sets_last_update_ahead_by_s: renewedUntil(NO_TIME, ms(leaseMs)) / ms(1000),
  };
}

export const records: readonly RecordingKind<EurekaNote>[] = [
  {name: "e9-record-times", says: "What a server answers and keeps, by the time of the record", notes: ["registered"], prepare},
];
