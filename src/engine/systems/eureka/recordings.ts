// How recordings of one instance that comes or goes are replayed: when the servers' registries, their caches and readers know of it.

import {said} from "../../../words/en/eureka-recordings.ts";
import {
  type Chance,
  drawsOf,
  type Figures,
  type Lack,
  type Recording,
  type RecordingKind,
  type Replay,
  type Replayed,
} from "../../model/recorded.ts";
import type {ClientSpec, NodeSpec, Scenario} from "../../model/scenario.ts";
import {type Json, Refusal, toMs} from "../../vocabulary.ts";
import type {ClientArgs} from "./client-state.ts";
import type {EurekaNote} from "./notes.ts";

const AHEAD = 100;

/** Settings of the recorder that the model has, by their names in its files. */
const SETTINGS: {readonly [key: string]: string} = {
  "eureka.evictionIntervalTimerInMs": "evictionIntervalTimerInMs",
  "eureka.responseCacheUpdateIntervalMs": "responseCacheUpdateIntervalMs",
  "eureka.responseCacheAutoExpirationInSeconds": "responseCacheAutoExpirationInSeconds",
  "eureka.retentionTimeInMSInDeltaQueue": "retentionTimeInMSInDeltaQueue",
  "eureka.deltaRetentionTimerIntervalInMs": "deltaRetentionTimerIntervalInMs",
  "eureka.maxTimeForReplication": "maxTimeForReplication",
  "eureka.peerNodeConnectTimeoutMs": "peerNodeConnectTimeoutMs",
  "eureka.peerNodeReadTimeoutMs": "peerNodeReadTimeoutMs",
  "eureka.expectedClientRenewalIntervalSeconds": "expectedClientRenewalIntervalSeconds",
  "eureka.lease.renewalInterval": "lease_renewal_s",
  "eureka.lease.duration": "lease_duration_s",
};

/** `60000 (default)` is 60000. */
function settingsOf({config}: Recording): Scenario["config"] {
  const found: {[key: string]: number | boolean} = {
    "eureka.enableSelfPreservation": config.self_preservation !== false,
    "eureka.shouldUseReadOnlyResponseCache": !String(config.useReadOnlyResponseCache).startsWith("false"),
    // The recorder's readers fetch everything each time.
    "eureka.disableDelta": true,
  };
  for (const [key, name] of Object.entries(SETTINGS)) {
    const value = Number.parseFloat(String(config[name]));
    if (Number.isFinite(value)) found[key] = value;
  }
  return found;
}

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

const client = (id: string, args: Partial<ClientArgs>, startMs: number): ClientSpec => ({
  id,
  startMs,
  args: args as {readonly [key: string]: Json},
});

const numberOf = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

/** The instance, from its start to its end. */
function subject(does: Does, t0: number, age: number, renewalMs: number): ClientSpec {
  switch (does) {
    case "registers":
    case "never-renews":
      return client("subject", {servers: ["e1"]}, t0);
    case "cancels":
      return client("subject", {servers: ["e1"], stopMs: 2.5 * renewalMs}, t0 - 2.5 * renewalMs);
    case "dies":
      // It registers, and renews once, so long before its end.
      return client("subject", {servers: ["e1"]}, t0 - age - renewalMs);
  }
}

const METRICS = ["cache_a_ms", "client_a_ms", "registry_b_ms", "cache_b_ms", "client_b_ms", "evicted_a_ms", "evicted_b_ms"] as const;

function prepare(recording: Recording): (index: number, chance: Chance) => Replay<EurekaNote> {
  const does = doesOf(recording);
  if (!METRICS.some((name) => name in recording.metrics))
    throw new Refusal(said("eureka.recording.metrics", {scenario: recording.scenario, known: METRICS}));
  return (index, chance) => replayOf(recording, does, index, chance);
}

function replayOf(recording: Recording, does: Does, index: number, chance: Chance): Replay<EurekaNote> {
  const {uniform} = drawsOf(chance);
  const real = (recording.runs[index % recording.runs.length] as Recording["runs"][number]).metrics;
  const config = settingsOf(recording);
  const evictMs = numberOf(config["eureka.evictionIntervalTimerInMs"], 60_000);
  const leaseMs = 1000 * numberOf(config["eureka.lease.duration"], 90);
  const renewalMs = 1000 * numberOf(config["eureka.lease.renewalInterval"], 30);
  const cacheMs = numberOf(config["eureka.responseCacheUpdateIntervalMs"], 30_000);
  const fetchMs = 1000 * numberOf(recording.config.reader_fetch_s, 30);
  // The caches go by the time of day, which the scenario's beginning has at 0.
  const refresh = numberOf(real.until_next_cache_refresh_ms, uniform(0, cacheMs)) % cacheMs;
  // All servers have opened by then, and every instance has renewed.
  const t0 = Math.ceil((3 * evictMs + 3 * renewalMs) / cacheMs + 3) * cacheMs - refresh;
  const age = Math.max(0, numberOf(real.since_last_renewal_ms, uniform(0, renewalMs)));
  const tick = numberOf(real.first_tick_after_expiry_ms, uniform(0, evictMs));
  const starts = [(t0 + tick) % evictMs, uniform(0, evictMs), uniform(0, evictMs)];
  const nodes: NodeSpec[] = starts.map((startMs, i) => ({id: `e${i + 1}`, startMs}));
  const polls = numberOf(recording.plan.observe.pollMs, 200);
  const others = numberOf(recording.plan.clients.find(({kind}) => kind === "instance")?.count, 60);
  const reads = (id: string, server: string, every: number) =>
    client(
      id,
      {registers: false, fetches: true, servers: [server], fetchEveryMs: every},
      t0 - 2 * Math.max(cacheMs, every) + uniform(0, every),
    );
  const leaves = does !== "registers";
  const longest = does === "dies" || does === "never-renews" ? 2 * leaseMs + 2 * evictMs : 3000;
  const scenario: Scenario = {
    system: "eureka",
    name: recording.scenario,
    version: "spring-5.0.3",
    config,
    nodes,
    clients: [
      client("crowd", {count: others, spreadMs: renewalMs, onDemand: true, tellsRenewals: false}, evictMs),
      subject(does, t0, age, renewalMs),
      reads("cache-a", "e1", polls),
      reads("cache-b", "e2", polls),
      reads("client-a", "e1", fetchMs),
      reads("client-b", "e2", fetchMs),
    ],
    network: {latency: "lab-bridge"},
    faults:
      does === "dies"
        ? // Its last renewal is answered; a lab's clock may have left it idle for more than an interval since.
          [{kind: "crash", node: "subject", at: t0 - age + Math.min(AHEAD, renewalMs / 2)}]
        : does === "never-renews"
          ? [{kind: "crash", node: "subject", at: t0 + AHEAD}]
          : [],
    untilMs: t0 + longest + cacheMs + fetchMs + 2000,
    settle: false,
    seed: 1,
  };
  return {scenario, figures: (told) => [figures(recording, told, t0, age, leaves, tick)]};
}

function figures({metrics}: Recording, {notes}: Replayed<EurekaNote>, t0: number, age: number, leaves: boolean, tick: number): Figures {
  const first = (is: (note: (typeof notes)[number]) => boolean): number | null => {
    const found = notes.find((note) => toMs(note.at) >= t0 - 1 && is(note));
    return found ? toMs(found.at) - t0 : null;
  };
  const seen = (by: string) => first((n) => n.kind === (leaves ? "vanished" : "appeared") && n.by === by && n.ids.includes("subject"));
  const registry = (node: string) =>
    first((n) => n.node === node && n.kind === (leaves ? "cancelled" : "registered") && n.id === "subject");
  const evicted = ["e1", "e2", "e3"].map((node) => first((n) => n.node === node && n.kind === "evicting" && n.taken.includes("subject")));
  const [evictedA = null, evictedB = null] = evicted;
  const after = (at: number | null) => (at === null ? null : at + age);
  const apart = evicted.some((at) => at === null) ? null : Math.max(...(evicted as number[])) - Math.min(...(evicted as number[]));
  const all: Figures = {
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
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in metrics));
}

const KIND = {
  notes: ["registered", "cancelled", "evicting", "appeared", "vanished"] as const,
  prepare,
};

/** The kinds of recordings that the model of Eureka replays. */
export const kinds: readonly RecordingKind<EurekaNote>[] = [
  {name: "e1-register-visible", says: "An instance registers: who sees it when", ...KIND},
  {name: "e2-crash", says: "An instance falls silent: who drops it when", ...KIND},
  {name: "e2-never-renewed", says: "An instance that never renewed falls silent", ...KIND},
  {name: "e3-cancel", says: "An instance cancels: who sees it go when", ...KIND},
];

/** Where the two differ, and what the model lacks. */
export const lacks: readonly Lack[] = [];
