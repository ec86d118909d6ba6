// Erlang distribution: one connection between any two nodes, over which everything between them goes in order. Ticks keep it alive, and tell of
// one that is not (N1); nodes that are absent are called every second (N6).

import {type ConnId, minus, ms, type NodeId, type Ticks} from "../../vocabulary.ts";
import type {NodeMessage} from "./messages.ts";
import type {Broker, Link, Rabbit} from "./state.ts";

const PING = ms(1000);

/** net_setuptime: a connection that is not there by then is given up. */
const SETUP = ms(7000);

const newLink = (conn: ConnId, since: Ticks, open: boolean): Link => ({
  conn,
  since,
  open,
  up: false,
  life: -1,
  running: false,
  lastRunning: [],
  records: [],
  apart: false,
  heard: true,
  sent: false,
  heardAt: 0,
});

/** Calls every node to which there is no connection. */
export function callAbsent(s: Broker, ctx: Rabbit): void {
  ctx.setTimer("ping", PING);
  const now = ctx.monotonic();
  for (const id of ctx.config.nodes) {
    if (id === ctx.self || (s.avoided.get(id) ?? 0) > now) continue;
    const link = s.links.get(id);
    if (link && (link.open || minus(now, link.since) < SETUP)) continue;
    if (link) {
      ctx.close(link.conn);
      s.called.add(id);
    }
    s.links.set(id, newLink(ctx.connect(id, "distribution"), now, false));
  }
}

/** Before an application starts again it calls all that are absent, and waits for their answers. */
export function callAgain(s: Broker, ctx: Rabbit): void {
  s.called.clear();
  for (const [id, link] of s.links) {
    if (link.up) s.called.add(id);
    else if (!link.open) {
      ctx.close(link.conn);
      s.links.set(id, newLink(ctx.connect(id, "distribution"), ctx.monotonic(), false));
    }
  }
}

/** Connections that a scenario begins with: those to nodes that have begun before. */
export function assume(s: Broker, ctx: Rabbit): void {
  for (const id of ctx.config.nodes) {
    if (id === ctx.self || s.links.has(id)) continue;
    const conn = ctx.establish(id, "distribution");
    if (conn !== null) opened(s, id, conn, ctx);
  }
}

function opened(s: Broker, id: NodeId, conn: ConnId, ctx: Rabbit): void {
  const records = [...s.records.values()];
  const link = {...newLink(conn, ctx.monotonic(), true), heardAt: s.tick};
  // A run begins with nodes that have greeted each other long ago; what they say of themselves is what all know.
  const stands = s.life === 0 && s.running && !s.lost.has(id) && !s.called.has(id);
  s.links.set(id, stands ? {...link, up: true, life: 0, running: true, records} : link);
  ctx.send(conn, {kind: "NODE", life: s.life, running: s.running, lastRunning: s.lastRunning, records});
}

export function linkOf(s: Broker, conn: ConnId): readonly [NodeId, Link] | null {
  for (const entry of s.links) if (entry[1].conn === conn) return entry;
  return null;
}

export function connected(s: Broker, conn: ConnId, ctx: Rabbit): void {
  const found = linkOf(s, conn);
  if (found) opened(s, found[0], conn, ctx);
  else ctx.close(conn);
}

/** Two nodes that call each other keep the call of the greater name. Returns whether an older connection has ended by it. */
export function accepted(s: Broker, conn: ConnId, ctx: Rabbit): NodeId | null {
  const id = ctx.peer(conn);
  const link = s.links.get(id);
  if (link && !link.open && id < ctx.self) {
    ctx.close(conn);
    return null;
  }
  if (link) ctx.close(link.conn);
  opened(s, id, conn, ctx);
  return link?.up ? id : null;
}

/** A node's greeting. Of two that both run, each without the other, Mnesia does not merge what they have (H1); a run may begin with nodes that all do. */
export function greeted(s: Broker, id: NodeId, m: Extract<NodeMessage, {kind: "NODE"}>, ctx: Rabbit): void {
  const link = s.links.get(id);
  if (!link) return;
  Object.assign(link, {up: true, life: m.life, running: m.running, lastRunning: m.lastRunning, records: m.records});
  link.apart = s.running && m.running && (s.life > 0 || m.life > 0 || s.lost.has(id));
  s.called.add(id);
  ctx.note({kind: "node-up", of: id});
  if (link.apart) ctx.note({kind: "partitioned", of: id});
}

/** A quarter of net_ticktime is over: says something where nothing was said. Returns nodes of which too long nothing was heard. */
export function tick(s: Broker, ctx: Rabbit): NodeId[] {
  ctx.setTimer("tick", ctx.config.tick);
  s.tick++;
  const silent: NodeId[] = [];
  for (const [id, link] of s.links) {
    if (!link.open) continue;
    if (link.heard) link.heardAt = s.tick;
    else if (ctx.rules.isSilent(s.tick, link.heardAt)) silent.push(id);
    if (!link.sent) ctx.send(link.conn, {kind: "TICK"});
    link.heard = false;
    link.sent = false;
  }
  return silent;
}
