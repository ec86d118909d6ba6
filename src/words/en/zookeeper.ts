import {speaker} from "../said.ts";

/** What ZooKeeper's model says of its scenarios and invariants. */
const zookeeper = {
  "zookeeper.version": "version {version} of zookeeper: must be one of {known, list}",
  "zookeeper.myid": "node {id}: its myid must be a whole number, 0 or more: end the name with it (z1) or give args.sid",
  "zookeeper.no-voter": "scenario {scenario}: an ensemble needs at least one voter",

  "zookeeper.violation.established": "{other} and then {node} were established in epoch {epoch}",
  "zookeeper.violation.late": "{node} brings {late} into the history, although {last} was committed before it",
  "zookeeper.violation.commits-after": "{node} commits {at} after {last}",
  "zookeeper.violation.commits-deposed": "{node} commits {at} although epoch {newest} serves",
  "zookeeper.violation.applies-uncommitted": "{node} applies {at}, which nobody has committed",
  "zookeeper.violation.applies-unproposed": "{node} applies {at}, which nobody proposed",
  "zookeeper.violation.applies-after": "{node} applies {at} after {last}",
  "zookeeper.violation.not-durable.committed":
    "{at} is committed, but {n, plural, =0 {no server} one {server {sids, list} alone} other {servers {sids, list} alone}} would keep it",
  "zookeeper.violation.not-durable.initial":
    "{at} is the initial history of a serving leader, but {n, plural, =0 {no server} one {server {sids, list} alone} other {servers {sids, list} alone}} would keep it",
  "zookeeper.violation.leads-without": "{node} leads epoch {epoch} without {missing}",
  "zookeeper.violation.resurrects": "{node} resurrects {at}, which epoch {before} had left out",
  "zookeeper.violation.proposes-again": "{node} proposes {at}, which is another transaction already",
  "zookeeper.violation.proposes-early": "{node} proposes {at} before a quorum has its history",
  "zookeeper.violation.proposes-gap": "{node} proposes {at} before the one that precedes it",
  "zookeeper.violation.logs-after": "{node} logs {at} after {last}",
  "zookeeper.violation.logs-gap": "{node} logs {at} right after {last}",
  "zookeeper.violation.epoch-back": "{node} goes back from {file} {before} to {epoch}",
  "zookeeper.violation.current-above-accepted": "{node} has currentEpoch {epoch} above its acceptedEpoch {accepted}",
  "zookeeper.violation.ackepoch-after-promise": "{node} acknowledges epoch {epoch} after it promised {promised}",
  "zookeeper.violation.newleader-after-promise": "{node} acknowledges NEWLEADER of {epoch} after it promised {promised}",
  "zookeeper.violation.acks-after-promise": "{node} acknowledges {at} to the leader of {epoch} after it promised {promised}",
  "zookeeper.violation.counted-twice": "{node} lets itself be counted twice for epoch {epoch}",
  "zookeeper.violation.acks-epoch-unwritten": "{node} acknowledges epoch {epoch} without having it on its disk",
  "zookeeper.violation.acks-history-unwritten": "{node} acknowledges epoch {epoch} without {history} on its disk",
  "zookeeper.violation.stranger-in-quorum": "server {sid}, no voter, counts in the quorum of {of}",
  "zookeeper.violation.stranger-in-commit": "server {sid}, no voter, counts in a commit",
  "zookeeper.violation.undecided": "{node} leaves LOOKING without a decision",
  "zookeeper.violation.shown-after": "{node} is shown {at} after {last}",
  "zookeeper.violation.outlives-session": "{node}: {path} outlives its session",
  "zookeeper.violation.lost":
    "{lost, plural, one {# acknowledged write is} other {# acknowledged writes are}} gone, the first {key} of {client} at {atMs} ms",
} as const;

export const said = speaker(zookeeper);
