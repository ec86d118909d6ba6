// A server: what clients and peers ask of it, and its timers. Peers are equal, and nobody decides for another.

import type {Process} from "../../model/process.ts";
import type {ClientSpec, NodeSpec, Scenario} from "../../model/scenario.ts";
import {fields, flag, maybe, nodesOfScenario, nullOr, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, NO_TIME, type NodeId, type Ticks, ticks} from "../../vocabulary.ts";
import {answer, copyCache, purge} from "./cache.ts";
import {onAnswer, onLost, onTimer} from "./client.ts";
import {argsOf, clientOf, instanceIds, leaseOf} from "./client-args.ts";
import type {ClientArgs} from "./client-state.ts";
import type {Config} from "./config.ts";
import {answered, type Ctx, connected, http, lost, overdue} from "./http.ts";
import {type Answer, type EurekaMessage, type InstanceInfo, isReply, type Request, type Told} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import {cancel, evict, override, readById, recount, register, renew, renewForPeer} from "./registry.ts";
import {batchDone, batchesFailed, peer, peerOf, pump, telling, tellPeers} from "./replication.ts";
import type {Rules} from "./rules.ts";
import {afterFirstFetch, startUp, synchronise} from "./start-up.ts";
import type {Server} from "./state.ts";

const MINUTE = ticks(60_000_000);

/** Arguments of a server. */
interface ServerArgs {
  /** The client inside it registers it at its peers, as an instance of its name; else it only reads there. */
  readonly registered: boolean;
  /** Its first start is a start, too: it copies a peer's registry before it opens. Else it has been open for long, and knows who is enrolled. */
  readonly cold: boolean;
  /** How many clients it expects at first; null: those it knows. */
  readonly expectedClients: number | null;
  /** Whom it tells; null: all other servers. */
  readonly peers: readonly NodeId[] | null;
}

const args = fields({
  registered: maybe(flag),
  cold: maybe(flag),
  expectedClients: maybe(nullOr(whole(0))),
  peers: maybe(nullOr(nodesOfScenario)),
} satisfies {readonly [K in keyof ServerArgs]: unknown});

const serverArgs = (spec: NodeSpec): ServerArgs => ({
  registered: false,
  cold: false,
  expectedClients: null,
  peers: null,
  ...(spec.args as Partial<ServerArgs> | undefined),
});

function init(spec: NodeSpec, _disk: unknown, config: Config, scenario: Scenario): Server {
  const {registered, cold, expectedClients, peers: told} = serverArgs(spec);
  const peers = told ?? config.servers.filter((id) => id !== spec.id);
  const inside: ClientSpec = {
    id: spec.id,
    args: {app: "EUREKA-SERVER", servers: peers, registers: registered, fetches: true, enrolled: !cold, tellsRenewals: false},
  };
  return {
    process: "server",
    registry: new Map(),
    overrides: new Map(),
    renewals: {expected: config.spring ? 1 : 0, threshold: 0, thisMinute: 0, lastMinute: 0},
    changes: [],
    readWrite: {full: null, delta: null},
    readOnly: {full: null, delta: null},
    peers: peers.map(peer),
    http: http("peers", config.peerLimits),
    embedded: peers.length > 0 ? clientOf(spec.id, argsOf(inside, config), config) : null,
    openedAt: null,
    foundNone: false,
    syncTries: 0,
    warm: cold ? null : {known: enrolled(scenario, config), expected: expectedClients},
    lastTick: null,
  };
}

/** Who is known at the beginning, and to which servers: the enrolled clients, whose leases were renewed just before. */
function enrolled(scenario: Scenario, config: Config): InstanceInfo[] {
  const known = (id: string, app: string, a: Pick<ClientArgs, "durationMs" | "renewalMs">): InstanceInfo => ({
    id,
    app,
    status: "UP",
    overridden: "UNKNOWN",
    dirty: NO_TIME,
    ...leaseOf(a, config),
    action: "ADDED",
  });
  const servers = scenario.nodes.filter((node) => serverArgs(node).registered && !serverArgs(node).cold);
  const own = {durationMs: null, renewalMs: null};
  return [
    ...(scenario.clients ?? []).flatMap((spec) => {
      if (spec.process === "operator") return [];
      const a = argsOf(spec, config);
      return a.enrolled && a.registers ? instanceIds(spec.id, a.count).map((id) => known(id, a.app, a)) : [];
    }),
    ...servers.map(({id}) => known(id, "EUREKA-SERVER", own)),
  ];
}

function handle(s: Server, message: Request, ctx: Ctx): Answer {
  switch (message.kind) {
    case "REGISTER":
      tellPeers(s, telling("Register", register(s, message.info, false, ctx)), ctx);
      return {kind: "ANSWER", status: 204};
    case "RENEW": {
      const status = renew(s, message.id, message.dirty, false, ctx);
      const info = s.registry.get(message.id)?.info;
      // Peers get the record that is here, though a newer one was announced.
      if (info && info.status !== "UNKNOWN") tellPeers(s, telling("Heartbeat", info), ctx);
      return {kind: "ANSWER", status};
    }
    case "CANCEL": {
      const status = cancel(s, message.id, false, ctx);
      if (status === 200) tellPeers(s, gone(message.id), ctx);
      return {kind: "ANSWER", status};
    }
    case "OVERRIDE": {
      const status = override(s, message.id, message.value, null, false, ctx);
      const info = s.registry.get(message.id)?.info;
      if (status === 200 && info) tellPeers(s, telling(message.value === null ? "DeleteStatusOverride" : "StatusUpdate", info), ctx);
      return {kind: "ANSWER", status};
    }
    case "READ": {
      const info = readById(s, message.id, ctx);
      return info ? {kind: "RECORD", info} : {kind: "ANSWER", status: 404};
    }
    case "FETCH":
    case "DELTA":
      return read(s, message.kind, ctx);
    case "BATCH":
      return {kind: "BATCHED", items: message.tasks.map((task) => replicated(s, task, ctx))};
  }
}

const gone = (id: string): Told => ({
  action: "Cancel",
  id,
  dirty: NO_TIME,
  status: "UNKNOWN",
  overridden: "UNKNOWN",
  info: null,
  hops: 0,
});

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
      const status = renewForPeer(s, task, ctx);
      return {status, info: status === 409 ? (s.registry.get(task.id)?.info ?? null) : null};
    }
    case "Cancel":
      return {status: cancel(s, task.id, true, ctx), info: null};
    case "StatusUpdate":
      return {status: override(s, task.id, task.status, task.dirty, true, ctx), info: null};
    case "DeleteStatusOverride":
      return {status: override(s, task.id, null, task.dirty, true, ctx), info: null};
  }
}

/** The minute that has passed becomes the rate that counts (S10). */
function nextMinute(s: Server, ctx: Ctx): void {
  s.renewals.lastMinute = s.renewals.thisMinute;
  s.renewals.thisMinute = 0;
  ctx.note({kind: "minute", renewals: s.renewals.lastMinute, threshold: s.renewals.threshold, expected: s.renewals.expected});
  ctx.setTimer("minute", MINUTE);
}

function timer(s: Server, name: string, arg: Json, ctx: Ctx): void {
  if (s.embedded && onTimer(s.embedded, name, arg, ctx)) return afterFirstFetch(s, ctx);
  switch (name) {
    case "minute":
      return nextMinute(s, ctx);
    case "evict":
      for (const id of evict(s, ctx)) if (ctx.rules.tellsEvictions()) tellPeers(s, gone(id), ctx);
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
