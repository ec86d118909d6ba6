// ZKDatabase: the memory image, taken from the disk again.
import type {Server, Zk} from "./state.ts";
import {load, remember, type Txn} from "./tree.ts";
import {compareZxid} from "./zxid.ts";

/** What was logged and not committed enters the memory (fastForwardDataBase). */
export function fastForward(s: Server, ctx: Zk): void {
  const log = ctx.log("log");
  for (let i = 0; i < log.length; i++) {
    const t = log.entries[i] as Txn;
    if (compareZxid(t.zxid, s.tree.zxid) <= 0) continue;
    remember(s, t, ctx.config.commitLogCount);
    ctx.note({kind: "memory", zxid: t.zxid, how: "log"});
  }
}

/** Drops the memory image and takes what is on disk. */
export function reload(s: Server, ctx: Zk): void {
  const {tree, committedLog} = load(ctx.log("snapshots"), ctx.log("log"), ctx.config.commitLogCount);
  s.tree = tree;
  s.committedLog = committedLog;
  ctx.note({kind: "memory", zxid: tree.zxid, how: "disk"});
}
