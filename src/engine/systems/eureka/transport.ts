// How a client finds a server that answers: three tries, one pinned server, those that failed set aside, all forgotten when a session ends
// (RetryableEurekaHttpClient, SessionedEurekaHttpClient, AsyncResolver). Registration and query go their own ways from one shuffled list.

import {minus, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import type {Client, Request, Seat, Session, What} from "./client-state.ts";
import {ask, type Ctx} from "./http.ts";
import type {Asked, InstanceInfo} from "./messages.ts";

/** Tries of one request (C10). */
const TRIES = 3;

export const session = (ctx: Ctx): Session => ({pinned: null, quarantine: [], endsAt: sessionEnd(ctx)});

const sessionEnd = (ctx: Ctx): Ticks => plus(ctx.monotonic(), ctx.rules.sessionLength(ctx.config.session, ctx.random(0, 1000)));

/** The servers in an order of this client's own, until the list is read again (C9). */
export function shuffled(servers: readonly NodeId[], ctx: Ctx): readonly NodeId[] {
  const list = [...servers];
  for (let i = list.length - 1; i > 0; i--) {
    const other = ctx.random(0, i);
    [list[i], list[other]] = [list[other] as NodeId, list[i] as NodeId];
  }
  return list;
}

function listOf(c: Client, seat: Seat, ctx: Ctx): readonly NodeId[] {
  if (minus(ctx.monotonic(), seat.listedAt) < ctx.config.shuffleEvery) return seat.list;
  seat.list = shuffled(c.args.servers, ctx);
  seat.listedAt = ctx.monotonic();
  return seat.list;
}

const infoOf = (c: Client, seat: Seat): InstanceInfo => ({
  id: seat.id,
  app: c.args.app,
  status: seat.status,
  overridden: "UNKNOWN",
  dirty: seat.dirty,
  ...c.lease,
  action: "ADDED",
});

function messageOf(c: Client, seat: Seat, what: What): Asked {
  switch (what) {
    case "register":
      return {kind: "REGISTER", info: infoOf(c, seat)};
    case "renew":
      return {kind: "RENEW", id: seat.id, dirty: seat.dirty};
    case "cancel":
      return {kind: "CANCEL", id: seat.id};
    case "full":
      return {kind: "FETCH"};
    case "delta":
      return {kind: "DELTA"};
  }
}

/** A request begins. False: there is no server to ask. */
export function request(c: Client, at: number, what: What, until: Ticks | null, operation: number | null, ctx: Ctx): boolean {
  const seat = c.seats[at] as Seat;
  const own = seat[ctx.rules.sideOf(what)];
  if (ctx.monotonic() >= own.endsAt) Object.assign(own, session(ctx));
  return attempt(c, {seat: at, what, server: "", listed: false, candidates: null, next: 0, tries: 0, until, operation}, ctx);
}

/** The next try: at the pinned server, else at the next of a list that is made once for each request (C10, C11). */
function attempt(c: Client, r: Request, ctx: Ctx): boolean {
  const seat = c.seats[r.seat] as Seat;
  const own = seat[ctx.rules.sideOf(r.what)];
  if (r.tries >= TRIES || (r.until !== null && ctx.monotonic() >= r.until)) return false;
  if (c.args.inTurn) return go(c, seat, {...r, server: inTurn(seat), listed: false, tries: r.tries + 1}, ctx);
  if (own.pinned !== null) return go(c, seat, {...r, server: own.pinned, listed: false, tries: r.tries + 1}, ctx);
  const candidates = r.candidates ?? candidatesOf(c, seat, own, ctx);
  const server = candidates[r.next];
  if (server === undefined) return false;
  return go(c, seat, {...r, server, listed: true, candidates, next: r.next + 1, tries: r.tries + 1}, ctx);
}

const inTurn = ({list, turn}: Seat): NodeId => list[turn % list.length] as NodeId;

function candidatesOf(c: Client, seat: Seat, own: Session, ctx: Ctx): readonly NodeId[] {
  const list = listOf(c, seat, ctx);
  const found = ctx.rules.candidates(list, own.quarantine, ctx.config.quarantineShare);
  if (found === null) own.quarantine = [];
  return found ?? list;
}

function go(c: Client, seat: Seat, r: Request, ctx: Ctx): true {
  ask(c.http, r.server, messageOf(c, seat, r.what), r, r.until, ctx);
  return true;
}

/** Whether the client is content with an answer; if so it stays with that server (C12). */
export function takes(c: Client, r: Request, status: number, ctx: Ctx): boolean {
  if (c.args.inTurn) return status < 300 || status === 404;
  if (!ctx.rules.accepts(r.what, status) || (status === 404 && r.what === "renew" && !c.args.readsErrors)) return false;
  (c.seats[r.seat] as Seat)[ctx.rules.sideOf(r.what)].pinned = r.server;
  return true;
}

/** A try has failed: the next one goes to another server. False: the request is given up. */
export function retry(c: Client, r: Request, ctx: Ctx): boolean {
  const seat = c.seats[r.seat] as Seat;
  const own = seat[ctx.rules.sideOf(r.what)];
  if (c.args.inTurn && r.server === inTurn(seat)) seat.turn++;
  if (own.pinned === r.server) own.pinned = null;
  if (r.listed && !own.quarantine.includes(r.server)) own.quarantine.push(r.server);
  return attempt(c, r, ctx);
}
