import type {NoteOf, NoteTable} from "../../model/note.ts";
import type {NodeId} from "../../vocabulary.ts";

/** Of an instance that a sentinel knows. */
interface OfInstance {
  readonly of: NodeId;
}

/** At which number a sentinel's attempt, or its configuration, stands. */
interface AtEpoch {
  readonly epoch: number;
}

interface OfSlave {
  readonly slave: NodeId;
}

/** What this system's processes note, by kind: Sentinel's own log events, and what servers do. */
interface Notes {
  readonly "+sdown": OfInstance;
  readonly "-sdown": OfInstance;
  readonly "+sdown slave": OfInstance;
  readonly "-sdown slave": OfInstance;
  readonly "+sdown sentinel": OfInstance;
  readonly "-sdown sentinel": OfInstance;
  readonly "+odown": OfInstance & {readonly agreed: number; readonly quorum: number};
  readonly "-odown": OfInstance;
  readonly "+monitor": OfInstance & {readonly quorum: number};
  readonly "+reboot": OfInstance;
  readonly "+sentinel": OfInstance;
  readonly "+slave": OfInstance;
  readonly "+new-epoch": AtEpoch;
  readonly "+try-failover": AtEpoch & {readonly forced: boolean};
  readonly "+vote-for-leader": AtEpoch & {readonly leader: string};
  /** `epoch`: of its attempt; `current`: the epoch that it is in by now. */
  readonly "+elected-leader": AtEpoch & {readonly current: number; readonly votes: number; readonly forced: boolean};
  readonly "+selected-slave": OfSlave & {readonly priority: number; readonly offset: number};
  readonly "+promoted-slave": OfSlave & AtEpoch;
  readonly "+slave-reconf-sent": OfSlave & {readonly master: NodeId};
  readonly "+slave-reconf-sent-be": OfSlave & {readonly master: NodeId};
  readonly "+convert-to-slave": OfSlave & {readonly master: NodeId};
  readonly "+fix-slave-config": OfSlave & {readonly master: NodeId};
  readonly "+slave-reconf-inprog": OfSlave;
  readonly "+slave-reconf-done": OfSlave;
  readonly "-slave-reconf-sent-timeout": OfSlave;
  readonly "+failover-end": AtEpoch;
  readonly "+failover-end-for-timeout": AtEpoch;
  readonly "-failover-abort-slave-timeout": AtEpoch;
  readonly "-failover-abort-not-elected": AtEpoch;
  readonly "-failover-abort-no-good-slave": AtEpoch;
  readonly "+switch-master": AtEpoch & {readonly from: NodeId; readonly to: NodeId; readonly by: string};
  readonly "+tilt": {readonly gapMs: number};
  readonly "-tilt": object;
  readonly "slaveof-noone": OfSlave & AtEpoch & {readonly priority: number};
  readonly "vote-given": AtEpoch & {readonly leader: string};
  readonly "vote-reply": OfInstance & AtEpoch & {readonly leader: string};
  readonly "config-rewritten": {readonly current: number; readonly leader: number; readonly config: number};
  /** A write, and for how long each replica that is online had not been heard. */
  readonly accepted: {readonly silentMs: readonly number[]};
  readonly "good-replicas": {readonly count: number};
  readonly "wait-returned": {readonly count: number; readonly asked: number; readonly target: number};
  readonly started: {readonly runid: string; readonly writes: number};
  readonly loaded: object;
  readonly "master-mode": {readonly replid: string; readonly offset: number; readonly term: number};
  readonly "replica-of": {readonly master: NodeId; readonly replid: string; readonly offset: number};
  readonly "master-lost": {readonly master: NodeId | null};
  readonly "full-resync": {readonly replica: NodeId; readonly asked: string; readonly offset: number};
  readonly "partial-resync": {readonly replica: NodeId; readonly offset: number; readonly by: "replid" | "replid2"; readonly bytes: number};
  readonly "+reset-master": OfInstance;
  readonly "+set": {readonly key: string; readonly value: number};
  readonly "config-set": {readonly key: string; readonly value: number | boolean};
  readonly expired: {readonly key: string};
  readonly "save-failed": object;
  readonly "save-succeeded": object;
  readonly "script-slow": object;
  readonly "script-ended": {readonly killed: boolean};
  readonly "script-kill": OfInstance;
  readonly shutdown: {readonly saves: boolean};
  readonly "shutdown-aborted": object;
  readonly "sync-finished": {readonly master: NodeId | null; readonly how: string; readonly offset: number};
}

export type RedisNote = NoteOf<Notes>;

export const NOTES: NoteTable<RedisNote> = {
  "+sdown": ["of"],
  "-sdown": ["of"],
  "+sdown slave": ["of"],
  "-sdown slave": ["of"],
  "+sdown sentinel": ["of"],
  "-sdown sentinel": ["of"],
  "+odown": ["of", "agreed", "quorum"],
  "-odown": ["of"],
  "+monitor": ["of", "quorum"],
  "+reboot": ["of"],
  "+sentinel": ["of"],
  "+slave": ["of"],
  "+new-epoch": ["epoch"],
  "+try-failover": ["epoch", "forced"],
  "+vote-for-leader": ["leader", "epoch"],
  "+elected-leader": ["epoch", "current", "votes", "forced"],
  "+selected-slave": ["slave", "priority", "offset"],
  "+promoted-slave": ["slave", "epoch"],
  "+slave-reconf-sent": ["slave", "master"],
  "+slave-reconf-sent-be": ["slave", "master"],
  "+convert-to-slave": ["slave", "master"],
  "+fix-slave-config": ["slave", "master"],
  "+slave-reconf-inprog": ["slave"],
  "+slave-reconf-done": ["slave"],
  "-slave-reconf-sent-timeout": ["slave"],
  "+failover-end": ["epoch"],
  "+failover-end-for-timeout": ["epoch"],
  "-failover-abort-slave-timeout": ["epoch"],
  "-failover-abort-not-elected": ["epoch"],
  "-failover-abort-no-good-slave": ["epoch"],
  "+switch-master": ["from", "to", "epoch", "by"],
  "+tilt": ["gapMs"],
  "-tilt": [],
  "slaveof-noone": ["slave", "priority", "epoch"],
  "vote-given": ["leader", "epoch"],
  "vote-reply": ["of", "leader", "epoch"],
  "config-rewritten": ["current", "leader", "config"],
  accepted: ["silentMs"],
  "good-replicas": ["count"],
  "wait-returned": ["count", "asked", "target"],
  started: ["runid", "writes"],
  loaded: [],
  "master-mode": ["replid", "offset", "term"],
  "replica-of": ["master", "replid", "offset"],
  "master-lost": ["master"],
  "full-resync": ["replica", "asked", "offset"],
  "partial-resync": ["replica", "offset", "by", "bytes"],
  "+reset-master": ["of"],
  "+set": ["key", "value"],
  "config-set": ["key", "value"],
  expired: ["key"],
  "save-failed": [],
  "save-succeeded": [],
  "script-slow": [],
  "script-ended": ["killed"],
  "script-kill": ["of"],
  shutdown: ["saves"],
  "shutdown-aborted": [],
  "sync-finished": ["master", "how", "offset"],
};

/** Files on the disk of a server or a sentinel. */
export const DURABLE: readonly string[] = ["redis.conf", "sentinel.conf", "dump.rdb"];
