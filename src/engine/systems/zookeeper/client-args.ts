import type {Form} from "../../model/process.ts";
import {fields, flag, maybe, nodeName, nodesOfScenario, nullOr, oneOf, text, time, whole} from "../../outside/forms.ts";

const WORDS = {
  does: ["create", "set", "get", "children", "ephemeral", "contend", "sync-get", "synced-get", "idle"],
  policy: ["round-robin", "next-random", "pinned", "quits"],
} as const;

/** A client's arguments; times in ms. What is not given is as the Java client has it. */
export interface ClientArgs {
  /** create: a new node each time; set: one node again and again; get, children: reads; sync-get: now a sync, now a read; synced-get: a sync and, as soon as it is answered, a read, one operation; ephemeral: one node, then only pings; contend: holds or awaits an ephemeral node. */
  readonly does: (typeof WORDS.does)[number];
  readonly path: string;
  readonly servers: readonly string[];
  /** Where it connects first; the first of `servers` unless said. */
  readonly first: string;
  /** Where it goes after an error. */
  readonly policy: (typeof WORDS.policy)[number];
  readonly startMs: number;
  /** Pause after each answer. */
  readonly intervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Null: two thirds of the session's time-out, as agreed with the server. */
  readonly readTimeoutMs: number | null;
  /** Null: as ClientCnxn does it, after half the read time-out. */
  readonly pingMs: number | null;
  /** Before each reconnect; null: random, below a second. */
  readonly pauseMs: number | null;
  /** Leaves its server after so many answers, with its session; null: stays. */
  readonly hopAfter: number | null;
  /** Creates at most so many nodes; null: no end. */
  readonly count: number | null;
  /** Sends closeSession then. */
  readonly closeAtMs: number | null;
  /** Closes its socket then, without a word; or stays connected and sends nothing more. */
  readonly hangUpAtMs: number | null;
  readonly silentAtMs: number | null;
  /** Its first ping; each later one comes `pingMs` after the one before, whatever else it has sent. */
  readonly firstPingMs: number | null;
  /** Keeps calling until a call made then or later has been answered, and for `lingerMs` more; notes `enough`. Null: to the end. */
  readonly enoughMs: number | null;
  readonly lingerMs: number;
  /** Gives its session up at each error and asks for a new one. */
  readonly newSessions: boolean;
}

/** What a scenario may say of a client. */
export const args: Form = fields({
  does: maybe(oneOf(WORDS.does)),
  path: maybe(text),
  servers: maybe(nodesOfScenario),
  first: maybe(nodeName),
  policy: maybe(oneOf(WORDS.policy)),
  startMs: maybe(time),
  intervalMs: maybe(time),
  sessionTimeoutMs: maybe(time),
  connectTimeoutMs: maybe(time),
  readTimeoutMs: maybe(nullOr(time)),
  pingMs: maybe(nullOr(time)),
  pauseMs: maybe(nullOr(time)),
  hopAfter: maybe(nullOr(whole(1))),
  count: maybe(nullOr(whole(0))),
  closeAtMs: maybe(nullOr(time)),
  hangUpAtMs: maybe(nullOr(time)),
  silentAtMs: maybe(nullOr(time)),
  firstPingMs: maybe(nullOr(time)),
  enoughMs: maybe(nullOr(time)),
  lingerMs: maybe(time),
  newSessions: maybe(flag),
} satisfies {readonly [K in keyof ClientArgs]: Form});
