import {defineSystem} from "../src/engine/define.ts";
import type {Scenario} from "../src/engine/model/scenario.ts";
import {run} from "../src/engine/run.ts";
import {ms} from "../src/engine/vocabulary.ts";
import {bareHeap} from "./heap.ts";
import {cpuTime, type Figure, perSecond, short} from "./measure.ts";

const HOSTS = 10_000;
const SERVERS = ["s0", "s1", "s2"];
const MINUTES = 30;
const EVERY = ms(30_000);

type Beat = {readonly kind: "BEAT"; readonly n: number};

/** Instances that each send a heartbeat to one of three servers every 30 s. */
const {system} = defineSystem<object, Beat>({
  name: "heartbeats",
  messages: {BEAT: ["n"]},
  processes: {
    server: {ports: {beat: "main"}, init: () => ({beats: 0}), start: (_, ctx) => ctx.listen("beat")},
    instance: {
      member: false,
      init: ({id}) => ({server: SERVERS[Number(id.slice(1)) % SERVERS.length] as string, conn: 0, n: 0}),
      start(s: {server: string; conn: number}, ctx) {
        s.conn = ctx.connect(s.server, "beat");
      },
      connected: (_, __, ctx) => ctx.setTimer("beat", ctx.random(0, EVERY) as typeof EVERY),
      timer(s: {conn: number; n: number}, _, __, ctx) {
        ctx.send(s.conn, {kind: "BEAT", n: s.n++});
        ctx.setTimer("beat", EVERY);
      },
    },
  },
  believe: () => [],
});

const scenario: Scenario = {
  system: "heartbeats",
  name: "hosts",
  config: {},
  nodes: SERVERS.map((id) => ({id})),
  clients: Array.from({length: HOSTS}, (_, i) => ({id: `i${i}`, process: "instance"})),
  network: {latency: "same-zone"},
  faults: [],
  untilMs: MINUTES * 60_000,
  settle: false,
  seed: 1,
};

/** Builds and runs a world of so many hosts. */
export function manyHosts(): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  let events = 0;
  let most = 0;
  const before = process.memoryUsage().heapUsed;
  const took = cpuTime(() => {
    events = run(system, scenario).events;
    most = process.memoryUsage().heapUsed - before;
  });
  return [
    {
      name: `${short(HOSTS)} hosts, ${MINUTES} virtual minutes`,
      value: took / 1000,
      unit: "s",
      ratio: (heap * took) / 1000,
      target: "≤ 10 s",
      holds: took <= 10_000,
      detail: `${short(events)} events; heap ${Math.round(most / 2 ** 20)} MiB, resident ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB of at most 1,500; CPU time`,
    },
  ];
}
