import {defineSystem} from "../../src/engine/define.ts";
import type {Context, Library, LibraryContext} from "../../src/engine/model/process.ts";
import type {Scenario} from "../../src/engine/model/scenario.ts";
import type {ConnId} from "../../src/engine/vocabulary.ts";
import {ms} from "../../src/engine/vocabulary.ts";

// A store that counts what it is asked, and a shop that stands on it. Both have a message ACK, a timer `beat`, a key `everyMs` and a note
// `heard`, each in its own sense.

type StoreMessage = {readonly kind: "ASK"; readonly n: number} | {readonly kind: "ACK"; readonly n: number};
interface StoreRules {
  answer(n: number): number;
}
interface StoreConfig {
  readonly everyMs: number;
}
interface StoreServer {
  asked: number;
  readonly first: boolean;
}

export const store = defineSystem<StoreServer, StoreMessage, StoreRules, StoreConfig>({
  name: "store",
  config: [{key: "everyMs", default: 100, unit: "ms", range: [1, 1000], means: "how often it is asked", source: "none: a toy"}],
  messages: {ASK: ["n"], ACK: ["n"]},
  rules: {answer: (n) => n + 1},
  notes: {asked: ["n"], heard: ["n"]},
  durable: ["log"],
  machines: {counter: {name: "counter", ...free(), service: {main: {constant: 5}}, work: {}}},
  processes: {
    server: {
      ports: {ask: "main"},
      init: (spec, _disk, _config, {nodes}): StoreServer => ({asked: 0, first: nodes[0]?.id === spec.id}),
      start: (_: StoreServer, ctx) => ctx.listen("ask"),
      receive(s: StoreServer, conn, message, ctx) {
        s.asked++;
        ctx.append("log", message.n);
        ctx.note({kind: "asked", n: message.n});
        ctx.send(conn, {kind: "ACK", n: ctx.rules.answer(message.n)});
      },
    },
    client: {init: () => ({})},
  },
  invariants: [
    {
      name: "small",
      says: "Nobody is told a number above 9.",
      init: ({nodes}) => ({servers: nodes.length}),
      on: {heard: (_, {n}) => ((n as number) > 9 ? `somebody is told ${n}` : null)},
    },
  ],
  ablations: [
    {name: "tenfold", says: "It answers ten times as much.", breaks: ["small"], rules: {answer: (n) => n * 10 + 10}},
    {name: "forgets", says: "Its log is gone after a restart.", breaks: [], kernel: {volatileFiles: ["log"]}},
    {name: "mute", says: "None of its answers arrives.", breaks: [], kernel: {lossy: {kind: "ACK", perMillion: 1_000_000}}},
  ],
  mainScope: () => "stock",
  scopes: () => ["stock"],
  believe: (s) => [{scope: "stock", role: s.first ? "keeper" : "helper", term: 1, leads: s.first}],
  turning: new Set(["asked"]),
  stages: {asked: "sync"},
  tells: ({asked}) => `asked ${asked}`,
});

/** The client library of the store: it asks, and hears the answer. */
const ask = (conn: ConnId, n: number, library: LibraryContext<StoreMessage, StoreRules, StoreConfig>): void => {
  library.send(conn, {kind: "ASK", n});
  library.setTimer("beat", ms(library.config.everyMs));
};

type ShopMessage = {readonly kind: "ACK"; readonly who: string};
interface Broker {
  conn: ConnId;
  sold: number;
  told: number;
  beats: number;
}
type ShopContext = Context<ShopMessage, object, {readonly everyMs: number}>;

const library: Library<Broker, StoreMessage, StoreRules, StoreConfig, ShopContext> = {
  connected: (b, conn, zk) => ask(conn, b.sold, zk),
  receive(b, conn, message, zk, ctx) {
    b.told = message.n;
    zk.note({kind: "heard", n: message.n});
    ctx.note({kind: "heard", conn});
  },
  timer(b, _name, _arg, zk) {
    b.sold++;
    ask(b.conn, b.sold, zk);
  },
};

export const shop = defineSystem<Broker, ShopMessage, object, {readonly everyMs: number}>({
  name: "shop",
  standsOn: [store.system],
  config: [
    {key: "everyMs", default: 30, unit: "ms", range: [1, 1000], means: "how often a broker beats", source: "none: a toy"},
    {key: "size", default: 1, unit: "", range: [1, 9], means: "how large it is", source: "none: a toy"},
  ],
  messages: {ACK: ["who"]},
  notes: {heard: ["conn"]},
  durable: ["log"],
  processes: {
    broker: {
      ports: {talk: "main"},
      libraries: {store: library as unknown as Library},
      init: (): Broker => ({conn: 0, sold: 0, told: 0, beats: 0}),
      start(b: Broker, ctx) {
        ctx.listen("talk");
        b.conn = ctx.connect("s1", "ask");
        ctx.setTimer("beat", ms(ctx.config.everyMs));
      },
      connected: (_: Broker, conn, ctx) => void ctx.send(conn, {kind: "ACK", who: ctx.self}),
      receive: (b: Broker) => void b.beats++,
      timer(b: Broker, _name, _arg, ctx) {
        b.beats++;
        ctx.append("log", b.beats);
        if (ctx.self === "b1") ctx.connect("b2", "talk");
        ctx.setTimer("beat", ms(ctx.config.everyMs));
      },
    },
    client: {init: () => ({})},
  },
  mainScope: () => "till",
  scopes: () => ["till"],
  tells: ({sold}) => `sold ${sold}`,
  believe: (b) => [{scope: "till", role: "broker", term: 1, leads: b.told > 0}],
  effective: (world, scope) => (scope === "till" && world.of("store").ids.some((id) => world.status(id) === "up") ? world.ids : []),
});

function free() {
  return {processStart: {constant: 0}, teardown: {constant: 0}, fsync: "ram"} as const;
}

/** Two of the store and two brokers for half a second. */
export const shopping = (parts: Partial<Scenario> = {}): Scenario => ({
  system: "shop",
  name: "shopping",
  config: {},
  nodes: [
    {id: "s1", process: "server"},
    {id: "s2", process: "server"},
    {id: "b1", startMs: 1},
    {id: "b2", startMs: 1},
  ],
  network: {latency: {constant: 1}},
  faults: [],
  untilMs: 500,
  settle: false,
  seed: 1,
  ...parts,
});
