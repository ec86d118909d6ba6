import type {Fault} from "../../../src/engine/model/fault.ts";
import type {Process} from "../../../src/engine/model/process.ts";
import type {Run} from "../../../src/engine/model/run.ts";
import type {Scenario} from "../../../src/engine/model/scenario.ts";
import {type RunOptions, run} from "../../../src/engine/run.ts";
import {type ConnId, type Json, ms, type NodeId, toMs} from "../../../src/engine/vocabulary.ts";
import {asProcess, SLOW, systemOf} from "./systems.ts";

/** What a talker does at a time of its own clock, in ms. */
export type Step = {readonly at: number} & (
  | {readonly do: "connect"; readonly to: NodeId; readonly closeAfter?: number}
  /** One message, or `count` of them, `every` so many ms. ASK is answered, TELL is not. */
  | {readonly do: "tell" | "ask"; readonly to: NodeId; readonly count?: number; readonly every?: number}
  | {readonly do: "close"; readonly to: NodeId}
  | {readonly do: "listen" | "unlisten" | "exit"}
  | {readonly do: "keepalive"; readonly to: NodeId; readonly idle: number; readonly interval: number; readonly probes: number}
  /** One timer after each of these waits, all set at once. */
  | {readonly do: "timers"; readonly waits: readonly number[]}
);

export type Talk = {readonly kind: "TELL" | "ASK" | "ANSWER"; readonly n: number};

interface Talker {
  readonly script: readonly Step[];
  readonly listens: boolean;
  /** The latest connection with each peer. */
  conns: Map<NodeId, ConnId>;
  next: number;
}

/** Says and hears; all that happens to it is a note. */
const talker: Process<Talker, Talk> = {
  threads: ["main"],
  ports: {talk: "main"},
  resume: "input-first",
  backlog: 16,
  member: true,
  init: ({args}) => ({
    script: (args?.script ?? []) as unknown as Step[],
    listens: args?.listens !== false,
    conns: new Map(),
    next: 1,
  }),
  start(s, ctx) {
    if (s.listens) ctx.listen("talk");
    s.script.forEach((step, i) => {
      ctx.setTimer(`step ${i}`, ms(step.at), step as unknown as Json);
    });
  },
  timer(s, name, arg, ctx) {
    if (!name.startsWith("step")) return ctx.note({kind: "rang", name});
    const step = arg as unknown as Step;
    switch (step.do) {
      case "connect":
        s.conns.set(step.to, ctx.connect(step.to, "talk"));
        if (step.closeAfter) ctx.setTimer(`step close ${step.to}`, ms(step.closeAfter), {do: "close", to: step.to, at: 0});
        return;
      case "tell":
      case "ask": {
        const n = s.next++;
        const sent = ctx.send(s.conns.get(step.to) ?? 0, {kind: step.do === "tell" ? "TELL" : "ASK", n});
        if (!sent) ctx.note({kind: "broken-pipe", n});
        const left = (step.count ?? 1) - 1;
        if (left > 0) ctx.setTimer(name, ms(step.every ?? 0), {...step, count: left} as unknown as Json);
        return;
      }
      case "close":
        return ctx.close(s.conns.get(step.to) ?? 0);
      case "listen":
        return ctx.listen("talk");
      case "unlisten":
        return ctx.unlisten("talk");
      case "exit":
        return ctx.exit();
      case "keepalive": {
        const {idle, interval, probes} = step;
        return ctx.keepalive(s.conns.get(step.to) ?? 0, {idle: ms(idle), interval: ms(interval), probes});
      }
      case "timers":
        return step.waits.forEach((wait, i) => {
          ctx.setTimer(`wait ${i}`, ms(wait));
        });
    }
  },
  accepted(s, conn, _port, ctx) {
    s.conns.set(ctx.peer(conn), conn);
  },
  receive(_, conn, message, ctx) {
    ctx.note({kind: message.kind === "ANSWER" ? "heard" : "got", n: message.n, peer: ctx.peer(conn)});
    if (message.kind === "ASK") ctx.send(conn, {kind: "ANSWER", n: message.n});
  },
};

/** Nothing but processes that talk: the machine of transport §7 and no protocol. */
export const talkers = systemOf<Talk>({
  name: "kernel",
  processes: {talker: asProcess(talker), impatient: asProcess({...talker, resume: "timers-first"})},
  main: {node: "talker", client: "talker"},
  messages: {TELL: ["n"], ASK: ["n"], ANSWER: ["n"]},
  machines: {slow: SLOW},
});

export interface Talks {
  readonly nodes: {readonly [id: NodeId]: readonly Step[] | null};
  readonly faults?: readonly Fault[];
  readonly untilMs: number;
  readonly machine?: string;
  readonly network?: Partial<Scenario["network"]>;
  readonly seed?: number;
  readonly process?: "talker" | "impatient";
}

/** A scenario of talkers; a node with `null` for a script does not listen. */
export function talks({nodes, faults = [], untilMs, machine = "instant", network = {}, seed = 1, process = "talker"}: Talks): Scenario {
  return {
    system: "kernel",
    name: "talks",
    config: {},
    nodes: Object.entries(nodes).map(([id, script]) => ({
      id,
      process,
      args: script === null ? {listens: false} : {script: script as unknown as Json},
    })),
    network: {latency: {constant: 0.1}, ...network},
    machine,
    faults,
    untilMs,
    settle: false,
    seed,
  };
}

export const runTalks = (t: Talks, options: RunOptions = {}): Run => run(talkers, talks(t), {record: true, ...options});

interface Happening {
  readonly kind: string;
  readonly at: number;
  readonly [field: string]: unknown;
}

/** What happened to a process: what it noted, and the beginnings and ends of its connections by their names. */
function happenings(r: Run, node: NodeId): Happening[] {
  return (r.trace ?? []).flatMap((e): Happening[] => {
    if (e.node !== node) return [];
    if (e.kind === "note") return [{...e.note, at: toMs(e.at)}];
    if (e.kind === "connected" || e.kind === "accepted") return [{...e, at: toMs(e.at)}];
    return e.kind === "disconnected" ? [{...e, kind: e.why, at: toMs(e.at)}] : [];
  });
}

/** The times, in ms, at which this happened to a process, with these fields. */
export const times = (r: Run, node: NodeId, kind: string, fields: {readonly [field: string]: unknown} = {}): number[] =>
  happenings(r, node).flatMap((h) =>
    h.kind === kind && Object.entries(fields).every(([field, value]) => h[field] === value) ? [h.at] : [],
  );

/** All that happened to a process, in order: `kind n`. */
export const story = (r: Run, node: NodeId): string[] => happenings(r, node).map((h) => `${h.kind} ${h.n ?? ""}`.trim());
