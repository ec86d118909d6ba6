import type {Ablation} from "../../../model/system.ts";
import type {Rules} from "../rules.ts";
import {QUORUM_FILE} from "./notes.ts";

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
    name: "no-epoch-record-commit",
    says: "A leader takes to be committed what a majority has, though none of it is of its own epoch (Q7).",
    breaks: ["quorum-safety"],
    rules: {
      quorumMark: (hwm, offsets) => Math.max(hwm, [...offsets].sort((a, b) => b - a)[Math.floor(offsets.length / 2)] ?? -1),
    },
  },
  {
    name: "vote-not-durable",
    says: "A voter forgets with a restart its epoch, and for whom it has voted (Q1).",
    breaks: ["quorum-safety"],
    kernel: {volatileFiles: [QUORUM_FILE]},
  },
  {
    name: "elr-off",
    says: "Nobody is eligible: the last one in the ISR stays in it, whatever its disk has lost (E2, E6).",
    breaks: ["elr-safety"],
    rules: {usesElr: () => false},
  },
  {
    name: "follower-no-fsync",
    says: "A voter asks for more before its log is on the disk (Q7).",
    breaks: ["quorum-safety"],
    rules: {flushesLog: () => false},
  },
];
