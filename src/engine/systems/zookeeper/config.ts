import {said as outside} from "../../../words/en/outside.ts";
import {said} from "../../../words/en/zookeeper.ts";
import type {Scenario} from "../../model/scenario.ts";
import {ms, Refusal, type Ticks, times} from "../../vocabulary.ts";
import {type Key, key, reader, remembered} from "../keys.ts";
import type {Ensemble} from "./ensemble.ts";

/** The real keys of zoo.cfg and the system properties that matter here; times in ms unless said. Source: apache/zookeeper@293c895. */
export const KEYS: readonly Key[] = [
  key("tickTime", 2000, "ms", [1, 600_000], "length of a tick, the unit of the limits", "conf/zoo_sample.cfg; 3000 in code where unset"),
  key("initLimit", 10, "ticks", [1, 10_000], "how long discovery and synchronisation may take", "conf/zoo_sample.cfg"),
  key("syncLimit", 5, "ticks", [1, 10_000], "how long a learner and its leader may be silent", "conf/zoo_sample.cfg"),
  key("connectToLearnerMasterLimit", 0, "ticks", [0, 10_000], "how long a learner tries to connect; 0: initLimit", "QuorumPeer"),
  key("cnxTimeout", 5000, "ms", [1, 600_000], "limit of a TCP connect on the election port", "QuorumCnxManager"),
  key("fastleader.minNotificationInterval", 200, "ms", [1, 600_000], "first wait for a vote", "FastLeaderElection"),
  key("fastleader.maxNotificationInterval", 60_000, "ms", [1, 600_000], "longest wait for a vote", "FastLeaderElection"),
  key("leaderConnectDelayDuringRetryMs", 100, "ms", [0, 60_000], "pause between attempts to reach the leader", "Learner"),
  key("maxTimeToWaitForEpoch", -1, "ms", [-1, 600_000], "a leader in discovery gives up early; −1: off", "Leader"),
  key("observer.election.DelayMs", 200, "ms", [0, 60_000], "an observer waits up to this before it seeks a leader again", "Observer"),
  key("minSessionTimeout", -1, "ms", [-1, 3_600_000], "−1: two ticks", "server/ZooKeeperServer"),
  key("maxSessionTimeout", -1, "ms", [-1, 3_600_000], "−1: twenty ticks", "server/ZooKeeperServer"),
  key("commitLogCount", 500, "transactions", [1, 1_000_000], "committed proposals kept in memory", "server/ZKDatabase"),
  key(
    "snapshotSizeFactor",
    0.33,
    "ratio",
    [-1, 1_000_000],
    "log sent instead of a snapshot up to this part of its size; negative: never",
    "server/ZKDatabase",
  ),
  key("forceSync", true, "", null, "a transaction is synced before it is acknowledged; false: never synced", "persistence/FileTxnLog"),
];

export const VERSIONS = ["3.9.5", "3.8.0"] as const;

/** What handlers use: durations in ticks of the kernel, limits multiplied out. */
export interface Config {
  readonly version: (typeof VERSIONS)[number];
  readonly tickTime: Ticks;
  /** In ticks of `tickTime`. */
  readonly initLimit: number;
  readonly syncLimit: number;
  readonly initTime: Ticks;
  readonly syncTime: Ticks;
  readonly connectTime: Ticks;
  readonly cnxTimeout: Ticks;
  /** ms */
  readonly minNotificationMs: number;
  readonly maxNotificationMs: number;
  readonly connectRetry: Ticks;
  readonly maxTimeToWaitForEpoch: Ticks | null;
  readonly observerDelay: Ticks;
  /** ms */
  readonly minSessionMs: number;
  readonly maxSessionMs: number;
  readonly commitLogCount: number;
  readonly snapshotSizeFactor: number;
  readonly forceSync: boolean;
  readonly ensemble: Ensemble;
  /** Voters and observers: every sid and the node it runs on. */
  readonly servers: readonly {readonly sid: number; readonly id: string; readonly observer: boolean}[];
}

/** `z3` is server.3, unless its arguments give another id. */
export function sidOf(spec: {readonly id: string; readonly args?: {readonly [key: string]: unknown}}): number {
  const sid = spec.args?.sid ?? Number(/\d+$/.exec(spec.id)?.[0] ?? Number.NaN);
  if (!(typeof sid === "number" && Number.isInteger(sid) && sid >= 0)) {
    throw new Refusal(said("zookeeper.myid", {id: spec.id}));
  }
  return sid;
}

export function configure(config: Scenario["config"], scenario: Scenario): Config {
  const {number: read, flag} = reader(KEYS, config);
  const version = VERSIONS.find((v) => v === (scenario.version ?? VERSIONS[0]));
  if (!version) throw new Refusal(said("zookeeper.version", {version: String(scenario.version), known: VERSIONS}));
  const tick = ms(read("tickTime"));
  const init = read("initLimit");
  const sync = read("syncLimit");
  const epochWait = read("maxTimeToWaitForEpoch");
  return {
    version,
    tickTime: tick,
    initLimit: init,
    syncLimit: sync,
    initTime: times(tick, init),
    syncTime: times(tick, sync),
    connectTime: times(tick, read("connectToLearnerMasterLimit") || init),
    cnxTimeout: ms(read("cnxTimeout")),
    minNotificationMs: read("fastleader.minNotificationInterval"),
    maxNotificationMs: read("fastleader.maxNotificationInterval"),
    connectRetry: ms(read("leaderConnectDelayDuringRetryMs")),
    maxTimeToWaitForEpoch: epochWait < 0 ? null : ms(epochWait),
    observerDelay: ms(read("observer.election.DelayMs")),
    ...sessionLimits(read("minSessionTimeout"), read("maxSessionTimeout"), read("tickTime")),
    commitLogCount: read("commitLogCount"),
    snapshotSizeFactor: read("snapshotSizeFactor"),
    forceSync: flag("forceSync"),
    ...ensembleOf(scenario),
  };
}

/** −1 is 2 ticks of the least and 20 of the longest session (ZooKeeperServer, QuorumPeerConfig). All in ms. */
export const sessionLimits = (min: number, max: number, tickTime: number) => ({
  minSessionMs: min < 0 ? 2 * tickTime : min,
  maxSessionMs: max < 0 ? 20 * tickTime : max,
});

export const configOf = remembered((scenario) => configure(scenario.config, scenario));

/** Voters, weights and groups as the nodes' arguments say: `observer`, `weight`, `group`. */
function ensembleOf(scenario: Scenario): {ensemble: Ensemble; servers: Config["servers"]} {
  const nodes = scenario.nodes.map((n) => ({
    sid: sidOf(n),
    id: n.id,
    observer: n.args?.observer === true,
    weight: typeof n.args?.weight === "number" ? n.args.weight : 1,
    group: typeof n.args?.group === "string" ? n.args.group : null,
  }));
  for (const [i, {sid, id}] of nodes.entries()) {
    const other = nodes.findIndex((n) => n.sid === sid);
    if (other < i)
      throw new Refusal(outside("outside.same-myid", {path: `nodes[${i}].id`, got: id, myid: sid, other: nodes[other]?.id ?? ""}));
  }
  const voters = nodes.filter((n) => !n.observer);
  if (voters.length === 0) throw new Refusal(said("zookeeper.no-voter", {scenario: scenario.name}));
  const names = [...new Set(voters.map((v) => v.group))];
  const grouped = names.some((g) => g !== null);
  return {
    ensemble: {
      voters: voters.map((v) => v.sid),
      weights: Object.fromEntries(voters.map((v) => [`s${v.sid}`, v.weight])),
      groups: grouped ? names.map((g) => voters.filter((v) => v.group === g).map((v) => v.sid)) : [],
    },
    servers: nodes.map(({sid, id, observer}) => ({sid, id, observer})),
  };
}
