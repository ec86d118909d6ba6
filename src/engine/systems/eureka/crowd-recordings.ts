// Recordings of many instances that fall silent at once, and of what a server does by itself: eviction rounds, self-preservation, deltas, batches.

import type {Fault} from "../../model/fault.ts";
import type {Figure, Figures, Recording, RecordingKind} from "../../model/recorded.ts";
import {
  allOpen,
  asked,
  between,
  enrolledCrowd,
  firstAt,
  from,
  type Lab,
  labOf,
  lastAt,
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

/** By when every server has opened, counted a minute, and heard of everybody. */
const settled = (lab: Lab): number => Math.max(2 * lab.evictMs, 60_000) + 2 * lab.renewalMs + lab.evictMs;

/** All of them die at once: how many each server takes at each tick. */
const allAtOnce: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const t0 = settled(lab);
  const planned = recording.plan.clients.find(({name}) => name === "instance");
  const victims = Number((planned as {readonly args?: {readonly victims?: number}} | undefined)?.args?.victims ?? 60);
  const dying = enrolledCrowd(lab, victims, "victim");
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [...dying, ...enrolledCrowd(lab, lab.planned("instance") - victims)],
    faults: dying.map(({id}) => ({kind: "crash", node: id, at: t0})),
    untilMs: t0 + 2 * lab.leaseMs + 20 * lab.evictMs,
  });
  return {
    scenario,
    figures: (told) =>
      SERVERS.map((server) => {
        const rounds = notesOf(told, "evicting").filter(({node, ms}) => node === server && ms > t0);
        const each = Object.fromEntries(rounds.map(({taken}, i) => [`evicted_round_${i + 1}`, taken.length]));
        return asked(recording, {
          first_round_ms: between(t0, firstAt(rounds)),
          last_round_ms: between(t0, lastAt(rounds)),
          rounds: rounds.length,
          evicted: rounds.reduce((sum, {taken}) => sum + taken.length, 0),
          ...each,
        });
      }),
  };
};

/** Self-preservation: `a` is the server of the run, with its ticks and its threshold; some of the silent come back. */
const silent: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform, evictMs, renewalMs, input} = lab;
  const count = lab.planned("instance");
  const mute = Number(recording.config.silent);
  const returned = input("returned", 0);
  const expected = expectedFor(input("threshold_before", 0), input("size_before", count + 3), lab);
  // A server that counted too few when it opened has not counted again since; that comes at any time.
  const recount = Number(lab.config["eureka.renewalThresholdUpdateIntervalMs"] ?? 900_000);
  const long = expected < count + 3 ? uniform(0, Math.max(0, recount - 4 * evictMs)) : 0;
  const t0 = Math.ceil(settled(lab) + long);
  const back = input("return_ms", 275_000);
  const until = Number(recording.plan.observe.untilMs) || 475_000;
  const phase = (t0 + input("next_tick_ms", uniform(0, evictMs))) % evictMs;
  const [a, ...others] = openServers(lab, [phase]);
  const one = (i: number) =>
    plain(lab, `mute-${i + 1}`, {servers: from(i), enrolled: true, tellsRenewals: false}, allOpen(lab) + uniform(0, renewalMs));
  const faults = Array.from({length: mute}, (_, i): Fault => {
    const node = `mute-${i + 1}`;
    return i < returned ? {kind: "pause", node, forMs: back + uniform(0, renewalMs), at: t0} : {kind: "crash", node, at: t0};
  });
  const scenario = sceneOf(lab, {
    nodes: a ? [{...a, args: {...a.args, expectedClients: expected}}, ...others] : others,
    clients: [...enrolledCrowd(lab, count - mute), ...Array.from({length: mute}, (_, i) => one(i))],
    faults,
    untilMs: t0 + until,
  });
  return {scenario, figures: (told) => [silence(recording, told, {t0, back: t0 + back, mute})]};
};

/** How many clients a server expects whose threshold is so high; as many as there are, if nothing is known of it. */
function expectedFor(threshold: number, size: number, {config}: Lab): number {
  const share = Number(config["eureka.renewalPercentThreshold"] ?? 0.85);
  const perClient = 60 / Number(config["eureka.expectedClientRenewalIntervalSeconds"] ?? 30);
  return threshold > 0 ? Math.ceil(threshold / (perClient * share)) : size;
}

function silence(recording: Recording, told: Told, {t0, back, mute}: {t0: number; back: number; mute: number}): Figures {
  const minutes = notesOf(told, "minute").filter(({node, ms}) => node === "e1" && ms > t0);
  const before = minutes.filter(({ms}) => ms < back);
  const began = before.find(({renewals, threshold}) => renewals <= threshold);
  const allowed = (m: {readonly renewals: number; readonly threshold: number}) => m.renewals > m.threshold;
  const held = began !== undefined && !before.some((m) => m.ms > began.ms && allowed(m));
  const ended = held ? minutes.find((m) => m.ms > back && allowed(m)) : undefined;
  const taken = notesOf(told, "evicting").filter(({node, ms}) => node === "e1" && ms > t0);
  const early = taken.filter(({ms}) => ms < back);
  const late = taken.filter(({ms}) => ms > back);
  const ids = taken.flatMap(({taken}) => taken);
  const count = (all: typeof taken) => all.flatMap(({taken}) => taken).length;
  const silentGone = new Set(ids.filter((id) => id.startsWith("mute")));
  const last = before.at(-1);
  return asked(recording, {
    mode_began: began !== undefined,
    mode_began_ms: between(t0, began?.ms),
    mode_held_until_return: held,
    evicted_before_return: count(early),
    live_evicted: ids.length - silentGone.size,
    first_eviction_ms: between(t0, firstAt(early)),
    last_eviction_ms: between(t0, lastAt(early)),
    threshold_before_return: last?.threshold ?? null,
    renews_before_return: last?.renewals ?? null,
    mode_ended_after_return_ms: between(back, ended?.ms),
    evicted_after_return: count(late),
    first_eviction_after_return_ms: between(back, firstAt(late)),
    threshold_at_end: minutes.at(-1)?.threshold ?? null,
    still_listed_at_end: mute - silentGone.size - returnedOf(recording, told, mute, silentGone),
  });
}

/** Those that came back are in the registry, and silent no more. */
function returnedOf(recording: Recording, told: Told, mute: number, gone: ReadonlySet<string>): number {
  const returned = Number(recording.plan.faults.find(({kind}) => kind === "resume")?.target.split(" ")[0] ?? 0);
  const stayed = Array.from({length: mute}, (_, i) => `mute-${i + 1}`).slice(0, returned);
  return told.notes.length === 0 ? 0 : stayed.filter((id) => !gone.has(id)).length;
}

/** A registration in the deltas of its own server and of another. */
const retention: Prepare = (recording) => (index, chance) => {
  const lab = labOf(recording, index, chance);
  const {uniform, pollMs} = lab;
  const begin = settled(lab);
  const count = lab.planned("instance");
  const spread = lab.evictMs >= 60_000 ? 60_000 : 20_000;
  const starts = Array.from({length: count}, () => begin + uniform(0, spread));
  const noise = recording.plan.clients.find(({name}) => name === "noise");
  const every = noise ? 1000 * Number.parseFloat(/every ([\d.]+)/.exec(noise.operation)?.[1] ?? "10") : 0;
  const until = begin + spread + Number((recording.plan.observe as {readonly giveUpMs?: number}).giveUpMs ?? 300_000);
  const again = (i: number) => ({atMs: (i + 1) * every, status: "UP" as const});
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [
      ...starts.map((startMs, i) => plain(lab, `i${i + 1}`, {servers: from(i), tellsRenewals: false}, startMs)),
      ...SERVERS.map((server) => reads(lab, `delta-${server}`, server, pollMs, begin - pollMs, true)),
      ...(noise
        ? [
            plain(
              lab,
              "noise",
              {
                servers: ["e1"],
                tellsRenewals: false,
                changes: Array.from({length: Math.ceil((until - begin) / every)}, (_, i) => again(i)),
              },
              begin - every,
              "noise",
            ),
          ]
        : []),
    ],
    faults: [],
    untilMs: until,
  });
  return {
    scenario,
    figures(told) {
      const appeared = notesOf(told, "appeared");
      const vanished = notesOf(told, "vanished");
      const stay = (id: string, server: string, t0: number) => {
        const by = `delta-${server}`;
        const inAt = appeared.find((n) => n.by === by && n.ids.includes(id))?.ms ?? null;
        // A server that learnt of it twice lists it twice; what counts is when it is gone for good.
        const outAt = vanished.filter((n) => n.by === by && n.ids.includes(id)).at(-1)?.ms ?? null;
        return [between(t0, inAt), between(t0, outAt), between(inAt, outAt)] as const;
      };
      return starts.map((t0, i) => {
        const [a = "", b = ""] = from(i);
        const [inA, goneA, forA] = stay(`i${i + 1}`, a, t0);
        const [inB, goneB, forB] = stay(`i${i + 1}`, b, t0);
        return asked(recording, {
          in_delta_a_ms: inA,
          gone_from_delta_a_ms: goneA,
          in_delta_a_for_ms: forA,
          in_delta_b_ms: inB,
          gone_from_delta_b_ms: goneB,
          in_delta_b_for_ms: forB,
          still_in_a_delta_at_end: (inA !== null && goneA === null) || (inB !== null && goneB === null),
        });
      });
    },
  };
};

/** So many registrations of the file in one run of the model. */
const AT_ONCE = 16;

/** An instance that registers again and again holds up the queue to the peers. */
const heldUp: Prepare = (recording) => (index, chance) => {
  const labs = Array.from({length: AT_ONCE}, (_, i) => labOf(recording, index * AT_ONCE + i, chance));
  const [lab] = labs as [Lab];
  const t0 = settled(lab);
  const period = 1000 * Number(recording.config.busy_period_s);
  const last = 1000 * Number(recording.config.busy_s) - period;
  const changes = Array.from({length: Math.floor(last / period)}, (_, i) => ({atMs: (i + 1) * period, status: "UP" as const}));
  const subjects = labs.map((one, i) => ({
    id: `i${i + 1}`,
    server: one.real.registered_at === "e2" ? "e2" : "e1",
    at: t0 + one.input("operation_ms", one.uniform(1000, 6000)),
  }));
  const scenario = sceneOf(lab, {
    nodes: openServers(lab),
    clients: [
      plain(lab, "busy", {servers: ["e1"], changes, tellsRenewals: false}, t0, "busy"),
      ...subjects.map(({id, server, at}) => plain(lab, id, {servers: [server], tellsRenewals: false}, at)),
    ],
    faults: [],
    untilMs: t0 + (Number(recording.plan.observe.untilMs) || 14_000),
  });
  const stopped = t0 + changes.length * period;
  return {
    scenario,
    figures(told) {
      const registered = notesOf(told, "registered");
      return subjects.map(({id, server, at}) => {
        const peers = SERVERS.filter((other) => other !== server).map(
          (peer) => registered.find((n) => n.id === id && n.node === peer)?.ms ?? null,
        );
        const known: Figure = peers.some((ms) => ms === null) ? null : Math.max(...(peers as number[]));
        const whileBusy = known !== null && known < stopped;
        return asked(recording, {
          known_at_all_peers_ms: between(at, known),
          known_at_all_peers_after_last_busy_registration_ms: server === "e1" && !whileBusy ? between(stopped, known) : null,
          known_while_busy: whileBusy,
        });
      });
    },
  };
};

export const crowds: readonly RecordingKind<EurekaNote>[] = [
  {name: "e2-crash-all-at-once", says: "Many fall silent at once: how many go at each tick", notes: ["evicting"], prepare: allAtOnce},
  {name: "e5-silent", says: "A share falls silent: does self-preservation begin", notes: ["minute", "evicting"], prepare: silent},
  {name: "e8-delta-retention", says: "How long a registration stays in the delta", notes: ["appeared", "vanished"], prepare: retention},
  {name: "e10-replication-held-up", says: "One that registers again and again holds up others", notes: ["registered"], prepare: heldUp},
];
