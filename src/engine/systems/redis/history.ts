import type {Log} from "../../model/log.ts";
import type {Json, NodeId} from "../../vocabulary.ts";

/** A hello: who, how new, which master (fact sheet §5). */
export interface Hello {
  readonly sentinel: NodeId;
  readonly currentEpoch: number;
  readonly master: NodeId;
  readonly configEpoch: number;
}

/** A key and what is written there. */
export interface Write {
  readonly key: string;
  readonly value: Json;
}

/** One command of the replication stream. */
export type Command =
  | {readonly do: "SET"; readonly key: string; readonly value: Json}
  /** A SET with a time to live, as it goes down the stream: `at` is the end of it, in ms of the master's wall clock. */
  | {readonly do: "SETPXAT"; readonly key: string; readonly value: Json; readonly at: number}
  /** MULTI, its writes and EXEC: they are executed together or not at all. What a script has written comes so, too. */
  | {readonly do: "EXEC"; readonly writes: readonly Write[]}
  /** A key whose time is over. */
  | {readonly do: "DEL"; readonly key: string}
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

/** What a command writes; a deletion writes nothing. */
export function writesOf(command: Command): readonly Write[] {
  switch (command.do) {
    case "SET":
    case "SETPXAT":
      return [command];
    case "EXEC":
      return command.writes;
    default:
      return [];
  }
}

/** Whether it changes the dataset, and so stands in it. */
export const changesData = ({do: name}: Command): boolean => name === "SET" || name === "SETPXAT" || name === "EXEC" || name === "DEL";

/** A key's value and the end of its time, in ms of the wall clock; null: for ever. */
export interface Stored {
  readonly value: Json;
  readonly until: number | null;
}

/** The value of a key, expired or not; null: nothing. */
export function newestOf(data: Log<Entry>, key: string): Stored | null {
  for (let i = data.length - 1; i >= 0; i--) {
    const {command} = data.entries[i] as Entry;
    if (command.do === "DEL" && command.key === key) return null;
    const written = writesOf(command).findLast((w) => w.key === key);
    if (written) return {value: written.value, until: command.do === "SETPXAT" ? command.at : null};
  }
  return null;
}

/** Two entries that say the same. */
export function sameEntry(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  if (a.command.do !== b.command.do) return false;
  if (a.command.do === "DEL") return b.command.do === "DEL" && a.command.key === b.command.key;
  const [x, y] = [writesOf(a.command), writesOf(b.command)];
  return x.length === y.length && x.every((w, i) => w.key === y[i]?.key && w.value === y[i]?.value);
}
