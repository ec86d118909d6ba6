// How recordings of ZooKeeper mode are replayed whose kind has no equal in KRaft mode, a section each, and all kinds of that mode.

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
  type Noted,
  named,
  statesOf,
  under,
} from "./figures.ts";
import {inSync, kind, leaderCut, lost, observed} from "./lost-recordings.ts";
import {assignmentOf, clientOf, clientsAt, faultAt, type Inputs, nodesOf, sceneOf, topicsOf} from "./replay.ts";

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
          ...controllerFigures(a, paused),
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
