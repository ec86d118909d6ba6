import {speaker} from "../said.ts";

/** What is said of the standard faults that a configuration is tried with. */
const trials = {
  "trials.leader-crash": "The {leads}'s process dies",
  "trials.leader-cut": "The {leads}'s host is cut off for 30 s",
  "trials.leader-pause": "The {leads} stops for 15 s and goes on",
  "trials.follower-crash": "A {follows}'s process dies",
  "trials.power-loss": "All lose power for a second",
  "trials.unknown": 'unknown trial "{trial}": one of {known, list}',
  "trials.variant": 'unknown variant "{variant}" of this file: one of {known, list}',
  "trials.no-cluster": "{file}: makes no cluster that could be tried",
  "trials.no-file": "{system} has no file of configuration that could be tried",
} as const;

export const said = speaker(trials);
