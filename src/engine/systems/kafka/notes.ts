import type {NoteOf, NoteTable} from "../../model/note.ts";
import type {NodeId} from "../../vocabulary.ts";
import {KRAFT_FILES, KRAFT_NOTES, type KraftNotes} from "./kraft/notes.ts";
import type {Why} from "./kraft/records.ts";
import type {Partition} from "./messages.ts";

/** What this system's processes note, by kind. `scope`: the partition it is about. */
interface Notes extends KraftNotes {
  readonly registered: {readonly be: number};
  readonly "refused-to-register": object;
  readonly "controller-elected": {readonly ce: number; readonly scope: string};
  readonly "controller-resigned": {readonly ce: number; readonly scope: string};
  readonly "controller-ready": {readonly ce: number; readonly scope: string};
  readonly "controller-write-refused": {readonly error: string};
  /** It learns that its session with ZooKeeper has expired. */
  readonly "session-over": object;
  readonly "broker-change": {readonly added: readonly NodeId[]; readonly gone: readonly NodeId[]; readonly bounced: readonly NodeId[]};
  /** ZooKeeper has a new state of a partition. `how`: which decision it was. */
  readonly "state-written": {
    readonly scope: Partition;
    readonly leader: NodeId | null;
    readonly e: number;
    readonly pe: number;
    readonly isr: readonly NodeId[];
    readonly how: Why;
  };
  readonly "controller-epoch": {readonly ce: number};
  readonly "refused-controller": {readonly ce: number};
  /** It is about to lead: as soon as that is on the disk. */
  readonly "reign-begins": {readonly scope: Partition; readonly e: number};
  readonly leader: {readonly scope: Partition; readonly e: number; readonly leo: number; readonly hw: number};
  /** Without a leader to follow in KRaft mode, until there is one. */
  readonly follower: {readonly scope: Partition; readonly e: number; readonly leader: NodeId | null};
  readonly stopped: {readonly scope: Partition; readonly e: number};
  /** The ISR that a leader asks for, and the one that it goes by for the high watermark meanwhile. */
  readonly "isr-asked": {
    readonly scope: Partition;
    readonly e: number;
    readonly isr: readonly NodeId[];
    readonly maximal: readonly NodeId[];
  };
  readonly isr: {readonly scope: Partition; readonly e: number; readonly pe: number; readonly isr: readonly NodeId[]};
  readonly "isr-refused": {readonly scope: Partition; readonly error: string};
  /** UpdateMetadata is taken, from whom and in which controller epoch. */
  readonly "metadata-updated": {readonly controller: NodeId; readonly ce: number};
  readonly "high-watermark": {
    readonly scope: Partition;
    readonly e: number;
    readonly hw: number;
    readonly leo: number;
    readonly isr: number;
    readonly maximal: readonly NodeId[];
  };
  readonly truncated: {
    readonly scope: Partition;
    readonly from: number;
    readonly to: number;
    readonly why: "diverged" | "high-watermark" | "out-of-range";
  };
  readonly "fetch-refused": {readonly scope: Partition; readonly error: string};
  /** `torn`: the end of its last batch was missing, so all of that went. */
  readonly "log-loaded": {
    readonly scope: Partition;
    readonly leo: number;
    readonly hw: number;
    readonly clean: boolean;
    readonly torn: boolean;
  };
  /** It takes connections. */
  readonly started: object;
  readonly "shutting-down": object;
  readonly "shut-down": {readonly released: boolean};
  /** A client meets an error, its own or a broker's. */
  readonly "client-error": {readonly scope: Partition; readonly error: string; readonly broker: NodeId | null};
  readonly "producer-epoch": {readonly producerEpoch: number};
  readonly "position-truncated": {readonly scope: Partition; readonly from: number; readonly to: number};
}

export type KafkaNote = NoteOf<Notes>;

export const NOTES: NoteTable<KafkaNote> = {
  registered: ["be"],
  "refused-to-register": [],
  "controller-elected": ["ce", "scope"],
  "controller-resigned": ["ce", "scope"],
  "controller-ready": ["ce", "scope"],
  "controller-write-refused": ["error"],
  "session-over": [],
  "broker-change": ["added", "gone", "bounced"],
  "state-written": ["scope", "leader", "e", "pe", "isr", "how"],
  "controller-epoch": ["ce"],
  "refused-controller": ["ce"],
  "reign-begins": ["scope", "e"],
  leader: ["scope", "e", "leo", "hw"],
  follower: ["scope", "e", "leader"],
  stopped: ["scope", "e"],
  "isr-asked": ["scope", "e", "isr", "maximal"],
  isr: ["scope", "e", "pe", "isr"],
  "isr-refused": ["scope", "error"],
  "metadata-updated": ["controller", "ce"],
  "high-watermark": ["scope", "e", "hw", "leo", "isr", "maximal"],
  truncated: ["scope", "from", "to", "why"],
  "fetch-refused": ["scope", "error"],
  "log-loaded": ["scope", "leo", "hw", "clean", "torn"],
  started: [],
  "shutting-down": [],
  "shut-down": ["released"],
  "client-error": ["scope", "error", "broker"],
  "producer-epoch": ["producerEpoch"],
  "position-truncated": ["scope", "from", "to"],
  ...KRAFT_NOTES,
};

/** The log of a partition is its directory, as on a real disk. */
export const logFile = (p: Partition): string => p;
export const epochFile = (p: Partition): string => `${p}/leader-epoch-checkpoint`;
export const HW_FILE = "replication-offset-checkpoint";
export const CLEAN_FILE = ".kafka_cleanshutdown";
/** The names of the directories: what a starting broker finds. */
export const DIRS_FILE = "log.dirs";

/** Files on a broker's disk, of the first partitions of a topic `t`. */
export const DURABLE: readonly string[] = [
  ...["t-0", "t-1", "t-2"].flatMap((p) => [logFile(p), epochFile(p)]),
  HW_FILE,
  CLEAN_FILE,
  DIRS_FILE,
  ...KRAFT_FILES,
];
