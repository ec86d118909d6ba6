import type {Claim} from "../../model/claim.ts";
import type {Operation} from "../../model/operation.ts";
import type {Run} from "../../model/run.ts";
import type {ClientSpec, Scenario} from "../../model/scenario.ts";
import {type Json, toMs} from "../../vocabulary.ts";
import type {Values} from "../catalogue.ts";
import {made} from "../claims.ts";
import {scenarios} from "./scenarios.ts";

const of = (name: string, values: Values, seed: number): Scenario => ({...made(scenarios, name, values), system: "eureka", name, seed});

/** Any moment of so many ms, another one from seed to seed: 7919 is a prime, so all phases are met. */
const phase = (seed: number, of: number): number => (seed * 7919) % of;

/** The clients of a scenario with some arguments changed. */
const withArgs = (scenario: Scenario, change: (spec: ClientSpec) => {readonly [key: string]: Json} | null): Scenario => ({
  ...scenario,
  clients: (scenario.clients ?? []).map((spec) => ({...spec, args: {...spec.args, ...change(spec)}})),
});

/** A reader that sees what the registry has: no cache stands before it, and it asks each second. */
function seeing(scenario: Scenario): Scenario {
  const eager = withArgs(scenario, ({id}) => (id.endsWith("reader") ? {fetchEveryMs: 1000, lookupMs: 500} : null));
  return {...eager, config: {...scenario.config, "eureka.shouldUseReadOnlyResponseCache": false}};
}

const ends = (o: Operation, run: Run): number => toMs(o.completedAt ?? run.end);

/** What a reader was told of an instance, between two times in ms; before it has a copy it is told nothing. */
const told = (run: Run, reader: string, id: string, from = 0, to = Number.POSITIVE_INFINITY): readonly boolean[] =>
  run.history.flatMap((o) =>
    o.f === "lookup" && o.type === "ok" && o.process === reader && o.key === id && ends(o, run) > from && ends(o, run) < to
      ? [o.result === "UP"]
      : [],
  );

const always = (seen: readonly boolean[]): boolean => seen.length > 0 && seen.every(Boolean);
const never = (seen: readonly boolean[]): boolean => seen.length > 0 && !seen.some(Boolean);

/** The last time in ms at which a reader still had an instance. */
const lastSeen = (run: Run, reader: string, id: string): number =>
  Math.max(0, ...run.history.flatMap((o) => (o.process === reader && o.key === id && o.result === "UP" ? [ends(o, run)] : [])));

const faultMs = (run: Run, kind: string): number => toMs(run.faults.find((one) => one.kind === kind)?.at ?? run.end);

const numbered = (name: string, count: number): readonly string[] => Array.from({length: count}, (_, i) => `${name}-${i + 1}`);

/** Three servers, opened at any phase of a minute, and a reader at each. */
function crashOnThree(seed: number): Scenario {
  const at = 400_000 + phase(seed, 60_000);
  const {clients = [], ...scenario} = of("single-crash-in-a-crowd", {crashMs: at}, seed);
  const nodes = ["s1", "s2", "s3"].map((id, i) => ({id, startMs: phase(seed * (3 + i), 60_000)}));
  const readers = nodes.map(({id}, i) => ({
    id: `reader-${i + 1}`,
    startMs: 70_000 + phase(seed * (5 + i), 30_000),
    args: {registers: false, fetches: true, watches: ["mortal"], servers: [id], lookupMs: 1000},
  }));
  const late = clients.slice(0, 2).map((spec) => ({...spec, startMs: 61_000}));
  return {...scenario, nodes, clients: [...late, ...readers], untilMs: at + 370_000};
}

const HEALED = 600_000;

/** Two zones of ten, and readers of both that look everybody up. */
function evenZones(seed: number): Scenario {
  const scenario = of("even-zone-partition", {cutMs: 300_000 + phase(seed, 30_000), healAfterMs: HEALED}, seed);
  const all = [...numbered("left", 10), ...numbered("right", 10)];
  return withArgs(scenario, ({id}) => (id.endsWith("reader") ? {watches: all, lookupMs: 5000, spreadMs: 30_000} : {tellsRenewals: true}));
}

const age: readonly Claim[] = [
  {
    id: "eureka/registered-within-a-minute",
    says: "What registers is in a reader's copy within 61 s, whatever the phases of the cache and of its fetches.",
    seeds: 400,
    scenario: (seed) => of("cold-start", {registerMs: 60_000 + phase(seed, 30_000), readerMs: 10_000 + phase(seed * 3, 30_000)}, seed),
    holds: (run) => {
      const registered = run.history.find(({f}) => f === "register");
      const at = registered === undefined ? Number.POSITIVE_INFINITY : ends(registered, run);
      return always(told(run, "reader", "i1", at + 61_000)) && never(told(run, "reader", "i1", 0, at));
    },
  },
  {
    id: "eureka/lease-lasts-twice",
    says: "One that has renewed and falls silent is in the registry for 180 s after its last renewal, and gone a minute later.",
    seeds: 200,
    scenario: (seed) => seeing(of("single-crash-in-a-crowd", {crashMs: 300_200 + phase(seed, 29_000)}, seed)),
    holds: (run) => lastSeen(run, "reader", "mortal") >= 479_000 && lastSeen(run, "reader", "mortal") <= 543_000,
  },
  {
    id: "eureka/crash-within-bounds",
    says: "The last of three readers drops a crashed instance 149 to 361 s after the crash: the sum of the timers, and a minute more.",
    seeds: 200,
    scenario: crashOnThree,
    holds: (run) => {
      const last = Math.max(...[1, 2, 3].map((i) => lastSeen(run, `reader-${i}`, "mortal"))) - faultMs(run, "crash");
      return last >= 149_000 && last <= 361_000;
    },
  },
  {
    id: "eureka/blind-spot-stays",
    says: "A reader that was away for seven minutes while one left and one joined has the one and lacks the other, five minutes after it is back.",
    seeds: 200,
    scenario: (seed) => of("hash-blind-spot", {awayMs: 420_000 + phase(seed, 120_000)}, seed),
    holds: (run) =>
      always(told(run, "reader", "leaver", faultMs(run, "heal") + 300_000)) && never(told(run, "reader", "joiner", faultMs(run, "heal"))),
  },
];

const servers: readonly Claim[] = [
  {
    id: "eureka/server-crash-loses-nobody",
    says: "The server of all instances dies: no instance registers again, and no lookup of a live instance fails.",
    seeds: 100,
    scenario: (seed) =>
      of("server-crash-and-fail-over", {crashMs: 100_000 + phase(seed, 30_000), backAfterMs: 60_000, restMs: 60_000}, seed),
    holds: (run) => !run.history.some(({f}) => f === "register") && always(told(run, "reader", "crowd-1")),
  },
  {
    id: "eureka/starving-beside-a-living-one",
    says: "With three dead servers before the living one in its list a client is not registered within five minutes.",
    seeds: 100,
    scenario: (seed) => of("starving-on-a-dead-prefix", {untilMs: 320_000}, seed),
    holds: (run) => !run.history.some((o) => o.f === "register" && o.type === "ok" && ends(o, run) < 300_000),
  },
  {
    id: "eureka/one-hop",
    says: "Of three servers in a chain the last one never has what the first one was told.",
    seeds: 100,
    scenario: (seed) => {
      const {clients = [], ...scenario} = of("chain-of-peers", {crashMs: 190_000 + phase(seed, 30_000)}, seed);
      const reader = {id: "reader", startMs: 20_000, args: {registers: false, fetches: true, watches: ["i1"], servers: ["s3"]}};
      return {...scenario, clients: [...clients, reader], faults: []};
    },
    holds: (run) => never(told(run, "reader", "i1")),
  },
];

const preservation: readonly Claim[] = [
  {
    id: "eureka/one-back-frees-the-rest",
    says: "Three of twenty die at once and are listed for ten minutes; one comes back, and the two others are gone five minutes later.",
    seeds: 200,
    scenario: (seed) => of("small-mass-death", {crashMs: 300_200 + phase(seed, 60_000), restMs: 330_000}, seed),
    holds: (run) => {
      const back = faultMs(run, "restart");
      const rest = ["mortal-2", "mortal-3"];
      return rest.every((id) => always(told(run, "reader", id, 60_000, back)) && never(told(run, "reader", id, back + 301_000)));
    },
  },
  {
    id: "eureka/bleeding-is-cleaned",
    says: "Three of twenty die five minutes apart, and each is gone from the reader 361 s after its death.",
    seeds: 200,
    scenario: (seed) => {
      const scenario = of("slow-bleed", {crashMs: 300_200 + phase(seed, 60_000)}, seed);
      return {...scenario, untilMs: scenario.untilMs + 60_000};
    },
    holds: (run) => run.faults.every(({at, nodes}) => nodes.every((id) => never(told(run, "reader", id, toMs(at) + 361_000)))),
  },
  {
    id: "eureka/protection-keeps-the-living",
    says: "Two zones of ten are parted for ten minutes, and no reader ever lacks one of the twenty, who all live.",
    seeds: 100,
    scenario: evenZones,
    holds: (run) =>
      ["left-reader", "right-reader"].every((reader) =>
        run.history.every((o) => o.process !== reader || o.type !== "ok" || o.result === "UP"),
      ),
  },
];

const partitions: readonly Claim[] = [
  {
    id: "eureka/both-sides-accept",
    says: "Two zones are parted for ten minutes, and every renewal and registration of both is acknowledged.",
    seeds: 100,
    scenario: evenZones,
    holds: (run) =>
      run.history.every((o) => (o.f !== "renew" && o.f !== "register") || toMs(o.invokedAt) > faultMs(run, "heal") || o.type === "ok"),
  },
  {
    id: "eureka/lopsided-evicts-the-few",
    says: "Eighteen are parted from two: six minutes later the larger side lacks the two, and the smaller side has all.",
    seeds: 100,
    scenario: (seed) => {
      const scenario = of("lopsided-partition", {cutMs: 300_000 + phase(seed, 60_000)}, seed);
      return withArgs(scenario, ({id}) =>
        id.endsWith("reader") ? {watches: [...numbered("left", 18), ...numbered("right", 2)], lookupMs: 5000} : null,
      );
    },
    holds: (run) => {
      const [from, to] = [faultMs(run, "cut") + 361_000, faultMs(run, "heal")];
      const all = numbered("left", 18);
      return (
        numbered("right", 2).every((id) => never(told(run, "left-reader", id, from, to))) &&
        all.every((id) => always(told(run, "right-reader", id, 60_000)))
      );
    },
  },
  {
    id: "eureka/heartbeat-raises-the-dead",
    says: "A heartbeat that waited for a broken way brings an instance back that was cancelled everywhere.",
    seeds: 100,
    scenario: (seed) => seeing(of("resurrection", {cutForMs: 18_000 + phase(seed, 4000)}, seed)),
    holds: (run) => {
      const seen = told(run, "reader", "i1", 131_500);
      return seen[0] === false && seen.includes(true) && seen.at(-1) === false;
    },
  },
  {
    id: "eureka/override-is-lost",
    says: "An operator's override at one server, made while the two are parted, is not known at the other one five minutes after the heal.",
    seeds: 100,
    scenario: (seed) => of("lost-override", {cutMs: 300_000 + phase(seed, 30_000)}, seed),
    holds: (run) => {
      const from = faultMs(run, "heal") + 120_000;
      return never(told(run, "reader", "i1", from)) && always(told(run, "other-reader", "i1", from));
    },
  },
];

export const claims: readonly Claim[] = [...age, ...servers, ...preservation, ...partitions];
