// Requests over connections that stay open, with a limit for the connection and one for each answer. One connection carries all requests to a
// server, where a real pool has several: after a request that got no answer in time the next ones take a new one. What waits for an answer is
// plain data; whoever asked gets it back with the answer, or when there will be none.

import type {Context} from "../../model/process.ts";
import {type ConnId, earlier, minus, type NodeId, plus, type Ticks} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {Asked, EurekaMessage, Request} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

export type Ctx = Context<EurekaMessage, Rules, Config, EurekaNote>;

interface Call<P> {
  readonly asked: P;
  readonly message: Request;
  /** The asker's own limit, whatever those of connection and answer. */
  readonly until: Ticks | null;
  deadline: Ticks;
}

interface Line<P> {
  readonly conn: ConnId;
  readonly to: NodeId;
  open: boolean;
  readonly calls: Map<number, Call<P>>;
}

export interface Http<P> {
  /** The name of its timer. */
  readonly name: string;
  readonly limits: {readonly connect: Ticks; readonly read: Ticks};
  next: number;
  readonly lines: Map<ConnId, Line<P>>;
  /** The connection that the next request to a server takes. */
  readonly current: Map<NodeId, ConnId>;
  armed: Ticks | null;
}

export const http = <P>(name: string, limits: Http<P>["limits"]): Http<P> => ({
  name,
  limits,
  next: 0,
  lines: new Map(),
  current: new Map(),
  armed: null,
});

export function ask<P>(h: Http<P>, to: NodeId, what: Asked, asked: P, until: Ticks | null, ctx: Ctx): void {
  const message: Request = {...what, call: h.next++};
  const known = h.lines.get(h.current.get(to) ?? -1);
  // One whose other end has gone, of which this end has not yet heard, is left to those who wait there.
  const line = known && (!known.open || ctx.send(known.conn, message)) ? known : dialled(h, to, ctx);
  const deadline = limited(plus(ctx.monotonic(), line.open ? h.limits.read : h.limits.connect), until);
  line.calls.set(message.call, {asked, message, until, deadline});
  arm(h, deadline, ctx);
}

function dialled<P>(h: Http<P>, to: NodeId, ctx: Ctx): Line<P> {
  const line: Line<P> = {conn: ctx.connect(to, "http"), to, open: false, calls: new Map()};
  h.lines.set(line.conn, line);
  h.current.set(to, line.conn);
  return line;
}

const limited = (deadline: Ticks, until: Ticks | null): Ticks => (until === null ? deadline : earlier(deadline, until));

function arm<P>(h: Http<P>, deadline: Ticks, ctx: Ctx): void {
  if (h.armed !== null && h.armed <= deadline) return;
  h.armed = deadline;
  ctx.setTimer(h.name, minus(deadline, ctx.monotonic()));
}

/** A connection is open: what waited for it goes out. */
export function connected<P>(h: Http<P>, conn: ConnId, ctx: Ctx): void {
  const line = h.lines.get(conn);
  if (!line) return;
  line.open = true;
  for (const call of line.calls.values()) {
    call.deadline = limited(plus(ctx.monotonic(), h.limits.read), call.until);
    arm(h, call.deadline, ctx);
    ctx.send(conn, call.message);
  }
}

/** Whose answer this is; null: nobody waits for it any more. */
export function answered<P>(h: Http<P>, conn: ConnId, number: number, ctx: Ctx): P | null {
  const line = h.lines.get(conn);
  const call = line?.calls.get(number);
  if (!line || !call) return null;
  line.calls.delete(number);
  leaveIfIdle(h, line, ctx);
  return call.asked;
}

/** All that waited on a connection that is over. */
export function lost<P>(h: Http<P>, conn: ConnId): P[] {
  const line = h.lines.get(conn);
  if (!line) return [];
  forget(h, line);
  return [...line.calls.values()].map(({asked}) => asked);
}

function forget<P>(h: Http<P>, line: Line<P>): void {
  h.lines.delete(line.conn);
  if (h.current.get(line.to) === line.conn) h.current.delete(line.to);
}

/** A connection that nobody takes any more is closed once nobody waits there. */
function leaveIfIdle<P>(h: Http<P>, line: Line<P>, ctx: Ctx): void {
  if (line.calls.size > 0 || h.current.get(line.to) === line.conn) return;
  h.lines.delete(line.conn);
  ctx.close(line.conn);
}

/** The timer has fired: whoever has waited too long, and whether on an open connection. Later requests take another connection. */
export function overdue<P>(h: Http<P>, ctx: Ctx): {readonly asked: P; readonly open: boolean}[] {
  h.armed = null;
  const now = ctx.monotonic();
  const found: {readonly asked: P; readonly open: boolean}[] = [];
  let first: Ticks | null = null;
  for (const line of [...h.lines.values()]) {
    const before = found.length;
    for (const [number, {asked, deadline}] of line.calls) {
      if (deadline > now) first = first === null ? deadline : earlier(first, deadline);
      else {
        line.calls.delete(number);
        found.push({asked, open: line.open});
      }
    }
    if (found.length === before) continue;
    if (h.current.get(line.to) === line.conn) h.current.delete(line.to);
    leaveIfIdle(h, line, ctx);
  }
  if (first !== null) arm(h, first, ctx);
  return found;
}
