import type {Ablation} from "../../model/system.ts";
import {NO_TIME} from "../../vocabulary.ts";
import type {Rules} from "./rules.ts";

/** Mechanisms switched off by name. */
export const ablations: readonly Ablation<Rules>[] = [
  {
    name: "two-hop",
    says: "A server passes on once what a peer told it (P2).",
    breaks: ["one-hop"],
    rules: {passesOn: (hops) => hops <= 1},
  },
  {
    name: "older-wins",
    says: "A registration replaces the record, however old it is (S4).",
    breaks: ["dirty-never-decreases"],
    rules: {keepsStored: () => false},
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
    name: "lease-bug-fixed",
    says: "A repair: a renewed lease lasts once its duration, not twice (S2).",
    breaks: [],
    rules: {renewedUntil: (now) => now},
  },
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
];
