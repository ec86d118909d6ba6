import type {NodeId} from "../../../vocabulary.ts";
import type {Partition} from "../messages.ts";
import type {RaftRole} from "./rules.ts";

/** The metadata log and the state of the vote, as they are called on a real disk. */
export const META_LOG = "__cluster_metadata-0";
export const QUORUM_FILE = "quorum-state";
export const KRAFT_FILES: readonly string[] = [META_LOG, QUORUM_FILE];

/** What voters and active controllers note, by kind. `scope`: the quorum. */
export interface KraftNotes {
  readonly "quorum-role": {readonly scope: string; readonly role: RaftRole; readonly epoch: number; readonly leader: NodeId | null};
  readonly "vote-granted": {readonly epoch: number; readonly candidate: NodeId; readonly preVote: boolean};
  /** More of the metadata log is committed, as a voter knows. */
  readonly "quorum-mark": {readonly scope: string; readonly epoch: number; readonly hwm: number; readonly role: RaftRole};
  readonly "metadata-truncated": {readonly scope: string; readonly from: number; readonly to: number};
  /** `clean`: its life before ended in good order, or there was none. */
  readonly "broker-registered": {readonly broker: NodeId; readonly be: number; readonly clean: boolean};
  readonly "broker-unfenced": {readonly broker: NodeId; readonly be: number; readonly why: string};
  readonly "broker-fenced": {readonly broker: NodeId; readonly be: number; readonly why: string};
  /** A broker turns to a controller, which it did not have before. */
  readonly "controller-found": {readonly controller: NodeId};
  /** It is committed who may still lead a partition, and who led it last. `scope`: the partition. */
  readonly eligible: {readonly scope: Partition; readonly elr: readonly NodeId[]; readonly lastKnown: readonly NodeId[]};
}

export const KRAFT_NOTES = {
  "quorum-role": ["scope", "role", "epoch", "leader"],
  "vote-granted": ["epoch", "candidate", "preVote"],
  "quorum-mark": ["scope", "epoch", "hwm", "role"],
  "metadata-truncated": ["scope", "from", "to"],
  "broker-registered": ["broker", "be", "clean"],
  "broker-unfenced": ["broker", "be", "why"],
  "broker-fenced": ["broker", "be", "why"],
  "controller-found": ["controller"],
  eligible: ["scope", "elr", "lastKnown"],
} as const;
