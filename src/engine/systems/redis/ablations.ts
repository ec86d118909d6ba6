import type {Ablation} from "../../model/system.ts";
import {ms, NO_TIME} from "../../vocabulary.ts";
import {type Candidate, promotionOrder, qualifies, type Rules} from "./rules.ts";

/** The mechanisms of fact sheet §10, each switched off by name. Several may be given together. */
export const ablations: readonly Ablation<Rules>[] = [
  {
    name: "no-majority",
    says: "The quorum is enough to elect (V6).",
    breaks: ["election-rule", "one-elected-per-epoch", "minority-inertia"],
    rules: {elects: (count, _of, quorum) => count >= quorum},
  },
  {
    name: "vote-repeatedly",
    says: "Whoever asks gets the vote, however many were given in the epoch (V3).",
    breaks: ["one-vote-an-epoch", "one-elected-per-epoch"],
    rules: {votes: (asked, _leaderEpoch, currentEpoch) => currentEpoch <= asked},
  },
  {
    name: "vote-not-persisted",
    says: "A restarted sentinel has forgotten in which epoch it voted (V4).",
    breaks: ["one-vote-an-epoch"],
    rules: {leaderEpochOnDisk: () => 0},
  },
  {
    name: "no-epoch-compare",
    says: "Any hello replaces the configuration, however old (C3).",
    breaks: ["address-changes-only-forward", "config-epoch-monotone"],
    rules: {isNewer: (theirs, mine) => theirs !== mine},
  },
  {
    name: "no-desync",
    says: "All sentinels tick every 100 ms and add nothing random (V1, V7).",
    breaks: [],
    rules: {tick: () => ms(100), desync: () => NO_TIME},
  },
  {
    name: "no-vote-backoff",
    says: "A sentinel that voted for another may begin an attempt of its own at once (V5).",
    breaks: [],
    rules: {backsOff: () => false},
  },
  {
    name: "min-replicas-off",
    says: "A master never refuses a write for want of good replicas (M2).",
    breaks: ["min-replicas-bound"],
    rules: {refusesWrite: () => false},
  },
  {
    name: "selection-ignores-offset",
    says: "Of replicas with one priority the smaller run id goes first, whatever it has received (S2).",
    breaks: ["promotion-discipline"],
    rules: {promotionOrder: (a, b) => promotionOrder(same(a), same(b))},
  },
  {
    name: "no-link-age-filter",
    says: "A replica may be promoted however long its link has been down (S1).",
    breaks: ["promotion-discipline"],
    rules: {qualifies: (c, master, limits) => qualifies({...c, linkDown: NO_TIME}, master, limits)},
  },
  {
    name: "no-demotion",
    says: "A returning master is never made a replica (C6).",
    breaks: ["demotion-in-time"],
    rules: {converts: () => false},
  },
  {
    name: "no-convert-wait",
    says: "A server that calls itself master is demoted at once, by whoever hears it (C6).",
    breaks: [],
    rules: {converts: () => true},
  },
  {
    name: "no-answer-expiry",
    says: "What a peer once said of the master counts for ever (O3).",
    breaks: ["odown-needs-quorum"],
    rules: {answerExpired: () => false},
  },
  {
    name: "clear-flags-on-switch",
    says: "A repair: what peers said of the old master is forgotten with it (O5).",
    breaks: [],
    rules: {flagOutlivesSwitch: () => false},
  },
  {
    name: "tilt-off",
    says: "A sentinel trusts its clock, whatever it does (T1).",
    breaks: [],
    rules: {tilts: () => false},
  },
  {
    name: "slow-info",
    says: "INFO keeps its slow rhythm during a fail-over (S3).",
    breaks: [],
    rules: {infoEvery: (_urgent, infoPeriod) => infoPeriod},
  },
  {
    name: "no-client-kill",
    says: "SLAVEOF comes without CLIENT KILL (F4).",
    breaks: [],
    rules: {killsClients: () => false},
  },
  {
    name: "psync1",
    says: "A promoted replica does not remember the history it comes from (R7).",
    breaks: [],
    rules: {branch: (own, replid) => ({replid, offset: own.offset, replid2: null, secondOffset: -1})},
  },
  {
    name: "quorum-from-live",
    says: "A majority of the sentinels that seem alive is enough (V6, V10).",
    breaks: ["election-rule", "one-elected-per-epoch", "minority-inertia"],
    rules: {voters: (_known, alive) => alive + 1},
  },
  {
    name: "count-own-epoch",
    says: "A repair: only votes of the attempt's own epoch elect (V9).",
    breaks: [],
    rules: {voteCounts: (voteEpoch, _currentEpoch, failoverEpoch) => voteEpoch === failoverEpoch},
  },
];

const same = (c: Candidate): Candidate => ({...c, offset: 0});
