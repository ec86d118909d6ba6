import type {NodeId} from "../vocabulary.ts";
import {Refusal} from "../vocabulary.ts";
import {monotonic} from "./clock.ts";
import type {HostSet} from "./links.ts";
import type {Host, Kernel, Proc} from "./state.ts";

/** Who is meant: an id, a role at this instant, or a name given earlier. Empty when nobody fits. */
export function named(k: Kernel, name: NodeId, self?: NodeId): readonly NodeId[] {
  if (!name.startsWith("@")) return [name];
  const known = k.s.named[name];
  if (known) return known;
  if (name === "@self") return self ? [self] : [];
  const scope = k.system.mainScope(k.scenario);
  let best: {id: NodeId; term: number} | null = null;
  const others: NodeId[] = [];
  for (const p of k.s.procs) {
    if (!k.defs[p.index]?.member || p.state === null) continue;
    const belief = k.system.believe(p.state as never, monotonic(hostOf(k, p), k.s.now), p.id).find((b) => b.scope === scope);
    if (belief?.leads && (!best || belief.term > best.term)) best = {id: p.id, term: belief.term};
    if (p.status === "up" && belief && !belief.leads) others.push(p.id);
  }
  if (name === "@leader") return best ? [best.id] : [];
  if (name === "@follower") return others.slice(0, 1);
  if (name === "@followers") return others;
  throw new Refusal(`fault on "${name}": must be a node's id, @leader, @follower, @followers, or a name given by "as" in an earlier fault`);
}

/** The processes that are meant. */
export function procsOf(k: Kernel, name: NodeId, self?: NodeId): Proc[] {
  return named(k, name, self).map((id) => {
    const index = k.index.get(id);
    if (index === undefined) throw new Refusal(`fault on "${id}": no such node (there are ${[...k.index.keys()].join(", ")})`);
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
