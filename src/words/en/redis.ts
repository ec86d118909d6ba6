import {speaker} from "../said.ts";

/** What Redis' model says of its scenarios and invariants. */
const redis = {
  "redis.version": "version {version} of redis: must be one of {known, list}",
  "redis.no-master": "scenario {scenario}: one server must be without args.replicaof: the master",
  "redis.replicaof": 'node {id}: replicaof "{of}": must be another server of the scenario',
  "redis.client.commands": "client {id}: args.servers must name the server or sentinel that it commands",
  "redis.client.servers": "client {id}: args.servers must name at least one node",

  "redis.violation.two-votes": "{node} voted for {before} and for {leader} in epoch {epoch}",
  "redis.violation.epoch-back": "{node} went from epoch {before} back to {epoch}",
  "redis.violation.epoch-below": "{node} is in epoch {epoch}, its vote of {vote}, its configuration of {config}",
  "redis.violation.config-back": "{node} went from configuration {before} back to {config}",
  "redis.violation.elected-by-few": "{node} was elected in epoch {epoch} by {count} of {of}",
  "redis.violation.both-elected": "{before} and {node} were both elected in epoch {epoch}",
  "redis.violation.minority-elected": "{node} was elected with answers from {answered} others of {others}",
  "redis.violation.address-back": "{node} went from {from} to {to} with configuration {epoch} after {before}",
  "redis.violation.selected.not-first": "{node} selected {slave}, which is not the first; the first is {best}",
  "redis.violation.selected.unfit": "{node} selected {slave}, which does not qualify; the first is {best}",
  "redis.violation.selected.unfit-none": "{node} selected {slave}, which does not qualify, and nobody does",
  "redis.violation.two-promoted": "{node} promoted {before} and {slave} in its attempt of epoch {epoch}",
  "redis.violation.priority-zero": "{node} promoted {slave}, whose priority is 0",
  "redis.violation.there-off-lineage": "{key}={value}, acknowledged at {offset} of {id}, is there off the final lineage",
  "redis.violation.missing-from-lineage": "{key}={value}, acknowledged at {offset} of {id}, is missing from the final lineage",
  "redis.violation.ahead": "{id} is at {offset}, its master {master} at {at}",
  "redis.violation.ahead-when-answered": "{id} is at {offset}, its master at {master}, when {client} was answered",
  "redis.violation.differs": "{id} and its master {master} differ in write {write}",
  "redis.violation.vouches-late": "{node} let {replica} go on at {offset}, but left that history before {left}",
  "redis.violation.one-history-differs": "{a} and {b} are both of history {history} and differ in write {write}",
  "redis.violation.ack-ahead": "{id} has {acked} acknowledged by {replica}, which is at {offset}",
  "redis.violation.few-replicas":
    "{node} accepted a write with {recent} replicas heard within {limitMs} ms before it counted them, of {least}",
  "redis.violation.old-count": "{node} accepted a write by a count that was {countedMs} ms old",
  "redis.violation.wait-returned": "WAIT at {node} returned {count} for {target}, which {applied} had applied",
  "redis.violation.odown": "{node} held {of} for objectively down with {fresh} of {quorum}",
  "redis.violation.odown-itself-not": "{node} held {of} for objectively down with {fresh} of {quorum}, itself not",
  "redis.violation.in-tilt": "{node} was in TILT and did {kind}",
  "redis.violation.stray-master": "all name {name} since {sinceMs} ms, but {stray} is a master",
  "redis.violation.stray-replica": "all name {name} since {sinceMs} ms, but {stray} follows another",
} as const;

export const said = speaker(redis);
