import {speaker} from "../said.ts";

/** What is said of the standard faults that a configuration is tried with. */
const trials = {
  "trials.leader-crash": "The {leads}'s process dies",
  "trials.leader-vanishes": "The {leads}'s host is gone",
  "trials.leader-cut": "The {leads}'s host is cut off for 30 s",
  "trials.leader-pause": "The {leads} stops for 15 s and goes on",
  "trials.minority-cut": "The {leads} is cut off with a minority for 30 s",
  "trials.majority-cut": "The {leads} and a majority are cut off from the rest for 30 s",
  "trials.one-way-cut": "Nothing that the {leads} sends arrives for 30 s",
  "trials.bridge": "For 30 s a single host reaches both halves",
  "trials.follower-crash": "A {follows}'s process dies",
  "trials.rolling-restart": "All restart, one after the other",
  "trials.power-loss": "All lose power for a second",
  "trials.clock-jump": "The {leads}'s clock jumps ahead by a minute",
  "trials.unknown": 'unknown trial "{trial}": one of {known, list}',
  "trials.variant": 'unknown variant "{variant}" of this file: one of {known, list}',
  "trials.setup": '{system} has no setup "{setup}"; it has {known, list}',
  "trials.fault": 'unknown fault "{fault}": one of {known, list}',
  "trials.no-cluster": "{file}: makes no cluster that could be tried",
  "trials.no-file": "{system} has no file of configuration that could be tried",
} as const;

export const said = speaker(trials);
