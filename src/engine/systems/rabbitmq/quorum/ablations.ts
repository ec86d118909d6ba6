import type {Ablation} from "../../../model/system.ts";
import type {Rules} from "../rules.ts";

/** Mechanisms of quorum queues of fact sheet §10, each switched off by name. */
export const quorumAblations: readonly Ablation<Rules>[] = [
  {
    name: "no-pre-vote",
    says: "A member of a quorum queue stands as soon as its timer has run out, and asks nobody before (Q4).",
    breaks: [],
    rules: {preVotes: () => false},
  },
  {
    name: "any-term-commit",
    says: "A leader commits what a majority has, of whatever term (Q7).",
    breaks: ["raft-safety"],
    rules: {mayCommit: () => true},
  },
  {
    name: "volatile-vote",
    says: "A member that starts again has forgotten for whom it has voted (Q5).",
    breaks: ["raft-safety"],
    rules: {voteFound: () => null},
  },
  {
    name: "reply-before-fsync",
    says: "A member tells how far it has written its log, not how far that is on its disk (Q6).",
    breaks: ["confirm-means-majority-fsync"],
    rules: {matchIndex: (_onDisk, last) => last},
  },
  {
    name: "no-enqueue-dedup",
    says: "A queue takes an enqueue again that it has had (Q10).",
    breaks: ["enqueue-once"],
    rules: {enqueueAs: (seq, next) => (seq > next ? "out-of-sequence" : "next")},
  },
  {
    name: "no-gap-query",
    says: "A channel that is handed a later message than the next does not ask for those between (Q12).",
    breaks: [],
    rules: {asksForGap: () => false},
  },
  {
    name: "no-log-check",
    says: "A vote goes to a candidate whatever it has in its log (Q5).",
    breaks: ["raft-safety"],
    rules: {isUpToDate: () => true},
  },
];
