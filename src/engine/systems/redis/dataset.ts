// The data of a server: db.c, as far as the model has it.

import {append} from "../../model/log.ts";
import {type Command, changesData, type Entry} from "./history.ts";
import type {Server} from "./state.ts";

/** Applies a command of the stream to the dataset. */
export function store(s: Server, entry: Entry): void {
  const {command} = entry;
  if (!changesData(command)) return;
  append(s.data, entry);
  s.changed = true;
  remember(s.volatile, command);
}

function remember(volatile: Map<string, number>, command: Command): void {
  if (command.do === "SETPXAT") volatile.set(command.key, command.at);
  else if (volatile.size === 0) return;
  else if (command.do === "SET" || command.do === "DEL") volatile.delete(command.key);
  else if (command.do === "EXEC") for (const {key} of command.writes) volatile.delete(key);
}

/** The keys of a dataset that have a time to live. */
export function volatileOf(data: Server["data"]): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i < data.length; i++) remember(found, (data.entries[i] as Entry).command);
  return found;
}
