// What recordings of real clusters the model replays, and where the two differ. A mode has its kinds in a file of its own.

import type {Lack, RecordingKind} from "../../model/recorded.ts";
import type {Noted} from "./figures.ts";
import {kraftKinds} from "./kraft-recordings.ts";
import {zkKinds} from "./zk-recordings.ts";

/** The kinds of recordings that the model of Kafka replays. */
export const kinds: readonly RecordingKind<Noted>[] = [...zkKinds, ...kraftKinds];

const BUSY =
  "The host had other work, the more of it the later the kind (load 4 to 6 in k1 and k7, 5 to 25 in k2 to k4, 32 to 71 in k6, on two cores): an election, an RPC, a first use of code took ten times as long as in k7, from which the machine is taken. The model's machine is the same in all.";
const COLD =
  "A broker started a run before does everything for the first time: it takes 15 to 30 ms from the decision to its first line as a leader, one that has run for long 2 to 5. Here each takes either at random, so that a client may be told of a leader that does not lead yet.";
const RARE =
  "Too few runs to see it: what the leader alone had when it went, a record every so many runs, none or one in those of the recording.";
const WAKES =
  "What of all that is overdue comes first on waking is not known: there in seven of eight runs the check of the ISR, whose request was then in the controller's hands when its session ended; here the two watches that waited for it in its socket.";

const LOADED =
  "The host had other work in most kinds (load 3 to 7 in k8, the first k9 and k10-kraft-cut, 4 to 15 in k13, k11 and k10-kraft-pause, 11 to 49 in the others, on two cores): a vote, a take-over, a refused fetch take up to some hundred ms there. The model's machine is the same in all.";
const SPLIT =
  "Whether a vote is split, and so costs one epoch and one to two seconds more, hangs on a few ms between the two voters' timers: each of few runs is one or the other, and so is their middle.";
const HANDSHAKE =
  "A new connection first asks what the other understands, so that nothing else reaches a process that is paused. Here votes wait in its socket, and on waking it hears of the newer epoch before it hears who leads.";
const AGAIN =
  "A broker that misses its controller asks any voter who leads, and one in three asks the silent one again, which costs two seconds. In five of the eight runs of k10-kraft-pause none of the three brokers did, where two or three were to be expected; the reason is not known.";
const LEAVING =
  "In all ten runs the broker that stops acknowledges writes for 24 to 62 ms after its first follower has left it. Here, and in ZooKeeper mode, it hears of the move when they do. By its source it does there, too: until it is let go it serves as before, and follows by the very record that makes another lead (BrokerServer.shutdown, ReplicaManager.applyDelta). What keeps it is not known, and its log does not say: log4j2 closes it on the same signal.";
const PAUSES = "The longest pause between two writes may be one that the host makes, long after the move.";

/** Where the two differ, and what the model lacks there. */
export const lacks: readonly Lack[] = [
  {recording: "k1-", metrics: ["all.first_no_leader_or_not_leader_ms", "one.first_no_leader_or_not_leader_ms"], why: COLD},
  {recording: "k1-", metrics: ["one.first_lost_sent_ms", "one.last_lost_acked_ms"], why: `${RARE} ${BUSY}`},
  {
    recording: "k2",
    metrics: ["all.fetch_refused", "one.fetch_refused", "one.first_lost_sent_ms", "one.last_lost_acked_ms", "all.become_leader_ms"],
    why: BUSY,
  },
  {
    recording: "k3",
    metrics: [
      "led.fetch_refused",
      "become_follower_after_resume_ms",
      "broker_change_after_resume_ms",
      "pin.not_leader_after_resume_ms",
      "old_controller_resigned_after_resume_ms",
      "session_expired_seen_after_resume_ms",
    ],
    why: BUSY,
  },
  {recording: "k3", metrics: ["writes_of_old_controller_failed", "updates_of_old_controller_applied_by_itself"], why: WAKES},
  {recording: "k4", metrics: ["out1.first_lost_sent_ms", "out1.last_lost_acked_ms"], why: RARE},
  {
    recording: "k4",
    metrics: ["outall.in_doubt", "outall.in_doubt_but_present"],
    why: `Each refused fetch costs this client two writes, and it is refused more often there. ${BUSY}`,
  },
  {
    recording: "k5",
    metrics: ["isr_complete_after_resume_ms"],
    why: "A process that wakes takes its first steps slowly; here it goes on as if nothing had been.",
  },
  {recording: "k6", metrics: ["available_after_started_ms", "refused"], why: BUSY},
  {recording: "k7", metrics: ["all.refused", "one.refused"], why: COLD},
  {
    recording: "k7",
    metrics: ["controlled_shutdown_answered_ms", "one.first_lost_sent_ms", "one.last_lost_acked_ms"],
    why: "Between the line with which a stop begins and the controller's answer nothing is logged, and it takes ten ms longer there; why is not known. What two of eight runs lose, they lose as much later.",
  },
  {
    recording: "k8",
    metrics: ["all.in_doubt_but_present", "all.first_lost_sent_ms", "one.first_lost_sent_ms", "one.last_lost_acked_ms"],
    why: RARE,
  },
  {recording: "k9", metrics: ["raft_leader_ms", "active_controller_ms"], why: `${SPLIT} ${LOADED}`},
  {
    recording: "k9",
    metrics: ["candidates", "prospectives", "controller_epoch_after", "controller_epoch_steps"],
    why: SPLIT,
  },
  {
    recording: "k10",
    metrics: [
      "candidates",
      "prospectives",
      "raft_leader_ms",
      "active_controller_ms",
      "controller_epoch_before_resume",
      "controller_epoch_after",
      "controller_epoch_steps",
    ],
    why: SPLIT,
  },
  {recording: "k10", metrics: ["last_broker_finds_new_controller_ms", "fencings_by_new_controller"], why: AGAIN},
  {
    recording: "k10",
    metrics: ["one.first_lost_sent_ms", "one.last_lost_acked_ms"],
    why: `${AGAIN} So a healthy broker is fenced now and then.`,
  },
  {recording: "k10-kraft-pause", metrics: ["old_unattached_ms"], why: HANDSHAKE},
  {
    recording: "k10-kraft-pause",
    metrics: ["old_renounces_after_resume_ms", "old_resigned_after_resume_ms", "old_renounces_ms", "old_follows_after_resume_ms"],
    why: "A process that wakes takes its first steps slowly; here it goes on as if nothing had been.",
  },
  {
    recording: "k11",
    metrics: ["outall.in_doubt", "outall.in_doubt_but_present", "all.fetch_refused", "one.fetch_refused", "isr_complete_after_heal_ms"],
    why: LOADED,
  },
  {recording: "k11", metrics: ["out1.first_lost_sent_ms", "out1.last_lost_acked_ms"], why: RARE},
  {recording: "k12", metrics: ["refused", "not_enough_replicas", "timed_out"], why: LOADED},
  {
    recording: "k13",
    metrics: [
      "all.first_no_leader_or_not_leader_ms",
      "one.first_no_leader_or_not_leader_ms",
      "one.loses_acked",
      "one.first_lost_sent_ms",
      "one.last_lost_acked_ms",
      "one.acked_lost",
    ],
    why: LEAVING,
  },
  {recording: "k13", metrics: ["all.available_again_ms", "one.available_again_ms", "one.unavailable_ms"], why: `${PAUSES} ${LOADED}`},
  {recording: "k13", metrics: ["all.unavailable_ms", "all.fetch_refused", "one.fetch_refused"], why: LOADED},
  {
    recording: "k13",
    metrics: ["controlled_shutdown_started_ms"],
    why: "Two of ten runs have that line, since log4j2 closes the log on the same signal; the machine goes by another, which eight have.",
  },
];
