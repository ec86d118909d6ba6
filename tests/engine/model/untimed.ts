// The contract without time: what a second kernel needs of it, in the fewest words. Channels are first in, first out; a timer that is set may
// fire whenever its thread is free; a connection has the lowest number that is free, so that states meet again. Nobody crashes here.
import {clone} from "../../../src/engine/kernel/clone.ts";
import {createHash, digest, mixValue} from "../../../src/engine/kernel/hash.ts";
import {append, emptyLog, type Log, truncate} from "../../../src/engine/model/log.ts";
import type {Note} from "../../../src/engine/model/note.ts";
import {type Context, LOOPBACK, type Process} from "../../../src/engine/model/process.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {type ConnId, type Json, type Message, NO_TIME, type NodeId} from "../../../src/engine/vocabulary.ts";

/** What a process is still to be told, by its own thread. */
type Item =
  | {readonly what: "message"; readonly conn: ConnId; readonly message: Message}
  | {readonly what: "datagram"; readonly from: NodeId; readonly message: Message}
  | {readonly what: "done"; readonly token: Json};

/** What travels on a connection. */
type Packet = {readonly what: "syn" | "connected" | "refused" | "accepted" | "eof"} | {readonly what: "message"; readonly message: Message};

interface End {
  readonly node: number;
  readonly thread: string;
  /** `opening`: it has dialled, and waits for the answer. */
  state: "opening" | "open" | "closed";
  inbox: Packet[];
}

interface Thread {
  /** Work and syncs that it does before all else, one after the other. */
  steps: Json[];
  queue: Item[];
}

interface Node {
  state: unknown;
  logs: {[file: string]: Log};
  cells: {[file: string]: unknown};
  timers: Map<string, {readonly arg: Json; readonly thread: string}>;
  listening: Set<string>;
  threads: {[name: string]: Thread};
}

/** Everything that a schedule can change. */
export interface State {
  nodes: Node[];
  /** By their numbers less one; null: free. */
  conns: ({readonly port: string; readonly ends: readonly [End, End]} | null)[];
}

/** What may happen next. */
export type Move =
  | {readonly kind: "step" | "task"; readonly node: number; readonly thread: string}
  | {readonly kind: "timer"; readonly node: number; readonly name: string}
  | {readonly kind: "deliver"; readonly conn: ConnId; readonly end: 0 | 1};

export interface Member {
  readonly id: NodeId;
  readonly process: Process;
}

export interface Untimed {
  now: State;
  /** What was noted since the beginning, whichever states it was in. */
  readonly notes: (Note & {readonly node: NodeId})[];
  moves(): Move[];
  take(move: Move): void;
  /** Goes back, or elsewhere: to a state that `keep` gave. */
  restore(kept: State): void;
  keep(): State;
  hash(): string;
}

type World = {readonly members: readonly Member[]; readonly scenario: Scenario; readonly config: object; readonly rules: object};

/** Of those threads that there are one a node of: `link z2`. */
const ofPeers = ({perPeer}: Process, members: readonly Member[]): string[] =>
  (perPeer ?? []).flatMap((name) => members.map(({id}) => `${name} ${id}`));

const otherEnd = (end: 0 | 1): 0 | 1 => (end === 0 ? 1 : 0);

/** The world in its first state: every process has been started, in order. */
export function untimed({members, scenario, config, rules}: World): Untimed {
  const nodes = members.map(
    ({process}): Node => ({
      state: null,
      logs: {},
      cells: {},
      timers: new Map(),
      listening: new Set(),
      threads: Object.fromEntries([...process.threads, ...ofPeers(process, members)].map((name) => [name, {steps: [], queue: []}])),
    }),
  );
  const u: Untimed = {
    now: {nodes, conns: []},
    notes: [],
    moves: () => movesOf(u.now),
    take(move) {
      perform(move);
      u.now.conns.forEach((conn, slot) => {
        if (conn?.ends.every(({state}) => state === "closed")) u.now.conns[slot] = null;
      });
    },
    restore(kept) {
      u.now = clone(kept);
    },
    keep: () => clone(u.now),
    hash() {
      const h = createHash();
      // Logs share their entries: those behind a log's own length belong to another state.
      const nodes = u.now.nodes.map(({logs, ...rest}) => ({
        ...rest,
        logs: Object.fromEntries(Object.entries(logs).map(([file, {entries, length}]) => [file, entries.slice(0, length)])),
      }));
      mixValue(h, {...u.now, nodes});
      return digest(h);
    },
  };
  let running = {node: 0, thread: ""};
  const nodeAt = (index: number) => u.now.nodes[index] as Node;
  const processAt = (index: number) => (members[index] as Member).process;
  const threadAt = (index: number, name: string) => nodeAt(index).threads[name] as Thread;
  const indexOf = (id: NodeId) => members.findIndex((m) => m.id === id);
  const connAt = (conn: ConnId) => u.now.conns[conn - 1] ?? null;
  /** The thread that serves what comes by a port from `peer`, or answers a dial there. */
  const threadOf = (index: number, port: string, peer: number, dialled = false) => {
    const {threads, ports, dials, perPeer} = processAt(index);
    const name = (dialled ? dials?.[port] : undefined) ?? ports[port] ?? (threads[0] as string);
    return perPeer?.includes(name) ? `${name} ${members[peer]?.id}` : name;
  };
  const contexts = members.map((_, index) => contextOf(index));

  /** Runs one handler on a thread. */
  function run(node: number, thread: string, handler: (p: Process, state: unknown, ctx: Context) => void): void {
    running = {node, thread};
    handler(processAt(node), nodeAt(node).state, contexts[node] as Context);
  }

  function perform(move: Move): void {
    switch (move.kind) {
      case "step": {
        const token = threadAt(move.node, move.thread).steps.shift() as Json;
        return run(move.node, move.thread, (p, s, ctx) => p.done?.(s, token, ctx));
      }
      case "task": {
        const item = threadAt(move.node, move.thread).queue.shift() as Item;
        return run(move.node, move.thread, (p, s, ctx) => hand(p, s, item, ctx));
      }
      case "timer": {
        const {arg, thread} = nodeAt(move.node).timers.get(move.name) as {arg: Json; thread: string};
        nodeAt(move.node).timers.delete(move.name);
        return run(move.node, thread, (p, s, ctx) => p.timer?.(s, move.name, arg, ctx));
      }
      case "deliver":
        return deliver(move.conn, move.end);
    }
  }

  function hand(p: Process, state: unknown, item: Item, ctx: Context): void {
    if (item.what === "done") p.done?.(state, item.token, ctx);
    else if (item.what === "datagram") p.datagram?.(state, item.from, item.message, ctx);
    else p.receive?.(state, item.conn, item.message, ctx);
  }

  function deliver(id: ConnId, end: 0 | 1): void {
    const conn = connAt(id) as NonNullable<State["conns"][number]>;
    const [own, other] = [conn.ends[end], conn.ends[otherEnd(end)]];
    const packet = own.inbox.shift() as Packet;
    switch (packet.what) {
      case "syn":
        if (!nodeAt(own.node).listening.has(conn.port)) {
          own.state = "closed";
          return void other.inbox.push({what: "refused"});
        }
        own.state = "open";
        other.inbox.push({what: "connected"});
        return run(own.node, own.thread, (p, s, ctx) => p.accepted?.(s, id, conn.port, ctx));
      case "accepted":
        return run(own.node, own.thread, (p, s, ctx) => p.accepted?.(s, id, conn.port, ctx));
      case "connected":
        own.state = "open";
        return run(own.node, own.thread, (p, s, ctx) => p.connected?.(s, id, ctx));
      case "refused":
      case "eof": {
        own.state = "closed";
        if (other.state !== "closed") other.inbox.push({what: "eof"});
        const why = packet.what;
        return run(own.node, own.thread, (p, s, ctx) => p.disconnected?.(s, id, why, ctx));
      }
      case "message":
        return run(own.node, own.thread, (p, s, ctx) => p.receive?.(s, id, packet.message, ctx));
    }
  }

  function dial(from: number, to: NodeId, port: string, state: "opening" | "open", first: Packet): ConnId {
    const target = indexOf(to);
    const free = u.now.conns.indexOf(null);
    const slot = free < 0 ? u.now.conns.length : free;
    const dialler: End = {node: from, thread: threadOf(from, port, target, true), state, inbox: []};
    u.now.conns[slot] = {port, ends: [dialler, {node: target, thread: threadOf(target, port, from), state, inbox: [first]}]};
    return slot + 1;
  }

  /** The end of a connection that this process holds, or null. */
  function endOf(id: ConnId, index: number): 0 | 1 | null {
    const end = connAt(id)?.ends.findIndex(({node}) => node === index) ?? -1;
    return end === 0 || end === 1 ? end : null;
  }

  function contextOf(index: number): Context {
    const log = (file: string): Log => {
      nodeAt(index).logs[file] ??= emptyLog();
      return nodeAt(index).logs[file] as Log;
    };
    const own = () => threadAt(index, running.thread);
    return {
      self: (members[index] as Member).id,
      config,
      rules,
      monotonic: () => NO_TIME,
      wall: () => NO_TIME,
      random: (low) => low,
      endings: () => 0,
      connect: (to, port) => dial(index, to, port, "opening", {what: "syn"}),
      establish: (to, port) => (nodeAt(indexOf(to)).listening.has(port) ? dial(index, to, port, "open", {what: "accepted"}) : null),
      send(id, message) {
        const end = endOf(id, index);
        const conn = connAt(id);
        if (end === null || conn?.ends[end].state !== "open") return false;
        conn.ends[otherEnd(end)].inbox.push({what: "message", message});
        return true;
      },
      close(id) {
        const end = endOf(id, index);
        const conn = connAt(id);
        if (end === null || !conn || conn.ends[end].state === "closed") return;
        conn.ends[end].state = "closed";
        conn.ends[end].inbox = [];
        conn.ends[otherEnd(end)].inbox.push({what: "eof"});
      },
      sendDatagram(to, message) {
        const [thread] = processAt(indexOf(to)).threads;
        threadAt(indexOf(to), thread as string).queue.push({what: "datagram", from: (members[index] as Member).id, message});
      },
      listen: (port) => void nodeAt(index).listening.add(port),
      unlisten: (port) => void nodeAt(index).listening.delete(port),
      loopback: (port, message) =>
        void threadAt(index, threadOf(index, port, index)).queue.push({what: "message", conn: LOOPBACK, message}),
      keepalive: () => {},
      peer(id) {
        const end = endOf(id, index);
        const conn = connAt(id);
        return end === null || !conn ? "" : (members[conn.ends[otherEnd(end)].node] as Member).id;
      },
      setTimer: (name, _delay, arg = null) => void nodeAt(index).timers.set(name, {arg, thread: running.thread}),
      cancelTimer: (name) => void nodeAt(index).timers.delete(name),
      append: (file, entry) => append(log(file), entry),
      truncate: (file, length) => truncate(log(file), length),
      put(file, value) {
        nodeAt(index).cells[file] = value;
      },
      log,
      get: (file) => nodeAt(index).cells[file],
      sync: (_files, token, blocks = false) => void (blocks ? own().steps.push(token) : own().queue.push({what: "done", token})),
      work: (_name, token) => void own().steps.push(token),
      busy: (_time, token) => void own().steps.push(token),
      submit: (thread, token) => void threadAt(index, thread).queue.push({what: "done", token}),
      note: (note) => void u.notes.push({...note, node: (members[index] as Member).id}),
      invoke: () => 0,
      complete: () => {},
      stopping: () => false,
      of(system) {
        throw new Error(`no system stands on ${system} here`);
      },
      exit: () => {},
    };
  }

  members.forEach(({id, process}, index) => {
    const context = contexts[index] as Context;
    nodeAt(index).state = process.init({id}, {log: context.log, get: context.get}, config, scenario);
    run(index, process.threads[0] as string, (p, s, ctx) => p.start(s, ctx));
  });
  return u;
}

/** All that may happen in a state, in an order of its own. */
function movesOf({nodes, conns}: State): Move[] {
  const isFree = (node: number, thread: string) => nodes[node]?.threads[thread]?.steps.length === 0;
  const inside = nodes.flatMap(({threads, timers}, node): Move[] => [
    ...Object.entries(threads).flatMap(([thread, {steps, queue}]): Move[] => {
      if (steps.length > 0) return [{kind: "step", node, thread}];
      return queue.length > 0 ? [{kind: "task", node, thread}] : [];
    }),
    ...[...timers].flatMap(([name, {thread}]): Move[] => (isFree(node, thread) ? [{kind: "timer", node, name}] : [])),
  ]);
  const between = conns.flatMap((conn, slot) =>
    ([0, 1] as const).flatMap((end): Move[] => {
      const own = conn?.ends[end];
      if (own === undefined || own.state === "closed" || own.inbox.length === 0 || !isFree(own.node, own.thread)) return [];
      return [{kind: "deliver", conn: slot + 1, end}];
    }),
  );
  return [...inside, ...between];
}
