import {defineSystem} from "../../../../src/engine/define.ts";
import type {Context, Process} from "../../../../src/engine/model/process.ts";
import type {Scenario} from "../../../../src/engine/model/scenario.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {zookeeper} from "../../../../src/engine/systems/zookeeper/index.ts";
import type {Request, Stat} from "../../../../src/engine/systems/zookeeper/messages.ts";
import * as session from "../../../../src/engine/systems/zookeeper/session.ts";
import {type Json, ms} from "../../../../src/engine/vocabulary.ts";

// A process that has a session with ZooKeeper and makes the calls of its arguments: those of one batch at once, a batch after the other.

interface Asker {
  readonly session: session.Session;
  readonly batches: Request[][];
  waiting: number;
}

function next(a: Asker, zk: session.Zk): void {
  if (a.waiting > 0 || a.session.phase !== "ready") return;
  const batch = a.batches.shift() ?? [];
  a.waiting = batch.length;
  for (const request of batch) session.call(a.session, request, zk);
}

const asker: Process<Asker> = {
  threads: ["main"],
  ports: {client: "main"},
  resume: "input-first",
  member: true,
  libraries: {
    zookeeper: session.sessionIn<Asker, Context>(
      (a) => a.session,
      (a, what, zk, ctx) => {
        const {kind} = what;
        if (kind === "answered") ctx.note({kind, op: what.request.op, error: what.error, result: what.result, stats: what.stats});
        else if (kind === "changed") ctx.note({kind, path: what.path, event: what.event});
        else ctx.note({kind});
        if (kind === "answered") a.waiting--;
        if (kind === "disconnected") a.waiting = 0;
        next(a, zk);
      },
    ),
  },
  init: (spec) => ({
    session: session.closed({
      ...session.usual(spec.args?.servers as string[], 4000),
      first: "z1",
      expiresItself: (spec.args?.expiresItself as boolean | undefined) ?? null,
      pauseMs: 10,
    }),
    batches: structuredClone(spec.args?.asks as unknown as Request[][]),
    waiting: 0,
  }),
  start: (a, ctx) => session.open(a.session, ms(600), session.zookeeperOf(ctx)),
};

const {system} = defineSystem<Asker>({
  name: "asking",
  standsOn: [zookeeper.system],
  processes: {asker: asker as unknown as Process<unknown>},
  messages: {},
  notes: {answered: ["op", "error", "result", "stats"], changed: ["path", "event"], connected: [], disconnected: [], expired: []},
  durable: [],
  mainScope: () => null,
  scopes: () => [],
  believe: () => [],
  converged: () => true,
});

export interface Told {
  readonly node: string;
  readonly kind: string;
  readonly op?: string;
  readonly error?: string;
  readonly result?: string;
  readonly stats?: readonly (Stat | null)[];
  readonly event?: string;
  readonly path?: string;
}

/** What those who ask are told, in order. Each makes its batches of calls to three servers of ZooKeeper, at first to the one named. */
export function asked(askers: {readonly [id: string]: readonly (readonly Request[])[]}, parts: Partial<Scenario> = {}): readonly Told[] {
  const servers = ["z1", "z2", "z3"];
  const scenario: Scenario = {
    system: "asking",
    name: "asking",
    config: {tickTime: 1000},
    nodes: [
      ...servers.map((id) => ({id, process: "server"})),
      ...Object.entries(askers).map(([id, asks]) => ({id, args: {servers, asks: asks as unknown as Json}})),
    ],
    network: {latency: {constant: 1}},
    faults: [],
    untilMs: 6000,
    settle: false,
    seed: 1,
    ...parts,
  };
  const r = run(system as unknown as System, scenario, {notes: ["answered", "changed", "connected", "disconnected", "expired"]});
  if (r.violations.length > 0) throw new Error(r.violations.map(({detail}) => detail).join("; "));
  return r.notes as unknown as readonly Told[];
}
