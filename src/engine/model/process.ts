import type {ConnId, Json, Message, NodeId, Ticks} from "../vocabulary.ts";
import type {Log} from "./log.ts";
import type {Note} from "./note.ts";
import type {NodeSpec, Scenario} from "./scenario.ts";

/** What a value from outside must look like: made of the parts in `outside/forms.ts`. */
export interface Form {
  readonly kind: "schema";
  readonly type: string;
}

/** The same of a value that has that type when it is as it must be. */
export interface FormOf<T> extends Form {
  readonly "~types"?: {readonly output: T} | undefined;
}

/** How one kind of process behaves. Handlers change their own state in place and act through `ctx`. */
export interface Process<S = unknown, M extends Message = Message, R = object, C = object, N extends Note = Note> {
  readonly threads: readonly string[];
  /** Threads of which there is one for each node of the scenario, for what the process has to do with that node; beside those of `threads`. */
  readonly perPeer?: readonly string[];
  /** Thread that serves each port's connections. */
  readonly ports: {readonly [port: string]: string};
  /** The same of a connection that the process has dialled, where it is another. */
  readonly dials?: {readonly [port: string]: string};
  /** Which overdue events of a thread go first on resume from a pause; with its source. Between threads the order is drawn (T25). */
  readonly resume: "input-first" | "timers-first";
  /** Connections that wait at a port while it is paused, less one; 50, as Java's ServerSocket, unless said (transport T4). */
  readonly backlog?: number;
  /** What `args` of its node must look like; unless given, anything. */
  readonly args?: Form;
  /** Part of the cluster (has beliefs), not a client. */
  readonly member: boolean;
  /** Whether a client has more to ask, be it after a pause or a reconnect: it has no outage while it has not. Unless said, it always has. */
  asks?(state: S): boolean;
  init(spec: NodeSpec, disk: Reader, config: C, scenario: Scenario): S;
  start(state: S, ctx: Context<M, R, C, N>): void;
  /** A message of a connection, or of `loopback`. */
  receive?(state: S, conn: ConnId, message: M, ctx: Context<M, R, C, N>): void;
  /** A datagram. */
  datagram?(state: S, from: NodeId, message: M, ctx: Context<M, R, C, N>): void;
  connected?(state: S, conn: ConnId, ctx: Context<M, R, C, N>): void;
  accepted?(state: S, conn: ConnId, port: string, ctx: Context<M, R, C, N>): void;
  disconnected?(state: S, conn: ConnId, why: Ending, ctx: Context<M, R, C, N>): void;
  timer?(state: S, name: string, arg: Json, ctx: Context<M, R, C, N>): void;
  done?(state: S, token: Json, ctx: Context<M, R, C, N>): void;
  /** The library of each lower system in this process: it gets what comes from that system's processes, and its own timers. */
  readonly libraries?: {readonly [system: string]: Library<S>};
}

/**
 * Code of another system inside a process, as a client library is: its messages are that system's, its timers have a namespace of their own.
 * It acts through `library`, and by `ctx` the process hears of it.
 */
export interface Library<S = unknown, M extends Message = Message, R = object, C = object, Of = Context, N extends Note = Note> {
  receive?(state: S, conn: ConnId, message: M, library: LibraryContext<M, R, C, N>, ctx: Of): void;
  connected?(state: S, conn: ConnId, library: LibraryContext<M, R, C, N>, ctx: Of): void;
  disconnected?(state: S, conn: ConnId, why: Ending, library: LibraryContext<M, R, C, N>, ctx: Of): void;
  timer?(state: S, name: string, arg: Json, library: LibraryContext<M, R, C, N>, ctx: Of): void;
}

/** What a library can do, in a process of its own system or of another: it has its own system's configuration and rules. */
export type LibraryContext<M extends Message = Message, R = object, C = object, N extends Note = Note> = Pick<
  Context<M, R, C, N>,
  | "self"
  | "config"
  | "rules"
  | "monotonic"
  | "wall"
  | "random"
  | "connect"
  | "send"
  | "close"
  | "peer"
  | "setTimer"
  | "cancelTimer"
  | "note"
  | "stopping"
>;

/** All that a handler can do. Effects leave at the instant the handler's service ends. Times in ticks, by the process's own clock. */
export interface Context<M extends Message = Message, R = object, C = object, N extends Note = Note> {
  readonly self: NodeId;
  readonly config: C;
  readonly rules: R;
  /** Never steps; the only clock for time-outs. */
  monotonic(): Ticks;
  /** What the host believes the time of day to be: it can jump. */
  wall(): Ticks;
  /** A whole number from low to high, both included. */
  random(low: number, high: number): number;
  connect(to: NodeId, port: string): ConnId;
  /**
   * A connection that the scenario assumes: open at once if the other end listens, which is told by `accepted`. Null: it does not listen.
   */
  establish(to: NodeId, port: string): ConnId | null;
  /** False: the connection is closed at this end, nothing was sent. */
  send(conn: ConnId, message: M): boolean;
  close(conn: ConnId): void;
  /** A datagram to another process: no connection, no order; it may be lost without anybody learning of it (transport T32). */
  sendDatagram(to: NodeId, message: M): void;
  listen(port: string): void;
  unlisten(port: string): void;
  /** Hands a message to this process itself, on the thread of that port, behind what waits there. */
  loopback(port: string, message: M): void;
  /** From now on the kernel probes this connection whenever it is idle for so long (transport T16). */
  keepalive(conn: ConnId, every: {readonly idle: Ticks; readonly interval: Ticks; readonly probes: number}): void;
  /** Who is at the other end; "" if the connection is over at both ends. */
  peer(conn: ConnId): NodeId;
  /** Replaces a timer of the same name. It belongs to the thread that first set it. */
  setTimer(name: string, delay: Ticks, arg?: Json): void;
  cancelTimer(name: string): void;
  append(file: string, entry: unknown): void;
  truncate(file: string, length: number): void;
  put(file: string, value: unknown): void;
  log(file: string): Log;
  get(file: string): unknown;
  /** fsync of what these files hold now; `done(token)` follows. With `blocks` this thread does nothing after this handler until then. */
  sync(files: readonly string[], token: Json, blocks?: boolean): void;
  /** After this handler the thread works for the time that the machine profile has under that name; `done(token)` follows. */
  work(name: string, token: Json): void;
  /** After this handler this thread works for so long, whatever the machine; `done(token)` follows. */
  busy(time: Ticks, token: Json): void;
  /** Work for any thread of this process: `done(token)` runs there, behind what waits. */
  submit(thread: string, token: Json): void;
  note(note: N): void;
  /** A client's operation begins; `complete` ends it. */
  invoke(f: string, key: string, value: Json, server?: NodeId): number;
  complete(operation: number, type: "ok" | "fail" | "info", result?: Json, server?: NodeId): void;
  /** The run is being settled: workloads stop. */
  stopping(): boolean;
  /** How often this process has ended before: a client that starts again must not repeat earlier values. */
  endings(): number;
  /** This process ends itself. */
  exit(): void;
  /** The context for a library of a lower system. */
  of(system: string): LibraryContext;
}

/** Why a connection ended, as the process at this end learns it. */
export type Ending = "refused" | "unreachable" | "timed-out" | "eof" | "reset";

/** A message to oneself comes over no wire. */
export const LOOPBACK: ConnId = -1;

/** What a process finds on its disk when it starts. */
export interface Reader {
  log(file: string): Log;
  get(file: string): unknown;
}
