import type {Noted} from "../model/note.ts";
import type {ConnId, Message} from "../vocabulary.ts";
import {assert} from "../vocabulary.ts";
import {mix, mixValue, textHash} from "./hash.ts";
import type {Kernel} from "./state.ts";

/** What of a kind of message or note enters the hash: its number, and of a message the fields its system names. */
export interface HashedKind {
  readonly number: number;
  readonly fields: readonly string[] | null;
}

function hashedKind(k: Kernel, kind: string): HashedKind {
  let hashed = k.hashed.get(kind);
  if (!hashed) {
    hashed = {number: textHash(kind).a, fields: k.system.messages[kind] ?? null};
    k.hashed.set(kind, hashed);
  }
  return hashed;
}

/** Mixes a message into the trace hash by its declared fields. */
export function hashMessage(k: Kernel, conn: ConnId, message: Message): void {
  const h = k.s.hash;
  const {number, fields} = hashedKind(k, message.kind);
  if (!fields) return assert(false, `message ${message.kind} of ${k.system.name} has no entry in its messages table`);
  mix(h, conn);
  mix(h, number);
  for (let i = 0; i < fields.length; i++) mixValue(h, (message as unknown as Record<string, unknown>)[fields[i] as string]);
}

/** Mixes a note, with who and what. */
export function mixNote(k: Kernel, proc: number, note: Noted): void {
  const h = k.s.hash;
  const {notes} = k.system;
  if (notes !== null && !k.hashed.has(note.kind))
    assert(notes.includes(note.kind), `${k.system.name} notes "${note.kind}", which its list of notes lacks`);
  mix(h, proc);
  mix(h, hashedKind(k, note.kind).number);
  for (const field in note) if (field !== "kind" && field !== "node" && field !== "at") mixValue(h, note[field]);
}
