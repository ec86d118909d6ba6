import type {Ablation} from "../../model/system.ts";
import {type Ensemble, weightOf} from "./ensemble.ts";
import type {Rules, Vote} from "./rules.ts";
import {compareZxid} from "./zxid.ts";

const atLeastHalf = (sids: readonly number[], ensemble: Ensemble): boolean =>
  ensemble.voters.filter((sid) => sids.includes(sid)).length * 2 >= ensemble.voters.length;

const anybody = (sids: readonly number[], ensemble: Ensemble): boolean => new Set(sids).size > ensemble.voters.length >> 1;

const byLeader = (a: Vote, b: Vote): boolean => a.leader > b.leader;

/** The mechanisms of fact sheet §11, each switched off by name. Several may be given together. */
export const ablations: readonly Ablation<Rules>[] = [
  {
    name: "no-zxid-compare",
    says: "Votes of one epoch are compared by id alone, not by zxid (E5).",
    breaks: [],
    rules: {
      supersedes: (a, b, ensemble) =>
        weightOf(ensemble, a.leader) > 0 && (a.peerEpoch !== b.peerEpoch ? a.peerEpoch > b.peerEpoch : byLeader(a, b)),
    },
  },
  {
    name: "no-epoch-compare",
    says: "Votes and histories are compared by zxid, their epoch left out (E5, D5).",
    breaks: ["primary-integrity", "prefix-agreement"],
    rules: {
      supersedes(a, b, ensemble) {
        const order = compareZxid(a.zxid, b.zxid);
        return weightOf(ensemble, a.leader) > 0 && (order !== 0 ? order > 0 : byLeader(a, b));
      },
      isMoreRecent: (follower, leader) => compareZxid(follower.zxid, leader.zxid) > 0,
    },
  },
  {
    name: "no-d5",
    says: "A leader takes followers that know more than itself (D5).",
    breaks: [],
    rules: {isMoreRecent: () => false},
  },
  {
    name: "half-quorum",
    says: "Half of the voters are enough (E15).",
    breaks: ["one-established-leader"],
    rules: {isQuorum: atLeastHalf, newLeaderAcked: atLeastHalf, givesUp: (sids, ensemble) => !atLeastHalf(sids, ensemble)},
  },
  {
    name: "no-round-check",
    says: "Votes of an old round count as those of this one (E4).",
    breaks: [],
    rules: {roundOrder: () => "same"},
  },
  {
    name: "no-leader-check",
    says: "A server joins a leader of which it has only heard from others (E11).",
    breaks: [],
    rules: {leaderAnswers: () => true},
  },
  {
    name: "no-finalize-wait",
    says: "The first quorum of equal votes decides at once (E8).",
    breaks: [],
    rules: {finalizeWaitMs: () => 0},
  },
  {
    name: "no-rebroadcast",
    says: "A vote is told once and never again (E9).",
    breaks: [],
    rules: {announcesAgain: () => false},
  },
  {
    name: "count-self-at-once",
    says: "One's own vote counts before its loopback copy arrives (E7).",
    breaks: [],
    rules: {countsSelfAtOnce: () => true},
  },
  {
    name: "volatile-accepted-epoch",
    says: "acceptedEpoch does not survive a restart (D3, D4).",
    breaks: ["one-established-leader", "promise"],
    kernel: {volatileFiles: ["acceptedEpoch"]},
  },
  {
    name: "volatile-current-epoch",
    says: "currentEpoch is written before the history it stands for, and does not survive a restart (S6).",
    breaks: ["leader-completeness", "no-lost-write"],
    rules: {epochAfterHistory: () => false},
    kernel: {volatileFiles: ["currentEpoch"]},
  },
  {
    name: "ack-before-fsync",
    says: "A proposal is acknowledged when it is written, not when it is synced (B4).",
    breaks: ["durable-quorum", "no-lost-write"],
    rules: {ackAfterFsync: () => false},
  },
  {
    name: "no-newleader-quorum",
    says: "A leader serves without a quorum of NEWLEADER acks (S7).",
    breaks: ["durable-quorum"],
    rules: {newLeaderAcked: () => true},
  },
  {
    name: "leader-never-gives-up",
    says: "A leader without supporters goes on (B8).",
    breaks: [],
    rules: {givesUp: () => false},
  },
  {
    name: "lossy-channel",
    says: "One PROPOSAL in fifty is lost though its connection stands (B3).",
    breaks: ["log-shape"],
    kernel: {lossy: {kind: "PROPOSAL", perMillion: 20_000}},
  },
  {
    name: "no-ack-timeout",
    says: "A follower that never acknowledges is kept (B7).",
    breaks: [],
    rules: {ackTooOld: () => false},
  },
  {
    name: "no-zxid-seen-check",
    says: "A server takes a client that has seen more than itself (K3).",
    breaks: ["session-monotonicity"],
    rules: {admits: () => true},
  },
  {
    name: "keep-session-deadlines",
    says: "A new leader goes on with the old deadlines of sessions (K5).",
    breaks: [],
    rules: {sessionHeardAt: (_start, heard) => heard},
  },
  {
    name: "observers-vote",
    says: "Acks of observers count (B3, E15).",
    breaks: ["non-voters-never-count"],
    rules: {
      mayVote: () => true,
      isQuorum: anybody,
      newLeaderAcked: anybody,
      givesUp: (sids, ensemble) => !anybody(sids, ensemble),
    },
  },
];
