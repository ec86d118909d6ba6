import type {Ablation} from "../../model/system.ts";
import {NO_TIME} from "../../vocabulary.ts";
import type {Rules} from "./rules.ts";

/** Mechanisms switched off by name, in the order of fact sheet §10; then two that it does not have. */
export const ablations: readonly Ablation<Rules>[] = [
  {
    name: "no-self-preservation",
    says: "Leases expire however few heartbeats come (S12).",
    breaks: [],
    config: {"eureka.enableSelfPreservation": false},
  },
  {
    name: "no-read-only-cache",
    says: "Answers come from the registry as it is (S20).",
    breaks: [],
    config: {"eureka.shouldUseReadOnlyResponseCache": false},
  },
  {
    name: "no-replication",
    says: "A server tells its peers nothing (P2).",
    breaks: ["convergence"],
    rules: {passesOn: () => false},
  },
  {
    name: "no-dirty-compare",
    says: "A heartbeat of another record is answered like one of the same (S5).",
    breaks: ["convergence"],
    rules: {renewAnswer: () => 200},
  },
  {
    name: "short-lease",
    says: "A lease lasts 20 s, so that it runs out before the minute has that notices a mass death (S12).",
    breaks: [],
    config: {"eureka.lease.duration": 20},
  },
  {
    name: "lease-bug-fixed",
    says: "A repair: a renewed lease lasts once its duration, not twice (S2).",
    breaks: [],
    rules: {renewedUntil: (now) => now},
  },
  {
    name: "no-eviction-cap",
    says: "One tick may evict everybody who has expired (S13).",
    breaks: ["eviction-guarded"],
    rules: {evictionLimit: (size) => size},
  },
  {
    name: "no-compensation",
    says: "A tick that comes late counts the time at a stand against every lease (S14).",
    breaks: [],
    rules: {compensation: () => NO_TIME},
  },
  {
    name: "full-fetch-only",
    says: "Clients fetch the whole registry each time (C5).",
    breaks: [],
    config: {"eureka.disableDelta": true},
  },
  {
    name: "replicate-evictions",
    says: "A server tells its peers whom it evicts (S13).",
    breaks: [],
    rules: {tellsEvictions: () => true},
  },
  {
    name: "no-read-gate",
    says: "A server that opened empty answers reads at once (S19).",
    breaks: [],
    config: {"eureka.waitTimeInMsWhenSyncEmpty": 0},
  },
  {
    name: "multi-hop",
    says: "A server passes on what a peer told it, one hop farther (P2).",
    breaks: ["one-hop"],
    rules: {passesOn: (hops) => hops <= 1},
  },
  {
    name: "shared-pin",
    says: "A client reads where it registers (C14).",
    breaks: [],
    rules: {sideOf: () => "registration"},
  },
  {
    name: "sorted-eviction",
    says: "Of the expired, those of the first application go first (S13).",
    breaks: [],
    rules: {
      victims: (expired, count) =>
        [...expired]
          .sort((a, b) => (a.app < b.app ? -1 : a.app > b.app ? 1 : 0))
          .slice(0, count)
          .map(({id}) => id),
    },
  },
  {
    name: "older-wins",
    says: "A registration replaces the record, however old it is (S4).",
    breaks: ["dirty-never-decreases"],
    rules: {keepsStored: () => false},
  },
];
