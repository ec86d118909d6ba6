// The lab in which Eureka was recorded, as its files describe it: three servers that are registered with each other, plain instances and readers
// that take servers in turn, and Netflix's own client.

import {type Chance, type Draws, drawsOf, type Figures, type Recording, type RecordingKind, type Replayed} from "../../model/recorded.ts";
import type {ClientSpec, Machine, NodeSpec, Scenario} from "../../model/scenario.ts";
import {type Json, toMs} from "../../vocabulary.ts";
import type {ClientArgs} from "./client-state.ts";
import type {EurekaNote} from "./notes.ts";
import type {OperatorArgs} from "./operator.ts";

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
  "eureka.renewalThresholdUpdateIntervalMs": "renewalThresholdUpdateIntervalMs",
  "eureka.renewalPercentThreshold": "renewalPercentThreshold",
  "eureka.waitTimeInMsWhenSyncEmpty": "waitTimeInMsWhenSyncEmpty",
  "eureka.numberRegistrySyncRetries": "numberRegistrySyncRetries",
  "eureka.registrySyncRetryWaitMs": "registrySyncRetryWaitMs",
  "eureka.server.defaultOpenForTrafficCount": "defaultOpenForTrafficCount",
  "eureka.lease.renewalInterval": "lease_renewal_s",
  "eureka.lease.duration": "lease_duration_s",
  "eureka.client.refresh.interval": "server_registry_fetch_s",
};

/** `60000 (default)` is 60000. */
function settingsOf({config}: Recording): Scenario["config"] {
  const found: {[key: string]: number | boolean} = {
    "eureka.enableSelfPreservation": config.self_preservation !== false,
    "eureka.shouldUseReadOnlyResponseCache": !String(config.useReadOnlyResponseCache).startsWith("false"),
  };
  for (const [key, name] of Object.entries(SETTINGS)) {
    const value = Number.parseFloat(String(config[name]));
    if (Number.isFinite(value)) found[key] = value;
  }
  return found;
}

/**
 * What the host added. A request and its answer took as long as `answered_ms` says in `e1-register-visible-default` (60 runs); half of it each way, with
 * all its ways through the host, and it is used for all files as it stands. Least, middle, three quarters, nine tenths, 19 in 20, most, in µs.
 */
export const BUSY_HOST: Scenario["network"] = {
  // All hosts are on one bridge.
  neighbourDiscovery: true,
  latency: {
    table: [
      [0, 1_050],
      [0.5, 2_750],
      [0.75, 5_350],
      [0.9, 16_000],
      [0.95, 50_000],
      [1, 144_000],
    ],
  },
};

/** How long a server needs from its start to its port: `port_open_ms` of `e4-server-restart-scaled` (6 runs), in µs. */
export const MACHINE: Machine = {
  name: "recorded",
  processStart: {
    table: [
      [0, 8_130_000],
      [0.5, 12_460_000],
      [1, 13_560_000],
    ],
  },
  teardown: {constant: 0},
  fsync: {constant: 0},
  service: {},
  work: {},
};

const numberOf = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

/** One run's lab: the file's times in ms, and what its plan leaves open. */
export interface Lab {
  readonly recording: Recording;
  readonly real: Figures;
  readonly fields: Recording["runs"][number]["fields"];
  readonly config: Scenario["config"];
  readonly evictMs: number;
  readonly leaseMs: number;
  readonly renewalMs: number;
  readonly cacheMs: number;
  /** From one fetch to the next, of readers and of Netflix's clients. */
  readonly fetchMs: number;
  readonly pollMs: number;
  readonly uniform: Draws["uniform"];
  /** Of the run of the model. */
  readonly seed: number;
  /** An input of the run that the model takes in its turn. */
  input(name: string, otherwise: number): number;
  planned(client: string): number;
}

export function labOf(recording: Recording, index: number, chance: Chance): Lab {
  const run = recording.runs[index % recording.runs.length] as Recording["runs"][number];
  const config = settingsOf(recording);
  const set = (key: string, otherwise: number) => numberOf(config[key], otherwise);
  const fetch = recording.config.reader_fetch_s ?? recording.config.client_fetch_s ?? recording.config.server_registry_fetch_s;
  return {
    recording,
    real: run.metrics,
    fields: run.fields,
    config,
    evictMs: set("eureka.evictionIntervalTimerInMs", 60_000),
    leaseMs: 1000 * set("eureka.lease.duration", 90),
    renewalMs: 1000 * set("eureka.lease.renewalInterval", 30),
    cacheMs: set("eureka.responseCacheUpdateIntervalMs", 30_000),
    fetchMs: 1000 * numberOf(fetch, 30),
    pollMs: numberOf(recording.plan.observe.pollMs, 200),
    uniform: drawsOf(chance).uniform,
    seed: chance(1, 1_000_000_000),
    input: (name, otherwise) => numberOf(run.metrics[name], otherwise),
    planned: (client) => recording.plan.clients.find(({name}) => name === client)?.count ?? 0,
  };
}

export const SERVERS = ["e1", "e2", "e3"] as const;

/** Servers that have long been open, each with ticks and minutes of its own. */
export const openServers = (lab: Lab, starts: readonly number[] = []): NodeSpec[] =>
  SERVERS.map((id, i) => ({id, startMs: starts[i] ?? lab.uniform(0, lab.evictMs), args: {registered: true}}));

const spec = (id: string, args: Partial<ClientArgs>, startMs: number): ClientSpec => ({
  id,
  startMs,
  args: args as {readonly [key: string]: Json},
});

/** The list of an instance that begins at one of the servers and takes them in turn. */
export const from = (first: number): string[] => SERVERS.map((_, i) => SERVERS[(first + i) % 3] as string);

/** An instance of the recorder's own making. */
export function plain(lab: Lab, id: string, args: Partial<ClientArgs>, startMs = 0, name = "instance"): ClientSpec {
  const planned = lab.recording.plan.clients.find((one) => one.name === name) ?? lab.recording.plan.clients[0];
  return spec(
    id,
    {
      inTurn: true,
      connectMs: planned?.connectTimeoutMs ?? 1000,
      readMs: planned?.readTimeoutMs ?? 1000,
      renewalMs: planned?.heartbeatMs ?? lab.renewalMs,
      durationMs: planned?.sessionTimeoutMs ?? lab.leaseMs,
      ...args,
    },
    startMs,
  );
}

/** From then on all servers of `openServers` are open; a whole number of renewals. */
export const allOpen = ({evictMs, renewalMs}: Lab): number => Math.ceil(evictMs / renewalMs) * renewalMs;

/** So many of them that have long been registered, a third at each server; they renew at moments of their own. */
export const enrolledCrowd = (lab: Lab, count: number, id = "crowd"): ClientSpec[] =>
  [0, 1, 2].flatMap((first) => {
    const own = Math.floor((count + 2 - first) / 3);
    if (own === 0) return [];
    const args = {count: own, servers: from(first), enrolled: true, spreadMs: lab.renewalMs, tellsRenewals: false};
    return [plain(lab, `${id}${first + 1}`, args, allOpen(lab))];
  });

/** One that reads all, or nothing but deltas, at one server. */
export const reads = (lab: Lab, id: string, server: string, every: number, startMs = lab.uniform(0, every), deltas = false): ClientSpec =>
  spec(
    id,
    {
      inTurn: true,
      registers: false,
      fetches: true,
      onlyDeltas: deltas,
      servers: [server],
      fetchEveryMs: every,
      connectMs: 1000,
      readMs: 2000,
    },
    startMs,
  );

/** Netflix's own client, which reads deltas and renews. */
export const java = (lab: Lab, id: string, args: Partial<ClientArgs>, startMs = 0): ClientSpec =>
  spec(
    id,
    {
      fetches: true,
      servers: SERVERS,
      fetchEveryMs: lab.fetchMs,
      connectMs: 5000,
      readMs: 8000,
      readsErrors: String(lab.recording.config.error_answers).startsWith("without"),
      ...args,
    },
    startMs,
  );

export const keyboard = (id: string, server: string, requests: OperatorArgs["requests"], startMs = 0): ClientSpec => ({
  id,
  process: "operator",
  startMs,
  args: {server, requests} as unknown as {readonly [key: string]: Json},
});

type Scene = Pick<Scenario, "nodes" | "clients" | "faults" | "untilMs"> & Partial<Pick<Scenario, "config" | "network" | "machine">>;

export const sceneOf = (lab: Lab, scene: Scene): Scenario => ({
  system: "eureka",
  name: lab.recording.scenario,
  version: "spring-5.0.3",
  network: BUSY_HOST,
  machine: MACHINE,
  settle: false,
  seed: lab.seed,
  ...scene,
  config: {...lab.config, ...scene.config},
});

/** Those figures that the file has. */
export const asked = ({metrics}: Recording, all: Figures): Figures =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name in metrics));

/** What a replay tells of a run. */
export type Told = Replayed<EurekaNote>;
/** How the runs of a recording are made. */
export type Prepare = RecordingKind<EurekaNote>["prepare"];
type NoteAt<K extends EurekaNote["kind"]> = Extract<Told["notes"][number], {kind: K}> & {readonly ms: number};

/** Notes of one kind, with their times in ms. */
export function notesOf<K extends EurekaNote["kind"]>({notes}: Told, kind: K): NoteAt<K>[] {
  return notes.flatMap((note) => (note.kind === kind ? [{...note, ms: toMs(note.at)} as unknown as NoteAt<K>] : []));
}

export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** The time between two instants; null unless both were. */
export const between = (from: number | null | undefined, to: number | null | undefined): number | null =>
  from == null || to == null ? null : to - from;

export const firstAt = (all: readonly {readonly ms: number}[]): number | null => all[0]?.ms ?? null;
export const lastAt = (all: readonly {readonly ms: number}[]): number | null => all.at(-1)?.ms ?? null;
