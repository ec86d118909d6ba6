import type {Log} from "../../model/log.ts";
import {compareZxid, ZERO, type Zxid} from "./zxid.ts";

/** What a transaction does; made by the leader, so that every server applies the same. */
export type Change =
  | {
      readonly type: "create";
      readonly path: string;
      readonly data: string /** Session of an ephemeral node, 0: persistent. */;
      readonly owner: number;
    }
  | {readonly type: "set"; readonly path: string; readonly data: string; readonly version: number}
  | {readonly type: "delete"; readonly path: string}
  | {readonly type: "check"; readonly path: string}
  | {readonly type: "multi"; readonly changes: readonly Change[]}
  | {readonly type: "createSession"; readonly timeout: number}
  | {readonly type: "closeSession"; readonly paths: readonly string[]}
  /** A refused operation has a zxid, too. `at`: which one of a multi. */
  | {readonly type: "error"; readonly error: string; readonly at?: number};

export interface Txn {
  readonly zxid: Zxid;
  readonly session: number;
  readonly cxid: number;
  /** The server whose client asked. */
  readonly origin: number;
  readonly change: Change;
}

/** Values a node has had, newest first: for the final read, which asks whether a write is still part of the history. */
interface Past {
  readonly value: string;
  readonly before: Past | null;
}

export interface Znode {
  readonly data: string;
  readonly version: number;
  readonly owner: number;
  readonly created: Zxid;
  readonly modified: Zxid;
  /** When a child was last made or removed (pzxid). */
  readonly childrenModified: Zxid;
  /** How many children were ever created: the suffix of the next sequential one. */
  readonly sequence: number;
  readonly children: number;
  readonly past: Past;
}

/** The replicated state: nodes, sessions with their time-outs (ms), and the last transaction in it. */
export interface Tree {
  zxid: Zxid;
  nodes: Map<string, Znode>;
  sessions: Map<number, number>;
}

export const emptyTree = (): Tree => ({zxid: ZERO, nodes: new Map(), sessions: new Map()});

export const copyTree = (t: Tree): Tree => ({zxid: t.zxid, nodes: new Map(t.nodes), sessions: new Map(t.sessions)});

const SLASH = "/".charCodeAt(0);

/** Every server asks it of every node that is made; `lastIndexOf` would leave compiled code for a dozen characters. */
export function parentOf(path: string): string {
  let end = path.length - 1;
  while (end > 0 && path.charCodeAt(end) !== SLASH) end--;
  return end > 0 ? path.slice(0, end) : "/";
}

/** Makes a transaction that is shared by all logs and therefore never changes. */
export const txn = (t: Txn): Txn => Object.freeze(t);

/** Applies one transaction, in zxid order. Node and log share nothing that changes. */
function applyTxn(tree: Tree, t: Txn): void {
  tree.zxid = t.zxid;
  applyChange(tree, t, t.change);
}

function applyChange(tree: Tree, t: Txn, change: Change): void {
  const {zxid} = t;
  switch (change.type) {
    case "create": {
      const node: Znode = {
        data: change.data,
        version: 0,
        owner: change.owner,
        created: zxid,
        modified: zxid,
        childrenModified: zxid,
        sequence: 0,
        children: 0,
        past: {value: change.data, before: null},
      };
      tree.nodes.set(change.path, Object.freeze(node));
      const above = parentOf(change.path);
      const parent = tree.nodes.get(above);
      if (parent)
        tree.nodes.set(
          above,
          Object.freeze({...parent, sequence: parent.sequence + 1, children: parent.children + 1, childrenModified: zxid}),
        );
      return;
    }
    case "set": {
      const node = tree.nodes.get(change.path);
      if (!node) return;
      const past = {value: change.data, before: node.past};
      tree.nodes.set(change.path, Object.freeze({...node, data: change.data, version: change.version, modified: zxid, past}));
      return;
    }
    case "delete":
      remove(tree, change.path, zxid);
      return;
    case "createSession":
      tree.sessions.set(t.session, change.timeout);
      return;
    case "closeSession":
      tree.sessions.delete(t.session);
      for (const path of change.paths) remove(tree, path, zxid);
      return;
    case "multi":
      for (const one of change.changes) applyChange(tree, t, one);
      return;
    case "check":
    case "error":
      return;
    default:
      change satisfies never;
  }
}

function remove(tree: Tree, path: string, at: Zxid): void {
  if (!tree.nodes.delete(path)) return;
  const parent = tree.nodes.get(parentOf(path));
  if (parent) tree.nodes.set(parentOf(path), Object.freeze({...parent, children: parent.children - 1, childrenModified: at}));
}

export interface Snapshot {
  readonly zxid: Zxid;
  readonly tree: Tree;
  /** Taken of what stands in the log. Else it came from a leader, and the log below it may hold a tail that it replaced. */
  readonly ofLog: boolean;
}

/**
 * What a starting server has: the newest snapshot, and over it every logged transaction, committed or not.
 * @returns the tree, and the last transactions of it as the in-memory committed log.
 */
export function load(snapshots: Log, log: Log, limit: number): {tree: Tree; committedLog: Txn[]} {
  const snapshot = snapshots.entries[snapshots.length - 1] as Snapshot | undefined;
  const tree = snapshot ? copyTree(snapshot.tree) : emptyTree();
  const committedLog: Txn[] = [];
  for (let i = 0; i < log.length; i++) {
    const t = log.entries[i] as Txn;
    if (compareZxid(t.zxid, tree.zxid) <= 0) continue;
    applyTxn(tree, t);
    committedLog.push(t);
  }
  return {tree, committedLog: committedLog.slice(-limit - 1)};
}

/** Applies a transaction and keeps it for learners to come, the newest `limit` of them and one: the real one looks before it adds (S1). */
export function remember(s: {tree: Tree; readonly committedLog: Txn[]}, t: Txn, limit: number): void {
  applyTxn(s.tree, t);
  s.committedLog.push(t);
  if (s.committedLog.length > limit + 1) s.committedLog.shift();
}

/** Paths directly under another, in name order. */
export function children(tree: Tree, path: string): string[] {
  const prefix = path === "/" ? "/" : `${path}/`;
  const found: string[] = [];
  for (const p of tree.nodes.keys()) if (p.startsWith(prefix) && p.indexOf("/", prefix.length) < 0) found.push(p.slice(prefix.length));
  return found.sort();
}
