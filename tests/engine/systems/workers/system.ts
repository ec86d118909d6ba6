import {defineSystem} from "../../../../src/engine/define.ts";
import type {Context, Process} from "../../../../src/engine/model/process.ts";
import type {NodeSpec, Scenario} from "../../../../src/engine/model/scenario.ts";
import type {World} from "../../../../src/engine/model/world.ts";
import {zookeeper} from "../../../../src/engine/systems/zookeeper/index.ts";
import type {Request} from "../../../../src/engine/systems/zookeeper/messages.ts";
import * as session from "../../../../src/engine/systems/zookeeper/session.ts";
import type {Server} from "../../../../src/engine/systems/zookeeper/state.ts";
import {type Message, ms, type NodeId, type Scope} from "../../../../src/engine/vocabulary.ts";

// Workers that elect a master as Kafka's brokers once did: whoever makes the ephemeral node /master leads, and in the same transaction raises
// /epoch, whose version is the master's term. The master writes its term to /work again and again, and checks /epoch with each write.

interface Config {
  readonly sessionMs: number;
  readonly everyMs: number;
  readonly slowMs: number;
}
interface Rules {
  /** The requests of one piece of work, by the master of that term. */
  work(term: number): Request;
}
interface Worker {
  readonly id: NodeId;
  readonly session: session.Session;
  /** Null: it does not lead, as far as it knows. */
  term: number | null;
  worked: number;
}
type Ctx = Context<Message, Rules, Config>;
type Zk = session.Zk;

const SCOPE: Scope = "master";
const MASTER = "/master";
const EPOCH = "/epoch";
const WORK = "/work";

const work = (term: number): Request => ({
  op: "multi",
  operations: [
    {op: "check", path: EPOCH, version: term},
    {op: "set", path: WORK, data: String(term), version: -1},
  ],
});

const make = (path: string): Request => ({op: "create", path, data: "0", ephemeral: false, sequential: false});

const candidacy = (w: Worker, version: number): Request => ({
  op: "multi",
  operations: [
    {op: "create", path: MASTER, data: w.id, ephemeral: true, sequential: false},
    {op: "set", path: EPOCH, data: w.id, version},
  ],
});

const ask = (w: Worker, request: Request, zk: Zk): void => {
  if (w.session.phase === "ready") session.call(w.session, request, zk);
};

function told(w: Worker, what: session.Happening, zk: Zk, ctx: Ctx): void {
  switch (what.kind) {
    case "connected":
      return ask(w, {op: "get", path: EPOCH, watch: false}, zk);
    case "expired":
      // What has to learn of it is busy with something else: until then this worker goes on as master, in another session.
      return ctx.setTimer("step down", ms(ctx.config.slowMs));
    case "changed":
      if (what.event === "deleted") ask(w, {op: "get", path: EPOCH, watch: false}, zk);
      return;
    case "answered":
      return answered(w, what, zk, ctx);
    case "disconnected":
      return;
    default:
      what satisfies never;
  }
}

function answered(w: Worker, {request, error, stats}: session.Answer, zk: Zk, ctx: Ctx): void {
  if (request.op === "get") {
    if (error === "NoNode") for (const path of [WORK, EPOCH]) ask(w, make(path), zk);
    else if (w.term === null) ask(w, candidacy(w, stats[0]?.version ?? 0), zk);
    return;
  }
  if (request.op === "create") return request.path === EPOCH ? ask(w, {op: "get", path: EPOCH, watch: false}, zk) : undefined;
  if (request.op === "exists") return error === "NoNode" ? ask(w, {op: "get", path: EPOCH, watch: false}, zk) : undefined;
  if (request.op !== "multi") return;
  if (request.operations[0]?.op === "check") return error === "BadVersion" ? stepDown(w, zk, ctx) : undefined;
  if (error !== "") return ask(w, {op: "exists", path: MASTER, watch: true}, zk);
  w.term = stats[1]?.version ?? null;
  ctx.cancelTimer("step down");
  ctx.note({kind: "master", term: w.term});
}

function stepDown(w: Worker, zk: Zk, ctx: Ctx): void {
  if (w.term === null) return;
  ctx.note({kind: "stepped-down", term: w.term});
  w.term = null;
  ask(w, {op: "get", path: EPOCH, watch: false}, zk);
}

const worker: Process<Worker, Message, Rules, Config> = {
  threads: ["main"],
  ports: {client: "main"},
  resume: "input-first",
  member: true,
  libraries: {zookeeper: session.sessionIn<Worker, Ctx>((w) => w.session, told)},
  init: (spec: NodeSpec, _disk, {sessionMs}, {nodes}: Scenario) => {
    const servers = nodes.flatMap(({id, process}) => (process === "server" ? [id] : []));
    return {id: spec.id, session: session.closed(session.usual(servers, sessionMs)), term: null, worked: 0};
  },
  start(w, ctx) {
    session.open(w.session, ms(10), session.zookeeperOf(ctx));
    ctx.setTimer("work", ms(ctx.config.everyMs));
  },
  timer(w, name, _arg, ctx) {
    const zk = session.zookeeperOf(ctx);
    if (name === "step down") return stepDown(w, zk, ctx);
    if (w.term !== null && !ctx.stopping()) ask(w, ctx.rules.work(w.term), zk);
    ctx.setTimer("work", ms(ctx.config.everyMs));
  },
};

/** The server that leads the ensemble and has applied the most. */
function ensemble(world: World): Server | null {
  const zk = world.of("zookeeper") as World<Server>;
  return zk.ids.map((id) => zk.state(id)).find((server) => server?.leader?.serving) ?? null;
}

/** Terms of the masters whose work was taken, in the order in which it was. */
export function termsOfWork(world: World): readonly number[] {
  const terms: number[] = [];
  for (let p = ensemble(world)?.tree.nodes.get(WORK)?.past ?? null; p; p = p.before) terms.unshift(Number(p.value));
  return terms;
}

const key = (name: string, value: number, means: string) =>
  ({key: name, default: value, unit: "ms", range: [0, 60_000], means, source: "none: a toy"}) as const;

export const workers = defineSystem<Worker, Message, Rules, Config>({
  name: "workers",
  standsOn: [zookeeper.system],
  config: [
    key("sessionMs", 2000, "the session's time-out that a worker asks for"),
    key("everyMs", 100, "how often the master works"),
    key("slowMs", 0, "how long a worker needs to learn that its session is over"),
  ],
  processes: {worker: worker as unknown as Process<unknown, Message, Rules, Config>},
  messages: {},
  rules: {work},
  scenarios: [
    {
      name: "master-sleeps",
      title: "The master sleeps beyond its session",
      parameters: [{key: "pauseMs", default: 8000, unit: "ms", range: [0, 60_000], means: "how long the master sleeps, from 6,000 ms on"}],
      make: ({pauseMs}) => ({
        ...cluster(),
        faults: [{kind: "pause", node: "@leader", at: 6000, forMs: pauseMs as number}],
        untilMs: 20_000,
      }),
    },
  ],
  notes: {master: ["term"], "stepped-down": ["term"]},
  durable: [],
  mainScope: () => SCOPE,
  scopes: () => [SCOPE],
  believe: ({term}) => [{scope: SCOPE, role: term === null ? "standby" : "master", term: term ?? 0, leads: term !== null}],
  effective(world) {
    const server = ensemble(world);
    const epoch = server?.tree.nodes.get(EPOCH)?.version;
    return world.ids.filter((id) => {
      const w = world.status(id) === "up" ? world.state(id) : null;
      return w?.session.phase === "ready" && w.term !== null && w.term === epoch && world.connected(id, w.session.conn);
    });
  },
  // None of it is theirs: what clients of ZooKeeper have written is read back by ZooKeeper.
  read: () => ({count: () => 0}),
  turning: new Set(["master", "stepped-down"]),
  stages: {master: "elect"},
  invariants: [
    {
      name: "masters-in-turn",
      says: "Once a master has worked, no earlier one's work is taken.",
      init: () => null,
      end(_, world) {
        const terms = termsOfWork(world);
        const late = terms.findIndex((term, i) => term < (terms[i - 1] ?? 0));
        return late < 0 ? null : `the master of term ${terms[late]} works after that of term ${terms[late - 1]}`;
      },
    },
  ],
  ablations: [
    {
      name: "no-fencing",
      says: "The master writes without a look at the epoch.",
      breaks: ["masters-in-turn"],
      rules: {work: (term) => ({op: "set", path: WORK, data: String(term), version: -1})},
    },
  ],
  fuzz: {
    shapes: [{name: "three and three", ...cluster(), config: {...cluster().config, slowMs: 2500}, untilMs: 12_000}],
    events: ["note master", "note serving", "note proposed", "send CALL", "send REPLY", "receive WATCH"],
    port: "client",
  },
  converged: (world) => world.ids.filter((id) => world.state(id)?.term !== null).length === 1,
});

function cluster() {
  return {
    config: {tickTime: 500},
    nodes: [...[1, 2, 3].map((i) => ({id: `z${i}`, process: "server"})), ...[1, 2, 3].map((i) => ({id: `w${i}`, startMs: 1000 + i}))],
    network: {latency: {uniform: [0.5, 2]}},
  } as const;
}

export const working = (parts: Partial<Scenario> = {}): Scenario => ({
  ...cluster(),
  system: "workers",
  name: "working",
  faults: [],
  untilMs: 20_000,
  seed: 1,
  ...parts,
  config: {...cluster().config, ...parts.config},
});
