// RequestManager and KafkaNetworkChannel: one request at a time to each voter, and what is sent only when the disk has it.

import {type ConnId, earlier, later, minus, ms, NO_TIME, type NodeId, plus, type Ticks} from "../../../vocabulary.ts";
import {PORT} from "../serving.ts";
import type {Ctx} from "../state.ts";
import type {RaftReply, RaftRequest} from "./messages.ts";
import {NEVER, numberOf, type Peer, type Raft} from "./raft-state.ts";

/** Before the connection is dialled again: twice as long each time (KafkaRaftManager.buildNetworkClient). */
const RECONNECT_MS = 50;
const RECONNECT_MOST_MS = 500;

/** A request without its number. */
type Unnumbered<R> = R extends {readonly id: number} ? Omit<R, "id"> : never;

const peerOf = (r: Raft, id: NodeId): Peer => r.peers.get(id) as Peer;

/** Whether a request has been on its way for too long; the connection is given up with it. */
export function gaveUp(r: Raft, id: NodeId, ctx: Ctx): boolean {
  const peer = peerOf(r, id);
  if (peer.state !== "awaiting" || ctx.wall() < peer.until) return false;
  if (peer.phase !== "idle") ctx.close(peer.conn);
  Object.assign(peer, {phase: "idle", conn: 0, state: "ready", unsent: null});
  return true;
}

export function isResting(r: Raft, id: NodeId, ctx: Ctx): boolean {
  const peer = peerOf(r, id);
  if (peer.state === "resting" && ctx.wall() >= peer.until) peer.state = "ready";
  return peer.state === "resting";
}

/** Until when nothing can be asked of it; null: now something can. */
function busyUntil(r: Raft, id: NodeId, ctx: Ctx): Ticks | null {
  gaveUp(r, id, ctx);
  return isResting(r, id, ctx) || peerOf(r, id).state === "awaiting" ? peerOf(r, id).until : null;
}

/** Asks if nothing else is on its way there. Returns until when it waits for that. */
export function request(r: Raft, to: NodeId, made: Unnumbered<RaftRequest>, ctx: Ctx): Ticks {
  const busy = busyUntil(r, to, ctx);
  if (busy !== null) return busy;
  const peer = peerOf(r, to);
  const message = {...made, id: numberOf(r)} as RaftRequest;
  Object.assign(peer, {state: "awaiting", until: plus(ctx.wall(), ctx.config.kraft.requestTimeout), request: message.id});
  if (peer.phase === "ready") r.outbox.push({conn: peer.conn, message});
  else {
    peer.unsent = message;
    if (peer.phase === "idle") {
      peer.phase = "dialling";
      peer.conn = ctx.connect(to, PORT);
    }
  }
  return peer.until;
}

/** Some voter that can be asked, if no request is on its way to any; where to begin is drawn. */
export function anyReady(r: Raft, ctx: Ctx): NodeId | null {
  const others = [...r.peers.keys()];
  if (others.length === 0 || isAsking(r, ctx)) return null;
  const from = ctx.random(0, others.length - 1);
  return [...others.slice(from), ...others.slice(0, from)].find((id) => !isResting(r, id, ctx)) ?? null;
}

/** When the first of them can be asked again. */
export function nextFree(r: Raft, ctx: Ctx): Ticks {
  const busy = [...r.peers.keys()].flatMap((id) => busyUntil(r, id, ctx) ?? []);
  return busy.reduce(earlier, NEVER);
}

export const isAsking = (r: Raft, ctx: Ctx): boolean =>
  [...r.peers.keys()].some((id) => busyUntil(r, id, ctx) !== null && peerOf(r, id).state === "awaiting");

export function peerAt(r: Raft, conn: ConnId): NodeId | null {
  for (const [id, peer] of r.peers) if (peer.phase !== "idle" && peer.conn === conn) return id;
  return null;
}

export function peerConnected(r: Raft, id: NodeId): void {
  const peer = peerOf(r, id);
  Object.assign(peer, {phase: "ready", failures: 0});
  if (peer.unsent) r.outbox.push({conn: peer.conn, message: peer.unsent});
  peer.unsent = null;
}

/** The connection is over: what was asked over it has failed, and nothing is asked until it can be dialled again. */
export function peerFailed(r: Raft, id: NodeId, ctx: Ctx): void {
  const peer = peerOf(r, id);
  const again = Math.min(RECONNECT_MOST_MS, RECONNECT_MS << peer.failures);
  const wait = peer.phase === "dialling" ? ms(ctx.random(again * 800, again * 1200) / 1000) : ctx.config.kraft.retryBackoff;
  Object.assign(peer, {phase: "idle", conn: 0, state: "resting", until: plus(ctx.wall(), wait), unsent: null});
  peer.failures = Math.min(peer.failures + 1, 10);
}

/** Whether this is the answer it waits for. If it was of use, the next request may go; else it rests. */
export function answered(r: Raft, id: NodeId, m: RaftReply): boolean {
  const peer = peerOf(r, id);
  if (peer.state !== "awaiting" || peer.request !== m.id) return false;
  peer.state = "ready";
  return true;
}

export function restPeer(r: Raft, id: NodeId, ctx: Ctx): void {
  Object.assign(peerOf(r, id), {state: "resting", until: plus(ctx.wall(), ctx.config.kraft.retryBackoff)});
}

/** In another role it asks anew, whatever it still waits for. */
export function forgetRequests(r: Raft): void {
  for (const peer of r.peers.values()) Object.assign(peer, {state: "ready", unsent: null});
}

/** The end of a handler: what rests on the disk is sent when it is there, and until then the thread does nothing else. */
export function settleRaft(r: Raft, ctx: Ctx): void {
  if (r.dirty.length > 0) {
    r.syncing = true;
    ctx.sync(r.dirty, "raft", true);
    r.dirty = [];
  } else if (!r.syncing) sendAll(r, ctx);
}

export function synced(r: Raft, ctx: Ctx): void {
  r.syncing = false;
  sendAll(r, ctx);
}

function sendAll(r: Raft, ctx: Ctx): void {
  const {outbox} = r;
  r.outbox = [];
  for (const {conn, message} of outbox) ctx.send(conn, message);
}

/** From now to an instant of the wall clock, for a timer. */
export const until = (at: Ticks, ctx: Ctx): Ticks => later(minus(at, ctx.wall()), NO_TIME);
