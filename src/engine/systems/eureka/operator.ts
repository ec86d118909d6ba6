// Somebody at a keyboard: requests to one server, each at its time, and what was answered. Times of records are as the requests say.

import type {Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, listOf, maybe, nodeName, nullOr, oneOf, text, time} from "../../outside/forms.ts";
import {type Json, ms, type NodeId, type Ticks, toMs} from "../../vocabulary.ts";
import {leaseOf} from "./client-args.ts";
import type {Config} from "./config.ts";
import {answered, ask, type Ctx, connected, type Http, http, lost, overdue} from "./http.ts";
import {type Answer, type Asked, type EurekaMessage, type InstanceInfo, isReply, STATUSES, type Status} from "./messages.ts";
import type {EurekaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

const DOES = ["register", "renew", "renew-as-peer", "cancel", "override", "read"] as const;

export interface OperatorArgs {
  readonly server: NodeId;
  /** In ms after the start; `status`: null takes an override back; `dirtyMs`: the record's time, null: now. */
  readonly requests: readonly {
    readonly atMs: number;
    readonly does: (typeof DOES)[number];
    readonly id: string;
    readonly dirtyMs?: number | null;
    readonly status?: Status | null;
  }[];
}

interface Operator {
  readonly process: "operator";
  readonly args: OperatorArgs;
  readonly http: Http<number>;
}

function message({does, id, dirtyMs = null, status = "UP"}: OperatorArgs["requests"][number], ctx: Ctx): Asked {
  const dirty = dirtyMs === null ? ctx.wall() : ms(dirtyMs);
  const info = (of: Status): InstanceInfo => ({
    id,
    app: "APP",
    status: of,
    overridden: "UNKNOWN",
    dirty,
    ...leaseOf({durationMs: null, renewalMs: null}, ctx.config),
    action: "ADDED",
  });
  switch (does) {
    case "register":
      return {kind: "REGISTER", info: info(status ?? "UP")};
    case "renew":
      return {kind: "RENEW", id, dirty};
    case "renew-as-peer":
      return {kind: "BATCH", tasks: [{action: "Heartbeat", id, dirty, status: "UP", overridden: "UNKNOWN", info: null, hops: 1}]};
    case "cancel":
      return {kind: "CANCEL", id};
    case "override":
      return {kind: "OVERRIDE", id, value: status};
    case "read":
      return {kind: "READ", id};
  }
}

const told = (info: InstanceInfo | null): Json =>
  info === null ? null : {status: info.status, overridden: info.overridden, dirtyMs: toMs(info.dirty)};

/** The status of an answer, and the record in it. */
function result(answer: Answer): Json {
  switch (answer.kind) {
    case "ANSWER":
      return {status: answer.status, record: null};
    case "RECORD":
      return {status: 200, record: told(answer.info)};
    case "BATCHED":
      return {status: answer.items[0]?.status ?? 0, record: told(answer.items[0]?.info ?? null)};
    default:
      return {status: 200, record: null};
  }
}

export const operator: Process<unknown, EurekaMessage, Rules, Config, EurekaNote> = {
  threads: ["main"],
  ports: {},
  resume: "timers-first",
  args: fields({
    server: nodeName,
    requests: listOf(
      fields({
        atMs: time,
        does: oneOf(DOES),
        id: text,
        dirtyMs: maybe(nullOr(time)),
        status: maybe(nullOr(oneOf(STATUSES))),
      }),
    ),
  }),
  member: false,
  asks: (state) => [...(state as Operator).http.lines.values()].some(({calls}) => calls.size > 0),
  init: (spec: NodeSpec, _disk, config): Operator => ({
    process: "operator",
    args: spec.args as unknown as OperatorArgs,
    http: http("calls", config.clientLimits),
  }),
  start(state, ctx) {
    for (const [i, {atMs}] of (state as Operator).args.requests.entries()) ctx.setTimer(`request:${i}`, ms(atMs), i);
  },
  connected: (state, conn, ctx) => connected((state as Operator).http, conn, ctx),
  disconnected(state, conn, _why, ctx) {
    for (const operation of lost((state as Operator).http, conn)) ctx.complete(operation, "info");
  },
  receive(state, conn, reply, ctx) {
    const operation = isReply(reply) ? answered((state as Operator).http, conn, reply.call, ctx) : null;
    if (operation !== null && isReply(reply)) ctx.complete(operation, "ok", result(reply));
  },
  timer(state, name, arg, ctx) {
    const {args, http: h} = state as Operator;
    if (name === "calls") {
      for (const {asked} of overdue(h, ctx)) ctx.complete(asked, "info");
      return;
    }
    const request = args.requests[arg as number];
    if (!request) return;
    const operation = ctx.invoke(request.does, request.id, request.status ?? null, args.server);
    ask(h, args.server, message(request, ctx), operation, null as Ticks | null, ctx);
  },
};
