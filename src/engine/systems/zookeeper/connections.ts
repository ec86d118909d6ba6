// ServerCnxnFactory: the connections of clients, from the accept to the close. Rules B9, K8.
import type {ConnId} from "../../vocabulary.ts";
import {type Server, serves, type Zk} from "./state.ts";
import {forgetWatches, unwatch} from "./watches.ts";

/** K8: a server that does not serve accepts the connection and closes it. */
export function clientCame(s: Server, conn: ConnId, ctx: Zk): void {
  if (!serves(s) || s.stopping) return ctx.close(conn);
  s.clients.set(conn, {conn, session: 0, timeout: 0, revalidating: false, outstanding: 0, waiting: []});
}

export function dropClient(s: Server, conn: ConnId, ctx: Zk): void {
  const client = s.clients.get(conn);
  s.clients.delete(conn);
  if (client && s.bySession.get(client.session) === conn) s.bySession.delete(client.session);
  unwatch(s, conn);
  ctx.close(conn);
}

export function openForClients(s: Server, ctx: Zk): void {
  forgetWatches(s);
  ctx.note({kind: "open-for-clients", epoch: s.currentEpoch});
}

/** B9: whoever leaves a leader closes all its clients. */
export function closeClients(s: Server, ctx: Zk): void {
  for (const conn of [...s.clients.keys()]) dropClient(s, conn, ctx);
  s.newSessions.clear();
  forgetWatches(s);
}
