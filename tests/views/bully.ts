import {defineSystem} from "../../src/engine/define.ts";
import type {Process} from "../../src/engine/model/process.ts";
import type {Scenario} from "../../src/engine/model/scenario.ts";
import type {ConnId} from "../../src/engine/vocabulary.ts";
import {ms} from "../../src/engine/vocabulary.ts";

/** A toy for the notebook's tests: the highest process that is there leads. It is no real system, and has no rule to cite. */
interface State {
  readonly id: string;
  readonly all: readonly string[];
  role: "LOOKING" | "LEADING" | "FOLLOWING";
  term: number;
  readonly conns: {conn: ConnId; peer: string}[];
}

type Message =
  | {readonly kind: "HELLO" | "BEAT"; readonly from: string; readonly term: number}
  | {readonly kind: "VICTORY"; readonly term: number};

const member: Process<State, Message> = {
  threads: ["main"],
  ports: {peer: "main"},
  resume: "input-first",
  member: true,
  init: (spec, _disk, _config, scenario) => ({id: spec.id, all: scenario.nodes.map((n) => n.id), role: "LOOKING", term: 0, conns: []}),
  start(state, ctx) {
    ctx.listen("peer");
    for (const other of state.all) if (other > state.id) ctx.connect(other, "peer");
    ctx.setTimer("decide", ms(60));
  },
  connected(state, conn, ctx) {
    state.conns.push({conn, peer: ctx.peer(conn)});
    ctx.send(conn, {kind: "HELLO", from: state.id, term: state.term});
  },
  accepted(state, conn, _port, ctx) {
    state.conns.push({conn, peer: ctx.peer(conn)});
  },
  receive(state, _conn, message) {
    if (message.kind !== "VICTORY") return;
    state.role = "FOLLOWING";
    state.term = message.term;
  },
  disconnected(state, conn, _why, ctx) {
    const index = state.conns.findIndex((c) => c.conn === conn);
    if (index >= 0) state.conns.splice(index, 1);
    state.role = "LOOKING";
    ctx.note({kind: "alone"});
    ctx.setTimer("decide", ms(60));
  },
  timer(state, name, _arg, ctx) {
    if (name === "decide") {
      if (state.role !== "LOOKING" || state.conns.some((c) => c.peer > state.id)) return;
      state.role = "LEADING";
      state.term += 1;
      for (const {conn} of state.conns) ctx.send(conn, {kind: "VICTORY", term: state.term});
      ctx.setTimer("beat", ms(200));
      return;
    }
    for (const {conn} of state.conns) ctx.send(conn, {kind: "BEAT", from: state.id, term: state.term});
    ctx.setTimer("beat", ms(200));
  },
};

const make = (latency: number, untilMs: number): Omit<Scenario, "system" | "seed" | "name"> => ({
  config: {},
  nodes: [{id: "b1"}, {id: "b2"}, {id: "b3"}],
  network: {latency: {uniform: [latency, latency * 1.5]}},
  faults: [
    {kind: "cut", nodes: ["b1"], from: ["b3"], at: 300},
    {kind: "crash", node: "@leader", at: 900},
  ],
  untilMs,
  settle: false,
});

const latency = {key: "latencyMs", default: 10, unit: "ms", range: [1, 40], means: "one way, at least"} as const;

export const {system} = defineSystem({
  name: "bully",
  messages: {HELLO: ["from", "term"], BEAT: ["from", "term"], VICTORY: ["term"]},
  processes: {member: member as unknown as Process<unknown>},
  scenarios: [
    {name: "leader-loss", title: "The leader crashes", parameters: [latency], make: ({latencyMs}) => make(Number(latencyMs), 1600)},
    {name: "nothing", title: "It ends at once", parameters: [], make: () => ({...make(10, 0), faults: []})},
  ],
  believe(state) {
    const {role, term} = state as State;
    return [{scope: "group", role, term, leads: role === "LEADING"}];
  },
  roles: {LOOKING: "candidate", FOLLOWING: "follower"},
  turning: new Set(["alone"]),
});
