import type {NoteOf, NoteTable} from "../../model/note.ts";
import type {NodeId, Ticks} from "../../vocabulary.ts";

interface OfInstance {
  readonly id: string;
}

/** What servers and clients note, by kind. */
interface Notes {
  /** Its port is open; it may not yet be open for traffic. */
  readonly listening: object;
  readonly opened: {readonly found: number; readonly expected: number};
  /** `ignored`: the server has a newer record and keeps it; `dirty`: of the record that it has now. */
  readonly registered: OfInstance & {readonly dirty: Ticks; readonly replicated: boolean; readonly ignored: boolean};
  /** An operator's status was put in place of an instance's; UNKNOWN: it was taken back. */
  readonly overridden: OfInstance & {readonly status: string; readonly replicated: boolean};
  readonly cancelled: OfInstance & {readonly replicated: boolean};
  /** A look for expired leases; `late`: what it gives to each because it comes late, `may`: whether it may take any. */
  readonly ticked: {readonly late: Ticks; readonly may: boolean};
  /** A minute is over: its heartbeats count until the next is. */
  readonly minute: {readonly renewals: number; readonly threshold: number; readonly expected: number};
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
  /** A client has fetched from a server: that one's hash and its own, and how many it knows now. */
  readonly fetched: {
    readonly by: string;
    readonly from: NodeId;
    readonly full: boolean;
    readonly theirs: string;
    readonly mine: string;
    readonly count: number;
  };
  readonly appeared: {readonly by: string; readonly ids: readonly string[]};
  readonly vanished: {readonly by: string; readonly ids: readonly string[]};
  /** One try of a request came to nothing; `status`: of an answer that did not content the client, 0 without one. */
  readonly "try-failed": {readonly by: string; readonly what: string; readonly from: NodeId; readonly status: number};
  /** A request was given up after all its tries. */
  readonly "gave-up": {readonly by: string; readonly what: string};
}

export type EurekaNote = NoteOf<Notes>;

export const NOTES: NoteTable<EurekaNote> = {
  listening: [],
  opened: ["found", "expected"],
  registered: ["id", "dirty", "replicated", "ignored"],
  overridden: ["id", "status", "replicated"],
  cancelled: ["id", "replicated"],
  ticked: ["late", "may"],
  minute: ["renewals", "threshold", "expected"],
  evicting: ["size", "expired", "taken", "lastMinute", "threshold"],
  recounted: ["count", "expected"],
  batch: ["peer", "size", "oldest", "life", "hops"],
  "batch-failed": ["peer", "size", "why"],
  fetched: ["by", "from", "full", "theirs", "mine", "count"],
  appeared: ["by", "ids"],
  vanished: ["by", "ids"],
  "try-failed": ["by", "what", "from", "status"],
  "gave-up": ["by", "what"],
};
