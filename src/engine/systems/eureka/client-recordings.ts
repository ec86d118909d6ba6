// Recordings of clients: how Netflix's own begins, and where clients go when their server is killed.

import type {Figures, Recording, RecordingKind} from "../../model/recorded.ts";
import {toMs} from "../../vocabulary.ts";
import {
  allOpen,
  asked,
  between,
  enrolledCrowd,
  firstAt,
  from,
  java,
  type Lab,
  labOf,
  median,
  notesOf,
  openServers,
  type Prepare,
  plain,
  SERVERS,
  sceneOf,
  type Told,
} from "./lab.ts";
import type {EurekaNote} from "./notes.ts";

/** What a client asked for, in its order, with the server that contented it. */
const operations = ({history}: Told, f: string, id: string) =>
  history.flatMap((o) =>
    o.f === f && o.key === id
      ? [
          {
            ms: toMs(o.invokedAt),
            doneMs: o.completedAt === null ? null : toMs(o.completedAt),
            type: o.type,
            result: o.result,
            server: o.server,
          },
        ]
      : [],
  );

const gaps = (all: readonly {readonly ms: number}[]): number[] => all.slice(1).map(({ms}, i) => ms - (all[i]?.ms ?? ms));

/** Clients start within 40 s; half of them register when they are ready, half by their first heartbeat. */
const javaStarts: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const count = Number(recording.config.java_clients ?? 24);
  const begin = 2 * lab.cacheMs + lab.uniform(0, lab.cacheMs);
  const ids = Array.from({length: count}, (_, i) => ({id: `j${i + 1}`, t0: begin + lab.uniform(0, 40_000), onDemand: i % 2 === 0}));
  const scenario = sceneOf(lab, {
    nodes: openServers(lab, [0, 0, 0]),
    clients: ids.map(({id, t0, onDemand}) => java(lab, id, {onDemand}, t0)),
    faults: [],
    untilMs: begin + 40_000 + 135_000,
  });
  return {scenario, figures: (told) => ids.map((one) => began(lab, told, one, ids))};
};

interface Begun {
  readonly id: string;
  readonly t0: number;
  readonly onDemand: boolean;
}

function began({recording, uniform}: Lab, told: Told, {id, t0, onDemand}: Begun, all: readonly Begun[]): Figures {
  const fetched = notesOf(told, "fetched").filter(({by}) => by === id);
  const ready = firstAt(fetched);
  const deltas = fetched.filter(({full}) => !full);
  const renewals = operations(told, "renew", id);
  const registered = notesOf(told, "registered").find((n) => n.id === id && !n.replicated)?.ms ?? null;
  const failed = notesOf(told, "try-failed").find(({by, what}) => by === id && what === "renew");
  const first = renewals[0];
  const status = first === undefined ? null : first.result === true ? "200" : String(failed && first.type !== "ok" ? failed.status : 404);
  const others = all.filter((one) => one.id !== id && registered !== null && one.t0 + 5000 < registered);
  const other = others[Math.floor(uniform(0, others.length - 0.001))]?.id;
  const seen = notesOf(told, "appeared").find(({by, ids, ms}) => by === other && ids.includes(id) && ms >= (registered ?? 0));
  return asked(recording, {
    registered_on_demand_after_ready_ms: onDemand ? between(ready, registered) : null,
    registered_otherwise_after_ready_ms: onDemand ? null : between(ready, registered),
    registration_status: registered === null ? null : "204",
    first_renewal_ms: between(t0, first?.ms),
    first_renewal_after_ready_ms: between(ready, first?.ms),
    first_renewal_status_on_demand: onDemand ? status : null,
    first_renewal_status_otherwise: onDemand ? null : status,
    renewal_interval_ms: median(gaps(renewals)),
    full_fetches: fetched.length - deltas.length,
    first_delta_ms: between(t0, firstAt(deltas)),
    first_delta_after_ready_ms: between(ready, firstAt(deltas)),
    fetch_interval_ms: median(gaps(deltas)),
    registrations: operations(told, "register", id).length,
    visible_in_another_client_ms: between(registered, seen?.ms),
  });
}

interface Killed {
  readonly victim: string;
  readonly t0: number;
  readonly back: number;
  readonly until: number;
}

/** A server is killed and started again; `files` are its plain instances, or Netflix's clients that were there. */
const killed =
  (files: "plain" | "java"): Prepare =>
  (recording) =>
  (index, chance) => {
    const lab = labOf(recording, index, chance);
    const {uniform, renewalMs} = lab;
    const victim = SERVERS[index % 3] as string;
    const plains = Array.from({length: lab.planned("instance")}, (_, i) => `i${i + 1}`);
    const javas = Array.from({length: lab.planned("java")}, (_, i) => `j${i + 1}`);
    const t0 = allOpen(lab) + 5 * renewalMs + lab.evictMs + uniform(0, renewalMs);
    const age = (i: number) =>
      labOf(recording, index * (plains.length + javas.length) + i, chance).input(
        files === "plain" ? "since_last_renewal_ms" : "since_last_heartbeat_ms",
        uniform(0, renewalMs),
      );
    const restart = recording.plan.faults.find(({kind}) => kind === "restart")?.atMs;
    const kill: Killed = {
      victim,
      t0,
      back: t0 + (typeof restart === "number" ? restart : 80_000),
      until: t0 + (Number(recording.plan.observe.untilMs) || 140_000),
    };
    const scenario = sceneOf(lab, {
      nodes: openServers(lab),
      clients: [
        ...plains.map((id, i) => plain(lab, id, {servers: from(i), enrolled: true}, allOpen(lab) + ((t0 - age(i)) % renewalMs))),
        // Their intervals begin at the answer before: a few of them keep the phase that the run names.
        ...javas.map((id, i) => java(lab, id, {enrolled: true}, t0 - age(i) - 3 * renewalMs)),
      ],
      faults: [
        {kind: "crash", node: victim, at: t0},
        {kind: "restart", node: victim, at: kill.back},
      ],
      untilMs: kill.until,
    });
    return {
      scenario,
      figures: (told) =>
        files === "plain"
          ? plains.filter((_, i) => i % 3 === index % 3).map((id) => fledPlain(recording, told, id, kill))
          : javas.flatMap((id) => fledJava(lab, told, id, kill)),
    };
  };

/** Nothing but failure and silence can have made any server drop it. */
const removed = (told: Told, id: string, {t0}: Killed): boolean =>
  notesOf(told, "evicting").some(({ms, taken}) => ms > t0 && taken.includes(id));

const again = (told: Told, id: string, {t0}: Killed): boolean => operations(told, "register", id).some(({ms}) => ms > t0);

function fledPlain(recording: Recording, told: Told, id: string, kill: Killed): Figures {
  const renewals = operations(told, "renew", id);
  const before = renewals.filter(({doneMs}) => doneMs !== null && doneMs < kill.t0).at(-1);
  const after = renewals.find(({doneMs, server}) => doneMs !== null && doneMs > kill.t0 && server !== kill.victim);
  const failures = notesOf(told, "try-failed").filter((n) => n.by === id && n.ms > kill.t0 && n.ms <= (after?.doneMs ?? 0));
  return asked(recording, {
    first_failure_ms: between(kill.t0, firstAt(failures)),
    renewed_elsewhere_ms: between(kill.t0, after?.doneMs),
    renewal_gap_ms: between(before?.doneMs, after?.doneMs),
    failed_attempts: failures.length,
    registered_again: again(told, id, kill),
    removed_by_any_server: removed(told, id, kill),
  });
}

/** One row, if one of its sides was at the server; the other side has no figures. */
function fledJava({recording}: Lab, told: Told, id: string, kill: Killed): Figures[] {
  const {t0, victim} = kill;
  const side = (all: readonly {readonly ms: number; readonly server: string | null}[]) => {
    const before = all.filter(({ms}) => ms < t0).at(-1);
    const hit = before?.server === victim;
    const after = hit ? all.find(({ms, server}) => ms > t0 && server !== victim) : undefined;
    return {hit, before: before?.ms ?? null, after: after?.ms ?? null};
  };
  const renewals = operations(told, "renew", id).flatMap(({doneMs, server}) => (doneMs === null ? [] : [{ms: doneMs, server}]));
  const fetches = notesOf(told, "fetched").flatMap(({by, ms, from}) => (by === id ? [{ms, server: from}] : []));
  const [renews, reads] = [side(renewals), side(fetches)];
  if (!renews.hit && !reads.hit) return [];
  const moved = Math.max(renews.after ?? 0, reads.after ?? 0);
  const sights = (kind: "appeared" | "vanished") =>
    notesOf(told, kind)
      .filter((n) => n.by === id && n.ms > t0)
      .flatMap(({ids}) => ids);
  const back = sights("appeared");
  return [
    asked(recording, {
      heartbeat_elsewhere_ms: between(t0, renews.after),
      heartbeat_gap_ms: renews.hit ? between(renews.before, renews.after) : null,
      fetch_elsewhere_ms: between(t0, reads.after),
      fetch_gap_ms: reads.hit ? between(reads.before, reads.after) : null,
      failed_attempts_in_log: notesOf(told, "try-failed").filter((n) => n.by === id && n.ms > t0 && n.ms <= moved).length,
      registered_again: again(told, id, kill),
      live_instances_missing_from_its_copy: sights("vanished").filter((one) => !one.startsWith("e") && !back.includes(one)).length,
      removed_by_any_server: removed(told, id, kill),
      back_at_the_restarted_server: [...renewals, ...fetches].some(({ms, server}) => ms > kill.back && server === victim),
    }),
  ];
}

/** Netflix's clients are cut off for longer than a delta keeps; meanwhile one instance leaves, and perhaps another joins. */
const away: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform} = lab;
  const heal = Number(lab.fields.heal_ms ?? recording.plan.faults.find(({kind}) => kind === "heal")?.atMs ?? 12_000);
  const steps = recording.plan.initial.steps as readonly {readonly do: string; readonly args: {readonly instance?: string}}[];
  const joins = steps.some((step) => step.do === "register" && step.args.instance === "y");
  const third = steps.some((step) => step.do === "cancel" && step.args.instance === "z");
  const noise = recording.plan.clients.find(({name}) => name === "noise");
  const every = noise ? 1000 * Number.parseFloat(/every ([\d.]+)/.exec(noise.operation)?.[1] ?? "0.8") : 0;
  const ids = Array.from({length: lab.planned("java")}, (_, i) => `j${i + 1}`);
  // The registrations before it are older than the deltas keep.
  const t0 = 30_000;
  const open = allOpen(lab);
  const after = third ? 28_000 : 14_000;
  const until = t0 + heal + after;
  const away = Number(recording.config.java_lease_duration_s ?? 3600);
  const own = (id: string, args: Parameters<typeof plain>[2], startMs: number, name = "base") =>
    plain(lab, id, {servers: ["e1"], tellsRenewals: false, ...args}, startMs, name);
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [
      ...enrolledCrowd(lab, lab.planned("base"), "base"),
      own("x", {enrolled: true, stopMs: t0 + 500 - open}, open),
      own("z", {enrolled: true, ...(third ? {stopMs: t0 + heal + 14_000 - open} : {})}, open),
      ...(joins ? [own("y", {}, t0 + 600)] : []),
      ...(noise
        ? [
            own(
              "noise",
              {changes: Array.from({length: Math.ceil(until / every)}, (_, i) => ({atMs: (i + 1) * every, status: "UP"}))},
              0,
              "noise",
            ),
          ]
        : []),
      ...ids.map((id) => ({...java(lab, id, {durationMs: 1000 * away, enrolled: true}, open + uniform(0, lab.renewalMs)), host: "java"})),
    ],
    faults: [
      {kind: "cut", nodes: ids.slice(0, 1), at: t0},
      {kind: "heal", at: t0 + heal},
    ],
    untilMs: until,
  });
  return {
    scenario,
    figures: (told) => ids.map((id) => returned(lab, told, id, {t0, heal: t0 + heal, next: third ? t0 + heal + 14_000 : until, joins})),
  };
};

function returned(
  {recording}: Lab,
  told: Told,
  id: string,
  {heal, next, joins}: {readonly t0: number; readonly heal: number; readonly next: number; readonly joins: boolean},
): Figures {
  const own = <T extends {readonly by: string}>(all: readonly T[]) => all.filter(({by}) => by === id);
  const gone = own(notesOf(told, "vanished")).filter(({ids}) => ids.includes("x"));
  const come = own(notesOf(told, "appeared")).filter(({ids}) => ids.includes("y"));
  const keeps = (ms: number) => !gone.some((n) => n.ms <= ms);
  const misses = (ms: number) => joins && !come.some((n) => n.ms <= ms);
  const fetches = own(notesOf(told, "fetched")).filter(({ms}) => ms > heal);
  const full = fetches.filter((n) => n.full);
  const late = full.find(({ms}) => ms > next);
  const rightAt = joins
    ? Math.max(firstAt(gone) ?? Number.POSITIVE_INFINITY, firstAt(come) ?? Number.POSITIVE_INFINITY)
    : (firstAt(gone) ?? Number.POSITIVE_INFINITY);
  const right = Number.isFinite(rightAt) ? rightAt : null;
  const end = toMs(told.end);
  return asked(recording, {
    full_fetches_before_next_change: full.filter(({ms}) => ms < next).length,
    full_fetches_after_heal: full.length,
    full_fetches: full.length,
    full_fetch_after_heal: full.length > 0,
    full_fetch_after_first_delta_ms: between(firstAt(fetches.filter((n) => !n.full)), firstAt(full)),
    full_fetch_after_next_change: late !== undefined,
    keeps_the_one_that_left: keeps(Math.min(next, end)),
    misses_the_one_that_joined: misses(Math.min(next, end)),
    copy_right_after_heal_ms: between(heal, right),
    copy_right_after_next_change_ms: right !== null && right > next ? right - next : null,
    copy_right_at_end: !keeps(end) && !misses(end),
  });
}

const FLIGHT = ["try-failed", "evicting", "fetched", "appeared", "vanished"] as const;

export const clients: readonly RecordingKind<EurekaNote>[] = [
  {
    name: "e1-java-client",
    says: "Netflix's client starts: when it registers, renews and reads",
    notes: ["fetched", "registered", "try-failed", "appeared"],
    prepare: javaStarts,
  },
  {name: "e4-server-killed-java", says: "A server is killed: where Netflix's clients go on", notes: FLIGHT, prepare: killed("java")},
  {name: "e4-server-killed-plain", says: "A server is killed: where plain instances go on", notes: FLIGHT, prepare: killed("plain")},
  {name: "e8-java-away", says: "Clients are away for longer than deltas keep", notes: ["fetched", "appeared", "vanished"], prepare: away},
];
