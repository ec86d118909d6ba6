import {speaker} from "../said.ts";

/** What Eureka's model says of its scenarios and invariants. */
const eureka = {
  "eureka.version": "version {version} of eureka: must be one of {known, list}",

  "eureka.violation.dirty-back": "{node} had {id} as it was at {before} ms and took the record of {now} ms",
  "eureka.violation.unguarded": "{node} evicted {count} with {lastMinute} heartbeats in the last minute, at a threshold of {threshold}",
  "eureka.violation.too-many": "{node} evicted {count} of {size} at one tick; {most} is the most",
  "eureka.violation.hops": "{node} passed on to {peer} what had come from a peer",
  "eureka.violation.late": "{node} sent a task of {oldestMs} ms to {peer}; it lives {lifeMs} ms",
  "eureka.violation.full-differs": "{by} fetched everything and counts {mine}, the server {theirs}",
  "eureka.violation.differ": "{a} and {b} differ in {id}, though nothing has happened since {since} ms",
  "eureka.violation.stale": "{by} shows {id} {forMs} ms after its last heartbeat; {mostMs} ms is the most",
  "eureka.violation.lookup": "{by} looked for {id} and was not answered",
  "eureka.violation.delta-kept": "{by} counted {mine} after a delta, the server {theirs}, and did not fetch everything next",
} as const;

export const said = speaker(eureka);
