import type {NoteOf, NoteTable} from "../../model/note.ts";
import type {NodeId, Ticks} from "../../vocabulary.ts";

interface OfInstance {
  readonly id: string;
}

/** What servers and clients note, by kind. */
interface Notes {
  readonly opened: {readonly found: number; readonly expected: number};
  /** `ignored`: the server has a newer record and keeps it; `dirty`: of the record that it has now. */
  readonly registered: OfInstance & {readonly dirty: Ticks; readonly replicated: boolean; readonly ignored: boolean};
  readonly cancelled: OfInstance & {readonly replicated: boolean};
  /** A look for expired leases that found some; `size`: of the registry before, `taken`: those evicted. */
  readonly evicting: {
    readonly size: number;
    readonly expired: number;
    readonly taken: readonly string[];
    readonly lastMinute: number;
    readonly threshold: number;
  };
  /** The number of clients was counted again. */
  readonly recounted: {readonly count: number; readonly expected: number};
  /** A batch left; `oldest`: how long ago its oldest task was made; `life`: how long that one may live. */
  readonly batch: {readonly peer: NodeId; readonly size: number; readonly oldest: Ticks; readonly life: Ticks; readonly hops: number};
  readonly "batch-failed": {readonly peer: NodeId; readonly size: number; readonly why: string};
  /** A client has fetched: the server's hash and its own. */
  readonly fetched: {readonly by: string; readonly full: boolean; readonly theirs: string; readonly mine: string};
  readonly appeared: {readonly by: string; readonly ids: readonly string[]};
  readonly vanished: {readonly by: string; readonly ids: readonly string[]};
  /** A request was given up after all its tries. */
  readonly "gave-up": {readonly by: string; readonly what: string};
}

export type EurekaNote = NoteOf<Notes>;

export const NOTES: NoteTable<EurekaNote> = {
  opened: ["found", "expected"],
  registered: ["id", "dirty", "replicated", "ignored"],
  cancelled: ["id", "replicated"],
  evicting: ["size", "expired", "taken", "lastMinute", "threshold"],
  recounted: ["count", "expected"],
  batch: ["peer", "size", "oldest", "life", "hops"],
  "batch-failed": ["peer", "size", "why"],
  fetched: ["by", "full", "theirs", "mine"],
  appeared: ["by", "ids"],
  vanished: ["by", "ids"],
  "gave-up": ["by", "what"],
};
