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
  "rabbitmq.violation.two-leaders": "{a} and {b} both lead {queue} in term {term}",
  "rabbitmq.violation.two-votes": "{node} has voted for {a} and for {b} in term {term} of {queue}",
  "rabbitmq.violation.lacks": "{node} leads {queue} in term {term} without what was committed at {index}",
  "rabbitmq.violation.unsafe-commit": "{node} has committed {index} of {queue}, which {other} lacks, and {other} could yet be elected",
  "rabbitmq.violation.applied": "{node} has applied an entry of term {term} at {index} of {queue}, where one of term {before} was applied",
  "rabbitmq.violation.unsafe-confirm": "{value} was confirmed in {queue}, and is on the disks of {safe} of {members} members",
  "rabbitmq.violation.enqueued-twice": "{id} was enqueued in {queue} at {a}, and at {b} again",
  "rabbitmq.violation.enqueued-late": "the publish {seq} of {pid} was enqueued in {queue} after its {last}",
  "rabbitmq.violation.handed-twice": "{node} has the message of {index} twice in {queue}",
  "rabbitmq.violation.limit": "{value} has come back to {queue} {count} times, its limit is {limit}",
} as const;

export const said = speaker(rabbitmq);
