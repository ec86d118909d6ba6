// How the recordings k1–k7 of ZooKeeper mode are replayed, a section a kind.

import {said} from "../../../words/en/kafka-recordings.ts";
import type {Fault} from "../../model/fault.ts";
import type {Figures, RecordingKind, Replay, Replayed} from "../../model/recorded.ts";
import {ms, type NodeId, plus, Refusal} from "../../vocabulary.ts";
import {
  type Account,
  accountOf,
  acknowledged,
  afterwards,
  controllerFigures,
  electionFigures,
  errorsOf,
  gapFigures,
  lastBefore,
  lossFigures,
  NOTES,
  type Noted,
  named,
  statesOf,
  under,
} from "./figures.ts";
import {assignmentOf, clientOf, clientsAt, faultAt, type Inputs, inputsOf, nodesOf, sceneOf, topicsOf} from "./replay.ts";

/** Sessions of the recordings end within nine seconds, and an election with its pauses is over two seconds later. */
const OVER_MS = 13_000;

const clientOfTopic = (inputs: Inputs, topic: string, t0: number, leader: NodeId) => {
  const planned = inputs.recording.plan.clients.find(({name}) => name === topic);
  return planned ? [clientOf(planned, inputs, {t0, p: `${topic}-0`, leader, enoughMs: t0 + 50})] : [];
};

/** k1, k2, k7: the leader or the controller is killed, or told to stop, under a writer for each of two topics. */
function lost(inputs: Inputs): Replay<Noted> {
  const leader = String(inputs.figure("leader_before"));
  const controller = String(inputs.figure("controller_before"));
  const victim = String(inputs.figure("killed"));
  const replicas = assignmentOf(inputs, leader);
  const t0 = faultAt(inputs);
  const stops = inputs.recording.plan.faults[0]?.kind === "term";
  const topics = ["all", "one"];
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, controller, stops ? {[victim]: {stopAtMs: t0}} : {}),
      clients: [
        ...topicsOf(
          inputs,
          topics.map((topic) => [topic, replicas]),
        ),
        ...topics.flatMap((topic) => clientOfTopic(inputs, topic, t0, leader)),
      ],
      faults: stops ? [] : [{kind: "crash", node: victim, at: t0}],
      untilMs: t0 + (stops ? 3000 : OVER_MS),
    }),
    figures(told) {
      const a = accountOf(told, ms(t0));
      const released = a.all("shut-down", ({node}) => node === victim)[0];
      return [
        {
          ...controllerFigures(a),
          ...Object.assign({}, ...topics.map((topic) => under(topic, topicFigures(a, topic, replicas)))),
          controlled_shutdown_started_ms: a.first("shutting-down", ({node}) => node === victim),
          controlled_shutdown_answered_ms: released?.released ? a.since(released.at) : null,
        },
      ];
    },
  };
}

function topicFigures(a: Account, topic: string, replicas: readonly NodeId[]): Figures {
  const led = electionFigures(a, `${topic}-0`, replicas);
  const [first] = errorsOf(a, topic, "NOT_LEADER_OR_FOLLOWER", "no leader");
  return {...led, ...gapFigures(a, topic), ...lossFigures(a, topic), first_no_leader_or_not_leader_ms: first ? a.since(first.at) : null};
}

/** When every partition has all its replicas in sync again, from some instant on; null: not before the end. */
function inSync(told: Replayed<Noted>, t0: number, fromMs: number, partitions: readonly string[]): number | null {
  const a = accountOf(told, ms(t0));
  const times = partitions.map((p) => a.first("isr", ({scope, isr}) => scope === p && isr.length === 3, fromMs));
  return times.includes(null) ? null : Math.max(...(times as number[]));
}

/** The account up to the end of the observation: a second after the recorder has seen all in sync. */
function observed(told: Replayed<Noted>, inputs: Inputs, t0: number, inSyncMs: number | null): Account {
  if (inSyncMs === null) return accountOf(told, ms(t0));
  const {pollMs} = inputs.recording.plan.observe;
  return accountOf(told, ms(t0), plus(ms(t0), ms(inSyncMs + inputs.uniform(0, pollMs ?? 0) + 1000)));
}

/** k3: the controller, which leads one of two topics, is paused for longer than its session, and wakes. */
function controllerPaused(inputs: Inputs): Replay<Noted> {
  const paused = String(inputs.figure("paused"));
  const resumed = Number(inputs.figure("sigcont_ms"));
  const replicas = assignmentOf(inputs, paused);
  const others = inputs.shuffled(replicas.filter((id) => id !== paused));
  const t0 = faultAt(inputs);
  const leaders: {readonly [topic: string]: NodeId} = {led: paused, other: others[0] as NodeId};
  const topicOf = (client: string) => (client === "other" ? "other" : "led");
  const {clients} = inputs.recording.plan;
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, paused),
      clients: [
        ...topicsOf(inputs, [
          ["led", replicas],
          ["other", [...others, paused]],
        ]),
        ...clients.map((c) => clientOf(c, inputs, {t0, p: `${topicOf(c.name)}-0`, leader: leaders[topicOf(c.name)] as NodeId})),
      ],
      faults: [
        {kind: "pause", node: paused, at: t0},
        {kind: "resume", node: paused, at: t0 + resumed},
      ],
      untilMs: t0 + resumed + 5000,
    }),
    figures(told) {
      const a = observed(told, inputs, t0, inSync(told, t0, resumed, ["led-0", "other-0"]));
      const after = (at: number | null) => afterwards(at, resumed);
      const ofOld = {node: paused};
      const own = (n: {readonly node: NodeId}) => n.node === ofOld.node;
      const late = <K extends Noted["kind"]>(kind: K, fits: Parameters<typeof a.all<K>>[1]) =>
        a.all(kind, fits).filter((n) => a.since(n.at) >= resumed);
      const elected = a.notes.filter((n) => n.kind === "controller-elected");
      const updates = late("metadata-updated", ({controller}) => controller === paused);
      const led = electionFigures(a, "led-0", replicas);
      const [refused] = errorsOf(a, "pin", "NOT_LEADER_OR_FOLLOWER");
      return [
        {
          ...controllerFigures(a),
          controller_before_resume: lastBefore(a, elected, resumed)?.node ?? null,
          ...under("led", led),
          leader_after: led.leader_after ?? null,
          ...under("aware", {...gapFigures(a, "aware"), ...lossFigures(a, "aware")}),
          ...under("other", {...gapFigures(a, "other"), ...lossFigures(a, "other")}),
          ...under("pin", lossFigures(a, "pin")),
          "pin.not_leader_after_resume_ms": refused ? after(a.since(refused.at)) : null,
          old_controller_resigned_after_resume_ms: after(a.first("controller-resigned", own, resumed)),
          session_expired_seen_after_resume_ms: after(a.first("session-over", own, resumed)),
          become_follower_after_resume_ms: after(a.first("follower", (n) => own(n) && n.scope === "led-0", resumed)),
          broker_change_after_resume_ms: after(a.first("broker-change", undefined, resumed)),
          shrink_tried_after_resume_ms: after(a.first("isr-asked", own, resumed)),
          writes_of_old_controller_failed: late("controller-write-refused", own).length,
          updates_of_old_controller_applied_by_itself: updates.filter(own).length,
          updates_of_old_controller_applied_by_others: updates.filter((n) => !own(n)).length,
          refusals_of_old_controller: late("refused-controller", undefined).length,
          elections_by_old_controller_after_resume: late("state-written", own).length,
        },
      ];
    },
  };
}

/** k4: the leader of two topics is cut off from everybody but two of its clients. */
function leaderCut(inputs: Inputs): Replay<Noted> {
  const cut = String(inputs.figure("cut"));
  const healed = Number(inputs.figure("heal_ms"));
  const replicas = assignmentOf(inputs, cut);
  const t0 = faultAt(inputs);
  const topicOf = (client: string) => (client.endsWith("all") ? "all" : "one");
  // The command takes some ms: the port is out between the last answer that came through and the next one.
  const out = t0 + Math.max(0, Number(inputs.figure("inall.last_acked_ms") ?? 0)) + inputs.uniform(0, 5);
  const {clients} = inputs.recording.plan;
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, String(inputs.figure("controller_before"))),
      clients: [
        ...topicsOf(
          inputs,
          ["one", "all"].map((topic) => [topic, replicas]),
        ),
        ...clients.map((c) => clientOf(c, inputs, {t0, p: `${topicOf(c.name)}-0`, leader: cut})),
      ],
      faults: [
        {kind: "cut", nodes: [cut], at: out},
        {kind: "heal", nodes: [cut], at: t0 + healed},
      ],
      untilMs: t0 + healed + 6000,
    }),
    figures(told) {
      const complete = inSync(told, t0, healed, ["one-0", "all-0"]);
      return [cutFigures(observed(told, inputs, t0, complete), {cut, healed, replicas, complete})];
    },
  };
}

interface Cut {
  readonly cut: NodeId;
  readonly healed: number;
  readonly replicas: readonly NodeId[];
  readonly complete: number | null;
}

function cutFigures(a: Account, {cut, healed, replicas, complete}: Cut): Figures {
  const own = (n: {readonly node: NodeId}) => n.node === cut;
  const after = (at: number | null) => afterwards(at, healed);
  const all = electionFigures(a, "all-0", replicas);
  const shrinks = a.all("isr-asked", (n) => own(n) && n.isr.length < 3);
  const inside = acknowledged(a, "in1").filter(({acked, o}) => acked >= healed && o.server === cut);
  const timedOut = errorsOf(a, "inall", "REQUEST_TIMED_OUT");
  const [firstError] = a.all("client-error", ({node}) => node === "inall");
  const [notLeader] = errorsOf(a, "in1", "NOT_LEADER_OR_FOLLOWER");
  return {
    ...controllerFigures(a),
    "all.decided_ms": all.decided_ms ?? null,
    "all.become_leader_ms": all.become_leader_ms ?? null,
    "all.fetch_refused": all.fetch_refused ?? null,
    "one.fetch_refused": electionFigures(a, "one-0", replicas).fetch_refused ?? null,
    ...under("outall", {...gapFigures(a, "outall"), ...lossFigures(a, "outall")}),
    ...under("out1", {...gapFigures(a, "out1"), ...lossFigures(a, "out1")}),
    ...under("inall", lossFigures(a, "inall")),
    ...under("in1", lossFigures(a, "in1")),
    shrink_tried_ms: shrinks[0] ? a.since(shrinks[0].at) : null,
    shrinks_tried: shrinks.length,
    isr_updated_by_old_leader_before_heal: a.all("isr", own).filter((n) => a.since(n.at) < healed).length,
    "in1.last_accepted_after_heal_ms": after(inside.at(-1)?.acked ?? null),
    "in1.not_leader_after_heal_ms": notLeader ? after(a.since(notLeader.at)) : null,
    "in1.acked_lost_sent_before_cut": acknowledged(a, "in1").filter(({sent, o}) => sent < 0 && a.read?.count(o.key, o.value) === 0).length,
    "inall.acked_after_cut": acknowledged(a, "inall").filter(({sent}) => sent >= 0).length,
    "inall.timed_out": timedOut.length,
    "inall.not_enough_replicas": errorsOf(a, "inall", "NOT_ENOUGH_REPLICAS", "NOT_ENOUGH_REPLICAS_AFTER_APPEND").length,
    "inall.first_error_ms": firstError ? a.since(firstError.at) : null,
    "inall.first_error": firstError?.error ?? null,
    old_leader_follows_after_heal_ms: after(a.first("follower", own, healed)),
    truncated_after_heal_ms: after(a.first("truncated", own, healed)),
    isr_complete_after_heal_ms: after(complete),
    leader_after: all.leader_after ?? null,
    leader_epoch_after: all.leader_epoch_after ?? null,
    leader_is_first_live_in_assignment: all.leader_is_first_live_in_assignment ?? null,
  };
}

/** k5: a follower is paused for longer than it may lag, and for less than its session. */
function followerPaused(inputs: Inputs): Replay<Noted> {
  const leader = String(inputs.figure("leader"));
  const paused = String(inputs.figure("paused"));
  const resumed = Number(inputs.figure("sigcont_ms"));
  const replicas = assignmentOf(inputs, leader);
  const t0 = faultAt(inputs);
  const topicOf = (client: string) => (client === "all" ? "all" : "one");
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, leader),
      clients: [
        ...topicsOf(
          inputs,
          ["all", "one"].map((topic) => [topic, replicas]),
        ),
        ...inputs.recording.plan.clients.map((c) => clientOf(c, inputs, {t0, p: `${topicOf(c.name)}-0`, leader})),
      ],
      faults: [
        {kind: "pause", node: paused, at: t0},
        {kind: "resume", node: paused, at: t0 + resumed},
      ],
      untilMs: t0 + resumed + 2000,
    }),
    figures(told) {
      const a = accountOf(told, ms(t0));
      const of = ({scope}: {readonly scope: string}) => scope === "all-0";
      const states = statesOf(a, "all-0");
      return [
        {
          session_expired_ms: a.first("session-expiring"),
          shrink_ms: a.first("isr-asked", (n) => of(n) && !n.isr.includes(paused)),
          isr_shrunk_ms: a.first("isr", (n) => of(n) && !n.isr.includes(paused)),
          removed_by_controller_ms: a.first("state-written", ({how}) => how === "removed"),
          ...under("all", {...gapFigures(a, "all"), ...lossFigures(a, "all")}),
          ...under("one", lossFigures(a, "one")),
          "one.invisible_ms": invisible(a, "reader"),
          isr_complete_after_resume_ms: afterwards(
            a.first("isr", (n) => of(n) && n.isr.includes(paused), resumed),
            resumed,
          ),
          leader_epoch_after: states.at(-1)?.e ?? null,
          leader_after: named(states.at(-1)?.leader),
        },
      ];
    },
  };
}

/** The longest time without a new record for a consumer that ends after t0. */
function invisible(a: Account, reader: NodeId): number | null {
  const times = a.history.flatMap((o) =>
    o.process === reader && o.f === "poll" && o.type === "ok" && (o.result as readonly unknown[]).length > 0 && o.completedAt !== null
      ? [a.since(o.completedAt)]
      : [],
  );
  const gaps = times.flatMap((to, i) => (i > 0 && to >= 0 ? [to - (times[i - 1] as number)] : []));
  return gaps.length > 0 ? Math.max(...gaps) : null;
}

/** How long a broker's start takes until it is registered, once its process runs. */
const REGISTERS_MS = 35;

/** k6: both followers die, then the leader; a follower comes back first, then the leader. */
function lastIsr(inputs: Inputs): Replay<Noted> {
  const {recording, of, brokers} = inputs;
  const leader = String(inputs.figure("leader_before"));
  const stale = String(inputs.figure("stale_follower"));
  const replicas = assignmentOf(inputs, leader);
  const other = brokers.find((id) => id !== leader && id !== stale) as NodeId;
  const killed = clientsAt() + inputs.uniform(800, 1600);
  // The leader leads a third time, as the last member of the ISR; a second later it is killed: t0.
  const alone = {event: "note leader", node: leader, nth: 3} as const;
  const back = [stale, leader, other].map((id) => {
    const from = id === leader ? Number(inputs.figure("leader_restart_ms")) : 0;
    const registered = inputs.logged(id, "znode-created", from);
    const started = registered === null ? null : inputs.logged(id, "server", registered, "started");
    if (id !== other && (registered === null || started === null))
      throw new Refusal(said("kafka.recording.returned", {scenario: recording.scenario, run: of, id}));
    return {id, registered, openAfterMs: registered === null || started === null ? 0 : started - registered};
  });
  const args = Object.fromEntries(back.map(({id, openAfterMs}) => [id, {openAfterMs}]));
  const last = Math.max(...back.map(({registered}) => registered ?? 0));
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, String(inputs.figure("controller_before")), args),
      clients: [
        ...topicsOf(inputs, [["k6", replicas]]),
        ...recording.plan.clients.map((c) => clientOf({...c, startMs: 0}, inputs, {t0: clientsAt(), p: "k6-0", leader})),
      ],
      faults: [
        {kind: "crash", node: stale, at: killed},
        {kind: "crash", node: other, at: killed},
        {kind: "crash", node: leader, when: {...alone, plusMs: 1000}},
        ...back.flatMap(({id, registered}): Fault[] =>
          registered === null ? [] : [{kind: "restart", node: id, when: {...alone, plusMs: 1000 + registered - REGISTERS_MS}}],
        ),
      ],
      untilMs: killed + 12_000 + last + 6000,
    }),
    figures: (told) => [lastIsrFigures(told, {leader, killed})],
  };
}

function lastIsrFigures(told: Replayed<Noted>, {leader, killed}: {leader: NodeId; killed: number}): Figures {
  const alone = told.notes.filter((n) => n.kind === "leader" && n.node === leader)[2];
  if (!alone) return {};
  const t0 = plus(alone.at, ms(1000));
  const a = accountOf(told, t0);
  const states = statesOf(a, "k6-0");
  const registered = a.first("registered", ({node}) => node === leader);
  const started = a.first("started", ({node}) => node === leader);
  const before = registered === null ? undefined : lastBefore(a, states, registered);
  const acks = acknowledged(a, "all").filter(({acked}) => acked >= 0);
  const wasAvailable = registered !== null && acks.some(({acked}) => acked < registered);
  const [back] = acks;
  return {
    isr_alone_after_follower_kill_ms: -1000 - a.since(ms(killed)),
    leader_session_expired_ms: a.first("session-expiring"),
    leader_before_return: named(before?.leader),
    leader_epoch_before: lastBefore(a, states, 0)?.e ?? null,
    leader_epoch_before_return: before?.e ?? null,
    // What a controller of this version logs of an election says nothing of that.
    unclean_log_line: false,
    available_after_started_ms: back && started !== null && !wasAvailable ? back.acked - started : null,
    leader_after: named(states.at(-1)?.leader),
    leader_epoch_after: states.at(-1)?.e ?? null,
    ...lossFigures(a, "all"),
  };
}

const kind = (name: string, says: string, replay: (inputs: Inputs) => Replay<Noted>): RecordingKind<Noted> => ({
  name,
  says,
  notes: NOTES,
  prepare: (recording) => (index, chance) => replay(inputsOf(recording, index, chance)),
});

/** The kinds of recordings of ZooKeeper mode. */
export const zkKinds: readonly RecordingKind<Noted>[] = [
  kind("k1-kill-leader", "The leader is killed under two writers.", lost),
  kind("k2-kill-controller", "The controller is killed, which leads or follows.", lost),
  kind("k3-pause-controller", "The controller, which leads as well, is paused for longer than its session.", controllerPaused),
  kind("k4-cut-leader", "The leader is cut off, with two of its clients.", leaderCut),
  kind("k5-follower-pause", "A follower is paused for longer than it may lag.", followerPaused),
  kind("k6-last-isr", "The last in-sync replica dies; one that is not comes back first.", lastIsr),
  kind("k7-controlled-shutdown", "The leader is told to stop.", lost),
];
