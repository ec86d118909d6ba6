// What monitors know of a disk that lost its power: transport D2, fact sheet D4.

import type {NodeId} from "../../vocabulary.ts";
import {logOf} from "./disk.ts";
import type {Partition} from "./messages.ts";
import {logFile} from "./notes.ts";
import {replicaAt, type W} from "./world.ts";

/** How far leaders take a broker's log to go: what is committed, and what it has fetched and they may commit next. */
export const counted = (world: W, id: NodeId, p: Partition): number =>
  Math.max(
    0,
    ...world.ids.map((leader) => {
      const r = replicaAt(world, leader, p);
      return r?.role === "leader" ? Math.max(r.hw, r.remotes.get(id)?.leo ?? 0) : 0;
    }),
  );

/** Without power only what was synced is left; after a crash there is more. */
export const isSynced = (world: W, id: NodeId, p: Partition): boolean =>
  world.safeLength(id, logFile(p)) === logOf(p, world.disk(id)).length;

export const hasLost = (world: W, id: NodeId, p: Partition, needed: number): boolean =>
  logOf(p, world.disk(id)).length < needed && isSynced(world, id, p);
