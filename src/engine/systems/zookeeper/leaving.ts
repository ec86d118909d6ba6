// QuorumPeer: the end of a role. Rules B8, B9.
import {NO_TIME, type Ticks} from "../../vocabulary.ts";
import {closeClients} from "./connections.ts";
import {dropLearner} from "./learner-handler.ts";
import type {Server, Zk} from "./state.ts";

/** Leaves its role: clients and peers are closed at once; it is LOOKING only when the log thread has nothing left to write (C-10). */
export function leave(s: Server, why: string, ctx: Zk, noticedIn: Ticks = NO_TIME): void {
  if (s.stopping || s.role === "LOOKING") return;
  s.stopping = true;
  ctx.note({kind: "leaving", why});
  ctx.unlisten("quorum");
  for (const timer of ["init", "tick", "expire", "read", "dial leader", "redial leader"]) ctx.cancelTimer(timer);
  closeClients(s, ctx);
  if (s.leader) for (const conn of [...s.leader.handlers.keys()]) dropLearner(s, conn, ctx);
  if (s.learner) ctx.close(s.learner.conn);
  if (noticedIn > 0) ctx.setTimer("shut-down", noticedIn);
  else ctx.submit("main", {do: "shut-down", stint: s.stint});
}
