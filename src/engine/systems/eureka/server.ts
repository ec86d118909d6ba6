// A server: what clients and peers ask of it, and its timers. Peers are equal, and nobody decides for another.

import type {Process} from "../../model/process.ts";
import type {ClientSpec, NodeSpec, Scenario} from "../../model/scenario.ts";
import {fields, flag, maybe, nodesOfScenario, nullOr, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, NO_TIME, type NodeId, type Ticks, ticks} from "../../vocabulary.ts";
import {answer, copyCache, purge} from "./cache.ts";
import {argsOf, clientOf, instanceIds, onAnswer, onLost, onTimer} from "./client.ts";
import type {Config} from "./config.ts";
import {answered, type Ctx, connected, http, lost, overdue} from "./http.ts";
import {type Answer, type EurekaMessage, type InstanceInfo, isReply, type Request, type Told} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import {cancel, evict, recount, register, renew} from "./registry.ts";
import {batchDone, batchesFailed, peer, peerOf, pump, tellPeers} from "./replication.ts";
import type {Rules} from "./rules.ts";
import {afterFirstFetch, startUp, synchronise} from "./start-up.ts";
import type {Server} from "./state.ts";

const MINUTE = ticks(60_000_000);

/** Arguments of a server. */
interface ServerArgs {
  /** Its first start is a start, too: it copies a peer's registry before it opens. Else it has been open for long, and knows who is enrolled. */
  readonly cold: boolean;
  /** How many clients it expects at first; null: those it knows. */
  readonly expectedClients: number | null;
  /** Whom it tells; null: all other servers. */
  readonly peers: readonly NodeId[] | null;
}

const args = fields({
  cold: maybe(flag),
  expectedClients: maybe(nullOr(whole(0))),
  peers: maybe(nullOr(nodesOfScenario)),
} satisfies {readonly [K in keyof ServerArgs]: unknown});

const serverArgs = (spec: NodeSpec): ServerArgs => ({
  cold: false,
  expectedClients: null,
  peers: null,
  ...(spec.args as Partial<ServerArgs> | undefined),
});

function init(spec: NodeSpec, _disk: unknown, config: Config, scenario: Scenario): Server {
  const {cold, expectedClients, peers: told} = serverArgs(spec);
  const peers = told ?? config.servers.filter((id) => id !== spec.id);
  const reads: ClientSpec = {id: spec.id, args: {servers: peers, registers: false, fetches: true}};
  const delays = {renew: config.renewalInterval, fetch: config.refreshInterval};
  return {
    process: "server",
    registry: new Map(),
    renewals: {expected: config.spring ? 1 : 0, threshold: 0, thisMinute: 0, lastMinute: 0},
    changes: [],
    readWrite: {full: null, delta: null},
    readOnly: {full: null, delta: null},
    peers: peers.map(peer),
    http: http("peers", config.peerLimits),
    embedded: peers.length > 0 ? clientOf(spec.id, argsOf(reads, config), config.clientLimits, delays) : null,
    openedAt: null,
    foundNone: false,
    syncTries: 0,
    warm: cold ? null : {known: enrolled(scenario, config), expected: expectedClients},
    lastTick: null,
  };
}

/** Who is known at the beginning, and to which servers: the enrolled clients, whose leases were renewed just before. */
function enrolled(scenario: Scenario, config: Config): InstanceInfo[] {
  return (scenario.clients ?? []).flatMap((spec) => {
    const a = argsOf(spec, config);
    if (!a.enrolled || !a.registers) return [];
    return instanceIds(spec.id, a.count).map(
      (id) => ({id, app: a.app, status: "UP", dirty: NO_TIME, duration: config.duration, action: "ADDED"}) as const,
    );
  });
}

function handle(s: Server, message: Request, ctx: Ctx): Answer {
  switch (message.kind) {
    case "REGISTER":
      register(s, message.info, false, ctx);
      tellPeers(s, {action: "Register", id: message.info.id, dirty: message.info.dirty, info: message.info, hops: 0}, ctx);
      return {kind: "ANSWER", status: 204};
    case "RENEW": {
      const status = renew(s, message.id, message.dirty, false, ctx);
      if (s.registry.has(message.id))
        tellPeers(
          s,
          {action: "Heartbeat", id: message.id, dirty: message.dirty, info: s.registry.get(message.id)?.info ?? null, hops: 0},
          ctx,
        );
      return {kind: "ANSWER", status};
    }
    case "CANCEL": {
      const status = cancel(s, message.id, false, ctx);
      if (status === 200) tellPeers(s, {action: "Cancel", id: message.id, dirty: NO_TIME, info: null, hops: 0}, ctx);
      return {kind: "ANSWER", status};
    }
    case "FETCH":
    case "DELTA":
      return read(s, message.kind, ctx);
    case "BATCH":
      return {kind: "BATCHED", items: message.tasks.map((task) => replicated(s, task, ctx))};
  }
}

function read(s: Server, kind: "FETCH" | "DELTA", ctx: Ctx): Answer {
  const since = s.openedAt === null ? null : ((ctx.wall() - s.openedAt) as Ticks);
  if (ctx.rules.refusesReads(s.foundNone, since, ctx.config.emptyWait)) return {kind: "ANSWER", status: 403};
  if (kind === "DELTA" && ctx.config.disableDelta) return {kind: "ANSWER", status: 403};
  const {records, hash} = answer(s, kind === "FETCH" ? "full" : "delta", ctx);
  return {kind: kind === "FETCH" ? "REGISTRY" : "CHANGES", records, hash};
}

/** One item of a peer's batch (P8). */
function replicated(s: Server, task: Told, ctx: Ctx): {readonly status: number; readonly info: InstanceInfo | null} {
  tellPeers(s, task, ctx);
  switch (task.action) {
    case "Register":
      if (task.info) register(s, task.info, true, ctx);
      return {status: 200, info: null};
    case "Heartbeat": {
      const status = renew(s, task.id, task.dirty, true, ctx);
      return {status, info: status === 409 ? (s.registry.get(task.id)?.info ?? null) : null};
    }
    case "Cancel":
      return {status: cancel(s, task.id, true, ctx), info: null};
  }
}

/** The minute that has passed becomes the rate that counts (S10). */
function nextMinute(s: Server, ctx: Ctx): void {
  s.renewals.lastMinute = s.renewals.thisMinute;
  s.renewals.thisMinute = 0;
  ctx.setTimer("minute", MINUTE);
}

function timer(s: Server, name: string, arg: Json, ctx: Ctx): void {
  if (s.embedded && onTimer(s.embedded, name, arg, ctx)) return afterFirstFetch(s, ctx);
  switch (name) {
    case "minute":
      return nextMinute(s, ctx);
    case "evict":
      evict(s, ctx);
      return ctx.setTimer("evict", ctx.config.evictEvery);
    case "cache":
      return copyCache(s, ctx);
    case "purge":
      return purge(s, ctx);
    case "recount":
      recount(s, ctx);
      return ctx.setTimer("recount", ctx.config.recountEvery);
    case "sync":
      return synchronise(s, ctx);
    case "peers":
      return batchesOverdue(s, ctx);
    default:
      return pump(s, peerOf(s, arg as string), ctx);
  }
}

/** An answer that does not come means that the peer has too much to do; a connection that does not open, that the network fails (P7). */
function batchesOverdue(s: Server, ctx: Ctx): void {
  const late = overdue(s.http, ctx);
  const those = (open: boolean) => late.flatMap((one) => (one.open === open ? [one.asked] : []));
  batchesFailed(s, those(true), "congestion", ctx);
  batchesFailed(s, those(false), "network", ctx);
}

function receive(s: Server, conn: ConnId, message: EurekaMessage, ctx: Ctx): void {
  if (!isReply(message)) {
    ctx.send(conn, {...handle(s, message, ctx), call: message.call});
    return;
  }
  const batch = answered(s.http, conn, message.call, ctx);
  if (batch) return batchDone(s, batch, message, ctx);
  const asked = s.embedded ? answered(s.embedded.http, conn, message.call, ctx) : null;
  if (!s.embedded || !asked) return;
  onAnswer(s.embedded, asked, message, ctx);
  afterFirstFetch(s, ctx);
}

export const server: Process<unknown, EurekaMessage, Rules, Config, EurekaNote> = {
  threads: ["main"],
  ports: {http: "main"},
  resume: "timers-first",
  args,
  member: true,
  init,
  start: (state, ctx) => startUp(state as Server, ctx),
  connected(state, conn, ctx) {
    const s = state as Server;
    connected(s.http, conn, ctx);
    if (s.embedded) connected(s.embedded.http, conn, ctx);
  },
  disconnected(state, conn, _why, ctx) {
    const s = state as Server;
    batchesFailed(s, lost(s.http, conn), "network", ctx);
    if (!s.embedded) return;
    onLost(s.embedded, conn, ctx);
    afterFirstFetch(s, ctx);
  },
  receive: (state, conn, message, ctx) => receive(state as Server, conn, message, ctx),
  timer: (state, name, arg, ctx) => timer(state as Server, name, arg, ctx),
};
