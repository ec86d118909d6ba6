import type {ConnId, NodeId, Ticks} from "../vocabulary.ts";
import type {Reader} from "./process.ts";

/** The world seen from outside all of them, for `effective`, monitors and views. */
export interface World<S = unknown> {
  readonly now: Ticks;
  /** Members of the cluster, in the scenario's order; with several systems, those of the one that looks. */
  readonly ids: readonly NodeId[];
  status(id: NodeId): Status;
  /** Null while down. */
  state(id: NodeId): S | null;
  disk(id: NodeId): Reader;
  /** What of a log survives a power loss. */
  safeLength(id: NodeId, file: string): number;
  safe(id: NodeId, file: string): unknown;
  /** Packets pass both ways between the hosts of the two. */
  linked(a: NodeId, b: NodeId): boolean;
  /** No fsync of this node returns. */
  diskStuck(id: NodeId): boolean;
  /** The other end of this connection is held by a process, too. */
  connected(id: NodeId, conn: ConnId): boolean;
  /** Running timers, each with the instant at which it is due if nothing changes its clock. */
  timers(id: NodeId): readonly {readonly name: string; readonly due: Ticks}[];
  /** The name of the system whose process this is. */
  home(id: NodeId): string;
  /** The same world as a lower system sees it. */
  of(system: string): World;
}

/** Down: no process. Starting: the operating system is at it. */
export type Status = "down" | "starting" | "up" | "paused";
