// Eureka's client library (DiscoveryClient): it registers, renews, fetches and cancels, each by a timer that starts again when the run before has
// ended (TimedSupervisorTask). A process stands for many instances of one host.

import type {Ending, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {type Json, minus, ms, plus, type Ticks} from "../../vocabulary.ts";
import {argsOf, args as clientArgs, clientOf} from "./client-args.ts";
import type {Client, Request, Seat} from "./client-state.ts";
import type {Config} from "./config.ts";
import {fetched, lookUp} from "./copy.ts";
import {answered, type Ctx, connected, lost, overdue} from "./http.ts";
import {type Answer, type EurekaMessage, isReply} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {request, retry, session, shuffled, takes} from "./transport.ts";

const zero = 0 as Ticks;

const init = (spec: NodeSpec, _disk: unknown, config: Config): Client => clientOf(spec.id, argsOf(spec, config), config);

function start(c: Client, ctx: Ctx): void {
  const {spreadMs, watches, lookupMs, stopMs, changes} = c.args;
  for (const [i, seat] of c.seats.entries()) {
    seat.list = c.args.ordered || c.args.inTurn ? c.args.servers : shuffled(c.args.servers, ctx);
    seat.listedAt = ctx.monotonic();
    Object.assign(seat.registration, session(ctx));
    Object.assign(seat.query, session(ctx));
    const spread = ms(spreadMs);
    ctx.setTimer(`begin:${i}`, spread > 0 ? (ctx.random(0, spread) as Ticks) : zero, i);
  }
  if (watches.length > 0) ctx.setTimer("lookup", ms(lookupMs), 0);
  for (const [i, {atMs}] of changes.entries()) ctx.setTimer(`change:${i}`, ms(atMs), i);
  if (stopMs !== null) ctx.setTimer("stop", ms(stopMs), 0);
}

/** The library starts: all else waits for its first fetch, however that ends (C1). */
export function begin(c: Client, at: number, ctx: Ctx): void {
  if (c.args.fetches) fetch(c, at, ctx);
  else beginToRegister(c, at, ctx);
}

/** It registers at once, or by its first heartbeat (C2). Who is enrolled already has its next heartbeat now. */
function beginToRegister(c: Client, at: number, ctx: Ctx): void {
  const {registers, enrolled, onDemand, inTurn} = c.args;
  const seat = c.seats[at] as Seat;
  if (!registers || seat.stopped) return;
  seat.renewalDue = ctx.monotonic();
  if (enrolled && ctx.endings() === 0) return renew(c, at, ctx);
  seat.dirty = ctx.wall();
  seat.isDirty = true;
  seat.renewalDue = plus(seat.renewalDue, seat.renewDelay);
  ctx.setTimer(`renew:${at}`, seat.renewDelay, at);
  if (onDemand) replicate(c, at, ctx);
  else if (!inTurn) ctx.setTimer(`replicate:${at}`, ctx.config.firstReplicate, at);
}

/** What is told of the instances changes, and they register again (InstanceInfoReplicator.onDemandUpdate). */
function change(c: Client, nth: number, ctx: Ctx): void {
  const status = c.args.changes[nth]?.status;
  for (const [i, seat] of c.seats.entries()) {
    if (status === undefined || seat.stopped) continue;
    seat.status = status;
    seat.dirty = ctx.wall();
    seat.isDirty = true;
    replicate(c, i, ctx);
  }
}

const limit = (interval: Ticks, ctx: Ctx): Ticks => plus(ctx.monotonic(), interval);

function renew(c: Client, at: number, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const operation = c.args.tellsRenewals ? ctx.invoke("renew", seat.id, null) : null;
  if (!request(c, at, "renew", c.args.inTurn ? null : limit(c.lease.renewal, ctx), operation, ctx)) renewed(c, at, null, ctx);
}

/** The heartbeat's run is over; the next one comes an interval later, or later still after one that took too long (C4). */
function renewed(c: Client, at: number, until: Ticks | null, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const usual = c.lease.renewal;
  if (c.args.inTurn) return renewInTime(seat, at, usual, ctx);
  seat.renewDelay = until !== null && ctx.monotonic() >= until ? ctx.rules.backedOff(seat.renewDelay, usual) : usual;
  if (!seat.stopped) ctx.setTimer(`renew:${at}`, seat.renewDelay, at);
}

/** One that goes by the clock: an interval after the heartbeat before was due. */
function renewInTime(seat: Seat, at: number, interval: Ticks, ctx: Ctx): void {
  const now = ctx.monotonic();
  const due = plus(seat.renewalDue, interval);
  // One that stood still does not make up for what it has missed.
  seat.renewalDue = due < now ? plus(now, interval) : due;
  if (!seat.stopped) ctx.setTimer(`renew:${at}`, minus(seat.renewalDue, now), at);
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
  if (c.args.inTurn) return;
  ctx.setTimer(`replicate:${at}`, ctx.config.replicateInterval, at);
}

function fetch(c: Client, at: number, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const full = seat.copy === null || seat.copy.size === 0 || ctx.config.disableDelta || c.args.inTurn;
  // The first one is nobody's task, and has as long as it takes.
  const until = seat.fetchedOnce && !c.args.inTurn ? limit(c.fetchEvery, ctx) : null;
  if (!request(c, at, full && !c.args.onlyDeltas ? "full" : "delta", until, null, ctx)) fetchOver(c, at, null, ctx);
}

function fetchOver(c: Client, at: number, until: Ticks | null, ctx: Ctx): void {
  const seat = c.seats[at] as Seat;
  const usual = c.fetchEvery;
  seat.fetchDelay = until !== null && ctx.monotonic() >= until ? ctx.rules.backedOff(seat.fetchDelay, usual) : usual;
  if (!seat.stopped) ctx.setTimer(`fetch:${at}`, seat.fetchDelay, at);
  if (seat.fetchedOnce) return;
  seat.fetchedOnce = true;
  beginToRegister(c, at, ctx);
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
  if (!takes(c, r, status, ctx)) return onFailure(c, r, status, ctx);
  const seat = c.seats[r.seat] as Seat;
  const done = (result: Json) => {
    if (r.operation !== null) ctx.complete(r.operation, "ok", result, r.server);
  };
  switch (r.what) {
    case "renew":
      done(status !== 404);
      if (status === 404 && !seat.stopped) {
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
  const complete = (answer.kind === "REGISTRY" || answer.kind === "CHANGES") && fetched(c, r, answer, ctx);
  if (complete || r.what === "full" || c.args.onlyDeltas) return fetchOver(c, r.seat, r.until, ctx);
  if (!request(c, r.seat, "full", r.until, null, ctx)) fetchOver(c, r.seat, r.until, ctx);
}

/** `status`: of an answer that does not content; 0: there is none. */
function onFailure(c: Client, r: Request, status: number, ctx: Ctx): void {
  const seat = c.seats[r.seat] as Seat;
  ctx.note({kind: "try-failed", by: seat.id, what: r.what, from: r.server, status});
  if (retry(c, r, ctx)) return;
  ctx.note({kind: "gave-up", by: seat.id, what: r.what});
  if (r.operation !== null) ctx.complete(r.operation, "info");
  if (r.what === "renew") renewed(c, r.seat, r.until, ctx);
  if (r.what === "register" && !seat.stopped && !c.args.inTurn) ctx.setTimer(`replicate:${r.seat}`, ctx.config.replicateInterval, r.seat);
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
    case "change":
      change(c, at, ctx);
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
      for (const {asked} of overdue(c.http, ctx)) onFailure(c, asked, 0, ctx);
      return true;
    default:
      return false;
  }
}

export function onLost(c: Client, conn: number, ctx: Ctx): void {
  for (const asked of lost(c.http, conn)) onFailure(c, asked, 0, ctx);
}

export const client: Process<unknown, EurekaMessage, Rules, Config, EurekaNote> = {
  threads: ["main"],
  ports: {},
  resume: "timers-first",
  args: clientArgs,
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
