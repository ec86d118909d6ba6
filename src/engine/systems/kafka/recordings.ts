// What recordings of real clusters the model replays, and where the two differ. A mode has its kinds in a file of its own.

import type {Lack, RecordingKind} from "../../model/recorded.ts";
import type {Noted} from "./figures.ts";
import {zkKinds} from "./zk-recordings.ts";

/** The kinds of recordings that the model of Kafka replays. */
export const kinds: readonly RecordingKind<Noted>[] = [...zkKinds];

const BUSY =
  "The host had other work, the more of it the later the kind (load 4 to 6 in k1 and k7, 5 to 25 in k2 to k4, 32 to 71 in k6, on two cores): an election, an RPC, a first use of code took ten times as long as in k7, from which the machine is taken. The model's machine is the same in all.";
const COLD =
  "A broker started a run before does everything for the first time: it takes 15 to 30 ms from the decision to its first line as a leader, one that has run for long 2 to 5. Here each takes either at random, so that a client may be told of a leader that does not lead yet.";
const RARE =
  "Too few runs to see it: what the leader alone had when it went, a record every so many runs, none or one in those of the recording.";
const WAKES =
  "What of all that is overdue comes first on waking is not known: there in seven of eight runs the check of the ISR, whose request was then in the controller's hands when its session ended; here the two watches that waited for it in its socket.";

/** Where the two differ, and what the model lacks there. */
export const lacks: readonly Lack[] = [
  {recording: "k1", metrics: ["all.first_no_leader_or_not_leader_ms", "one.first_no_leader_or_not_leader_ms"], why: COLD},
  {recording: "k1", metrics: ["one.first_lost_sent_ms", "one.last_lost_acked_ms"], why: `${RARE} ${BUSY}`},
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
];
