// KafkaApis.handle: which part of a broker a request or an answer is for.

import {LOOPBACK} from "../../model/process.ts";
import type {ConnId} from "../../vocabulary.ts";
import {control} from "./control.ts";
import {channelAnswered, channelAt} from "./controller/requests.ts";
import {proceed} from "./controller/steps.ts";
import {put} from "./controller/thread.ts";
import {createTopic} from "./controller/topics.ts";
import {answeredBy, pump} from "./controller-link.ts";
import {epochEnd, fetch, listOffsets} from "./fetch.ts";
import {fetchAnswered, fetcherAt, outOfRange} from "./fetcher.ts";
import {forward} from "./kraft/lifecycle.ts";
import {isOfQuorum} from "./kraft/messages.ts";
import {type FromController, isReply, type KafkaMessage, type KafkaReply, type KafkaRequest, type Partition} from "./messages.ts";
import {altered} from "./partition.ts";
import {produce} from "./produce.ts";
import {answer, asked, incoming, serve} from "./serving.ts";
import {released} from "./shutdown.ts";
import type {Broker, Ctx} from "./state.ts";

/** A message over one of its connections; null: its own turn to go on with those that wait there. */
export function controlReceive(b: Broker, conn: ConnId, m: KafkaMessage | null, ctx: Ctx): void {
  if (m === null) serve(b, conn, incoming(b, conn), handle, ctx);
  else if (isReply(m)) replied(b, conn, m, ctx);
  else if (!isOfQuorum(m)) asked(b, conn, m, handle, ctx);
}

export function handle(b: Broker, conn: ConnId, m: KafkaRequest, ctx: Ctx): void {
  if (isHeld(b, conn, m)) return;
  switch (m.kind) {
    case "LEADER_AND_ISR":
    case "UPDATE_METADATA":
    case "STOP_REPLICA":
      return control(b, conn, m, ctx);
    case "PRODUCE":
      return produce(b, conn, m, ctx);
    case "FETCH":
      return fetch(b, conn, m, ctx);
    case "OFFSET_FOR_LEADER_EPOCH":
      return epochEnd(b, conn, m, ctx);
    case "LIST_OFFSETS":
      return listOffsets(b, conn, m, ctx);
    case "METADATA":
      return metadata(b, conn, m.id, ctx);
    case "CREATE_TOPIC":
      return b.kraft === null ? createTopic(b, conn, m, ctx) : forward(b, b.kraft, {conn, id: m.id}, m, ctx);
    case "REASSIGN":
      put(b, {do: "reassign", conn, request: m});
      return proceed(b, ctx);
    case "ALTER_PARTITION":
      put(b, {do: "alter-partition", conn, request: m});
      return proceed(b, ctx);
    case "CONTROLLED_SHUTDOWN":
      put(b, {do: "controlled-shutdown", conn, request: m});
      return proceed(b, ctx);
    default:
      m satisfies never;
  }
}

/** Whoever reads or writes a partition waits while a reign of it is being written down. */
function isHeld(b: Broker, conn: ConnId, request: KafkaRequest): boolean {
  if (b.changing === null) return false;
  for (const p of partitionsOf(request)) {
    const held = b.replicas.get(p)?.held;
    if (!held) continue;
    held.push({conn, request});
    return true;
  }
  return false;
}

function partitionsOf(m: KafkaRequest): readonly Partition[] {
  if (m.kind === "FETCH") return m.partitions.map(({p}) => p);
  return m.kind === "PRODUCE" || m.kind === "OFFSET_FOR_LEADER_EPOCH" || m.kind === "LIST_OFFSETS" ? [m.p] : [];
}

/** From the cache: what the controller has told last. A leader that is not alive is none. */
function metadata(b: Broker, conn: ConnId, id: number, ctx: Ctx): void {
  const {controller, live, partitions} = b.metadata;
  const known = [...partitions].map(([p, {leader, e}]) => ({p, leader: leader !== null && live.includes(leader) ? leader : null, e}));
  // In KRaft mode no client reaches the controller: any broker passes on what is for it.
  const named = b.kraft === null ? controller : b.id;
  answer(b, conn, {kind: "METADATA_REPLY", id, controller: named, live, partitions: known}, ctx);
}

function replied(b: Broker, conn: ConnId, m: KafkaReply, ctx: Ctx): void {
  switch (m.kind) {
    case "LEADER_AND_ISR_REPLY":
    case "UPDATE_METADATA_REPLY":
    case "STOP_REPLICA_REPLY": {
      const channel = conn === LOOPBACK ? b.controller.channels.get(b.id) : channelAt(b, conn);
      return channel ? channelAnswered(channel, m, ctx) : undefined;
    }
    case "FETCH_REPLY": {
      const fetcher = fetcherAt(b, conn);
      return fetcher ? fetchAnswered(b, fetcher, m, ctx) : undefined;
    }
    case "LIST_OFFSETS_REPLY":
      return outOfRange(b, m, ctx);
    case "ALTER_PARTITION_REPLY":
    case "CONTROLLED_SHUTDOWN_REPLY":
      return controllerSays(b, m, ctx);
    default:
      return;
  }
}

function controllerSays(b: Broker, m: FromController, ctx: Ctx): void {
  for (const one of answeredBy(b, m, ctx)) {
    const r = b.replicas.get(one.p);
    if (r) altered(b, r, one, ctx);
  }
  if (m.kind === "CONTROLLED_SHUTDOWN_REPLY" && b.stage === "stopping") shutdownAnswered(b, m.error === "" && m.remaining === 0, ctx);
  pump(b, ctx);
}

/** S1: three tries, then it goes anyway. */
function shutdownAnswered(b: Broker, free: boolean, ctx: Ctx): void {
  if (free) return released(true, ctx);
  b.triesLeft--;
  if (b.triesLeft <= 0) return released(false, ctx);
  ctx.setTimer("release", ctx.config.shutdownBackoff);
}
