import {defineSystem} from "../../define.ts";
import {append, emptyLog, type Log} from "../../model/log.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {Writer} from "../../model/system.ts";
import type {World} from "../../model/world.ts";
import {fields, listOf, maybe, text, tuple, whole} from "../../outside/forms.ts";
import type {Belief, Json} from "../../vocabulary.ts";
import {ablations} from "./ablations.ts";
import {client} from "./client.ts";
import {type Config, configOf, configure, KEYS, VERSIONS} from "./config.ts";
import {fuzz} from "./fuzz.ts";
import {invariants} from "./invariants.ts";
import {machines} from "./machines.ts";
import {FIELDS, type ZkMessage} from "./messages.ts";
import {DURABLE, NOTES, type ZkNote} from "./notes.ts";
import {type Rules, rules} from "./rules.ts";
import {scenarios} from "./scenarios.ts";
import {server} from "./server.ts";
import {nodeOf, type Server, serves} from "./state.ts";
import {load, type Snapshot, type Txn, txn} from "./tree.ts";
import {compareZxid, type Zxid, zxid} from "./zxid.ts";

const SCOPE = "ensemble";

const txid = whole(0, 0xffffffff);
const initial = fields({
  acceptedEpoch: maybe(txid),
  currentEpoch: maybe(txid),
  log: maybe(listOf(tuple([txid, txid], [text, text]))),
  snapshot: maybe(tuple([txid, txid], [])),
});

/** What `scenario.initial` may say of a server: its epochs, and its log as [epoch, counter, path, data] (no path: an error transaction). */
export interface Initial {
  readonly acceptedEpoch?: number;
  readonly currentEpoch?: number;
  readonly log?: readonly (readonly [number, number, string?, string?])[];
  /** Its log up to this epoch and counter stands in a snapshot, too, as a server leaves one that began to lead (ZooKeeperServer.loadData). */
  readonly snapshot?: readonly [number, number];
}

function restore(disk: Writer, initial: Json): void {
  const {acceptedEpoch, currentEpoch, log, snapshot} = initial as Initial;
  const entries = (log ?? []).map(([epoch, counter, path, data]): Txn => {
    const change = path ? ({type: "create", path, data: data ?? path, owner: 0} as const) : ({type: "error", error: "NodeExists"} as const);
    return txn({zxid: zxid(epoch, counter), session: 0, cxid: 0, origin: 0, change});
  });
  for (const t of entries) disk.append("log", t);
  if (snapshot !== undefined) {
    const at = zxid(...snapshot);
    const below: Log<Txn> = emptyLog();
    for (const t of entries) if (compareZxid(t.zxid, at) <= 0) append(below, t);
    const {tree} = load(emptyLog(), below, 0);
    disk.append("snapshots", {zxid: at, tree: {...tree, zxid: at}, ofLog: true} satisfies Snapshot);
  }
  if (acceptedEpoch !== undefined) disk.put("acceptedEpoch", acceptedEpoch);
  if (currentEpoch !== undefined) disk.put("currentEpoch", currentEpoch);
}

/**
 * A leader in BROADCAST to whom a quorum is bound: voters that are up, reachable both ways, connected to it in sync or after it, and whose
 * disks answer. Its own disk counts like any other (fact sheet §9).
 */
function effective(world: World<Server>, _scope: string, scenario: Scenario, {isQuorum}: Rules): readonly string[] {
  const found: string[] = [];
  for (const id of world.ids) {
    const s = world.state(id);
    if (!s?.leader?.serving || s.stopping || world.status(id) !== "up") continue;
    const config = configOf(scenario);
    const bound = world.diskStuck(id) ? [] : [s.sid];
    for (const h of s.leader.handlers.values()) {
      const peer = nodeOf(config, h.sid);
      if (!h.voter || !h.forwarding || world.status(peer) !== "up" || world.diskStuck(peer)) continue;
      const there = world.state(peer)?.learner;
      if (there?.conn === h.conn && !world.state(peer)?.stopping && world.linked(id, peer) && world.connected(id, h.conn))
        bound.push(h.sid);
    }
    if (isQuorum(bound, config.ensemble)) found.push(id);
  }
  return found;
}

/** One leader serves; every server that is up serves, too, has applied all, and waits for nothing. */
function converged(world: World<Server>): boolean {
  const up = world.ids.flatMap((id) => (world.status(id) === "up" ? [world.state(id) as Server] : []));
  const leaders = up.filter((s) => s.leader?.serving);
  const leader = leaders[0]?.leader;
  if (leaders.length !== 1 || !leader || leader.outstanding.length > 0) return false;
  return up.every((s) => {
    if (!serves(s) || s.stopping || s.flushing) return false;
    if (s.leader) return true;
    const z = s.tree.zxid;
    const {lastCommitted} = leader;
    return (
      s.learner?.pending.length === 0 &&
      (lastCommitted.counter === 0 || (z.epoch === lastCommitted.epoch && z.counter === lastCommitted.counter))
    );
  });
}

/** Reads every server that serves: a value is there if it is, or was, in the node's history on all of them. */
function read(world: World<Server>) {
  const trees = world.ids.flatMap((id) => {
    const s = world.state(id);
    return s && world.status(id) === "up" && serves(s) ? [s.tree] : [];
  });
  const values = trees.map((tree) => {
    const found = new Set<string>();
    for (const [path, node] of tree.nodes)
      for (let p: typeof node.past | null = node.past; p; p = p.before) found.add(`${path}\n${p.value}`);
    return found;
  });
  return {count: (key: string, value: Json) => (values.every((v) => v.has(`${key}\n${value}`)) ? 1 : 0)};
}

/** Each role's latest answer: after nearly every event the question is the same as before, and so may be the list. */
const latest = new Map<Server["role"], readonly [Belief]>();

function belief(role: Server["role"], term: number): readonly Belief[] {
  const last = latest.get(role);
  if (last?.[0].term === term) return last;
  const made: readonly [Belief] = [{scope: SCOPE, role, term, leads: role === "LEADING"}];
  latest.set(role, made);
  return made;
}

export const zookeeper = defineSystem<Server, ZkMessage, Rules, Config, string, ZkNote>({
  name: "zookeeper",
  versions: VERSIONS,
  config: KEYS,
  processes: {server, client},
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
  mainScope: () => SCOPE,
  scopes: () => [SCOPE],
  voters: ({nodes}) => nodes.filter(({args}) => args?.observer !== true).map(({id}) => id),
  believe(s) {
    // Before discovery ends a leader knows only that its epoch will be above all it has accepted (D2).
    if (s.role === "LEADING") return belief(s.role, s.leader && s.leader.epoch > 0 ? s.leader.epoch : s.acceptedEpoch + 1);
    return belief(s.role, s.currentEpoch);
  },
  roles: {FOLLOWING: "follower", LOOKING: "candidate", OBSERVING: "observer"},
  effective,
  turning: new Set(["serving", "active", "forwarding", "learner-lost", "leaving", "learner-acked-newleader", "looking"]),
  stages: {looking: "detect", leading: "elect", serving: "sync", active: "publish"},
  converged,
  read,
  print: (value) =>
    typeof value === "object" && value !== null && "epoch" in value && "counter" in value
      ? `(${(value as Zxid).epoch},${(value as Zxid).counter})`
      : null,
  tells: ({tree}) => `zxid (${tree.zxid.epoch},${tree.zxid.counter})`,
});
