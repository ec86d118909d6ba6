// WatchManager: who is told of which change. Rule K6.
import type {ConnId} from "../../vocabulary.ts";
import type {ClientMessage} from "./messages.ts";
import type {ClientConn, Server, Zk} from "./state.ts";
import {parentOf, type Txn} from "./tree.ts";
import {compareZxid, type Zxid} from "./zxid.ts";

type WatchEvent = Extract<ClientMessage, {kind: "WATCH"}>["event"];
type Fired = readonly [path: string, event: WatchEvent, tables: readonly ("data" | "child")[]];

/** What a change means to those who watch, with the tables in which they stand. */
export function eventsOf(s: Server, change: Txn["change"]): Fired[] {
  switch (change.type) {
    case "create":
      return [
        [change.path, "created", ["data"]],
        [parentOf(change.path), "children", ["child"]],
      ];
    case "set":
      return [[change.path, "changed", ["data"]]];
    case "delete":
      return removed(change.path);
    case "closeSession":
      return change.paths.filter((path) => s.tree.nodes.has(path)).flatMap(removed);
    case "multi":
      return change.changes.flatMap((one) => eventsOf(s, one));
    default:
      return [];
  }
}

const removed = (path: string): Fired[] => [
  [path, "deleted", ["data", "child"]],
  [parentOf(path), "children", ["child"]],
];

/** K6: one-shot, and before any read that shows the new state. Who watches a node in two ways is told once. */
export function fire(s: Server, [path, event, tables]: Fired, at: Zxid, ctx: Zk): void {
  const told = new Set<ConnId>();
  for (const table of tables) {
    for (const conn of s.watches[table].get(path) ?? []) told.add(conn);
    s.watches[table].delete(path);
  }
  for (const conn of told) ctx.send(conn, {kind: "WATCH", path, event, zxid: at});
}

export function watch(table: Map<string, Set<ConnId>>, path: string, conn: ConnId): void {
  const who = table.get(path);
  if (who) who.add(conn);
  else table.set(path, new Set([conn]));
}

/** K6: watches that a client brings from another server. Those whose node has changed since fire now, the rest stay. */
export function setWatches(s: Server, {conn}: ClientConn, m: Extract<ClientMessage, {kind: "SETWATCHES"}>, ctx: Zk): void {
  const tell = (path: string, event: WatchEvent) => ctx.send(conn, {kind: "WATCH", path, event, zxid: s.tree.zxid});
  for (const path of m.data) {
    const node = s.tree.nodes.get(path);
    if (!node) tell(path, "deleted");
    else if (compareZxid(node.modified, m.zxid) > 0) tell(path, "changed");
    else watch(s.watches.data, path, conn);
  }
  for (const path of m.exist) {
    if (s.tree.nodes.has(path)) tell(path, "created");
    else watch(s.watches.data, path, conn);
  }
  for (const path of m.child) {
    const node = s.tree.nodes.get(path);
    if (!node && path !== "/") tell(path, "deleted");
    else if (node && compareZxid(node.childrenModified, m.zxid) > 0) tell(path, "children");
    else watch(s.watches.child, path, conn);
  }
}

export function forgetWatches({watches}: Server): void {
  watches.data.clear();
  watches.child.clear();
}

/** The connection is gone, and all its watches with it. */
export function unwatch({watches}: Server, conn: ConnId): void {
  for (const who of watches.data.values()) who.delete(conn);
  for (const who of watches.child.values()) who.delete(conn);
}
