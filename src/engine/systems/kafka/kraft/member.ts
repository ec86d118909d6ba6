// What comes to a broker for its part of KRaft: from voters, from the controller, from its timers.

import type {ConnId} from "../../../vocabulary.ts";
import type {KafkaMessage} from "../messages.ts";
import {released} from "../shutdown.ts";
import type {Broker, Ctx} from "../state.ts";
import {type Answered, channelDue, channelLost, channelOpen, channelReplied} from "./channel.ts";
import {answeredForward, answeredLife, askToLeave, communicate} from "./lifecycle.ts";
import {isRaftReply} from "./messages.ts";
import type {ControllerChannel, Observer} from "./observer.ts";
import {publish} from "./publish.ts";
import {pollRaft, raftReplied} from "./raft.ts";
import {peerAt, peerConnected, peerFailed} from "./raft-links.ts";
import {beginRaft} from "./raft-roles.ts";

const DONE: {readonly [K in ControllerChannel["name"]]: Answered} = {heartbeat: answeredLife, forwarding: answeredForward};

const channelAt = (k: Observer, conn: ConnId): ControllerChannel | null =>
  [k.channels.heartbeat, k.channels.forwarding].find((c) => c.phase !== "idle" && c.conn === conn) ?? null;

export function startMember(b: Broker, k: Observer, ctx: Ctx): void {
  k.incarnation = ctx.endings() + 1;
  beginRaft(k.raft, ctx);
  pollRaft(k.raft, ctx);
  communicate(b, k, ctx);
}

/** After news from the quorum. */
function goOn(b: Broker, k: Observer, ctx: Ctx): void {
  pollRaft(k.raft, ctx);
  b.ce = k.raft.epoch;
  b.metadata.controller = k.raft.leader;
  publish(b, k, ctx);
}

/** True: the message was for this part. */
export function memberReceives(b: Broker, k: Observer, conn: ConnId, m: KafkaMessage, ctx: Ctx): boolean {
  if (isRaftReply(m)) {
    if (!raftReplied(k.raft, conn, m, ctx)) ctx.exit();
    else goOn(b, k, ctx);
    return true;
  }
  const c = channelAt(k, conn);
  if (c === null) return false;
  if (m.kind.endsWith("_REPLY")) channelReplied(k, c, m as Parameters<typeof channelReplied>[2], DONE[c.name], b, ctx);
  return true;
}

export function memberConnected(b: Broker, k: Observer, conn: ConnId, ctx: Ctx): boolean {
  const peer = peerAt(k.raft, conn);
  if (peer !== null) {
    peerConnected(k.raft, peer);
    goOn(b, k, ctx);
    return true;
  }
  const c = channelAt(k, conn);
  if (c !== null) channelOpen(k, c, DONE[c.name], b, ctx);
  return c !== null;
}

export function memberDisconnected(b: Broker, k: Observer, conn: ConnId, ctx: Ctx): boolean {
  const peer = peerAt(k.raft, conn);
  if (peer !== null) {
    peerFailed(k.raft, peer, ctx);
    goOn(b, k, ctx);
    return true;
  }
  const c = channelAt(k, conn);
  if (c !== null) channelLost(k, c, ctx);
  return c !== null;
}

export function memberTimer(b: Broker, k: Observer, what: string, rest: string, ctx: Ctx): boolean {
  switch (what) {
    case "raft":
      goOn(b, k, ctx);
      return true;
    case "communicate":
      communicate(b, k, ctx);
      return true;
    case "link": {
      const c = rest === "heartbeat" ? k.channels.heartbeat : k.channels.forwarding;
      channelDue(k, c, DONE[c.name], b, ctx);
      return true;
    }
    case "leave":
      released(false, ctx);
      return true;
    default:
      return false;
  }
}

/** S4: told to stop, it lets the controller move its leaderships first. */
export function stopMember(b: Broker, k: Observer, ctx: Ctx): void {
  if (b.stage !== "running") return released(false, ctx);
  b.stage = "stopping";
  ctx.note({kind: "shutting-down"});
  askToLeave(k, ctx);
}
