import type {NoteOf, NoteTable} from "../../model/note.ts";
import type {SyncPlan} from "./rules.ts";
import type {Zxid} from "./zxid.ts";

/** What this system's processes note, by kind. */
interface Notes {
  readonly "accepted-epoch": {readonly epoch: number};
  /** A proposal, or NEWLEADER, to the leader of that epoch. */
  readonly acked: {readonly zxid: Zxid; readonly epoch: number};
  readonly ackepoch: {readonly epoch: number; readonly counts: boolean};
  readonly active: {readonly epoch: number};
  readonly applied: {readonly zxid: Zxid};
  readonly committed: {readonly zxid: Zxid; readonly sids: readonly number[]};
  readonly "current-epoch": {readonly epoch: number};
  /** Which rule let it leave LOOKING. */
  readonly decided: {readonly by: string; readonly leader: number; readonly round: number};
  readonly enough: object;
  /** D5 is done: the leader's history is that of the epoch. */
  readonly established: {readonly epoch: number; readonly history: Zxid};
  readonly following: {readonly round: number};
  readonly forwarding: {readonly learner: number};
  readonly holds: {readonly path: string};
  readonly leading: {readonly round: number};
  /** One learner has the leader's history and epoch on its disk, and says so. */
  readonly "learner-acked-newleader": {readonly epoch: number};
  readonly "learner-lost": {readonly learner: number};
  readonly leaving: {readonly why: string};
  readonly "let-go": {readonly path: string};
  readonly logged: {readonly zxid: Zxid};
  readonly looking: {readonly round: number};
  /** Its tree in memory is now that of this zxid. */
  readonly memory: {readonly zxid: Zxid; readonly how: "SNAP" | "sync" | "log" | "disk"};
  readonly observing: {readonly round: number};
  readonly "open-for-clients": {readonly epoch: number};
  readonly phase: {readonly phase: "DISCOVERY"};
  readonly proposed: {readonly zxid: Zxid};
  readonly quit: {readonly server: string};
  readonly quorum: {readonly of: "D3" | "D5" | "S7"; readonly sids: readonly number[]};
  /** A quorum, the leader among it, has acknowledged NEWLEADER: the leader may serve. */
  readonly "quorum-acked-newleader": {readonly epoch: number; readonly history: Zxid};
  readonly "refused-behind": {readonly seen: Zxid};
  readonly "refused-to-start": Epochs;
  readonly seen: {readonly session: number; readonly zxid: Zxid};
  readonly serving: {readonly epoch: number};
  readonly "session-closed": {readonly session: number};
  readonly "session-expired": {readonly session: number};
  readonly "session-expiring": {readonly session: number};
  readonly snapshot: {readonly zxid: Zxid};
  readonly started: Epochs;
  readonly synchronise: {readonly learner: number; readonly how: SyncPlan["first"]; readonly entries: number};
  readonly truncated: {readonly to: Zxid};
}

interface Epochs {
  readonly zxid: Zxid;
  readonly currentEpoch: number;
  readonly acceptedEpoch: number;
}

export type ZkNote = NoteOf<Notes>;

export const NOTES: NoteTable<ZkNote> = {
  "accepted-epoch": ["epoch"],
  acked: ["zxid", "epoch"],
  ackepoch: ["epoch", "counts"],
  active: ["epoch"],
  applied: ["zxid"],
  committed: ["zxid", "sids"],
  "current-epoch": ["epoch"],
  decided: ["by", "leader", "round"],
  enough: [],
  established: ["epoch", "history"],
  following: ["round"],
  forwarding: ["learner"],
  holds: ["path"],
  leading: ["round"],
  "learner-acked-newleader": ["epoch"],
  "learner-lost": ["learner"],
  leaving: ["why"],
  "let-go": ["path"],
  logged: ["zxid"],
  looking: ["round"],
  memory: ["zxid", "how"],
  observing: ["round"],
  "open-for-clients": ["epoch"],
  phase: ["phase"],
  proposed: ["zxid"],
  quit: ["server"],
  quorum: ["of", "sids"],
  "quorum-acked-newleader": ["epoch", "history"],
  "refused-behind": ["seen"],
  "refused-to-start": ["zxid", "currentEpoch", "acceptedEpoch"],
  seen: ["session", "zxid"],
  serving: ["epoch"],
  "session-closed": ["session"],
  "session-expired": ["session"],
  "session-expiring": ["session"],
  snapshot: ["zxid"],
  started: ["zxid", "currentEpoch", "acceptedEpoch"],
  synchronise: ["learner", "how", "entries"],
  truncated: ["to"],
};

/** Files on a server's disk. */
export const DURABLE: readonly string[] = ["acceptedEpoch", "currentEpoch", "log", "snapshots"];
