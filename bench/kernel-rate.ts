import {advance, createKernel} from "../src/engine/kernel/kernel.ts";
import type {Kernel} from "../src/engine/kernel/state.ts";
import type {Scenario} from "../src/engine/model/scenario.ts";
import type {System} from "../src/engine/model/system.ts";
import {type ConnId, ticks} from "../src/engine/vocabulary.ts";
import {bareHeap} from "./heap.ts";
import {type Figure, median, perSecond, quarters, type Rate, short} from "./measure.ts";

const PENDING = 1000;
const NODES = 5;
/** How many messages each end of a connection starts with. */
const SHARE = PENDING / (NODES * (NODES - 1));
const ROUNDS = 101;

const BELIEFS = [{scope: "ring", role: "node", term: 0, leads: false}];

interface State {
  conns: ConnId[];
  next: number;
}

type Pass = {readonly kind: "PASS"; readonly hops: number};

/** Processes, all connected to each other, that pass on whatever they receive: each event delivers one message and sends one. */
function ring(): System {
  const system = {
    name: "bench",
    versions: ["1"],
    standsOn: [],
    config: [],
    processes: {
      node: {
        threads: ["main"],
        ports: {pass: "main"},
        resume: "input-first",
        member: true,
        init: (): State => ({conns: [], next: 0}),
        start(_: State, ctx) {
          ctx.listen("pass");
          const own = Number(ctx.self.slice(1));
          for (let i = own + 1; i < NODES; i++) ctx.connect(`n${i}`, "pass");
        },
        connected: (s: State, conn, ctx) => open(s, conn, ctx.send),
        accepted: (s: State, conn, _, ctx) => open(s, conn, ctx.send),
        receive(s: State, _, message, ctx) {
          s.next = (s.next + 1) % s.conns.length;
          ctx.send(s.conns[s.next] as ConnId, {kind: "PASS", hops: message.hops + 1});
        },
      },
    },
    main: {node: "node", client: "node"},
    messages: {PASS: ["hops"]},
    rules: {},
    notes: null,
    durable: null,
    initial: null,
    machines: {},
    scenarios: [],
    invariants: [{name: "none", says: "Nothing.", init: () => ({}), on: {nothing: () => null}}],
    ablations: [],
    fuzz: {shapes: [], events: [], port: ""},
    configure: () => ({}),
    restore: () => {},
    mainScope: () => "ring",
    scopes: () => ["ring"],
    voters: null,
    believe: () => BELIEFS,
    effective: () => [],
    roles: {},
    turning: new Set(),
    stages: {},
    converged: () => true,
    read: () => ({count: () => 0}),
  } satisfies System<unknown, Pass>;
  return system as unknown as System;
}

function open(s: State, conn: ConnId, send: (conn: ConnId, message: Pass) => boolean): void {
  s.conns.push(conn);
  for (let i = 0; i < SHARE; i++) send(conn, {kind: "PASS", hops: 0});
}

const scenario: Scenario = {
  system: "bench",
  name: "ring",
  config: {},
  nodes: Array.from({length: NODES}, (_, i) => ({id: `n${i}`})),
  network: {latency: "same-zone"},
  faults: [],
  untilMs: Number.MAX_SAFE_INTEGER / 2000,
  settle: false,
  seed: 1,
};

/** The kernel with hash and monitors on and beliefs asked for at each event; with the recorder each event leaves two entries in the trace. */
export function kernel(record: boolean): {readonly rate: Rate; readonly k: Kernel} {
  const {k} = createKernel(ring(), scenario, {record});
  const trace = k.sinks?.trace;
  const rate = (operations: number) => {
    if (trace) trace.length = 0;
    advance(k, ticks(Number.MAX_SAFE_INTEGER), k.s.count + operations, Number.POSITIVE_INFINITY);
  };
  return {rate, k};
}

/** Operations of one slice, of the bare heap and of the kernel: some 25 ms each, beside which it does not count that caches are filled again. */
const SLICES = {heap: 100_000, kernel: 50_000};
const WARM_UP = 10;

/**
 * The kernel's events a second relative to a bare heap's operations a second, both with 1,000 pending. The two take turns, slice by slice, in
 * CPU time: what slows the machine slows both slices of a round, and the ratio is the median over rounds.
 */
function rateOf(name: string, record: boolean, target: number): Figure {
  const heap = bareHeap(PENDING);
  const {rate} = kernel(record);
  const round = () => ({heap: perSecond(heap, SLICES.heap), kernel: perSecond(rate, SLICES.kernel)});
  for (let i = 0; i < WARM_UP; i++) round();
  const rounds = Array.from({length: ROUNDS}, round);
  const [low, ratio, high] = quarters(rounds.map((one) => one.kernel / one.heap));
  const bare = short(median(rounds.map((one) => one.heap)));
  return {
    name,
    value: median(rounds.map((one) => one.kernel)),
    unit: "events/s",
    ratio,
    target: `ratio ≥ ${target}`,
    holds: ratio >= target,
    detail: `${short(PENDING)} pending; CPU time, median of ${ROUNDS} slices in turns with a bare heap of ${bare} operations/s, half from ${low.toFixed(3)} to ${high.toFixed(3)}`,
  };
}

export const kernelRate = (): Figure[] => [rateOf("kernel, recorder off", false, 0.4), rateOf("kernel, recorder on", true, 0.1)];
