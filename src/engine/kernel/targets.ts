import {said} from "../../words/en/engine.ts";
import {roleTarget} from "../model/fault.ts";
import type {NodeId, Scope} from "../vocabulary.ts";
import {Refusal, unreachable} from "../vocabulary.ts";
import {monotonic} from "./clock.ts";
import type {HostSet} from "./links.ts";
import {type Host, homeAt, type Kernel, type Proc} from "./state.ts";

/** Who is meant: an id, a role at this instant, in the main scope or in one that is said, or a name given earlier. Empty when nobody fits. */
export function named(k: Kernel, name: NodeId, self?: NodeId): readonly NodeId[] {
  if (!name.startsWith("@")) return [name];
  const known = k.s.named[name];
  if (known) return known;
  if (name === "@self") return self ? [self] : [];
  const target = roleTarget(name);
  if (target === null) throw new Refusal(said("engine.fault.target", {name}));
  const scope = target.scope ?? k.system.mainScope(k.scenario);
  const {leader, followers} = inScope(k, scope);
  switch (target.role) {
    case "leader":
      return leader ? [leader] : [];
    case "follower":
      return followers.slice(0, 1);
    case "followers":
      return followers;
    case "minority":
    case "majority":
      return leader ? sideOf(k, leader, votersOf(k, scope) ?? [leader, ...followers], target.role) : [];
    default:
      return unreachable(target.role);
  }
}

function votersOf(k: Kernel, scope: Scope | null): readonly NodeId[] | null {
  if (scope === null) return null;
  const home = k.homes.find(({system, scenario}) => system.scopes?.(scenario).includes(scope)) ?? k.homes[0];
  return home?.system.voters?.(home.scenario, scope) ?? null;
}

/** The leader with as many of those who vote as are fewer, or more, than half of them: those on its own host first, and none that is down. */
function sideOf(k: Kernel, leader: NodeId, voters: readonly NodeId[], side: "minority" | "majority"): readonly NodeId[] {
  const hostAt = (id: NodeId) => procsOf(k, id)[0]?.host;
  const others = voters.filter((id) => id !== leader && procsOf(k, id)[0]?.status !== "down");
  const near = others.filter((id) => hostAt(id) === hostAt(leader));
  const count = side === "minority" ? Math.ceil(voters.length / 2) - 1 : Math.floor(voters.length / 2) + 1;
  const own = voters.includes(leader) ? 1 : 0;
  return [leader, ...[...near, ...others.filter((id) => !near.includes(id))].slice(0, Math.max(0, count - own))];
}

/** Who believes it leads a scope, in the highest term, and the others that are up and believe something about it. */
function inScope(k: Kernel, scope: Scope | null): {readonly leader: NodeId | null; readonly followers: readonly NodeId[]} {
  let best: {id: NodeId; term: number} | null = null;
  const others: NodeId[] = [];
  for (const p of k.s.procs) {
    if (!k.defs[p.index]?.member || p.state === null) continue;
    const {system} = homeAt(k, p.home);
    const belief = system.believe(p.state as never, monotonic(hostOf(k, p), k.s.now), p.id).find((b) => b.scope === scope);
    if (belief?.leads && (!best || belief.term > best.term)) best = {id: p.id, term: belief.term};
    if (p.status === "up" && belief && !belief.leads) others.push(p.id);
  }
  return {leader: best?.id ?? null, followers: others};
}

/** The processes that are meant. */
export function procsOf(k: Kernel, name: NodeId, self?: NodeId): Proc[] {
  return named(k, name, self).map((id) => {
    const index = k.index.get(id);
    if (index === undefined) throw new Refusal(said("engine.fault.no-node", {id, known: [...k.index.keys()]}));
    return k.s.procs[index] as Proc;
  });
}

/** The host of a process. */
export const hostOf = (k: Kernel, p: Proc): Host => k.s.hosts[p.host] as Host;

/** Hosts of some nodes (of all, unless said) against those of others, or of everybody else. */
export function sidesOf(
  k: Kernel,
  nodes: readonly NodeId[] | undefined,
  from: readonly NodeId[] | undefined,
  self?: NodeId,
): {readonly left: HostSet; readonly right: HostSet} {
  const hosts = (names: readonly NodeId[]): readonly boolean[] => {
    const set = k.s.hosts.map(() => false);
    for (const p of names.flatMap((n) => procsOf(k, n, self))) set[p.host] = true;
    return Object.freeze(set);
  };
  const left = nodes ? hosts(nodes) : null;
  return {left, right: from ? hosts(from) : left && Object.freeze(left.map((there) => !there))};
}
