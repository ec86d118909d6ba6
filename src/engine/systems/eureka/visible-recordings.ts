// Recordings of one instance that comes or goes: when the servers' registries, their caches and readers know of it.

import {said} from "../../../words/en/eureka-recordings.ts";
import type {Figures, Recording, RecordingKind} from "../../model/recorded.ts";
import type {ClientSpec} from "../../model/scenario.ts";
import {type Json, Refusal} from "../../vocabulary.ts";
import {
  allOpen,
  asked,
  between,
  enrolledCrowd,
  firstAt,
  type Lab,
  labOf,
  notesOf,
  openServers,
  type Prepare,
  plain,
  reads,
  sceneOf,
} from "./lab.ts";
import type {EurekaNote} from "./notes.ts";

/** Longer than its last request takes. */
const AHEAD = 300;

type Does = "registers" | "cancels" | "dies" | "never-renews";

/** What happens to the instance at t0, read off the plan. */
function doesOf({scenario, plan}: Recording): Does {
  const [fault, ...others] = plan.faults;
  if (fault === undefined) return "registers";
  const known = ["close-session", "silence"];
  if (others.length > 0 || !known.includes(fault.kind))
    throw new Refusal(said("eureka.recording.fault", {scenario, kind: (others[0] ?? fault).kind, known}));
  if (fault.kind === "close-session") return "cancels";
  const atStart = plan.initial.steps.some((step) => step.do === "register" && (step as {readonly atMs?: Json}).atMs === 0);
  return atStart ? "never-renews" : "dies";
}

/** So many runs of the file in one run of the model; of those that expire together no more than a tick may take of so many instances. */
const atOnce = (expires: boolean, instances: number): number => (expires ? Math.max(1, Math.min(10, Math.floor(instances / 20))) : 10);

/** One run of the file: an instance whose t0 is at that time, what is told of it, and the tick of `a` that its run names. */
interface Subject {
  readonly id: string;
  readonly lab: Lab;
  readonly t0: number;
  readonly age: number;
  readonly tick: number;
}

/** The instance, from its start to its end. */
function specOf({id, lab, t0, age}: Subject, does: Does): ClientSpec {
  switch (does) {
    case "registers":
    case "never-renews":
      return plain(lab, id, {servers: ["e1"]}, t0);
    case "cancels":
      return plain(lab, id, {servers: ["e1"], enrolled: true, stopMs: 1.5 * lab.renewalMs}, t0 - 1.5 * lab.renewalMs);
    case "dies":
      return plain(lab, id, {servers: ["e1"], enrolled: true}, allOpen(lab) + ((t0 - age) % lab.renewalMs));
  }
}

const METRICS = ["cache_a_ms", "client_a_ms", "registry_b_ms", "cache_b_ms", "client_b_ms", "evicted_a_ms", "evicted_b_ms"] as const;

const prepare: Prepare = (recording) => {
  const does = doesOf(recording);
  if (!METRICS.some((name) => name in recording.metrics))
    throw new Refusal(said("eureka.recording.metrics", {scenario: recording.scenario, known: METRICS}));
  const expires = does === "dies" || does === "never-renews";
  const count = recording.plan.clients.find(({kind}) => kind === "instance")?.count || 60;
  const runs = atOnce(expires, count);
  return (index, chance) => {
    const labs = Array.from({length: runs}, (_, i) => labOf(recording, index * runs + i, chance));
    const [lab] = labs as [Lab];
    const {uniform, evictMs, renewalMs, leaseMs, cacheMs, fetchMs, pollMs} = lab;
    const leaves = does !== "registers";
    // By then all servers have opened, and everybody has renewed. The caches go by the time of day, which the scenario's beginning has at 0.
    const opened = Math.ceil((2 * evictMs + 2 * renewalMs) / cacheMs + 2) * cacheMs;
    const phase = uniform(0, evictMs);
    const tickAt = phase + Math.ceil((opened + 2 * leaseMs + 2 * evictMs) / evictMs) * evictMs;
    const subjects = labs.map((one, i): Subject => {
      const tick = one.input("first_tick_after_expiry_ms", uniform(0, evictMs));
      const refresh = one.input("until_next_cache_refresh_ms", uniform(0, cacheMs)) % cacheMs;
      const t0 = expires ? tickAt - tick : opened + cacheMs - refresh;
      return {id: `subject-${i + 1}`, lab: one, t0, tick, age: Math.max(0, one.input("since_last_renewal_ms", uniform(0, renewalMs)))};
    });
    const first = Math.min(...subjects.map(({t0}) => t0));
    // Of those that come or go one after the other, half are there on average.
    const others = expires ? count - runs : Math.floor(count / 2);
    const scenario = sceneOf(lab, {
      nodes: openServers(lab, [phase]),
      clients: [
        ...enrolledCrowd(lab, Math.max(0, others)),
        ...subjects.map((one) => specOf(one, does)),
        ...["e1", "e2"].flatMap((server, i) => [
          reads(lab, `cache-${"ab"[i]}`, server, pollMs, first - 2 * Math.max(cacheMs, pollMs) + uniform(0, pollMs)),
          reads(lab, `client-${"ab"[i]}`, server, fetchMs, first - 2 * Math.max(cacheMs, fetchMs) + uniform(0, fetchMs)),
        ]),
      ],
      // Its last request is answered; a lab's clock may have left it idle for more than an interval since.
      faults: expires
        ? subjects.map(({id, t0, age}) => ({
            kind: "crash" as const,
            node: id,
            at: t0 - (does === "dies" ? age : 0) + Math.min(AHEAD, renewalMs / 2),
          }))
        : [],
      untilMs: (expires ? tickAt + 2 * evictMs : opened + cacheMs + 3000) + cacheMs + fetchMs + 2000,
    });
    return {scenario, figures: (told) => subjects.map((one) => figures(one, told, leaves, does === "dies"))};
  };
};

function figures(
  {id, lab: {recording}, t0, age, tick}: Subject,
  told: Parameters<typeof notesOf>[0],
  leaves: boolean,
  renewed: boolean,
): Figures {
  const later = <T extends {readonly ms: number}>(all: readonly T[], is: (one: T) => boolean): number | null =>
    between(t0, firstAt(all.filter((one) => one.ms >= t0 - 1 && is(one))));
  const sights = notesOf(told, leaves ? "vanished" : "appeared");
  const seen = (by: string) => later(sights, (n) => n.by === by && n.ids.includes(id));
  const registry = (node: string) => later(notesOf(told, leaves ? "cancelled" : "registered"), (n) => n.node === node && n.id === id);
  const evictions = notesOf(told, "evicting");
  const evicted = ["e1", "e2", "e3"].map((node) => later(evictions, (n) => n.node === node && n.taken.includes(id)));
  const [evictedA = null, evictedB = null] = evicted;
  const after = (at: number | null) => (at === null ? null : at + (renewed ? age : 0));
  const apart = evicted.some((at) => at === null) ? null : Math.max(...(evicted as number[])) - Math.min(...(evicted as number[]));
  return asked(recording, {
    cache_a_ms: seen("cache-a"),
    client_a_ms: seen("client-a"),
    registry_b_ms: registry("e2"),
    cache_b_ms: seen("cache-b"),
    client_b_ms: seen("client-b"),
    evicted_a_ms: evictedA,
    evicted_b_ms: evictedB,
    evicted_a_after_last_renewal_ms: after(evictedA),
    evicted_b_after_last_renewal_ms: after(evictedB),
    first_to_last_server_ms: apart,
    evicted_at_that_tick: evictedA === null ? null : Math.abs(evictedA - tick) < 1000,
  });
}

const OF_ONE = {notes: ["registered", "cancelled", "evicting", "appeared", "vanished"] as const, prepare};

export const visible: readonly RecordingKind<EurekaNote>[] = [
  {name: "e1-register-visible", says: "An instance registers: who sees it when", ...OF_ONE},
  {name: "e2-crash", says: "An instance falls silent: who drops it when", ...OF_ONE},
  {name: "e2-never-renewed", says: "An instance that never renewed falls silent", ...OF_ONE},
  {name: "e3-cancel", says: "An instance cancels: who sees it go when", ...OF_ONE},
];
