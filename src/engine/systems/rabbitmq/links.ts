// Erlang distribution: one connection between any two nodes, over which everything between them goes in order. Ticks keep it alive, and tell of
// one that is not (N1); nodes that are absent are called every second (N6).

import type {ConnId, NodeId} from "../../vocabulary.ts";
import {ms} from "../../vocabulary.ts";
import type {NodeMessage} from "./messages.ts";
import type {Broker, Link, Rabbit} from "./state.ts";

const PING = ms(1000);

const newLink = (conn: ConnId, open: boolean): Link => ({
  conn,
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
  for (const id of ctx.config.nodes) {
    if (id !== ctx.self && !s.links.has(id)) s.links.set(id, newLink(ctx.connect(id, "distribution"), false));
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
  s.links.set(id, {...newLink(conn, true), heardAt: s.tick});
  const records = [...s.records.values()];
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

/** A node's greeting. One that was lost and has not ended since is another side of a partition: Mnesia does not merge them (H1). */
export function greeted(s: Broker, id: NodeId, m: Extract<NodeMessage, {kind: "NODE"}>, ctx: Rabbit): void {
  const link = s.links.get(id);
  if (!link) return;
  Object.assign(link, {up: true, life: m.life, running: m.running, lastRunning: m.lastRunning, records: m.records});
  link.apart = s.running && m.running && s.lost.get(id) === m.life;
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
