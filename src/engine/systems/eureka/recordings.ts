// What of Eureka's recordings is replayed, and where the model differs from them.

import type {Lack, RecordingKind} from "../../model/recorded.ts";
import {clients} from "./client-recordings.ts";
import {crowds} from "./crowd-recordings.ts";
import {cuts} from "./cut-recordings.ts";
import type {EurekaNote} from "./notes.ts";
import {records} from "./record-recordings.ts";
import {starts} from "./start-recordings.ts";
import {visible} from "./visible-recordings.ts";

/** The kinds of recordings that the model of Eureka replays; of two that fit, the first counts. */
export const kinds: readonly RecordingKind<EurekaNote>[] = [...clients, ...crowds, ...cuts, ...records, ...starts, ...visible];

const COLD =
  "A server that has just started is slow: its first answers took from 0.3 to 1.9 s, while its classes were loaded. The model's answers as fast as one that has long been up.";
const BUSY =
  "The host was busier than in the one recording from which the model takes how long a request lasts: batches that a peer answered after more than 200 ms were sent again, a second later.";

/** Where the two differ, and what the model lacks. */
export const lacks: readonly Lack[] = [
  {
    recording: "e1-java-client",
    metrics: ["registered_on_demand_after_ready_ms"],
    why: "From its readiness to its status the application needs some time of its own, of which the model has none; the rest is one way of a request.",
  },
  {
    recording: "e1-register-visible",
    metrics: ["cache_a_ms", "client_a_ms", "registry_b_ms", "cache_b_ms", "client_b_ms"],
    why: BUSY,
  },
  {recording: "e3-cancel", metrics: ["cache_a_ms", "registry_b_ms", "cache_b_ms", "client_b_ms"], why: BUSY},
  {recording: "e8-delta-retention", metrics: ["in_delta_a_ms", "in_delta_b_ms"], why: BUSY},
  {
    recording: "e6-partition",
    metrics: ["known_on_other_side_ms"],
    why: "After the heal the lab's servers got through to each other some half a second later than the model's. Why was not found.",
  },
  {
    recording: "e6-partition-override",
    metrics: ["status_on_other_side_at_end"],
    why: "In one of eighty runs one of the two servers of the other side learnt of the override and the other did not: a batch to one of them was late. The model's two hear of it together or not at all.",
  },
  {
    recording: "e2-crash",
    metrics: ["evicted_at_that_tick"],
    why: "A tick that the host made late by some milliseconds gives these to every lease (S14), so that one that had just run out was kept until the next tick. The model's ticks are late after a pause only.",
  },
  {
    recording: "e4-server-killed-java",
    metrics: ["back_at_the_restarted_server"],
    why: "On the busy host a request to the new server timed out now and then; with two servers set aside the client forgets which ones failed and begins with its list anew. The model's servers answer in time.",
  },
  {recording: "e4-server-restart", metrics: ["first_replication_batch_after_port_open_ms"], why: COLD},
  {
    recording: "e7",
    metrics: [
      "first_200_after_port_open_ms",
      "complete_answer_after_port_open_ms",
      "all_registered_after_port_open_ms",
      "instances_in_first_answer_200",
      "incomplete_200_answers",
      "smallest_copy",
      "copy_shrank",
      "shrank_after_first_port_open_ms",
      "incomplete_for_ms",
      "complete_again_after_first_port_open_ms",
    ],
    why: COLD,
  },
  {
    recording: "e8-java-away",
    metrics: ["full_fetch_after_first_delta_ms"],
    why: "The file counts to the beginning of the full fetch in the server's log, the model to the end of it, which it notes.",
  },
  {
    recording: "e9-record-times",
    metrics: ["status_after_removal", "renewal_after_removal", "status_after_that_renewal", "status_after_registration_after_removal"],
    why: "In one of twenty runs an override that had been removed came back at once. A peer's answer of 409, which brings its own override, may have been under way; it is not proven, and the model's batches are answered in time.",
  },
  {
    recording: "e10-replication-held-up",
    metrics: ["known_while_busy", "known_at_all_peers_ms"],
    why: "The recorder was late now and then: a gap of half a second between two of its registrations lets the batch leave. The model's instance is never late.",
  },
];
