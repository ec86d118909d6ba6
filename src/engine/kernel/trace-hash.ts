import type {Note} from "../model/note.ts";
import type {System} from "../model/system.ts";
import type {ConnId, Message} from "../vocabulary.ts";
import {assert} from "../vocabulary.ts";
import {mix, mixValue, textHash} from "./hash.ts";
import {calledIn, homeAt, type Kernel} from "./state.ts";

/** What enters the hash of a kind of message: its number, and the fields that its system declares. */
export interface HashedKind {
  readonly number: number;
  readonly fields: readonly string[];
}

/** What enters the hash of a kind of note, and its index among the kinds of its system's notes, in the order in which this run has met them. */
export interface HashedNote {
  readonly number: number;
  readonly index: number;
}

/** Looked up once for each kind; a note and a message may be of one name. */
function hashedMessage(k: Kernel, home: number, kind: string): HashedKind {
  const {hashed, system} = homeAt(k, home);
  let found = hashed.messages.get(kind);
  if (!found) {
    assert(Object.hasOwn(system.messages, kind), `message ${kind} of ${system.name} has no entry in its messages table`);
    found = {number: textHash(calledIn(k, home, "messages", kind)).a, fields: system.messages[kind] as readonly string[]};
    hashed.messages.set(kind, found);
  }
  return found;
}

/** Mixes a message of that home into the trace hash by its declared fields. */
export function hashMessage(k: Kernel, home: number, conn: ConnId, message: Message): void {
  const h = k.s.hash;
  const {number, fields} = hashedMessage(k, home, message.kind);
  mix(h, conn);
  mix(h, number);
  for (let i = 0; i < fields.length; i++) mixValue(h, (message as unknown as Record<string, unknown>)[fields[i] as string]);
}

const STAMPED = ["kind", "node", "at"];

/** Looked at once for each kind. */
function assertDeclared({name, notes}: System, note: Note): void {
  const fields = notes !== null && Object.hasOwn(notes, note.kind) ? (notes[note.kind] as readonly string[]) : null;
  if (fields === null) return assert(false, `${name} notes "${note.kind}", which its table of notes lacks`);
  const odd = Object.keys(note).find((field) => !STAMPED.includes(field) && !fields.includes(field));
  if (odd !== undefined) assert(false, `${name} notes "${note.kind}" with ${odd}, which its table of notes lacks`);
}

function hashedNote(k: Kernel, home: number, note: Note): HashedNote {
  const {hashed, system} = homeAt(k, home);
  let found = hashed.notes.get(note.kind);
  if (found === undefined) {
    if (system.notes !== null) assertDeclared(system, note);
    found = {number: textHash(calledIn(k, home, "notes", note.kind)).a, index: hashed.notes.size};
    hashed.notes.set(note.kind, found);
  }
  return found;
}

/** Mixes a note, with who and what. @returns the index of its kind. */
export function mixNote(k: Kernel, home: number, proc: number, note: Note): number {
  const h = k.s.hash;
  const {number, index} = hashedNote(k, home, note);
  mix(h, proc);
  mix(h, number);
  for (const field in note) if (field !== "kind" && field !== "node" && field !== "at") mixValue(h, note[field]);
  return index;
}
