import {speaker} from "../said.ts";

/** What one wants of a run, and why it does so or does not. */
const aims = {
  "aims.one-writer-a-term": "one writer a term",
  "aims.two-writers": "two servers can write",
  "aims.lost-write": "an acknowledged write is lost",
  "aims.leader-within": "a leader within {limitMs} ms",
  "aims.invariant": "{name}: {says}",
  "aims.not-within": "not within {withinMs} ms",
  "aims.ended-before": "the run ended before that",
  "aims.both-wrote": "{other} and {id} both in term {term}",
  "aims.no-rest": "the healed cluster did not come to rest",
  "aims.no-settling": "this scenario does not settle, so nothing was read back",
  "aims.lost": "{key}={value} of {client} was acknowledged and is gone",
  "aims.nobody": "nobody could from {fromMs} ms on",
  "aims.ended-vacant": "the run ended while nobody led, before that time was over",
} as const;

export const said = speaker(aims);
