import type {NodeId} from "../../../vocabulary.ts";
import type {Pid} from "../messages.ts";

interface InScope {
  readonly scope: string;
}

/** What members of quorum queues note, by kind. */
export interface QuorumNotes {
  readonly "ra-state": InScope & {readonly state: string; readonly term: number};
  readonly "ra-leader-down": InScope & {readonly info: string};
  readonly "ra-suspects": InScope & {readonly node: NodeId; readonly down: boolean};
  readonly "ra-voted": InScope & {readonly term: number; readonly to: NodeId};
  /** `last`: where its log ends. */
  readonly "ra-leader": InScope & {readonly term: number; readonly last: number};
  /** The first commit of a reign. */
  readonly "ra-commits": InScope & {readonly term: number; readonly index: number};
  /** A member has applied these entries; `term` is that of the last. */
  readonly "ra-applied": InScope & {readonly from: number; readonly to: number; readonly term: number};
  readonly "fifo-enqueued": InScope & {readonly id: string; readonly pid: Pid; readonly seq: number; readonly index: number};
  readonly "fifo-returned": InScope & {readonly value: string; readonly count: number};
  readonly "fifo-dropped": InScope & {readonly value: string; readonly count: number};
}

export const QUORUM_NOTES = {
  "ra-state": ["scope", "state", "term"],
  "ra-leader-down": ["scope", "info"],
  "ra-suspects": ["scope", "node", "down"],
  "ra-voted": ["scope", "term", "to"],
  "ra-leader": ["scope", "term", "last"],
  "ra-commits": ["scope", "term", "index"],
  "ra-applied": ["scope", "from", "to", "term"],
  "fifo-enqueued": ["scope", "id", "pid", "seq", "index"],
  "fifo-returned": ["scope", "value", "count"],
  "fifo-dropped": ["scope", "value", "count"],
} as const;

/** Files on a node's disk: the log of all its members, their terms and votes, and the records of their queues. */
export const QUORUM_DURABLE: readonly string[] = ["wal", "ra_meta", "rabbit_durable_queue"];
