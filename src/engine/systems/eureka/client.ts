// Eureka's client library (DiscoveryClient): it registers, renews, fetches and cancels, each by a timer that starts again when the run before has
// ended (TimedSupervisorTask). A process stands for many instances of one host.

import type {Ending, Form, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {aboveZero, fields, flag, listOf, maybe, nodesOfScenario, nullOr, text, time, whole} from "../../outside/forms.ts";
import {type Json, ms, plus, type Ticks} from "../../vocabulary.ts";
import type {Client, ClientArgs, Request, Seat} from "./client-state.ts";
import type {Config} from "./config.ts";
import {fetched, lookUp} from "./copy.ts";
import {answered, type Ctx, connected, http, lost, overdue} from "./http.ts";
import {type Answer, type EurekaMessage, isReply} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {request, retry, session, shuffled, takes} from "./transport.ts";

const MOST_INSTANCES = 20_000;

const args: Form = fields({
  app: maybe(text),
  count: maybe(whole(1, MOST_INSTANCES)),
  servers: maybe(nodesOfScenario),
  ordered: maybe(flag),
  registers: maybe(flag),
  fetches: maybe(flag),
  onDemand: maybe(flag),
  enrolled: maybe(flag),
  spreadMs: maybe(time),
  stopMs: maybe(nullOr(time)),
  fetchEveryMs: maybe(nullOr(aboveZero)),
  watches: maybe(listOf(text)),
  lookupMs: maybe(time),
  tellsRenewals: maybe(flag),
} satisfies {readonly [K in keyof ClientArgs]: Form});

export function argsOf(spec: NodeSpec, config: Config): ClientArgs {
  const given = (spec.args ?? {}) as Partial<ClientArgs>;
  return {
    app: "APP",
    count: 1,
    servers: config.servers,
    ordered: false,
    registers: true,
    fetches: false,
    onDemand: true,
    enrolled: false,
    spreadMs: 0,
    stopMs: null,
    fetchEveryMs: null,
    watches: [],
    lookupMs: 1000,
    tellsRenewals: true,
    ...given,
  };
}

/** The names of a process's instances. */
export const instanceIds = (id: string, count: number): readonly string[] =>
  count === 1 ? [id] : Array.from({length: count}, (_, i) => `${id}-${i + 1}`);

const zero = 0 as Ticks;

export function clientOf(id: string, a: ClientArgs, limits: Config["clientLimits"], delays: {renew: Ticks; fetch: Ticks}): Client {
  const seat = (name: string): Seat => ({
    id: name,
    status: "UP",
    dirty: zero,
    isDirty: false,
    list: a.servers,
    listedAt: zero,
    registration: {pinned: null, quarantine: [], endsAt: zero},
    query: {pinned: null, quarantine: [], endsAt: zero},
    copy: null,
    renewDelay: delays.renew,
    fetchDelay: delays.fetch,
    fetchedOnce: false,
    stopped: false,
  });
  return {process: "client", args: a, http: http("calls", limits), seats: instanceIds(id, a.count).map(seat)};
}

function init(spec: NodeSpec, _disk: unknown, config: Config): Client {
  return clientOf(spec.id, argsOf(spec, config), config.clientLimits, {renew: config.renewalInterval, fetch: config.refreshInterval});
}

function start(c: Client, ctx: Ctx): void {
  const {spreadMs, watches, lookupMs, stopMs} = c.args;
  for (const [i, seat] of c.seats.entries()) {
    seat.list = c.args.ordered ? c.args.servers : shuffled(c.args.servers, ctx);
    seat.listedAt = ctx.monotonic();
    Object.assign(seat.registration, session(ctx));
    Object.assign(seat.query, session(ctx));
    const spread = ms(spreadMs);
    ctx.setTimer(`begin:${i}`, spread > 0 ? (ctx.random(0, spread) as Ticks) : zero, i);
  }
  if (watches.length > 0) ctx.setTimer("lookup", ms(lookupMs), 0);
  if (stopMs !== null) ctx.setTimer("stop", ms(stopMs), 0);
}

/** The library starts (C1, C2). Who is enrolled already has its next heartbeat now. */
export function begin(c: Client, at: number, ctx: Ctx): void {
  const {registers, fetches, enrolled, onDemand} = c.args;
  const seat = c.seats[at] as Seat;
  if (fetches) fetch(c, at, ctx);
  if (!registers) return;
  if (enrolled && ctx.endings() === 0) return renew(c, at, ctx);
  seat.dirty = ctx.wall();
  seat.isDirty = true;
  ctx.setTimer(`renew:${at}`, seat.renewDelay, at);
  if (onDemand) replicate(c, at, ctx);
  else ctx.setTimer(`replicate:${at}`, ctx.config.firstReplicate, at);
}

const limit = (interval: Ticks, ctx: Ctx): Ticks => plus(ctx.monotonic(), interval);

function renew(c: Client, at: number, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const operation = c.args.tellsRenewals ? ctx.invoke("renew", seat.id, null) : null;
  if (!request(c, at, "renew", limit(ctx.config.renewalInterval, ctx), operation, ctx)) renewed(c, at, null, ctx);
}

/** The heartbeat's run is over; the next one comes an interval later, or later still after one that took too long (C4). */
function renewed(c: Client, at: number, until: Ticks | null, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const usual = ctx.config.renewalInterval;
  seat.renewDelay = until !== null && ctx.monotonic() >= until ? ctx.rules.backedOff(seat.renewDelay, usual) : usual;
  if (!seat.stopped) ctx.setTimer(`renew:${at}`, seat.renewDelay, at);
}

function register(c: Client, at: number, until: Ticks | null, ctx: Ctx): void {
  const {id, status} = c.seats[at] as Seat;
  request(c, at, "register", until, ctx.invoke("register", id, status), ctx);
}

/** Registers what has changed and is not yet registered (InstanceInfoReplicator). */
function replicate(c: Client, at: number, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  if (seat.stopped || !seat.isDirty) return;
  register(c, at, null, ctx);
  ctx.setTimer(`replicate:${at}`, ctx.config.replicateInterval, at);
}

function fetch(c: Client, at: number, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const full = seat.copy === null || seat.copy.size === 0 || ctx.config.disableDelta;
  if (!request(c, at, full ? "full" : "delta", limit(ctx.config.refreshInterval, ctx), null, ctx)) fetchOver(c, at, null, ctx);
}

function fetchOver(c: Client, at: number, until: Ticks | null, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const every = c.args.fetchEveryMs;
  const usual = every === null ? ctx.config.refreshInterval : ms(every);
  seat.fetchedOnce = true;
  seat.fetchDelay = until !== null && ctx.monotonic() >= until ? ctx.rules.backedOff(seat.fetchDelay, usual) : usual;
  if (!seat.stopped) ctx.setTimer(`fetch:${at}`, seat.fetchDelay, at);
}

/** A graceful end: timers stop, and the server is told once (C8). */
function stop(c: Client, ctx: Ctx): void {
  for (const [i, seat] of c.seats.entries()) {
    seat.stopped = true;
    for (const timer of ["renew", "replicate", "fetch", "begin"]) ctx.cancelTimer(`${timer}:${i}`);
    if (!c.args.registers) continue;
    seat.status = "DOWN";
    request(c, i, "cancel", null, ctx.invoke("deregister", seat.id, null), ctx);
  }
}

const statusOf = (answer: Answer): number => (answer.kind === "ANSWER" ? answer.status : 200);

export function onAnswer(c: Client, r: Request, answer: Answer, ctx: Ctx): void {
  const status = statusOf(answer);
  if (!takes(c, r, status, ctx)) return onFailure(c, r, ctx);
  const seat = c.seats[r.seat] as Seat;
  const done = (result: Json) => {
    if (r.operation !== null) ctx.complete(r.operation, "ok", result, r.server);
  };
  switch (r.what) {
    case "renew":
      done(status !== 404);
      if (status === 404 && !seat.stopped) {
        // Spring's body of an error is not what the Jersey 3 client can read, but that is of one client's parser: here 404 means register (C3).
        seat.dirty = ctx.wall();
        seat.isDirty = true;
        register(c, r.seat, r.until, ctx);
      }
      return renewed(c, r.seat, r.until, ctx);
    case "register":
      seat.isDirty = false;
      return done(status);
    case "cancel":
      return done(status);
    case "full":
    case "delta":
      return onFetch(c, r, answer, ctx);
  }
}

/** A delta that was refused, or that does not add up, is followed by a full fetch in the same run (C5, C7). */
function onFetch(c: Client, r: Request, answer: Answer, ctx: Ctx): void {
  const complete = (answer.kind === "REGISTRY" || answer.kind === "CHANGES") && fetched(c, r.seat, answer, ctx);
  if (complete || r.what === "full") return fetchOver(c, r.seat, r.until, ctx);
  if (!request(c, r.seat, "full", r.until, null, ctx)) fetchOver(c, r.seat, r.until, ctx);
}

function onFailure(c: Client, r: Request, ctx: Ctx): void {
  if (retry(c, r, ctx)) return;
  const seat = c.seats[r.seat] as Seat;
  ctx.note({kind: "gave-up", by: seat.id, what: r.what});
  if (r.operation !== null) ctx.complete(r.operation, "info");
  if (r.what === "renew") renewed(c, r.seat, r.until, ctx);
  if (r.what === "register" && !seat.stopped) ctx.setTimer(`replicate:${r.seat}`, ctx.config.replicateInterval, r.seat);
  if (r.what === "full" || r.what === "delta") fetchOver(c, r.seat, r.until, ctx);
}

/** True: the timer was one of the library's. */
export function onTimer(c: Client, name: string, arg: Json, ctx: Ctx): boolean {
  const at = arg as number;
  switch (name.split(":", 1)[0]) {
    case "begin":
      begin(c, at, ctx);
      return true;
    case "renew":
      renew(c, at, ctx);
      return true;
    case "replicate":
      replicate(c, at, ctx);
      return true;
    case "fetch":
      fetch(c, at, ctx);
      return true;
    case "lookup":
      lookUp(c, ctx);
      ctx.setTimer("lookup", ms(c.args.lookupMs), 0);
      return true;
    case "stop":
      stop(c, ctx);
      return true;
    case "calls":
      for (const {asked} of overdue(c.http, ctx)) onFailure(c, asked, ctx);
      return true;
    default:
      return false;
  }
}

export function onLost(c: Client, conn: number, ctx: Ctx): void {
  for (const asked of lost(c.http, conn)) onFailure(c, asked, ctx);
}

export const client: Process<unknown, EurekaMessage, Rules, Config, EurekaNote> = {
  threads: ["main"],
  ports: {},
  resume: "timers-first",
  args,
  member: false,
  // Between two requests it wants nothing of anybody.
  asks: (state) => [...(state as Client).http.lines.values()].some(({calls}) => calls.size > 0),
  init,
  start: (state, ctx) => start(state as Client, ctx),
  connected: (state, conn, ctx) => connected((state as Client).http, conn, ctx),
  disconnected: (state, conn, _why: Ending, ctx) => onLost(state as Client, conn, ctx),
  receive(state, conn, message, ctx) {
    const c = state as Client;
    const r = isReply(message) ? answered(c.http, conn, message.call, ctx) : null;
    if (r && isReply(message)) onAnswer(c, r, message, ctx);
  },
  timer(state, name, arg, ctx) {
    onTimer(state as Client, name, arg, ctx);
  },
};
