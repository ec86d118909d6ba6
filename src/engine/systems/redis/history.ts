import type {Log} from "../../model/log.ts";
import type {Json, NodeId} from "../../vocabulary.ts";

/** What a hello says: who, how new, which master (fact sheet §5). */
export interface Hello {
  readonly sentinel: NodeId;
  readonly currentEpoch: number;
  readonly master: NodeId;
  readonly configEpoch: number;
}

/** One command of the replication stream. */
export type Command =
  | {readonly do: "SET"; readonly key: string; readonly value: Json}
  | {readonly do: "SELECT" | "PING" | "GETACK"}
  | {readonly do: "PUBLISH"; readonly hello: Hello};

/** A command and where in its history it ends, in bytes. */
export interface Entry {
  readonly end: number;
  readonly command: Command;
}

/**
 * Older histories of a dataset, oldest first, each with the offset at which this one left it (R9), and how many writes there then were: a master
 * without a backlog does not count bytes. Seen from outside: no server knows it all.
 */
export type Lineage = readonly {readonly id: string; readonly until: number; readonly writes: number}[];

/** Index of the first entry that ends after this offset. */
export function firstAfter(log: Log<Entry>, offset: number): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log.entries[middle] as Entry).end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The newest value of a key; null: it is not there. */
export function newestOf(data: Log<Entry>, key: string): Json {
  for (let i = data.length - 1; i >= 0; i--) {
    const {command} = data.entries[i] as Entry;
    if (command.do === "SET" && command.key === key) return command.value;
  }
  return null;
}
