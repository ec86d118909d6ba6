import type {Json, NodeId, Ticks} from "../vocabulary.ts";

/** An operation of a client, times in ticks. `info` is: nobody can say whether it happened. */
export interface Operation {
  readonly id: number;
  readonly process: NodeId;
  readonly side: string;
  readonly f: string;
  readonly key: string;
  readonly value: Json;
  readonly invokedAt: Ticks;
  readonly completedAt: Ticks | null;
  readonly type: "invoke" | "ok" | "fail" | "info";
  /** What a read returned, what a write was given. */
  readonly result: Json;
  /** The server asked. */
  readonly server: NodeId | null;
}

/** What the final read found after settling: whether a written value is there. */
export interface FinalRead {
  /** Times that `value` stands under `key` on the system as a whole; 0: lost. */
  count(key: string, value: Json): number;
}

/** A write that was acknowledged and is absent from the final read. */
export const isLost = (read: FinalRead, o: Operation): boolean => o.f === "write" && o.type === "ok" && read.count(o.key, o.value) === 0;
