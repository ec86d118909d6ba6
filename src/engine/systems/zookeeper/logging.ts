// SyncRequestProcessor: the thread that writes the log. Rules B1, B4.
import type {Server, Zk} from "./state.ts";
import type {Txn} from "./tree.ts";
import type {Zxid} from "./zxid.ts";

/** Writes a proposal to the log; its ack follows the fsync that covers it (B1, B4). One fsync at a time takes all that waits. */
export function flushLog(s: Server, t: Txn, ctx: Zk): void {
  ctx.append("log", t);
  ctx.note({kind: "logged", zxid: t.zxid});
  const waits = ctx.config.forceSync && ctx.rules.ackAfterFsync();
  if (!waits) ctx.submit("sync", {do: "acknowledge", stint: s.stint, zxids: [t.zxid as never]});
  // Without forceSync it is left to the kernel's write-back, some 30 s later, which the model does not have.
  if (!ctx.config.forceSync) return;
  if (s.flushing) s.toFlush.push(t.zxid);
  else startFlush(s, [t.zxid], ctx);
}

function startFlush(s: Server, zxids: Zxid[], ctx: Zk): void {
  s.flushing = true;
  s.inFlush = zxids;
  ctx.sync(["log"], {do: "flushed", stint: s.stint});
}

/**
 * The fsync has returned and the next one begins. What it covered is acknowledged, in order, unless the server has changed its role since.
 */
export function flushed(s: Server, stint: number, ctx: Zk): readonly Zxid[] {
  const done = s.inFlush;
  s.inFlush = [];
  s.flushing = false;
  const waiting = s.toFlush;
  if (waiting.length > 0) {
    s.toFlush = [];
    startFlush(s, waiting, ctx);
  }
  return stint === s.stint && ctx.rules.ackAfterFsync() ? done : [];
}
