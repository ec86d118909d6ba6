import type {ConfigFile, ConfigFiles, FileEntry, FileReading, FileSettings, Meaning} from "../../model/config-file.ts";
import type {Machine, NodeSpec, Shape} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {KEYS, sessionLimits} from "./config.ts";

/** Keys of the model whose name in the file is another. Any key a file does not share with QuorumPeerConfig becomes the property `zookeeper.<key>`. */
const inFile: {readonly [key: string]: string} = {maxTimeToWaitForEpoch: "leader.maxTimeToWaitForEpoch"};

/**
 * Keys that QuorumPeerConfig and the servers read and that change nothing in the model.
 * Source: apache/zookeeper@293c895, server/quorum/QuorumPeerConfig.java parseProperties.
 */
const idle: {readonly [key: string]: string} = {
  ...named("where its files lie changes no election", "dataDir dataLogDir"),
  ...named("the model has no ports to choose", "clientPort clientPortAddress secureClientPort secureClientPortAddress observerMasterPort"),
  ...named(
    "the model has no such ports",
    "admin.enableServer admin.serverPort quorumListenOnAllIPs 4lw.commands.whitelist clientPortListenBacklog",
  ),
  ...named("no client is turned away in the model", "maxClientCnxns maxCnxns"),
  ...named("the model never purges its logs", "autopurge.snapRetainCount autopurge.purgeInterval"),
  ...named("the model takes no snapshots while it runs", "snapCount snapSizeLimitInKb preAllocSize"),
  ...named("the model has no local sessions", "localSessionsEnabled localSessionsUpgradingEnabled"),
  ...named("the model does not reconfigure", "standaloneEnabled reconfigEnabled dynamicConfigFile"),
  ...named("the model knows neither keys nor certificates", "sslQuorum portUnification sslQuorumReloadCertFiles"),
  ...named("the servers list says it", "peerType"),
  ...named("3 is all there is since 3.6", "electionAlg"),
  ...named("observers of the model log to disk, as by default", "syncEnabled"),
};
const idleFamilies = ["metricsProvider.", "quorum.auth.", "ssl.", "multiAddress.", "jvm.pause.", "authProvider."];

function named(why: string, keys: string): {readonly [key: string]: string} {
  return Object.fromEntries(keys.split(" ").map((key) => [key, why]));
}

const SAMPLE = `# The number of milliseconds of each tick
tickTime=2000
# The number of ticks that the initial synchronization phase can take
initLimit=10
# The number of ticks that can pass between sending a request and getting an acknowledgement
syncLimit=5
dataDir=/var/lib/zookeeper
clientPort=2181

server.1=zoo1:2888:3888
server.2=zoo2:2888:3888
server.3=zoo3:2888:3888
`;

/** The servers while they are read. */
interface Draft {
  readonly config: {[key: string]: number};
  readonly servers: Map<number, {readonly observer: boolean}>;
  readonly groups: Map<number, string>;
  readonly weights: Map<number, number>;
}

export const zooCfg: ConfigFile = {
  name: "zoo.cfg",
  format: "properties",
  sample: SAMPLE,
  unknown: "neither the model nor its fact sheet has this key",
  read(entries) {
    const draft: Draft = {config: {}, servers: new Map(), groups: new Map(), weights: new Map()};
    const meanings = entries.map((entry): Meaning => {
      const again = entries.find(({key, line}) => key === entry.key && line > entry.line);
      // Java's Properties keep the last of two.
      if (again !== undefined) return {...entry, kind: "idle", why: `stands again in line ${again.line}, which counts`};
      return {...entry, ...meaning(entry, draft)};
    });
    return whole(draft, meanings);
  },
  entry(entries, key, value) {
    const name = inFile[key] ?? key;
    return {line: entries.findLast((entry) => entry.key === name)?.line ?? null, key: name, value: String(value)};
  },
};

export const files: ConfigFiles = {list: [zooCfg], nouns: {leads: "leader", follows: "follower"}, base, formedMs: 5000};

type Said =
  | {readonly kind: "taken"; readonly as: string}
  | {readonly kind: "idle" | "refused"; readonly why: string}
  | {readonly kind: "unknown"};
const refused = (why: string): Said => ({kind: "refused", why});

function meaning({key, value}: FileEntry, draft: Draft): Said {
  const name = key.trim();
  const known = KEYS.find((k) => (inFile[k.key] ?? k.key) === name);
  if (known !== undefined) return setting(known, value.trim(), draft);
  const [, family, id] = /^(server|group|weight)\.(.*)$/.exec(name) ?? [];
  if (family !== undefined) {
    if (!/^\d{1,9}$/.test(id ?? "") || Number(id) < 1) return refused(`${name}: the number after the dot must be a whole number above 0`);
    if (family === "server") return server(Number(id), value.trim(), draft);
    return family === "group" ? group(Number(id), value.trim(), draft) : weight(Number(id), value.trim(), draft);
  }
  const why = Object.hasOwn(idle, name) ? idle[name] : undefined;
  if (why !== undefined) return {kind: "idle", why};
  if (idleFamilies.some((start) => name.startsWith(start))) return {kind: "idle", why: "the model has nothing that it would change"};
  return {kind: "unknown"};
}

function setting(known: (typeof KEYS)[number], value: string, {config}: Draft): Said {
  const [low, high] = known.range as readonly number[];
  const isRatio = known.unit === "ratio";
  const number = (isRatio ? /^[+-]?\d+(\.\d+)?$/ : /^[+-]?\d+$/).test(value) ? Number(value) : Number.NaN;
  if (!(number >= (low ?? 0) && number <= (high ?? 0))) {
    const what = isRatio ? "a number" : `a whole number of ${known.unit}`;
    return refused(`${known.key}=${value}: must be ${what} from ${low} to ${high} (usual: ${known.default})`);
  }
  config[known.key] = number;
  return {kind: "taken", as: `${known.key} ${number} ${known.unit}: ${known.means}`};
}

/** `host:2888:3888[:role][;clientPort]`; several addresses of one server are parted by `|`. */
function server(id: number, value: string, {servers}: Draft): Said {
  const [, role = "participant"] = /^[^:;|]+:\d+:\d+(?:\|[^:;|]+:\d+:\d+)*(?::(\w+))?(?:;.*)?$/.exec(value) ?? ["", ""];
  const kind = role.toLowerCase();
  if (kind !== "participant" && kind !== "observer")
    return refused(`server.${id}=${value}: must be host:port:electionPort, and may end in :participant or :observer`);
  servers.set(id, {observer: kind === "observer"});
  return {kind: "taken", as: `server z${id}${kind === "observer" ? ", an observer" : ""}`};
}

function group(id: number, value: string, {groups}: Draft): Said {
  const members = value.split(":").map(Number);
  const odd = value.split(":").find((word) => !/^\d+$/.test(word));
  if (odd !== undefined) return refused(`group.${id}=${value}: must be the numbers of its servers, as in 1:2:3`);
  const twice = members.find((sid) => groups.has(sid));
  if (twice !== undefined) return refused(`group.${id}=${value}: server ${twice} is in another group already`);
  for (const sid of members) groups.set(sid, `g${id}`);
  return {kind: "taken", as: `group of ${members.map((sid) => `z${sid}`).join(", ")}`};
}

function weight(id: number, value: string, {weights}: Draft): Said {
  if (!/^\d{1,6}$/.test(value)) return refused(`weight.${id}=${value}: must be a whole number, 0 or more (usual: 1)`);
  weights.set(id, Number(value));
  return {kind: "taken", as: `z${id} has ${value} votes in its group`};
}

/** What holds between entries: what one needs of another, and what the real server takes where the file says nothing. */
function whole({config, servers, groups, weights}: Draft, meanings: readonly Meaning[]): FileReading {
  const missing: string[] = [];
  // QuorumPeer's own default differs from that of the sample file.
  if (config.tickTime === undefined && !isRefused(meanings, "tickTime")) {
    missing.push("tickTime is not set: ZooKeeper takes 3000 ms");
    config.tickTime = 3000;
  }
  for (const key of ["initLimit", "syncLimit"])
    if (config[key] === undefined && servers.size > 1)
      missing.push(`${key} is not set: a server of an ensemble would not start; ${usual(key)} was taken`);
  const {minSessionTimeout = -1, maxSessionTimeout = -1, tickTime = usual("tickTime")} = config;
  const {minSessionMs, maxSessionMs} = sessionLimits(minSessionTimeout, maxSessionTimeout, tickTime);
  const crossed = minSessionMs > maxSessionMs;
  if (crossed)
    missing.push(
      `minSessionTimeout is ${minSessionMs} ms and maxSessionTimeout ${maxSessionMs} ms: a server would not start; both were left out`,
    );
  const {minSessionTimeout: _min, maxSessionTimeout: _max, ...others} = config;
  return {config: crossed ? others : config, nodes: nodesOf({config, servers, groups, weights}, missing), meanings, missing};
}

const isRefused = (meanings: readonly Meaning[], key: string): boolean => meanings.some((m) => m.key === key && m.kind === "refused");
const usual = (key: string): number => Number(KEYS.find((k) => k.key === key)?.default);

function nodesOf({servers, groups, weights}: Draft, missing: string[]): readonly NodeSpec[] | null {
  const voters = [...servers].filter(([, {observer}]) => !observer);
  if (voters.length === 0) {
    missing.push(servers.size === 0 ? "no server.N: three servers were taken" : "observers without a voter: three servers were taken");
    return null;
  }
  if (voters.length === 1) missing.push("one voter: there is nobody to elect it, nor to take over");
  const isGrouped = groups.size > 0 || weights.size > 0;
  const lone = isGrouped ? voters.find(([id]) => !groups.has(id)) : undefined;
  if (lone !== undefined) missing.push(`server.${lone[0]} is in no group: a server would not start; groups and weights were left out`);
  const strangers = [...groups.keys(), ...weights.keys()].filter((id) => !servers.has(id));
  if (strangers[0] !== undefined) missing.push(`group or weight of server ${strangers[0]}: there is no server.${strangers[0]}`);
  if (servers.size === 3 && voters.length === 3 && (!isGrouped || lone !== undefined)) return null;
  return [...servers].map(([id, {observer}]) => {
    const args: {[name: string]: Json} = {linksUp: true};
    if (observer) args.observer = true;
    if (isGrouped && lone === undefined && !observer) Object.assign(args, {group: groups.get(id) as string, weight: weights.get(id) ?? 1});
    return {id: `z${id}`, args};
  });
}

/** Takes time for its disk and to start a process, for all else none: what a file sets outlasts that by far. */
const HOST: Machine = {
  name: "a rented host",
  processStart: {uniform: [300, 900]},
  teardown: {constant: 0},
  fsync: "cloud-ssd",
  service: {},
  work: {},
};

/** On one network in one room, with a client that writes to each voter in turn. */
function base({config, nodes}: FileSettings): Shape {
  const servers: readonly NodeSpec[] = nodes ?? ["z1", "z2", "z3"].map((id) => ({id, args: {linksUp: true}}));
  const voters = servers.filter(({args}) => args?.observer !== true).map(({id}) => id);
  return {
    name: "zoo.cfg",
    config,
    nodes: servers,
    network: {latency: {uniform: [0.2, 0.8]}},
    machine: HOST,
    clients: [
      {
        id: "writer",
        args: {
          does: "create",
          path: "/a",
          servers: voters,
          startMs: 2000,
          intervalMs: 100,
          policy: "next-random",
          sessionTimeoutMs: 10_000,
        },
      },
    ],
    untilMs: 65_000,
  };
}
