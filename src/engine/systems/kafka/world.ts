// The cluster seen from outside all of its processes: what ZooKeeper has, who could commit.

import type {World} from "../../model/world.ts";
import type {NodeId} from "../../vocabulary.ts";
import type {Server} from "../zookeeper/state.ts";
import {EPOCH_PATH, stateOf, statePath} from "./controller/znodes.ts";
import {QUORUM} from "./kraft/raft-state.ts";
import type {Voter} from "./kraft/voter.ts";
import {actsNow, committedIn, leadershipOf, leadsNow} from "./kraft/world.ts";
import type {Leadership, Partition} from "./messages.ts";
import type {Rules} from "./rules.ts";
import {type Broker, CONTROLLER, type Replica} from "./state.ts";

/** Who is part of the cluster: brokers, and in KRaft mode controllers. */
export type Member = Broker | Voter;
export type W = World<Member>;

export const brokerAt = (world: W, id: NodeId): Broker | null => {
  const member = world.state(id);
  return member?.kind === "broker" ? member : null;
};

/** The server of ZooKeeper that leads and serves; null: there is none now. */
export function ensemble(world: W): Server | null {
  const zk = world.of("zookeeper") as World<Server>;
  for (const id of zk.ids) {
    const server = zk.state(id);
    if (server?.leader?.serving && zk.status(id) === "up") return server;
  }
  return null;
}

/** A partition's state as ZooKeeper has it, or a majority of the quorum. */
export function recorded(world: W, p: Partition): Leadership | null {
  const quorum = committedIn(world);
  if (quorum !== null) {
    const known = quorum.committed.partitions.get(p);
    return known ? leadershipOf(known, quorum.raft.epoch) : null;
  }
  const node = ensemble(world)?.tree.nodes.get(statePath(p));
  return node ? stateOf(node.data, node.version) : null;
}

export const running = (world: W, id: NodeId): Broker | null => (world.status(id) === "up" ? brokerAt(world, id) : null);

export const replicaAt = (world: W, id: NodeId, p: Partition): Replica | null => world.state(id)?.replicas.get(p) ?? null;

/** Who could commit a record of a partition if nothing more happened: all that it waits for follow it, in its epoch, and hear it. */
function commits(world: W, id: NodeId, p: Partition, rules: Rules, minIsr: number): boolean {
  const r = running(world, id)?.replicas.get(p);
  if (r?.role !== "leader" || rules.refusesAppend(r.isr.length, minIsr, r.replicas.length)) return false;
  return rules.maximalIsr(r.isr, r.asked).every((other) => {
    // Whom a reassignment has taken from the replicas stays in the ISR for a moment, and nobody waits for it (P6).
    if (other === id || !r.replicas.includes(other)) return true;
    const follower = running(world, other)?.replicas.get(p);
    return follower?.role === "follower" && follower.leader === id && follower.e === r.e && world.linked(id, other);
  });
}

/** The controller whose writes ZooKeeper would take. */
function rulesNow(world: W, id: NodeId): boolean {
  const b = running(world, id);
  if (!b?.controller.active || b.zk.session.phase !== "ready" || !world.connected(id, b.zk.session.conn)) return false;
  return ensemble(world)?.tree.nodes.get(EPOCH_PATH)?.version === b.controller.epochZkVersion;
}

/**
 * Who would acknowledge a write handed to it now. Where a producer of the scenario does not wait for the in-sync replicas, that is everybody
 * who believes that it leads.
 */
export function effectiveIn(world: W, scope: string, rules: Rules, minIsr: number, weak: boolean): readonly NodeId[] {
  if (scope === CONTROLLER) return world.ids.filter((id) => rulesNow(world, id) || actsNow(world, id, rules));
  if (scope === QUORUM) return world.ids.filter((id) => leadsNow(world, id, rules));
  return world.ids.filter((id) =>
    weak ? running(world, id)?.replicas.get(scope)?.role === "leader" : commits(world, id, scope, rules, minIsr),
  );
}

/** The replicas of a partition, with those that are about to leave it, as whoever has just written its state knows them. */
export function assignedTo(world: W, writer: NodeId, p: Partition): readonly NodeId[] {
  const member = world.state(writer);
  if (member?.kind === "voter") return member.committed.partitions.get(p)?.replicas ?? [];
  const led = member?.controller.partitions.get(p);
  return [...(led?.replicas ?? []), ...(led?.moving?.leaving ?? [])];
}
