import {speaker} from "../said.ts";

/** What RabbitMQ's model says of its scenarios and invariants. */
const rabbitmq = {
  "rabbitmq.version": "version {version} of rabbitmq: must be one of {known, list}",
  "rabbitmq.violation.two-masters": "{a} and {b} are both master of {queue}, and reach each other",
  "rabbitmq.violation.lost": "{value} was confirmed in {queue}, and is neither there nor with a consumer, nor acknowledged",
  "rabbitmq.violation.ring": "{at} was told {n} of {of} after {before}",
  "rabbitmq.violation.depth": "{node} was {before} behind in {queue}, then {delta}",
  "rabbitmq.violation.twice": "{node} has {id} of {queue} twice",
  "rabbitmq.violation.settled": "{channel} settled {seq} a second time, now by {as}",
  "rabbitmq.violation.prefetch": "consumer {ctag} holds {unacked} messages of {queue}, its prefetch is {prefetch}",
  "rabbitmq.violation.not-silent": "{node} confirmed {value} while it saw no majority",
} as const;

export const said = speaker(rabbitmq);
