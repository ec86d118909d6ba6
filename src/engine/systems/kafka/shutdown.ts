// KafkaServer.shutdown: a stop in good order. Rules S1, S3.

import * as session from "../zookeeper/session.ts";
import {resign} from "./controller/election.ts";
import {askForRelease} from "./controller-link.ts";
import {checkpoint} from "./disk.ts";
import {CLEAN_FILE, HW_FILE, logFile} from "./notes.ts";
import type {Broker, Ctx} from "./state.ts";

/** S1: told to stop, it asks the controller to move its leaderships away first. */
export function stop(b: Broker, ctx: Ctx): void {
  if (b.stage !== "running") return flushAll(b, false, ctx);
  b.stage = "stopping";
  ctx.note({kind: "shutting-down"});
  askForRelease(b, ctx);
}

/** S3: all logs to the disk, then the session is closed, with which its node goes at once. */
export function flushAll(b: Broker, released: boolean, ctx: Ctx): void {
  b.stage = "flushing";
  ctx.note({kind: "shut-down", released});
  checkpoint(b, ctx);
  ctx.put(CLEAN_FILE, true);
  ctx.sync([...[...b.replicas.keys()].map(logFile), HW_FILE, CLEAN_FILE], "flushed");
}

export function leave(b: Broker, ctx: Ctx): void {
  resign(b, ctx);
  const {session: s} = b.zk;
  if (s.phase === "ready") session.call(s, {op: "closeSession"}, session.zookeeperOf(ctx));
  else ctx.exit();
}
