import type {Ablation} from "../../model/system.ts";
import {NO_TIME} from "../../vocabulary.ts";
import {quorumAblations} from "./quorum/ablations.ts";
import type {Rules} from "./rules.ts";

/** Mechanisms of fact sheet §10, each switched off by name. Several may be given together. */
export const ablations: readonly Ablation<Rules>[] = [
  {
    name: "random-mirror",
    says: "Any mirror that is alive is promoted, not the oldest (E2).",
    breaks: ["no-loss-under-surviving-channel"],
    rules: {chosen: (alive, draw) => alive[draw % alive.length] ?? null},
  },
  {
    name: "no-direct-copies",
    says: "A channel sends a message to the master only (P1).",
    breaks: ["no-loss-under-surviving-channel"],
    rules: {copiesTo: ({master}) => [master]},
  },
  {
    name: "ignore-sender-queues",
    says: "A promoted mirror drops the channels' copies that the old master had not told of (E6).",
    breaks: ["no-loss-under-surviving-channel"],
    rules: {enqueuesCopies: () => false},
  },
  {
    name: "no-seen-status",
    says: "A promoted mirror enqueues a channel's copy although the ring has brought that message before (E7).",
    breaks: ["no-duplicate-in-replica"],
    rules: {remembersSeen: () => false},
  },
  {
    name: "confirm-after-master-only",
    says: "A publisher's confirm waits for the master alone (P6).",
    breaks: ["no-loss-under-surviving-channel"],
    rules: {confirmsAwaited: ({master}) => [master]},
  },
  {
    name: "confirm-before-fsync",
    says: "A message is confirmed before it is on the disk (P7): a power loss of all nodes takes it.",
    breaks: [],
    rules: {confirmsAfterFsync: () => false},
  },
  {
    name: "prefer-synchronised",
    says: "Under when-synced a mirror is promoted only if it is synchronised itself (E4): a repair, which rather has no queue than an empty one.",
    breaks: [],
    rules: {mayPromote: (policy, synced, own) => policy === "always" || synced.includes(own)},
  },
  {
    name: "no-requeue",
    says: "A promoted mirror does not put back what consumers had not acknowledged (E5).",
    breaks: ["no-loss-under-surviving-channel"],
    rules: {requeues: () => false},
  },
  {
    name: "no-gm-catchup",
    says: "A member of a ring does not tell its new right neighbour what circulates (G5).",
    breaks: ["gm-agreement"],
    rules: {catchesUp: () => false},
  },
  {
    name: "no-death-pause",
    says: "A neighbour's death is recorded at once (N4).",
    breaks: [],
    rules: {deathPause: () => NO_TIME},
  },
  {
    name: "no-confirm-guard",
    says: "A channel tells its client what it knows, although its node is about to pause (P9).",
    breaks: ["paused-node-silent"],
    rules: {confirmsWhileAlone: () => true},
  },
  {
    name: "no-resubscribe",
    says: "A channel does not subscribe its consumers again after a fail-over (C6).",
    breaks: [],
    rules: {resubscribes: () => false},
  },
  ...quorumAblations,
];
