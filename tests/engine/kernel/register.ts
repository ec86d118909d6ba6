import type {Invariant} from "../../../src/engine/model/monitor.ts";
import type {Context} from "../../../src/engine/model/process.ts";
import {type ConnId, ms, type NodeId, plus, ticks} from "../../../src/engine/vocabulary.ts";
import {processOf, SLOW, systemOf} from "./systems.ts";

// A toy with all that a run can have: s1 leads while it lives; a write is answered once s1 has synced it and one other has it, too.

type Wire =
  | {readonly kind: "WRITE" | "STORED"; readonly operation: number; readonly value: string}
  | {readonly kind: "COPY" | "COPIED"; readonly index: number; readonly value: string};

interface Server {
  readonly peers: readonly NodeId[];
  leads: boolean;
  lives: number;
  conns: Map<NodeId, ConnId>;
  /** By index in the log: whom to answer, and how many have it. */
  open: Map<number, {conn: ConnId; operation: number; value: string; copies: number}>;
  /** The same objects by peer, so that a checkpoint that tore them apart would show. */
  latest: Map<NodeId, {n: number}>;
}

type Ctx = Context<Wire>;

const server = processOf<Server, Wire>({
  threads: ["main", "disk"],
  init: (spec, disk) => ({
    peers: ["s1", "s2", "s3"].filter((id) => id !== spec.id),
    leads: false,
    lives: disk.log("lives").length,
    conns: new Map(),
    open: new Map(),
    latest: new Map(),
  }),
  start(s, ctx) {
    ctx.listen("talk");
    ctx.append("lives", s.lives);
    ctx.setTimer("role", ms(20));
  },
  timer(s, _, __, ctx) {
    const leads = ctx.self === "s1";
    if (leads !== s.leads) {
      s.leads = leads;
      ctx.note({kind: "role", role: leads ? "primary" : "backup"});
    }
    if (leads) for (const peer of s.peers) if (!s.conns.has(peer)) s.conns.set(peer, ctx.connect(peer, "talk"));
    ctx.setTimer("role", plus(ms(100), ticks(ctx.random(0, 5000))));
  },
  receive(s, conn, m, ctx: Ctx) {
    const log = ctx.log("log");
    switch (m.kind) {
      case "WRITE": {
        const entry = {conn, operation: m.operation, value: m.value, copies: 0};
        s.open.set(log.length, entry);
        ctx.append("log", m.value);
        ctx.sync(["log"], log.length - 1);
        return;
      }
      case "COPY":
        ctx.append("log", m.value);
        ctx.put("latest", m.value);
        ctx.sync(["log"], null, true);
        ctx.work("think", null);
        ctx.send(conn, {kind: "COPIED", index: m.index, value: m.value});
        return;
      case "COPIED":
        return copied(s, m.index, ctx.peer(conn), ctx);
      case "STORED":
        return;
    }
  },
  done(s, token, ctx) {
    const entry = typeof token === "number" ? s.open.get(token) : undefined;
    if (!entry || typeof token !== "number") return;
    for (const conn of s.conns.values()) ctx.send(conn, {kind: "COPY", index: token, value: entry.value});
  },
  disconnected(s, conn, _, ctx) {
    const peer = ctx.peer(conn);
    if (s.conns.get(peer) === conn) s.conns.delete(peer);
  },
});

function copied(s: Server, index: number, peer: NodeId, ctx: Ctx): void {
  const entry = s.open.get(index);
  const mark = s.latest.get(peer) ?? {n: 0};
  s.latest.set(peer, mark);
  s.latest.set(`also ${peer}`, mark);
  mark.n = index;
  if (s.latest.get(`also ${peer}`)?.n !== index) ctx.note({kind: "torn", n: index});
  if (!entry || ++entry.copies > 1) return;
  ctx.note({kind: "committed", value: entry.value});
  ctx.send(entry.conn, {kind: "STORED", operation: entry.operation, value: entry.value});
}

interface Client {
  conn: ConnId;
  operation: number;
  next: number;
}

const client = processOf<Client, Wire>({
  member: false,
  init: () => ({conn: 0, operation: 0, next: 1}),
  start: (_, ctx) => ctx.setTimer("write", ms(50)),
  timer(s, name, __, ctx) {
    if (name === "patience") {
      ctx.complete(s.operation, "info");
      ctx.close(s.conn);
      s.operation = s.conn = 0;
    }
    if (ctx.stopping()) return;
    if (s.conn === 0) s.conn = ctx.connect("s1", "talk");
    else if (s.operation === 0) write(s, ctx);
    ctx.setTimer("write", plus(ms(50), ticks(ctx.random(0, 1000))));
  },
  connected: (s, _, ctx) => write(s, ctx),
  receive(s, _, m, ctx) {
    if (m.kind !== "STORED" || m.operation !== s.operation) return;
    ctx.complete(s.operation, "ok");
    ctx.cancelTimer("patience");
    s.operation = 0;
  },
  disconnected(s, _, why, ctx) {
    if (s.operation !== 0) ctx.complete(s.operation, why === "refused" ? "fail" : "info");
    ctx.cancelTimer("patience");
    s.operation = s.conn = 0;
  },
});

function write(s: Client, ctx: Ctx): void {
  const value = `${ctx.self} ${s.next++}`;
  s.operation = ctx.invoke("write", "x", value, "s1");
  ctx.send(s.conn, {kind: "WRITE", operation: s.operation, value});
  ctx.setTimer("patience", ms(400));
}

/** Falls as soon as a second value is committed: for tests of monitors. */
const once: Invariant<Server, {seen: number}> = {
  name: "only-once",
  says: "At most one value is ever committed.",
  init: () => ({seen: 0}),
  on: {committed: (memory, note) => (++memory.seen > 1 ? `${note.value} is committed after another` : null)},
};

export const register = systemOf<Wire>({
  name: "register",
  processes: {server, client},
  main: {node: "server", client: "client"},
  messages: {
    WRITE: ["operation", "value"],
    STORED: ["operation", "value"],
    COPY: ["index", "value"],
    COPIED: ["index", "value"],
  },
  machines: {busy: {...SLOW, service: {main: {uniform: [0.1, 0.5]}}, fsync: "cloud-ssd", work: {think: {uniform: [0, 2]}}}},
  invariants: [once as never],
  mainScope: () => "x",
  believe: (state) => {
    const {leads, lives} = state as Server;
    return [{scope: "x", role: leads ? "primary" : "backup", term: lives, leads}];
  },
  effective(world) {
    const one = world.status("s1") === "up" && (world.state("s1") as Server).leads;
    const backup = world.ids.some((id) => id !== "s1" && world.status(id) === "up" && world.linked("s1", id));
    return one && backup && !world.diskStuck("s1") ? ["s1"] : [];
  },
  turning: new Set(["role"]),
  converged: (world) => world.ids.every((id) => world.status(id) === "up"),
  read: (world) => ({
    count: (_key, value) =>
      Math.max(
        ...world.ids.map((id) => {
          const log = world.disk(id).log("log");
          return log.entries.slice(0, log.length).filter((entry) => entry === value).length;
        }),
      ),
  }),
});
