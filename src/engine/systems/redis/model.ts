import {defineSystem} from "../../define.ts";
import {emptyLog} from "../../model/log.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import type {Writer} from "../../model/system.ts";
import type {World} from "../../model/world.ts";
import {fields, listOf, maybe, nodeName, time, whole} from "../../outside/forms.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import {ablations} from "./ablations.ts";
import {client} from "./client.ts";
import {type Config, configure, KEYS, MASTER_NAME, VERSIONS} from "./config.ts";
import {fuzz} from "./fuzz.ts";
import {type Command, type Entry, type Hello, writesOf} from "./history.ts";
import {invariants} from "./invariants.ts";
import {machines} from "./machines.ts";
import {FIELDS, type RedisMessage} from "./messages.ts";
import {DURABLE, NOTES, type RedisNote} from "./notes.ts";
import {type Rules, refusesWrite, rules} from "./rules.ts";
import {scenarios} from "./scenarios.ts";
import {sentinel} from "./sentinel.ts";
import {server} from "./server.ts";
import type {Member, Sentinel, SentinelFile, Server} from "./state.ts";

const initial = fields({
  currentEpoch: maybe(whole(0)),
  configEpoch: maybe(whole(0)),
  leaderEpoch: maybe(whole(0)),
  master: maybe(nodeName),
  slaves: maybe(listOf(nodeName)),
  sentinels: maybe(listOf(nodeName)),
  spreadMs: maybe(time),
});

/** What `scenario.initial` may say of a sentinel: what stands in its sentinel.conf. */
export interface Initial extends Partial<SentinelFile> {
  /** It begins at a random moment of so many ms. */
  readonly spreadMs?: number;
}

function restore(disk: Writer, initial: Json, spec: NodeSpec): void {
  if (spec.process !== "sentinel") return;
  const {currentEpoch = 0, configEpoch = 0, leaderEpoch = 0, master, slaves = [], sentinels = [], spreadMs} = initial as Initial;
  disk.put("sentinel.conf", {
    currentEpoch,
    configEpoch,
    leaderEpoch,
    ...(master ? {master} : {}),
    slaves,
    sentinels,
    ...(spreadMs ? {spreadMs} : {}),
  });
}

/**
 * Every server that is a master, runs, has loaded, and refuses for want of neither replicas nor a disk, nor for a script: it answers a write at
 * once (R1).
 */
function effective(world: World<Member>): readonly NodeId[] {
  const found: NodeId[] = [];
  for (const id of world.ids) {
    const s = world.state(id);
    if (s?.process !== "server" || s.master !== null || s.loading || s.stopping || s.script?.slow || world.status(id) !== "up") continue;
    if (s.saveFailed && s.config.stopOnSaveError && s.config.save > 0) continue;
    if (!refusesWrite(s.good, s.config.minReplicas, s.config.maxLag)) found.push(id);
  }
  return found;
}

function membersOf(world: World<Member>): {servers: Map<NodeId, Server>; sentinels: Sentinel[]} {
  const servers = new Map<NodeId, Server>();
  const sentinels: Sentinel[] = [];
  for (const id of world.ids) {
    const s = world.state(id);
    if (s?.process === "server") servers.set(id, s);
    else if (s) sentinels.push(s);
  }
  return {servers, sentinels};
}

/** The server that all sentinels name; null: they do not agree. */
function namedBy(sentinels: readonly Sentinel[]): NodeId | null {
  const [first] = sentinels;
  return first && sentinels.every((s) => s.master.id === first.master.id) ? first.master.id : null;
}

/** One master, named by all sentinels, none of which acts or is in TILT; all other servers follow it and have all that it has. */
function converged(world: World<Member>): boolean {
  if (world.ids.some((id) => world.status(id) !== "up")) return false;
  const {servers, sentinels} = membersOf(world);
  const name = namedBy(sentinels);
  const master = name === null ? undefined : servers.get(name);
  if (!master || master.master !== null || master.loading) return false;
  if (sentinels.some((s) => s.tilt || s.master.sdown || s.master.state !== "none")) return false;
  const online = new Set([...master.replicas.values()].flatMap((r) => (r.state === "online" ? [r.id] : [])));
  return [...servers].every(
    ([id, s]) => s === master || (s.link.state === "connected" && s.master === name && online.has(id) && s.offset === master.offset),
  );
}

/** Reads the master: each value that was ever written there, or came with its history, expired or not. */
function read(world: World<Member>) {
  const {servers, sentinels} = membersOf(world);
  const master = servers.get(namedBy(sentinels) ?? "");
  const counts = new Map<string, number>();
  const data = master?.data ?? emptyLog();
  for (let i = 0; i < data.length; i++) {
    for (const {key, value} of writesOf((data.entries[i] as Entry).command)) {
      const written = `${key}\n${value}`;
      counts.set(written, (counts.get(written) ?? 0) + 1);
    }
  }
  return {count: (key: string, value: Json) => counts.get(`${key}\n${value}`) ?? 0};
}

const helloText = (h: Hello): string => `${h.sentinel},${h.currentEpoch},${MASTER_NAME},${h.master},${h.configEpoch}`;

function commandText(c: Command): string {
  switch (c.do) {
    case "SET":
      return `SET ${c.key} ${c.value}`;
    case "SETPXAT":
      return `SET ${c.key} ${c.value} PXAT ${c.at}`;
    case "EXEC":
      return ["MULTI", ...c.writes.map((w) => `SET ${w.key} ${w.value}`), "EXEC"].join("; ");
    case "DEL":
      return `DEL ${c.key}`;
    case "PUBLISH":
      return `PUBLISH ${helloText(c.hello)}`;
    default:
      return c.do;
  }
}

export const redis = defineSystem<Member, RedisMessage, Rules, Config, string, RedisNote>({
  name: "redis",
  versions: VERSIONS,
  config: KEYS,
  processes: {server, sentinel, client},
  messages: FIELDS,
  rules,
  notes: NOTES,
  durable: DURABLE,
  initial,
  machines,
  scenarios,
  invariants,
  ablations,
  fuzz,
  configure,
  restore,
  mainScope: () => MASTER_NAME,
  scopes: () => [MASTER_NAME],
  voters: ({nodes}) => nodes.filter(({process}) => process === "sentinel").map(({id}) => id),
  believe: (s) => s.belief,
  roles: {replica: "follower", sentinel: "other", elected: "candidate"},
  effective,
  turning: new Set([
    "good-replicas",
    "loaded",
    "master-mode",
    "replica-of",
    "config-set",
    "save-failed",
    "save-succeeded",
    "script-slow",
    "script-ended",
    "shutdown",
    "shutdown-aborted",
  ]),
  stages: {"+sdown": "detect", "+try-failover": "agree", "+elected-leader": "elect", "master-mode": "sync", "+promoted-slave": "publish"},
  converged,
  read,
  print(value) {
    if (typeof value !== "object" || value === null) return null;
    if ("do" in value) return commandText(value as Command);
    return "configEpoch" in value ? helloText(value as Hello) : null;
  },
  tells: (s) => (s.process === "server" ? `offset ${s.offset}` : `epoch ${s.currentEpoch}`),
});
