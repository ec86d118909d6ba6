// QuorumPeer: one server from start to stop, and what turns its roles.

import {type Ending, LOOPBACK, type Process, type Reader} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields, flag, maybe, text, whole} from "../../outside/forms.ts";
import {type ConnId, type Json, ticks} from "../../vocabulary.ts";
import {type Config, sidOf} from "./config.ts";
import {clientCame, dropClient} from "./connections.ts";
import {fastForward, reload} from "./database.ts";
import {finalized, lookForLeader, pollTimedOut, received, voted} from "./election.ts";
import {ack, epochAccepted, epochEstablished, fromLearner, halfTick, initTimedOut, lead, serve, voterLooksAgain} from "./leader.ts";
import {
  acknowledgeNewLeader,
  dialLeader,
  dialLeaderTimedOut,
  epochPersisted,
  follow,
  fromLeader,
  leaderLost,
  persistEpoch,
  persistHistory,
  promised,
  reachedLeader,
  readTimedOut,
  register,
  upToDate,
} from "./learner.ts";
import {dropLearner, learnerCame, learnerSilent} from "./learner-handler.ts";
import {dialled, dialTimedOut, greeted, linkLost, standing, standUp} from "./links.ts";
import {flushed} from "./logging.ts";
import {type ClientMessage, CURRENT_VERSION, type Notification, type QuorumMessage, type ZkMessage} from "./messages.ts";
import type {ZkNote} from "./notes.ts";
import {expireSessions} from "./requests.ts";
import type {Rules} from "./rules.ts";
import {fromClient} from "./serving.ts";
import type {Server, Zk} from "./state.ts";
import {load, type Snapshot} from "./tree.ts";
import type {Zxid} from "./zxid.ts";

/** Reads snapshots, log and epochs as a starting server does (fact sheet §3, Restart). */
function init(spec: NodeSpec, disk: Reader, config: Config): Server {
  const sid = sidOf(spec);
  const snapshots = disk.log("snapshots");
  const {tree, committedLog} = load(snapshots, disk.log("log"), config.commitLogCount);
  const currentEpoch = (disk.get("currentEpoch") as number | undefined) ?? tree.zxid.epoch;
  const own = {leader: sid, zxid: tree.zxid, peerEpoch: currentEpoch, round: 0};
  return {
    sid,
    voter: spec.args?.observer !== true,
    linksUp: spec.args?.linksUp === true,
    messageVersion: typeof spec.args?.messageVersion === "number" ? spec.args.messageVersion : CURRENT_VERSION,
    startCounter: typeof spec.args?.startCounter === "number" ? spec.args.startCounter : 0,
    logStart: disk.log("log").length - (typeof spec.args?.logged === "number" ? spec.args.logged : 0),
    role: "LOOKING",
    phase: "ELECTION",
    stint: 0,
    stopping: false,
    round: 0,
    initial: own,
    proposed: own,
    currentVote: own,
    electors: [],
    recvset: new Map(),
    outofelection: new Map(),
    electing: false,
    inbox: [],
    finalizing: false,
    notificationMs: config.minNotificationMs,
    links: {up: new Map(), dialing: new Map(), queue: new Map(), lastSent: new Map()},
    acceptedEpoch: (disk.get("acceptedEpoch") as number | undefined) ?? tree.zxid.epoch,
    currentEpoch,
    tree,
    committedLog,
    snapshotSize: (snapshots.entries[snapshots.length - 1] as Snapshot | undefined)?.tree.nodes.size ?? 0,
    flushing: false,
    toFlush: [],
    inFlush: [],
    leader: null,
    learner: null,
    clients: new Map(),
    bySession: new Map(),
    newSessions: new Map(),
    touched: new Map(),
    heard: new Map(),
    watches: {data: new Map(), child: new Map()},
    nextSession: 0,
  };
}

function start(s: Server, ctx: Zk): void {
  if (!ctx.rules.epochsFit(s.currentEpoch, s.acceptedEpoch, s.tree.zxid)) {
    ctx.note({kind: "refused-to-start", zxid: s.tree.zxid, currentEpoch: s.currentEpoch, acceptedEpoch: s.acceptedEpoch});
    return ctx.exit();
  }
  // An epoch file that is missing is made of the epoch of the last zxid.
  for (const file of ["currentEpoch", "acceptedEpoch"] as const) if (ctx.get(file) === undefined) ctx.put(file, s[file]);
  ctx.note({kind: "started", zxid: s.tree.zxid, currentEpoch: s.currentEpoch, acceptedEpoch: s.acceptedEpoch});
  ctx.listen("election");
  ctx.listen("client");
  if (s.linksUp) standUp(s, ctx);
  // What a starting server has read counts as synced from here on; the real one leaves that to the kernel's write-back within 30 s.
  ctx.sync(["log", "snapshots", "acceptedEpoch", "currentEpoch"], {do: "started", stint: s.stint}, true);
}

function shutDown(s: Server, ctx: Zk): void {
  // Before 3.9.3 a learner forgot to shut its pipeline down and did not wait for the log (ZOOKEEPER-4712).
  const waits = s.leader !== null || ctx.config.version !== "3.8.0";
  if (waits && (s.flushing || s.toFlush.length > 0)) ctx.sync(["log"], {do: "shut", stint: s.stint}, true);
  else unwind(s, ctx);
}

/** Transactions whose reading is one piece of work. */
const LOG_PIECE = 500;

/** To find where its memory ends a server reads its current log file from the start (FileTxnLog.read): the longer it has run, the later it looks. */
function unwind(s: Server, ctx: Zk): void {
  const inFile = ctx.log("log").length - s.logStart;
  for (let read = LOG_PIECE; read <= inFile; read += LOG_PIECE) ctx.work("readLog", {do: "reading", stint: s.stint});
  ctx.work("shutdown", {do: "look-again", stint: s.stint});
}

/** Back to LOOKING in the same process: what was logged and not committed enters the memory (fastForwardDataBase). */
function lookAgain(s: Server, ctx: Zk): void {
  // The real one drops its memory after an unfinished SNAP only; after a TRUNC it keeps what it applied, and would snapshot it if it came to lead.
  const unfinished = s.learner !== null && !s.learner.acked && s.learner.mode !== null && s.learner.mode !== "DIFF";
  s.leader = null;
  s.learner = null;
  s.stopping = false;
  s.stint++;
  s.toFlush = [];
  if (unfinished) reload(s, ctx);
  else fastForward(s, ctx);
  s.role = "LOOKING";
  if (s.voter || ctx.config.observerDelay === 0) ctx.work("look", {do: "look", stint: s.stint});
  else ctx.setTimer("observer", ticks(ctx.random(0, ctx.config.observerDelay - 1)));
}

/** What this server has on its disk is told to the leader, by a learner in a message (B3, B4). */
function acknowledge(s: Server, zxids: readonly Zxid[], ctx: Zk): void {
  if (s.stopping) return;
  for (const at of zxids) {
    if (s.leader) ack(s, s.leader, s.sid, at, ctx);
    else if (s.learner?.connected && ctx.rules.mayVote(s.sid, ctx.config.ensemble)) {
      ctx.send(s.learner.conn, {kind: "ACK", zxid: at});
      ctx.note({kind: "acked", zxid: at, epoch: s.learner.newEpoch});
    }
  }
}

interface Token {
  readonly do: string;
  readonly stint: number;
  readonly zxids?: readonly never[];
  readonly vote?: Notification;
}

/** Continuations; those of an earlier stint come too late. */
function done(s: Server, raw: Json, ctx: Zk): void {
  const token = raw as unknown as Token;
  if (token.do === "flushed") return acknowledge(s, flushed(s, token.stint, ctx), ctx);
  if (token.vote) return token.do === "received" ? notified(s, token.vote, ctx) : voted(s, token.vote, ctx);
  if (token.stint !== s.stint) return;
  if (token.do === "shut") return unwind(s, ctx);
  if (token.do === "shut-down") return shutDown(s, ctx);
  if (token.do === "look-again") return lookAgain(s, ctx);
  if (s.stopping) return;
  switch (token.do) {
    case "started":
      return ctx.submit("main", {do: "begin", stint: s.stint});
    case "begin":
      return ctx.work("look", {do: "look", stint: s.stint});
    case "look":
      return lookForLeader(s, ctx);
    case "lead":
      return ctx.work("startLeader", {do: "leading", stint: s.stint});
    case "leading":
      return lead(s, ctx);
    case "follow":
      return ctx.work("startFollower", {do: "following", stint: s.stint});
    case "following":
      return follow(s, ctx);
    case "register":
      return register(s, ctx);
    case "epoch-accepted":
      return epochAccepted(s, ctx);
    case "epoch-established":
      return epochEstablished(s, ctx);
    case "start-server":
      return ctx.work("startServer", {do: "serve", stint: s.stint});
    case "serve":
      return serve(s, ctx);
    case "promised":
      return promised(s, ctx);
    case "sync-snapshot":
      return persistHistory(s, ctx);
    case "sync-history":
      return persistEpoch(s, ctx);
    case "sync-epoch":
      return epochPersisted(s, ctx);
    case "sync-late":
      return acknowledgeNewLeader(s, ctx);
    case "up-to-date":
      return upToDate(s, ctx);
    case "acknowledge":
      return acknowledge(s, token.zxids ?? [], ctx);
  }
}

function timer(s: Server, name: string, arg: Json, ctx: Zk): void {
  if (name.startsWith("dial ") && name !== "dial leader") return dialTimedOut(s, arg, ctx);
  if (name.startsWith("learner ")) return learnerSilent(s, arg, ctx);
  switch (name) {
    case "poll":
      return pollTimedOut(s, ctx);
    case "finalize":
      return finalized(s, ctx);
    case "init":
      return initTimedOut(s, ctx);
    case "tick":
      return halfTick(s, ctx);
    case "expire":
      return expireSessions(s, ctx);
    case "dial leader":
      return dialLeaderTimedOut(s, arg, ctx);
    case "redial leader":
      return dialLeader(s, ctx);
    case "read":
      return readTimedOut(s, ctx);
    case "shut-down":
      return ctx.submit("main", {do: "shut-down", stint: s.stint});
    case "observer":
      return ctx.work("look", {do: "look", stint: s.stint});
  }
}

function receive(s: Server, conn: ConnId, m: ZkMessage, ctx: Zk): void {
  if (m.kind === "INIT") return greeted(s, conn, m.sid, ctx);
  if (m.kind === "NOTIFICATION") {
    // What comes by a link is passed on by the thread that reads it; the loopback copy is there already.
    if (conn === LOOPBACK) notified(s, m, ctx);
    else ctx.submit("receiver", {do: "received", stint: s.stint, vote: m as never});
    return;
  }
  if (s.learner?.conn === conn) return fromLeader(s, conn, m as QuorumMessage, ctx);
  if (s.leader?.handlers.has(conn)) return fromLearner(s, conn, m as QuorumMessage, ctx);
  if (s.clients.has(conn)) fromClient(s, conn, m as ClientMessage, ctx);
}

/** WorkerReceiver: one thread takes the votes of all links in turn. */
function notified(s: Server, n: Notification, ctx: Zk): void {
  received(s, n, ctx);
  if (s.leader && n.state === "LOOKING" && n.sid !== s.sid) voterLooksAgain(s, n.sid, ctx);
}

function disconnected(s: Server, conn: ConnId, why: Ending, ctx: Zk): void {
  linkLost(s, conn, why, ctx);
  if (s.clients.has(conn)) dropClient(s, conn, ctx);
  if (s.leader?.handlers.has(conn)) dropLearner(s, conn, ctx);
  if (s.learner?.conn === conn) leaderLost(s, conn, why, ctx);
}

const args = fields({
  sid: maybe(whole(0)),
  observer: maybe(flag),
  weight: maybe(whole(0)),
  group: maybe(text),
  linksUp: maybe(flag),
  messageVersion: maybe(whole(0, CURRENT_VERSION)),
  startCounter: maybe(whole(0, 0xffffffff)),
  logged: maybe(whole(0)),
});

export const server: Process<Server, ZkMessage, Rules, Config, ZkNote> = {
  args,
  // QuorumPeer, which elects, leads or follows; WorkerReceiver; clients; SyncRequestProcessor. Each link has a RecvWorker, each learner its handler.
  threads: ["main", "receiver", "client", "sync"],
  perPeer: ["link", "handler"],
  ports: {election: "link", standing: "link", loopback: "receiver", quorum: "handler", client: "client"},
  dials: {quorum: "main"},
  // Each thread reads what is buffered before it looks at its time-out: transport T25, JDK NioSocketImpl.timedRead.
  resume: "input-first",
  member: true,
  init,
  start,
  receive,
  done,
  timer,
  disconnected,
  connected(s, conn, ctx) {
    if ([...s.links.dialing.values()].includes(conn)) dialled(s, conn, ctx);
    else reachedLeader(s, conn, ctx);
  },
  accepted(s, conn, port, ctx) {
    if (port === "standing") standing(s, conn, ctx);
    else if (port === "quorum") learnerCame(s, conn, ctx);
    else if (port === "client") clientCame(s, conn, ctx);
  },
};
