import type {Ablation} from "../../../model/system.ts";
import type {Rules} from "../rules.ts";

/** Mechanisms of KRaft mode of fact sheet §10, each switched off by name. */
export const kraftAblations: readonly Ablation<Rules>[] = [
  {
    name: "no-pre-vote",
    says: "A voter stands as soon as its time-out has run out, and asks nobody before (Q5, Q6).",
    breaks: [],
    rules: {asksBefore: () => false},
  },
  {
    name: "no-check-quorum",
    says: "A leader leads on however long it hears of no majority (Q9).",
    breaks: [],
    rules: {checksQuorum: () => false},
  },
  {
    name: "follower-no-fsync",
    says: "A voter asks for more before its log is on the disk (Q7).",
    breaks: ["quorum-safety"],
    rules: {flushesLog: () => false},
  },
];
