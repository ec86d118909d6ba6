import type {ConnId, Message, Noted} from "../vocabulary.ts";
import {assert} from "../vocabulary.ts";
import {mix, mixValue, textHash} from "./hash.ts";
import type {Kernel} from "./state.ts";

/** A number for each kind of message or note. */
function numberOf(k: Kernel, kind: string): number {
  let n = k.kinds.get(kind);
  if (n === undefined) {
    n = textHash(kind).a;
    k.kinds.set(kind, n);
  }
  return n;
}

/** Mixes a message into the trace hash by its declared fields. */
export function hashMessage(k: Kernel, conn: ConnId, message: Message): void {
  const h = k.s.hash;
  const fields = k.system.messages[message.kind];
  // Not `assert`: its reason would be written out for each message.
  if (!fields) return assert(false, `message ${message.kind} of ${k.system.name} has no entry in its messages table`);
  mix(h, conn);
  mix(h, numberOf(k, message.kind));
  for (let i = 0; i < fields.length; i++) mixValue(h, (message as unknown as Record<string, unknown>)[fields[i] as string]);
}

/** Mixes a note, with who and what. */
export function mixNote(k: Kernel, proc: number, note: Noted): void {
  const h = k.s.hash;
  mix(h, proc);
  mix(h, numberOf(k, note.kind));
  for (const field in note) if (field !== "kind" && field !== "node" && field !== "at") mixValue(h, note[field]);
}
