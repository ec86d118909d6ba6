// How recordings of both modes are replayed in which a leader goes: it is killed, told to stop, or cut off.

import type {Figures, RecordingKind, Replay, Replayed} from "../../model/recorded.ts";
import {ms, type NodeId, plus} from "../../vocabulary.ts";
import {
  type Account,
  accountOf,
  acknowledged,
  afterwards,
  controllerFigures,
  electionFigures,
  errorsOf,
  gapFigures,
  lossFigures,
  NOTES,
  type Noted,
  quorumFigures,
  under,
} from "./figures.ts";
import {assignmentOf, clientOf, faultAt, type Inputs, inputsOf, nodesOf, sceneOf, sessionMs, topicNames, topicsOf} from "./replay.ts";

/** A session ends within four thirds of its time, and an election with its pauses is over five seconds later. */
export const overMs = (inputs: Inputs): number => (sessionMs(inputs) * 4) / 3 + 5000;

/** How long a broker is waited for that is told to stop: in KRaft mode its next heartbeat, after two seconds, says that it may go. */
const STOP_MS = {zk: 3000, kraft: 3500};

const clientOfTopic = (inputs: Inputs, topic: string, t0: number, leader: NodeId) => {
  const planned = inputs.recording.plan.clients.find(({name}) => name === topic);
  return planned ? [clientOf(planned, inputs, {t0, p: `${topic}-0`, leader, enoughMs: t0 + 50})] : [];
};

/** k1, k2, k7, k8, k9, k13: the leader or the controller is killed, or told to stop, under a writer for each topic. */
export function lost(inputs: Inputs): Replay<Noted> {
  const leader = String(inputs.figure("leader_before"));
  const controller = String(inputs.figure("controller_before"));
  const victim = String(inputs.figure("killed"));
  const replicas = assignmentOf(inputs, leader);
  const t0 = faultAt(inputs);
  const stops = inputs.recording.plan.faults[0]?.kind === "term";
  const topics = topicNames(inputs);
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
      untilMs: t0 + (stops ? STOP_MS[inputs.mode] : overMs(inputs)),
    }),
    figures(told) {
      const a = accountOf(told, ms(t0));
      const released = a.all("shut-down", ({node}) => node === victim)[0];
      return [
        {
          ...controllerFigures(a, victim),
          ...(inputs.mode === "kraft" ? quorumFigures(a, controller) : {}),
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
export function inSync(told: Replayed<Noted>, t0: number, fromMs: number, partitions: readonly string[]): number | null {
  const a = accountOf(told, ms(t0));
  const times = partitions.map((p) => a.first("isr", ({scope, isr}) => scope === p && isr.length === 3, fromMs));
  return times.includes(null) ? null : Math.max(...(times as number[]));
}

/** The account up to the end of the observation: a second after the recorder has seen all in sync. */
export function observed(told: Replayed<Noted>, inputs: Inputs, t0: number, inSyncMs: number | null): Account {
  if (inSyncMs === null) return accountOf(told, ms(t0));
  const {pollMs} = inputs.recording.plan.observe;
  return accountOf(told, ms(t0), plus(ms(t0), ms(inSyncMs + inputs.uniform(0, pollMs ?? 0) + 1000)));
}

/** k4, k11: the leader of two topics is cut off from everybody but two of its clients. */
export function leaderCut(inputs: Inputs): Replay<Noted> {
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
    ...controllerFigures(a, cut),
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

/** A kind of recording that begins with that name. */
export const kind = (name: string, says: string, replay: (inputs: Inputs) => Replay<Noted>): RecordingKind<Noted> => ({
  name,
  says,
  notes: NOTES,
  prepare: (recording) => (index, chance) => replay(inputsOf(recording, index, chance)),
});
