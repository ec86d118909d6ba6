// KafkaServer.shutdown: a stop in good order. Rules S1, S3.

import {LOOPBACK} from "../../model/process.ts";
import * as session from "../zookeeper/session.ts";
import {resign} from "./controller/election.ts";
import {askForRelease} from "./controller-link.ts";
import {checkpoint} from "./disk.ts";
import {CLEAN_FILE, HW_FILE, logFile} from "./notes.ts";
import type {Broker, Ctx} from "./state.ts";

/** S1: told to stop, it asks the controller to move its leaderships away first. */
export function stop(b: Broker, ctx: Ctx): void {
  if (b.stage !== "running") return released(false, ctx);
  b.stage = "stopping";
  ctx.note({kind: "shutting-down"});
  askForRelease(b, ctx);
}

/** S3: it goes, in steps that take their time beside whatever is still asked of it. */
export function released(free: boolean, ctx: Ctx): void {
  ctx.note({kind: "shut-down", released: free});
  ctx.submit("shutdown", "sockets");
}

/** SocketServer.stopProcessingRequests: nobody is heard any more. */
export function closeSockets(b: Broker, ctx: Ctx): void {
  b.stage = "flushing";
  ctx.unlisten("kafka");
  for (const conn of b.conns.keys()) if (conn !== LOOPBACK) ctx.close(conn);
  b.conns.clear();
  ctx.submit("shutdown", "flush");
}

/** S3: all logs to the disk, then the session is closed, with which its node goes at once. */
export function flushAll(b: Broker, ctx: Ctx): void {
  checkpoint(b, ctx);
  // In KRaft mode it holds the broker epoch, by which the controller sees that this was a stop in good order (E6).
  ctx.put(CLEAN_FILE, b.kraft === null ? true : b.be);
  ctx.sync([...[...b.replicas.keys()].map(logFile), HW_FILE, CLEAN_FILE], "flushed");
}

export function leave(b: Broker, ctx: Ctx): void {
  if (b.kraft !== null) return ctx.exit();
  resign(b, ctx);
  const {session: s} = b.zk;
  if (s.phase === "ready") session.call(s, {op: "closeSession"}, session.zookeeperOf(ctx));
  else ctx.exit();
}
