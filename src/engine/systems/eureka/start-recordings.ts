// Recordings of servers that start, stand still, or are asked one thing after the other.

import type {Fault} from "../../model/fault.ts";
import type {Figures, RecordingKind} from "../../model/recorded.ts";
import {type Json, toMs} from "../../vocabulary.ts";
import {
  allOpen,
  asked,
  between,
  enrolledCrowd,
  firstAt,
  from,
  java,
  keyboard,
  type Lab,
  labOf,
  notesOf,
  openServers,
  type Prepare,
  plain,
  reads,
  SERVERS,
  sceneOf,
  type Told,
} from "./lab.ts";
import type {EurekaNote} from "./notes.ts";
import type {OperatorArgs} from "./operator.ts";
import {renewThreshold} from "./rules.ts";

/** What a reader was answered, in order: a list of so many, or a status. */
function answers(told: Told, by: string, after: number) {
  const lists = notesOf(told, "fetched").flatMap((n) => (n.by === by && n.ms >= after ? [{ms: n.ms, status: 200, count: n.count}] : []));
  const refusals = notesOf(told, "try-failed").flatMap((n) =>
    n.by === by && n.status > 0 && n.ms >= after ? [{ms: n.ms, status: n.status, count: 0}] : [],
  );
  return [...lists, ...refusals].sort((a, b) => a.ms - b.ms);
}

const thresholdOf = (expected: number, {config}: Lab): number =>
  renewThreshold(
    expected,
    Number(config["eureka.expectedClientRenewalIntervalSeconds"] ?? 30),
    Number(config["eureka.renewalPercentThreshold"] ?? 0.85),
  );

/** A killed server comes back, and copies what a peer shows. */
const restarted: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform, renewalMs} = lab;
  const victim = SERVERS[index % 3] as string;
  const t0 = allOpen(lab) + 3 * renewalMs + lab.evictMs;
  const back = t0 + lab.input("down_ms", 80_000);
  const count = lab.planned("instance") + lab.planned("java");
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [
      ...enrolledCrowd(lab, lab.planned("instance")),
      ...(lab.planned("java") === 0
        ? []
        : [java(lab, "java", {count: lab.planned("java"), enrolled: true, spreadMs: renewalMs}, allOpen(lab))]),
      reads(lab, "poll", victim, lab.pollMs, back + uniform(0, lab.pollMs)),
    ],
    faults: [
      {kind: "crash", node: victim, at: t0},
      {kind: "restart", node: victim, at: back},
    ],
    untilMs: back + 15_000 + 60_000,
  });
  return {scenario, figures: (told) => [cameBack(lab, told, {victim, t0, back, count})]};
};

function cameBack(
  lab: Lab,
  told: Told,
  at: {readonly victim: string; readonly t0: number; readonly back: number; readonly count: number},
): Figures {
  const {victim, t0, back, count} = at;
  const open = notesOf(told, "listening").find(({node, ms}) => node === victim && ms > back)?.ms ?? null;
  const opened = notesOf(told, "opened").find(({node, ms}) => node === victim && ms > back);
  const seen = answers(told, "poll", open ?? back);
  const ids = notesOf(told, "appeared").find(({by}) => by === "poll")?.ids ?? [];
  const servers = ids.filter((id) => (SERVERS as readonly string[]).includes(id)).length;
  const incomplete = seen.filter(({status, count: listed}) => status !== 200 || listed < count);
  const taken = notesOf(told, "evicting").filter(({ms}) => ms > t0);
  const lost = taken.filter(({node}) => node !== victim).flatMap(({taken}) => taken);
  return asked(lab.recording, {
    first_answer: seen[0] === undefined ? null : String(seen[0].status),
    instances_in_first_answer: ids.length - servers,
    sync_up_count: opened?.found ?? null,
    threshold_after_sync: opened === undefined ? null : thresholdOf(opened.expected, lab),
    incomplete_or_refused_answers: new Set(incomplete.map(({status, count: listed}) => `${status} ${listed}`)).size,
    // A peer tries again and again; the first batch that leaves for an open port comes through.
    first_replication_batch_after_port_open_ms: between(
      open,
      open === null ? null : firstAt(notesOf(told, "batch").filter(({peer, ms}) => peer === victim && ms >= open)),
    ),
    removed_by_it: taken.filter(({node, ms}) => node === victim && ms > back).flatMap(({taken}) => taken).length,
    instances_lost_at_peers: lost.filter((id) => !(SERVERS as readonly string[]).includes(id)).length,
  });
}

/** A server starts and reaches no peer. */
const emptyStart: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform, renewalMs, pollMs} = lab;
  const count = lab.planned("instance");
  // The caches go by the time of day; when the port is open is the host's.
  const begin = uniform(0, lab.cacheMs);
  const opens = lab.input("port_open_ms", 20_000);
  const {untilMs, giveUpMs} = recording.plan.observe as {readonly untilMs: Json; readonly giveUpMs?: number | null};
  const until = typeof untilMs === "number" ? untilMs : opens + (giveUpMs ?? 60_000);
  const scenario = sceneOf(lab, {
    nodes: [
      {id: "e1", startMs: begin + opens, args: {registered: true, cold: true}},
      ...["e2", "e3"].map((id) => ({id, startMs: null, args: {registered: true}})),
    ],
    // Addresses without a host.
    network: {latency: "lab-bridge", neighbourDiscovery: true},
    clients: [
      plain(lab, "i", {count, servers: ["e1"], enrolled: true, spreadMs: renewalMs}, begin),
      reads(lab, "poll", "e1", pollMs, begin + opens + uniform(0, pollMs)),
      reads(lab, "delta", "e1", pollMs, begin + opens + uniform(0, pollMs), true),
    ],
    faults: [],
    untilMs: begin + until,
  });
  return {scenario, figures: (told) => [startedEmpty(lab, told, count)]};
};

function startedEmpty(lab: Lab, told: Told, count: number): Figures {
  const open = firstAt(notesOf(told, "listening")) ?? 0;
  const traffic = notesOf(told, "opened")[0];
  const seen = answers(told, "poll", open);
  const lists = seen.filter(({status}) => status === 200);
  const refused = seen.find(({status}) => status === 403);
  const registered = notesOf(told, "registered");
  const first = new Map<string, number>();
  for (const {id, ms} of registered) if (!first.has(id)) first.set(id, ms);
  const all = first.size === count ? Math.max(...first.values()) : null;
  const renewals = told.history.filter(({f, type}) => f === "renew" && type === "ok");
  const expected = traffic?.expected ?? 0;
  const later = traffic === undefined ? 0 : [...first.values()].filter((ms) => ms > traffic.ms).length;
  const atEnd = expected > 0 ? expected + later : expected;
  const deltas = answers(told, "delta", open).map(({status}) => status);
  return asked(lab.recording, {
    open_for_traffic_after_port_open_ms: between(open, traffic?.ms),
    first_answer: seen[0] === undefined ? null : String(seen[0].status),
    instances_in_first_answer_200: lists[0]?.count ?? null,
    sync_up_count: expected,
    reads_refused: refused !== undefined,
    first_200_after_port_open_ms: between(open, firstAt(lists)),
    reads_refused_from_open_for_traffic_ms:
      refused === undefined ? null : between(traffic?.ms, firstAt(lists.filter(({ms}) => ms > refused.ms))),
    delta_statuses: deltas.filter((status, i) => status !== deltas[i - 1]).join(" "),
    first_renewal_status: renewals[0] === undefined ? null : renewals[0].result === true ? "200" : "404",
    registration_status: told.history.some(({f, type}) => f === "register" && type === "ok") ? "204" : null,
    all_registered_after_port_open_ms: between(open, all),
    complete_answer_after_port_open_ms: between(open, firstAt(lists.filter(({count: listed}) => listed >= count))),
    incomplete_200_answers: new Set(lists.filter(({count: listed}) => listed < count).map(({count: listed}) => listed)).size,
    threshold_at_open: thresholdOf(expected, lab),
    threshold_at_end: thresholdOf(atEnd, lab),
    expected_clients_at_end: atEnd,
  });
}

/** All servers are killed and started again: what Netflix's clients lose. The host says when each port is open. */
const allRestart: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform, renewalMs} = lab;
  const ids = Array.from({length: lab.planned("java")}, (_, i) => `j${i + 1}`);
  const count = ids.length + lab.planned("instance");
  const t0 = allOpen(lab) + 5 * renewalMs + lab.evictMs;
  const [first, last] = [lab.input("first_port_open_ms", 20_000), lab.input("last_port_open_ms", 22_000)];
  const opens = [first, uniform(first, last), last];
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    machine: {name: "started", processStart: {constant: 0}, teardown: {constant: 0}, fsync: {constant: 0}, service: {}, work: {}},
    clients: [
      ...enrolledCrowd(lab, lab.planned("instance")),
      ...ids.map((id) => java(lab, id, {enrolled: true}, allOpen(lab) + uniform(0, renewalMs))),
    ],
    faults: SERVERS.flatMap((node, i): Fault[] => [
      {kind: "crash", node, at: t0},
      {kind: "restart", node, at: t0 + (opens[(i + index) % 3] as number)},
    ]),
    untilMs: t0 + last + 50_000,
  });
  return {scenario, figures: (told) => ids.map((id) => shrunk(lab, told, id, t0, count))};
};

function shrunk({recording}: Lab, told: Told, id: string, t0: number, count: number): Figures {
  const open = firstAt(notesOf(told, "listening").filter(({ms}) => ms > t0));
  const others = (ids: readonly string[]) => ids.filter((one) => !(SERVERS as readonly string[]).includes(one)).length;
  const changes = [
    ...notesOf(told, "appeared").map(({by, ms, ids}) => ({by, ms, by_: others(ids)})),
    ...notesOf(told, "vanished").map(({by, ms, ids}) => ({by, ms, by_: -others(ids)})),
  ].filter(({by}) => by === id);
  changes.sort((a, b) => a.ms - b.ms);
  let size = 0;
  let smallest = count;
  let shrank: number | null = null;
  let completeAt: number | null = null;
  for (const {ms, by_} of changes) {
    size += by_;
    if (ms <= t0) continue;
    if (size < count) {
      shrank ??= ms;
      completeAt = null;
      smallest = Math.min(smallest, size);
    } else completeAt ??= ms;
  }
  const lost = shrank !== null;
  return asked(recording, {
    smallest_copy: smallest,
    copy_shrank: lost,
    shrank_after_first_port_open_ms: between(open, shrank),
    incomplete_for_ms: lost ? between(shrank, completeAt) : 0,
    complete_again_after_first_port_open_ms: lost ? between(open, completeAt) : null,
    complete_at_end: size >= count,
  });
}

/** Instances that fall silent, read one by one and in the list. */
const byId: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform, renewalMs, leaseMs, pollMs} = lab;
  const ids = Array.from({length: lab.planned("instance")}, (_, i) => `i${i + 1}`);
  const t0 = allOpen(lab) + 3 * renewalMs;
  const ages = ids.map(() => uniform(0, renewalMs));
  const until = 2 * leaseMs + 23_000;
  const hides = 2 * leaseMs - 500;
  const requests = (id: string): OperatorArgs["requests"] =>
    Array.from({length: Math.ceil(1500 / pollMs)}, (_, i) => ({atMs: hides + i * pollMs, does: "read" as const, id}));
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [
      ...ids.map((id, i) => plain(lab, id, {servers: ["e1"], enrolled: true}, t0 - (ages[i] as number) - 2 * renewalMs)),
      ...ids.map((id, i) => keyboard(`reads-${id}`, "e1", requests(id), t0 - (ages[i] as number))),
      reads(lab, "list", "e1", pollMs),
    ],
    faults: ids.map((id, i) => ({kind: "crash", node: id, at: t0 - (ages[i] as number) + renewalMs / 2})),
    untilMs: t0 + until,
  });
  return {
    scenario,
    figures: (told) =>
      ids.map((id) => {
        const renewed = told.history.filter((o) => o.f === "renew" && o.key === id && o.completedAt !== null).at(-1);
        const last = renewed?.completedAt == null ? null : toMs(renewed.completedAt);
        const hidden = told.history.find(
          (o) => o.f === "read" && o.key === id && (o.result as {readonly record: Json} | null)?.record === null,
        );
        const hiddenAt = hidden?.completedAt == null ? null : toMs(hidden.completedAt);
        const evicted = notesOf(told, "evicting").find(({node, taken}) => node === "e1" && taken.includes(id))?.ms ?? null;
        const listed = notesOf(told, "vanished").find(({by, ids: gone}) => by === "list" && gone.includes(id))?.ms ?? null;
        return asked(recording, {
          hidden_by_id_ms: between(last, hiddenAt),
          expired_ms: between(last, evicted),
          gone_from_list_ms: between(last, listed),
          hidden_before_removed: hiddenAt !== null && (evicted === null || hiddenAt < evicted),
        });
      }),
  };
};

/** A server stands still for longer than all its leases last. */
const paused: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {renewalMs, uniform, evictMs} = lab;
  const count = lab.planned("instance");
  const t0 = allOpen(lab) + 5 * renewalMs + evictMs + uniform(0, evictMs);
  const forMs = Number(lab.fields.paused_ms ?? 12_000);
  const resume = t0 + forMs;
  const [, atE2, atE3] = [0, 1, 2].map((first) => {
    const args = {count: Math.ceil(count / 2), servers: from(first), enrolled: true, spreadMs: renewalMs, tellsRenewals: false};
    return plain(lab, `at-e${first + 1}`, args, allOpen(lab));
  });
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [atE2, atE3].flatMap((one) => (one ? [one] : [])),
    faults: [{kind: "pause", node: "e1", forMs, at: t0}],
    untilMs: t0 + Math.max(20_000, forMs + 8000),
  });
  return {
    scenario,
    figures(told) {
      const ticks = notesOf(told, "ticked").filter(({node, ms}) => node === "e1" && ms >= resume);
      const own = (id: string) => !(SERVERS as readonly string[]).includes(id);
      const evicted = notesOf(told, "evicting").filter(({node, ms}) => node === "e1" && ms >= resume);
      const at = (ms: number | undefined, is: (a: number, b: number) => boolean) =>
        evicted.filter((n) => ms !== undefined && is(n.ms, ms)).flatMap(({taken}) => taken.filter(own));
      const gone = new Set(evicted.flatMap(({taken}) => taken.filter(own)));
      for (const {node, id, ms} of notesOf(told, "registered")) if (node === "e1" && ms > resume) gone.delete(id);
      const batch = notesOf(told, "batch").find(({peer, ms}) => peer === "e1" && ms >= resume)?.ms ?? null;
      return [
        asked(recording, {
          first_tick_after_resume_ms: between(resume, ticks[0]?.ms),
          compensation_ms: ticks[0] === undefined ? null : toMs(ticks[0].late),
          second_tick_after_resume_ms: between(resume, ticks[1]?.ms),
          second_compensation_ms: ticks[1] === undefined ? null : toMs(ticks[1].late),
          expired_at_first_tick: at(ticks[0]?.ms, (a, b) => Math.abs(a - b) < 1).length,
          expired_later: at(ticks[0]?.ms, (a, b) => a > b + 1).length,
          first_replicated_after_resume_ms: between(resume, batch),
          missing_at_end: gone.size,
        }),
      ];
    },
  };
};

export const starts: readonly RecordingKind<EurekaNote>[] = [
  {
    name: "e4-server-restart",
    says: "A killed server comes back: what it answers, and how it gets its registry",
    notes: ["listening", "opened", "fetched", "try-failed", "appeared", "evicting", "batch"],
    prepare: restarted,
  },
  {
    name: "e7-empty-start",
    says: "A server starts and reaches no peer",
    notes: ["listening", "opened", "fetched", "try-failed", "registered"],
    prepare: emptyStart,
  },
  {
    name: "e7-all-restart",
    says: "All servers are started again: what clients lose",
    notes: ["listening", "appeared", "vanished"],
    prepare: allRestart,
  },
  {name: "e9-read-by-id", says: "From when on reads by id hide an instance", notes: ["evicting", "vanished"], prepare: byId},
  {
    name: "e9-server-paused",
    says: "A server stands still, and goes on",
    notes: ["ticked", "evicting", "registered", "batch"],
    prepare: paused,
  },
];
