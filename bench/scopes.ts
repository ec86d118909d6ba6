import {measures} from "../src/engine/analysis/measures.ts";
import {defineSystem} from "../src/engine/define.ts";
import type {Scenario} from "../src/engine/model/scenario.ts";
import {run} from "../src/engine/run.ts";
import {type Belief, ms} from "../src/engine/vocabulary.ts";
import {bareHeap} from "./heap.ts";
import {cpuTime, type Figure, perSecond, short} from "./measure.ts";

const SCOPES = 100_000;
const SERVERS = ["s0", "s1", "s2"];

interface Server {
  readonly leads: Set<string>;
  beliefs: readonly Belief[];
}

type Hello = {readonly kind: "HELLO"};

const scopesOf = (owner: number): string[] =>
  Array.from({length: SCOPES}, (_, i) => `t-${i}`).filter((_, i) => i % SERVERS.length === owner);

const believed = (leads: ReadonlySet<string>, term: number): readonly Belief[] =>
  [...leads].map((scope) => ({scope, role: "leader", term, leads: true}));

/** Servers that lead a third of the scopes each; where the first dies, the second takes what it led. */
const {system} = defineSystem<Server, Hello>({
  name: "partitions",
  messages: {HELLO: []},
  processes: {
    server: {
      ports: {peer: "main"},
      init({id}): Server {
        const leads = new Set(scopesOf(SERVERS.indexOf(id)));
        return {leads, beliefs: believed(leads, 1)};
      },
      start(_, ctx) {
        ctx.listen("peer");
        if (ctx.self !== "s0") ctx.setTimer("dial", ms(10));
      },
      timer(_, __, ___, ctx) {
        ctx.connect("s0", "peer");
      },
      disconnected(s: Server, _, __, ctx) {
        if (ctx.self !== "s1") return;
        for (const scope of scopesOf(0)) s.leads.add(scope);
        s.beliefs = believed(s.leads, 2);
      },
    },
  },
  believe: (s) => s.beliefs,
  mainScope: () => "t-0",
  effective: (world, scope) => world.ids.filter((id) => world.status(id) === "up" && world.state(id)?.leads.has(scope)),
});

const scenario: Scenario = {
  system: "partitions",
  name: "scopes",
  config: {},
  nodes: SERVERS.map((id) => ({id})),
  network: {latency: "same-zone"},
  faults: [{kind: "crash", node: "s0", at: 1000}],
  untilMs: 2000,
  settle: false,
  seed: 1,
};

/** A run of so many scopes, of which a third changes its leader at one crash, and its measures. */
export function manyScopes(): Figure[] {
  const heap = perSecond(bareHeap(1000), 1_000_000);
  let reigns = 0;
  let vacant = 0;
  const took = cpuTime(() => {
    const all = measures(run(system, scenario));
    reigns = all.reigns.length;
    vacant = all.interregna.length;
  });
  return [
    {
      name: `${short(SCOPES)} scopes, a crash, with measures`,
      value: took / 1000,
      unit: "s",
      ratio: (heap * took) / 1000,
      target: "≤ 5 s",
      holds: took <= 5000,
      detail: `${short(reigns)} reigns, ${short(vacant)} interregna; CPU time`,
    },
  ];
}
