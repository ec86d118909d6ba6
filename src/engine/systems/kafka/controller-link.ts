// NodeToControllerChannelManager and AlterPartitionManager: what a broker asks of the controller, one request at a time. Rules I3, I6, S1.

import {ms} from "../../vocabulary.ts";
import type {Altered, FromController, IsrChange} from "./messages.ts";
import {connectTo, tell} from "./serving.ts";
import {type Broker, type Ctx, nextOf} from "./state.ts";

/** Between two tries to find the controller, and after an error that is about no partition. */
const BACKOFF = ms(50);

/** I1, I3: the change goes with the next request. */
export function askForIsr(b: Broker, change: IsrChange, ctx: Ctx): void {
  b.controllerLink.changes.set(change.p, change);
  pump(b, ctx);
}

/** S1: asks to be released. */
export function askForRelease(b: Broker, ctx: Ctx): void {
  b.controllerLink.shutdown = true;
  pump(b, ctx);
}

/** Sends what waits, if there is a controller and it has answered. */
export function pump(b: Broker, ctx: Ctx): void {
  const link = b.controllerLink;
  if (link.paused || link.phase === "waiting" || link.phase === "dialling") return;
  if (link.changes.size === 0 && !link.shutdown) return;
  const {controller} = b.metadata;
  if (controller === null) return ctx.setTimer("controller link", BACKOFF);
  if (link.phase === "ready" && link.to === controller) return send(b, ctx);
  if (link.phase === "ready") ctx.close(link.conn);
  link.to = controller;
  link.conn = connectTo(controller, ctx);
  if (controller === b.id) return send(b, ctx);
  link.phase = "dialling";
}

function send(b: Broker, ctx: Ctx): void {
  const link = b.controllerLink;
  const head = {id: nextOf(b), be: b.be, broker: b.id};
  if (link.shutdown) {
    link.shutdown = false;
    link.sent = {kind: "CONTROLLED_SHUTDOWN", ...head};
  } else {
    link.sent = {kind: "ALTER_PARTITION", ...head, partitions: [...link.changes.values()]};
    link.changes.clear();
  }
  link.phase = "waiting";
  tell(link.conn, link.sent, ctx);
  ctx.setTimer("controller answers", ctx.config.controllerTimeout);
}

/** The pause after an error is over. */
export function resumeLink(b: Broker, ctx: Ctx): void {
  b.controllerLink.paused = false;
  pump(b, ctx);
}

export function linkConnected(b: Broker, ctx: Ctx): void {
  b.controllerLink.phase = "ready";
  pump(b, ctx);
}

/** The connection is over, or another is the controller: what was asked is asked again. */
export function linkFailed(b: Broker, ctx: Ctx): void {
  const link = b.controllerLink;
  Object.assign(link, {phase: "idle", conn: 0, to: null});
  again(b, ctx);
  ctx.setTimer("controller link", BACKOFF);
}

function again(b: Broker, ctx: Ctx): void {
  const link = b.controllerLink;
  const {sent} = link;
  ctx.cancelTimer("controller answers");
  link.sent = null;
  if (sent?.kind === "CONTROLLED_SHUTDOWN") link.shutdown = true;
  if (sent?.kind !== "ALTER_PARTITION") return;
  for (const change of sent.partitions) if (!link.changes.has(change.p)) link.changes.set(change.p, change);
}

export function answersLate(b: Broker, ctx: Ctx): void {
  if (b.controllerLink.to !== b.id) ctx.close(b.controllerLink.conn);
  linkFailed(b, ctx);
}

/** An answer. What it says of partitions is for their leaders; after an error about none of them all is asked again. */
export function answeredBy(b: Broker, m: FromController, ctx: Ctx): readonly Altered[] {
  const link = b.controllerLink;
  if (link.sent?.id !== m.id) return [];
  link.phase = link.to === b.id ? "idle" : "ready";
  if (m.error !== "") {
    if (m.kind === "ALTER_PARTITION_REPLY")
      ctx.note({
        kind: "isr-refused",
        scope: link.sent.kind === "ALTER_PARTITION" ? (link.sent.partitions[0]?.p ?? "") : "",
        error: m.error,
      });
    again(b, ctx);
    if (m.error === "NOT_CONTROLLER" && link.to !== b.id) ctx.close(link.conn);
    if (m.error === "NOT_CONTROLLER") Object.assign(link, {phase: "idle", conn: 0, to: null});
    // Other changes wait, too: AlterPartitionManager pauses as a whole.
    ctx.setTimer("controller link", BACKOFF);
    link.paused = true;
    return [];
  }
  link.sent = null;
  ctx.cancelTimer("controller answers");
  return m.kind === "ALTER_PARTITION_REPLY" ? m.partitions : [];
}
