import type {Ablation} from "../../model/system.ts";
import {kraftAblations} from "./kraft/ablations.ts";
import {electOffline, lastFetchedEpoch, type Rules} from "./rules.ts";

/** Mechanisms of fact sheet §10, each switched off by name. Several may be given together. */
export const ablations: readonly Ablation<Rules>[] = [
  {
    name: "truncate-by-hw",
    says: "A new follower cuts its log to its own high watermark, as before KIP-101 (R10 for R9).",
    breaks: ["isr-completeness", "no-lost-acks-all", "log-matching"],
    rules: {cutAtFollowing: (hw) => hw, lastFetchedEpoch: () => -1},
  },
  {
    name: "no-truncation-retry",
    says: "A follower that diverges asks once, cuts once, to where the leader's epoch ends, and then fetches without naming an epoch (before KIP-279).",
    breaks: ["log-matching"],
    rules: {
      cutFor: (_cache, leo, diverging) => Math.min(diverging.offset, leo),
      lastFetchedEpoch: (cache, answered) => (answered ? -1 : lastFetchedEpoch(cache, answered)),
    },
  },
  {
    name: "no-leader-epoch-persist-at-election",
    says: "A reign without records leaves no trace in the leader's epochs (R1, KAFKA-7415).",
    breaks: ["log-matching"],
    rules: {remembersReign: () => false},
  },
  {
    name: "no-conditional-zk-write",
    says: "A controller writes without a look at the controller's epoch or at the state's version (C5). ZooKeeper still refuses a session that is over, so that it takes an administrator who deletes /controller.",
    breaks: ["guarded-state-writes"],
    rules: {guard: () => [], versionOfState: () => -1},
  },
  {
    name: "no-state-version-check",
    says: "A controller writes a partition's state whatever its version (half of C5).",
    breaks: [],
    rules: {versionOfState: () => -1},
  },
  {
    name: "no-controller-epoch-fencing",
    says: "Brokers obey a controller of an older epoch, too (C8).",
    breaks: ["epochs-accepted-in-order"],
    rules: {obeys: () => true},
  },
  {
    name: "unclean",
    says: "Without a live in-sync replica any live one leads, and nobody is told that records may be lost (P5).",
    breaks: ["isr-completeness", "no-lost-acks-all"],
    rules: {
      electOffline(replicas, isr, live) {
        const choice = electOffline(replicas, isr, live, true);
        return choice && {...choice, unclean: false};
      },
    },
  },
  {
    name: "isr-shrink-at-once",
    says: "A leader goes by the smaller ISR as soon as it asks for it (I4).",
    breaks: ["maximal-isr-covers", "consumers-below-high-watermark"],
    rules: {maximalIsr: (isr, asked) => asked ?? isr},
  },
  {
    name: "expand-not-counted",
    says: "A replica that is about to join does not count until the controller has answered (I4).",
    breaks: ["maximal-isr-covers"],
    rules: {maximalIsr: (isr) => isr},
  },
  {
    name: "expand-without-epoch-start",
    says: "A follower may join before it has reached the leader's first own offset (I1): if it leads before it has copied the rest, that is lost.",
    breaks: ["isr-completeness", "no-lost-acks-all"],
    rules: {mayJoin: (leo, hw) => leo >= hw},
  },
  {
    name: "no-fetch-epoch-check",
    says: "A leader answers followers of any epoch (R4).",
    breaks: [],
    rules: {fence: () => ""},
  },
  {
    name: "no-broker-epoch",
    says: "Nobody asks in which life of a broker a request was meant (C8, I5).",
    breaks: [],
    rules: {isMeant: () => true, isRegistered: () => true},
  },
  {
    name: "no-min-insync",
    says: "Nobody asks how many are in sync (A2, R7).",
    breaks: ["high-watermark-bounds"],
    rules: {refusesAppend: () => false, freezes: () => false},
  },
  {
    name: "hw-ignores-min-isr",
    says: "The high watermark moves however few are in sync (R7, up to 3.6).",
    breaks: ["high-watermark-bounds"],
    rules: {freezes: () => false},
  },
  {
    name: "ack-before-isr",
    says: "acks=all is answered as soon as the leader has the record (A3).",
    breaks: ["no-lost-acks-all"],
    rules: {waitsForIsr: () => false},
  },
  {
    name: "no-idempotence",
    says: "A leader appends a batch that it has had before (A5).",
    breaks: ["consumers-below-high-watermark"],
    rules: {sequence: () => "next"},
  },
  ...kraftAblations,
];
