// A client that asks for one queue after the other whether it is there: a passive declare, which waits as long as the channel waits (C2).

import type {Context, Form, Process} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, listOf, maybe, nodesOfScenario, text, time} from "../../outside/forms.ts";
import {type ConnId, ms, type NodeId} from "../../vocabulary.ts";
import type {Config} from "./config.ts";
import type {RabbitMessage} from "./messages.ts";
import type {RabbitNote} from "./notes.ts";
import type {Rules} from "./rules.ts";

type Ctx = Context<RabbitMessage, Rules, Config, RabbitNote>;

/** A prober's arguments; times in ms. */
export interface ProberArgs {
  readonly servers: readonly NodeId[];
  readonly queues: readonly string[];
  readonly startMs: number;
  /** Longer than that it does not wait for an answer, and asks for the next on another connection. */
  readonly timeoutMs: number;
}

const args: Form = fields({
  servers: maybe(nodesOfScenario),
  queues: maybe(listOf(text)),
  startMs: maybe(time),
  timeoutMs: maybe(time),
} satisfies {readonly [K in keyof ProberArgs]: Form});

export interface Prober {
  readonly args: ProberArgs;
  conn: ConnId;
  /** How many queues it has done with. */
  asked: number;
}

function init(spec: NodeSpec, _disk: unknown, config: Config): Prober {
  const usual: ProberArgs = {servers: config.nodes, queues: ["q"], startMs: 0, timeoutMs: 6000};
  return {args: {...usual, ...(spec.args as Partial<ProberArgs>)}, conn: 0, asked: 0};
}

function dial(p: Prober, ctx: Ctx): void {
  if (p.asked < p.args.queues.length) p.conn = ctx.connect(p.args.servers[0] as NodeId, "amqp");
}

function told(p: Prober, messages: number | null, ctx: Ctx): void {
  ctx.note({kind: "declared", queue: p.args.queues[p.asked] ?? "", messages});
  p.asked++;
  ctx.cancelTimer("late");
  const {conn} = p;
  p.conn = 0;
  ctx.close(conn);
  dial(p, ctx);
}

export const prober: Process<Prober, RabbitMessage, Rules, Config, RabbitNote> = {
  threads: ["client"],
  ports: {amqp: "client"},
  resume: "input-first",
  member: false,
  args,
  asks: () => false,
  init,
  start: (p, ctx) => ctx.setTimer("dial", ms(p.args.startMs)),
  receive(p, conn, m, ctx) {
    if (conn === p.conn && m.kind === "DECLAREOK") told(p, m.messages, ctx);
  },
  connected(p, conn, ctx) {
    if (conn !== p.conn) return ctx.close(conn);
    ctx.send(conn, {kind: "DECLARE", queue: p.args.queues[p.asked] ?? ""});
    ctx.setTimer("late", ms(p.args.timeoutMs));
  },
  disconnected(p, conn, _why, ctx) {
    if (conn === p.conn) told(p, null, ctx);
  },
  timer(p, name, _arg, ctx) {
    if (name === "dial") dial(p, ctx);
    else told(p, null, ctx);
  },
};
