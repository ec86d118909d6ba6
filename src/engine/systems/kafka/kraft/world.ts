// The quorum seen from outside all of its voters: what is committed, who could commit.

import type {NodeId} from "../../../vocabulary.ts";
import type {Leadership} from "../messages.ts";
import type {Rules} from "../rules.ts";
import type {W} from "../world.ts";
import type {Registered} from "./records.ts";
import type {Voter} from "./voter.ts";

export const leadershipOf = ({leader, e, isr, pe}: Registered, ce: number): Leadership => ({leader, e, isr, pe, ce});

const voterAt = (world: W, id: NodeId): Voter | null => {
  const member = world.state(id);
  return member?.kind === "voter" ? member : null;
};

export const votersIn = (world: W): readonly Voter[] => world.ids.flatMap((id) => voterAt(world, id) ?? []);

/** The voter that knows most of what is committed; null in ZooKeeper mode, and while no voter runs. */
export function committedIn(world: W): Voter | null {
  return votersIn(world).reduce<Voter | null>((most, v) => (most === null || v.applied > most.applied ? v : most), null);
}

const runningVoter = (world: W, id: NodeId): Voter | null => (world.status(id) === "up" ? voterAt(world, id) : null);

/** Whether a voter leads, and a majority follows it and hears it: what it appends now would be committed. */
export function leadsNow(world: W, id: NodeId, rules: Rules): boolean {
  const raft = runningVoter(world, id)?.raft;
  if (raft?.role !== "leader") return false;
  const followers = raft.voters.filter((other) => {
    const {role, leader, epoch} = runningVoter(world, other)?.raft ?? {};
    return role === "follower" && leader === id && epoch === raft.epoch && world.linked(id, other);
  });
  return followers.length + 1 >= rules.majorityOf(raft.voters.length);
}

/** Whether it is the active controller, and could write. */
export const actsNow = (world: W, id: NodeId, rules: Rules): boolean =>
  runningVoter(world, id)?.active === true && leadsNow(world, id, rules);

/** Whether all voters are up and follow one of them, and its controller acts and has nothing left to write. */
export function quorumConverged(world: W, voters: readonly NodeId[]): boolean {
  const all = voters.map((id) => runningVoter(world, id));
  const leader = all.find((v) => v?.active && v.raft.role === "leader");
  if (!leader) return false;
  const {epoch, hwm} = leader.raft;
  const follows = (v: Voter | null): boolean =>
    v !== null &&
    v.raft.epoch === epoch &&
    v.raft.leader === leader.id &&
    (v === leader || v.raft.role === "follower") &&
    v.raft.hwm >= hwm - 4;
  return all.every(follows) && [...leader.image.brokers.values()].every(({fenced, shuttingDown}) => !fenced && !shuttingDown);
}
