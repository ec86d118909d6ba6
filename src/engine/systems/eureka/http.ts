// Requests over connections that stay open: one to each server, with a limit for the connection and one for each answer. What waits for an
// answer is plain data; whoever asked gets it back with the answer, or when there will be none.

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
  readonly lines: Map<NodeId, Line<P>>;
  armed: Ticks | null;
}

export const http = <P>(name: string, limits: Http<P>["limits"]): Http<P> => ({name, limits, next: 0, lines: new Map(), armed: null});

export function ask<P>(h: Http<P>, to: NodeId, what: Asked, asked: P, until: Ticks | null, ctx: Ctx): void {
  const now = ctx.monotonic();
  const call = h.next++;
  const message: Request = {...what, call};
  let line = h.lines.get(to);
  if (!line || (line.open && !ctx.send(line.conn, message))) {
    // The other end has gone, and this one has not yet heard of it: what waits there is asked again, as by a pool that finds its connection stale.
    line = {conn: ctx.connect(to, "http"), to, open: false, calls: line?.calls ?? new Map()};
    h.lines.set(to, line);
  }
  const deadline = limited(plus(now, line.open ? h.limits.read : h.limits.connect), until);
  line.calls.set(call, {asked, message, until, deadline});
  arm(h, deadline, ctx);
}

const limited = (deadline: Ticks, until: Ticks | null): Ticks => (until === null ? deadline : earlier(deadline, until));

function arm<P>(h: Http<P>, deadline: Ticks, ctx: Ctx): void {
  if (h.armed !== null && h.armed <= deadline) return;
  h.armed = deadline;
  ctx.setTimer(h.name, minus(deadline, ctx.monotonic()));
}

const lineOf = <P>(h: Http<P>, conn: ConnId): Line<P> | null => {
  for (const line of h.lines.values()) if (line.conn === conn) return line;
  return null;
};

/** A connection is open: what waited for it goes out. */
export function connected<P>(h: Http<P>, conn: ConnId, ctx: Ctx): void {
  const line = lineOf(h, conn);
  if (!line) return;
  line.open = true;
  for (const call of line.calls.values()) {
    call.deadline = limited(plus(ctx.monotonic(), h.limits.read), call.until);
    arm(h, call.deadline, ctx);
    ctx.send(conn, call.message);
  }
}

/** Whose answer this is; null: nobody waits for it any more. */
export function answered<P>(h: Http<P>, conn: ConnId, number: number): P | null {
  const line = lineOf(h, conn);
  const call = line?.calls.get(number);
  if (!line || !call) return null;
  line.calls.delete(number);
  return call.asked;
}

/** All that waited on a connection that is over. */
export function lost<P>(h: Http<P>, conn: ConnId): P[] {
  const line = lineOf(h, conn);
  if (!line) return [];
  h.lines.delete(line.to);
  return [...line.calls.values()].map(({asked}) => asked);
}

/**
 * The timer has fired. A connection on which an answer is overdue is closed, as by a pool that gives each request a connection of its own; with
 * it goes all that waits there, which in reality would wait on connections of its own, for the same answer. `open`: there was a connection.
 */
export function overdue<P>(h: Http<P>, ctx: Ctx): {readonly asked: P; readonly open: boolean}[] {
  h.armed = null;
  const now = ctx.monotonic();
  const found: {readonly asked: P; readonly open: boolean}[] = [];
  for (const line of [...h.lines.values()]) {
    const calls = [...line.calls.values()];
    if (!calls.some(({deadline}) => deadline <= now)) continue;
    h.lines.delete(line.to);
    ctx.close(line.conn);
    found.push(...calls.map(({asked}) => ({asked, open: line.open})));
  }
  let first: Ticks | null = null;
  for (const {calls} of h.lines.values())
    for (const {deadline} of calls.values()) first = first === null ? deadline : earlier(first, deadline);
  if (first !== null) arm(h, first, ctx);
  return found;
}
