import {speaker} from "../said.ts";

/** What Kafka's model says of its scenarios and invariants. */
const kafka = {
  "kafka.version": "version {version} of kafka: must be one of {known, list}",
  "kafka.no-zookeeper": "scenario {scenario}: brokers need at least one server of ZooKeeper, or one controller",
  "kafka.two-modes": "scenario {scenario}: has servers of ZooKeeper and controllers: brokers use the ones or the others",

  "kafka.violation.two-controllers": "{before} and {node} were both elected in controller epoch {ce}",
  "kafka.violation.controller-epoch-back": "{node} was elected in controller epoch {ce} after {before}",
  "kafka.violation.written-late": "{p}: the controller of epoch {ce} has written after that of {newest} was elected",
  "kafka.violation.two-leaders": "{p}: {before} and {node} both led in epoch {e}",
  "kafka.violation.epoch-back": "{p}: its leader epoch went from {before} to {e}",
  "kafka.violation.logs-differ": "{p}: {a} and {b} have different records of epoch {e} at {offset}",
  "kafka.violation.lacks-committed": "{p}: {node} leads epoch {e} without {value}, committed at {offset}",
  "kafka.violation.lost": "{p}: {node} leads epoch {e} without {value}, acknowledged at {offset}",
  "kafka.violation.mark-above-end": "{p}: the high watermark of {node} is {hw}, its log ends at {leo}",
  "kafka.violation.mark-back": "{p}: the high watermark of {node} went from {before} to {hw} in epoch {e}",
  "kafka.violation.mark-moves": "{p}: the high watermark of {node} moved to {hw} with {isr} of {min} in sync",
  "kafka.violation.isr-not-covered": "{p}: {node} goes by {maximal, list}, but the controller has recorded {isr, list}",
  "kafka.violation.leader-outside": "{p}: {leader} leads, but only {isr, list} are in sync",
  "kafka.violation.isr-empty": "{p}: nobody is in sync",
  "kafka.violation.stranger-in-sync": "{p}: {isr, list} are in sync, but the replicas are {replicas, list}",
  "kafka.violation.accepted-back": "{p}: {node} took epoch {e} after {before}",
  "kafka.violation.obeyed-back": "{node} obeyed controller epoch {ce} after {before}",
  "kafka.violation.read-uncommitted": "{p}: {client} read {value} at {offset}, which was not committed there",
  "kafka.violation.twice": "{p}: {node} has sequence {seq} of {pid} twice",
  "kafka.violation.two-quorum-leaders": "{before} and {node} both led the quorum in epoch {epoch}",
  "kafka.violation.voted-twice": "{node} voted for {before} and for {candidate} in epoch {epoch}",
  "kafka.violation.quorum-mark-back": "the mark of the metadata log went from {before} to {hwm} at {node}",
  "kafka.violation.quorum-lost": "{node} lacks what was committed in the metadata log at {offset}",
  "kafka.violation.eligible-lacks": "{p}: {node} may lead without {value}, committed at {offset}",
  "kafka.violation.eligible-and-in-sync": "{p}: {replicas, list} are in sync and eligible as well",
  "kafka.violation.eligible-needless": "{p}: {elr, list} are eligible although {isr, list} are enough",
  "kafka.violation.epochs-fall": "{p}: the epochs of {node} do not rise at {e}",
} as const;

export const said = speaker(kafka);
