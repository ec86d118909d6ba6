// How recordings of KRaft mode are replayed whose kind has no equal in ZooKeeper mode, a section each, and all kinds of that mode.

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
  gapFigures,
  isController,
  lastBefore,
  lossFigures,
  type Noted,
  named,
  quorumFigures,
  statesOf,
  under,
} from "./figures.ts";
import {kind, leaderCut, lost} from "./lost-recordings.ts";
import {assignmentOf, clientOf, clientsAt, faultAt, type Inputs, nodesOf, sceneOf, topicNames, topicsOf} from "./replay.ts";

/** k10: the active controller is cut off from everybody, or paused, for longer than it can stay one. */
function controllerAway(inputs: Inputs): Replay<Noted> {
  const {plan} = inputs.recording;
  const old = String(inputs.figure("cut") ?? inputs.figure("paused"));
  const back = Number(inputs.figure("heal_ms") ?? inputs.figure("sigcont_ms"));
  const replicas = inputs.shuffled(inputs.brokers);
  const [leader] = replicas as readonly [NodeId];
  const t0 = faultAt(inputs);
  const topics = topicNames(inputs);
  const faults: Fault[] =
    plan.faults[0]?.kind === "pause"
      ? [
          {kind: "pause", node: old, at: t0},
          {kind: "resume", node: old, at: t0 + back},
        ]
      : [
          {kind: "cut", nodes: [old], at: t0},
          {kind: "heal", nodes: [old], at: t0 + back},
        ];
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, old),
      clients: [
        ...topicsOf(
          inputs,
          topics.map((topic) => [topic, replicas]),
        ),
        ...plan.clients.map((c) => clientOf(c, inputs, {t0, p: `${c.name}-0`, leader})),
      ],
      faults,
      untilMs: t0 + back + inputs.lag(plan.observe.untilMs, 4000),
    }),
    figures(told) {
      const a = accountOf(told, ms(t0));
      return [
        {
          ...controllerFigures(a, old),
          ...quorumFigures(a, old),
          ...awayFigures(a, {old, back, brokers: inputs.brokers}),
          ...Object.assign({}, ...topics.map((topic) => under(topic, {...gapFigures(a, topic), ...lossFigures(a, topic)}))),
          leader_epoch_after: statesOf(a, `${topics[0]}-0`).at(-1)?.e ?? null,
        },
      ];
    },
  };
}

interface Away {
  readonly old: NodeId;
  readonly back: number;
  readonly brokers: readonly NodeId[];
}

function awayFigures(a: Account, {old, back, brokers}: Away): Figures {
  const own = (n: {readonly node: NodeId}) => n.node === old;
  const role = (name: string, fromMs = 0) => a.first("quorum-role", (n) => own(n) && n.role === name, fromMs);
  const later = (at: number | null) => (at === null || at < back ? null : afterwards(at, back));
  const elected = a.notes.filter((n) => n.kind === "controller-elected");
  const before = lastBefore(a, elected, back);
  const fencings = a.all("broker-fenced", ({why}) => why === "session");
  const resigned = a.first("controller-resigned", own);
  const found = brokers.map((id) => a.first("controller-found", (n) => n.node === id && n.controller === before?.node));
  return {
    controller_before_resume: before?.node ?? null,
    controller_epoch_before_resume: before?.kind === "controller-elected" ? before.ce : null,
    old_resigned_ms: role("resigned"),
    old_unattached_ms: role("unattached"),
    old_prospective_ms: role("prospective"),
    old_prospectives: a.all("quorum-role", (n) => own(n) && n.role === "prospective").length,
    old_renounces_ms: resigned,
    old_follows_after_resume_ms: afterwards(role("follower", back), back),
    old_renounces_after_resume_ms: later(resigned),
    old_resigned_after_resume_ms: later(role("resigned")),
    fencings_by_old_controller: fencings.filter(own).length,
    fencings_by_new_controller: fencings.filter((n) => !own(n) && isController(n.node)).length,
    last_broker_finds_new_controller_ms: found.includes(null) ? null : Math.max(...(found as number[])),
  };
}

/** From the start of a broker's process, which takes no time here, to its registration. */
const REGISTERS_MS = 20;

/** When the last member of the ISR dies, after it has come to that. */
const ALONE_MS = 1000;

/** One of those that return: when it was registered, and how long after that the recorder looked. */
interface Returned {
  readonly id: NodeId;
  readonly registered: number;
  readonly lookedAfter: number;
}

function returnedIn({recording, of}: Inputs, id: NodeId, place: string): Returned {
  const events = recording.runs[of]?.events ?? [];
  const registered = events.find(([at, , what, told]) => at >= 0 && what === "broker-registered" && told.startsWith(`${id},`))?.[0];
  const looked = events.find(([at, , what, told]) => at >= 0 && what === "described" && told.startsWith(`${place} is back`))?.[0];
  if (registered === undefined || looked === undefined)
    throw new Refusal(said("kafka.recording.described", {scenario: recording.scenario, run: of, id, place}));
  return {id, registered, lookedAfter: looked - registered};
}

/** k12: the replicas p, q and r go one after the other, p last, and return in another order. */
function lastStanding(inputs: Inputs): Replay<Noted> {
  const {plan} = inputs.recording;
  const [topic = "k12"] = topicNames(inputs);
  const replicas = assignmentOf(inputs, String(inputs.figure("replicas")).split(" ")[0] as NodeId);
  const [p, q, r] = replicas as readonly [NodeId, NodeId, NodeId];
  const [controller] = inputs.shuffled(inputs.quorum) as readonly [NodeId];
  const firstGone = clientsAt() + inputs.lag(plan.faults.find(({target}) => target === "r")?.atMs ?? null, 1000);
  const t0 = firstGone - Number(inputs.figure("r_killed_ms"));
  const stops = (place: string) => plan.faults.some(({kind: how, target}) => how === "term" && target === place);
  const stopAtMs = {[r]: firstGone, [q]: t0 + Number(inputs.figure("q_killed_ms"))};
  // Whoever is killed is taken to be dead some seconds later, and then the recorder goes on.
  const next = inputs.lag(plan.faults.find(({target}) => target === "q")?.atMs ?? null, 700);
  // The first time that somebody is eligible who is not in the ISR, only p is.
  const alone = {event: "note eligible", node: controller} as const;
  const plusMs = ALONE_MS + inputs.uniform(0, plan.observe.pollMs ?? 0);
  const order = [1, 2, 3].map((n) => String(inputs.figure(`after_${n}_returned`)));
  const back = order.map((place) => returnedIn(inputs, {p, q, r}[place] as NodeId, place));
  const gone = (id: NodeId, place: string, kill: Fault): Fault[] => (stops(place) && stopAtMs[id] !== undefined ? [] : [kill]);
  const args = Object.fromEntries([r, q].flatMap((id) => (stops(id === r ? "r" : "q") ? [[id, {stopAtMs: stopAtMs[id] as number}]] : [])));
  return {
    scenario: sceneOf(inputs, {
      nodes: nodesOf(inputs, controller, args),
      clients: [
        ...topicsOf(inputs, [[topic, replicas]]),
        ...plan.clients.map((c) => clientOf({...c, startMs: 0}, inputs, {t0: clientsAt(), p: `${topic}-0`, leader: p})),
      ],
      faults: [
        ...gone(r, "r", {kind: "crash", node: r, at: firstGone}),
        ...gone(q, "q", {kind: "crash", node: q, when: {event: "note broker-fenced", node: controller, plusMs: next}}),
        {kind: "crash", node: p, when: {...alone, plusMs}},
        ...back.map(
          ({id, registered}): Fault => ({kind: "restart", node: id, when: {...alone, plusMs: plusMs + registered - REGISTERS_MS}}),
        ),
      ],
      untilMs: t0 + Math.max(...back.map(({registered, lookedAfter}) => registered + lookedAfter)) + 3000,
    }),
    figures: (told) => [standingFigures(told, {places: {p, q, r}, partition: `${topic}-0`, plusMs, back, voters: inputs.quorum.length})],
  };
}

interface Standing {
  readonly places: {readonly [place: string]: NodeId};
  readonly partition: string;
  readonly plusMs: number;
  readonly back: readonly Returned[];
  readonly voters: number;
}

function standingFigures(told: Replayed<Noted>, {places, partition, plusMs, back, voters}: Standing): Figures {
  const alone = told.notes.find((n) => n.kind === "eligible" && n.scope === partition);
  if (!alone) return {};
  const a = accountOf(told, plus(alone.at, ms(plusMs)));
  const states = statesOf(a, partition);
  const placeOf = (id: NodeId) => Object.keys(places).find((place) => places[place] === id) ?? id;
  const listed = (ids: readonly NodeId[] = []) => (ids.length === 0 ? "none" : ids.map(placeOf).sort().join(" "));
  const described = (at: number) => {
    const state = lastBefore(a, states, at);
    const eligible = lastBefore(
      a,
      a.notes.filter((n) => n.kind === "eligible" && n.scope === partition),
      at,
    );
    const {elr = [], lastKnown = []} = eligible?.kind === "eligible" ? eligible : {};
    const leader = state?.leader ?? null;
    return {leader: leader === null ? "none" : placeOf(leader), isr: listed(state?.isr), elr: listed(elr), last_known: listed(lastKnown)};
  };
  const onlyOne = states.find(({isr, leader}) => isr.length === 1 && leader !== null);
  const led = states.find((n) => a.since(n.at) >= 0 && n.leader !== null);
  const [before] = [described(0)];
  const errors = (error: string) => a.notes.filter((n) => n.kind === "client-error" && n.error === error).length;
  const unclean = states.filter(({how}) => how === "unclean").length;
  return {
    ...controllerFigures(a, places.p as NodeId),
    isr_after_q: before?.isr ?? null,
    elr_after_q: before?.elr ?? null,
    acked_with_isr_1: acknowledged(a, "all").filter(({acked}) => onlyOne && acked > Math.max(-ALONE_MS, a.since(onlyOne.at)) && acked < 0)
      .length,
    ...Object.assign({}, ...back.map((one, i) => returnedFigures(a, one, i + 1, described))),
    first_leader_after: led?.leader ? placeOf(led.leader) : "none",
    leader_after: states.at(-1)?.leader ? placeOf(named(states.at(-1)?.leader)) : "none",
    leader_epoch_after: states.at(-1)?.e ?? null,
    // The active controller says that it elects uncleanly, and every controller that a partition has changed so.
    unclean_log_lines: unclean * (1 + voters),
    not_enough_replicas: errors("NOT_ENOUGH_REPLICAS"),
    timed_out: errors("REQUEST_TIMED_OUT"),
    ...gapFigures(a, "all"),
    ...lossFigures(a, "all"),
  };
}

/** What the recorder sees of the partition some time after one of them is back. */
function returnedFigures(a: Account, {id, lookedAfter}: Returned, n: number, described: (at: number) => Figures): Figures {
  const registered = a.first("broker-registered", ({broker}) => broker === id);
  if (registered === null) return {};
  return Object.fromEntries(
    Object.entries(described(registered + lookedAfter)).map(([metric, figure]) => [`after_${n}_${metric}`, figure]),
  );
}

/** The kinds of recordings of KRaft mode. */
export const kraftKinds: readonly RecordingKind<Noted>[] = [
  kind("k8-kraft-kill-leader", "The leader is killed under two writers.", lost),
  kind("k9-kraft-kill-active-controller", "The active controller is killed.", lost),
  kind("k10-kraft-cut-controller", "The active controller is cut off.", controllerAway),
  kind("k10-kraft-pause-controller", "The active controller is paused.", controllerAway),
  kind("k11-kraft-cut-leader", "The leader is cut off, with two of its clients.", leaderCut),
  kind("k12-kraft-elr", "All replicas go, the last one last, and come back in another order.", lastStanding),
  kind("k13-kraft-controlled-shutdown", "The leader is told to stop.", lost),
];
