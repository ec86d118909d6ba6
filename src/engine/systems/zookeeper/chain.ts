// The committed history as the monitors know it: one sequence, put together from the initial disks, from commits, and from what new leaders
// bring.
import type {Log} from "../../model/log.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {World} from "../../model/world.ts";
import type {NodeId} from "../../vocabulary.ts";
import type {Server} from "./state.ts";
import type {Snapshot, Txn} from "./tree.ts";
import {addZxid, compareZxid, greaterZxid, hasZxid, ZERO, type Zxid, type Zxids, zxid} from "./zxid.ts";

type W = World<Server>;

export interface Chain {
  /** Committed transactions in order. */
  readonly order: Zxid[];
  readonly known: Zxids;
  /** The newest epoch whose NEWLEADER a quorum acknowledged. */
  newest: number;
}

/** The history implied by the initial disks: that of the holder of the newest currentEpoch. */
export function chainOf(scenario: Scenario): Chain {
  const disks = Object.values(scenario.initial ?? {}) as {currentEpoch?: number; log?: readonly (readonly [number, number])[]}[];
  const newest = Math.max(0, ...disks.map((d) => d.currentEpoch ?? 0));
  const chain: Chain = {order: [], known: new Map(), newest};
  const holder = disks.find((d) => d.currentEpoch === newest);
  for (const [epoch, counter] of holder?.log ?? []) if (epoch < newest) extend(chain, zxid(epoch, counter));
  return chain;
}

/** @returns false: it was there already. */
export function extend(chain: Chain, at: Zxid): boolean {
  const added = addZxid(chain.known, at);
  if (added) chain.order.push(at);
  return added;
}

export const lastOf = ({order}: Chain): Zxid => order[order.length - 1] ?? ZERO;

/** Zxids in a leader's log that are not yet in the chain. */
export function unseen(chain: Chain, world: W, id: NodeId): Zxid[] {
  // Entries below a snapshot of a leader may be the tail of an epoch that the snapshot has replaced: nobody reads them again.
  const newest = newestOf(world, id);
  const base = newest === undefined || newest.ofLog ? ZERO : newest.zxid;
  return zxidsOf(world.disk(id).log("log")).filter((at) => compareZxid(at, base) > 0 && !hasZxid(chain.known, at));
}

/** The first of these zxids that a server does not hold; those under its snapshot count as held. */
export function missingOf(world: W, id: NodeId, zxids: readonly Zxid[]): Zxid | null {
  const base = snapshotOf(world, id);
  const held: Zxids = new Map();
  for (const at of zxidsOf(world.disk(id).log("log"))) addZxid(held, at);
  return zxids.find((at) => compareZxid(at, base) > 0 && !hasZxid(held, at)) ?? null;
}

const zxidsOf = (log: Log): Zxid[] => log.entries.slice(0, log.length).map((t) => (t as Txn).zxid);

function newestOf(world: W, id: NodeId): Snapshot | undefined {
  const snapshots = world.disk(id).log("snapshots");
  return snapshots.entries[snapshots.length - 1] as Snapshot | undefined;
}

const snapshotOf = (world: W, id: NodeId): Zxid => newestOf(world, id)?.zxid ?? ZERO;

/** Newest transaction that the disk of a server holds, in its log or in its newest snapshot. */
export function written(world: W, id: NodeId): Zxid {
  const log = world.disk(id).log("log");
  const last = (log.entries[log.length - 1] as Txn | undefined)?.zxid ?? ZERO;
  return greaterZxid(last, snapshotOf(world, id));
}

/** Whether a transaction would survive a power loss of that server. */
export function hasDurably(world: W, id: NodeId, at: Zxid): boolean {
  const disk = world.disk(id);
  // The log first: nearly always it stands there, at the end, and nothing else need be asked.
  const log = disk.log("log");
  for (let i = Math.min(log.length, world.safeLength(id, "log")) - 1; i >= 0; i--) {
    const order = compareZxid((log.entries[i] as Txn).zxid, at);
    if (order === 0) return true;
    if (order < 0) break;
  }
  const snapshots = disk.log("snapshots");
  for (let i = world.safeLength(id, "snapshots") - 1; i >= 0; i--) {
    const snapshot = snapshots.entries[i] as Snapshot | undefined;
    if (snapshot && compareZxid(snapshot.zxid, at) >= 0) return true;
  }
  return false;
}
