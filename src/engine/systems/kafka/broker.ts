// KafkaServer: a broker's process, with what comes to it from everywhere. Rules C1, D2, S1, S3.

import type {Ending, Process} from "../../model/process.ts";
import type {NodeSpec, Scenario} from "../../model/scenario.ts";
import {fields, maybe, nullOr, time} from "../../outside/forms.ts";
import {type ConnId, type Json, minus, ms, NO_TIME} from "../../vocabulary.ts";
import * as session from "../zookeeper/session.ts";
import type {Config} from "./config.ts";
import {changeStates, led, nextLead, startFetchers, writeReign} from "./control.ts";
import {open, sessionLost} from "./controller/election.ts";
import {channelAt, channelConnected, channelFailed, channelWakes} from "./controller/requests.ts";
import {completed, goOn, proceed} from "./controller/steps.ts";
import {idle, put} from "./controller/thread.ts";
import {CONTROLLER_PATH, IDS, TOPICS} from "./controller/znodes.ts";
import {answersLate, askForRelease, linkConnected, linkFailed, resumeLink} from "./controller-link.ts";
import {checkpoint, checkpointOf, directories, flush, leoOf, load, trim, wasClean} from "./disk.ts";
import {controlReceive, handle} from "./dispatch.ts";
import {fetcherAt, fetcherConnected, fetcherFailed, fetcherFlushed, fetcherWakes} from "./fetcher.ts";
import {memberConnected, memberDisconnected, memberReceives, memberTimer, startMember, stopMember} from "./kraft/member.ts";
import {loadObserver} from "./kraft/observer.ts";
import {publish} from "./kraft/publish.ts";
import type {ControlRequest, KafkaMessage, KafkaRequest} from "./messages.ts";
import {CLEAN_FILE, type KafkaNote} from "./notes.ts";
import {shrinkAll} from "./partition.ts";
import {written} from "./produce.ts";
import {fetchTimedOut, produceTimedOut, releaseFetches} from "./purgatory.ts";
import type {Rules} from "./rules.ts";
import {incoming} from "./serving.ts";
import {closeSockets, flushAll, leave, stop} from "./shutdown.ts";
import {type Broker, type Ctx, type Step, turn} from "./state.ts";
import {closedLink, pumpZk, zkAnswered, zkDisconnected} from "./zk-requests.ts";

/** What `args` of a broker may say. Times in ms. */
export interface BrokerArgs {
  /** It is told to stop (SIGTERM) then, in its first life. */
  readonly stopAtMs: number | null;
  /** What remains of its start once it is registered: until then it takes no connections. */
  readonly openAfterMs: number;
  /** A supervisor starts it again so long after it could not register; null: it has none. */
  readonly restartMs: number | null;
}

const args = fields({stopAtMs: maybe(nullOr(time)), openAfterMs: maybe(time), restartMs: maybe(nullOr(time))});

const argsOf = (spec: NodeSpec): BrokerArgs => ({stopAtMs: null, openAfterMs: 0, restartMs: 1000, ...(spec.args as Partial<BrokerArgs>)});

function init(spec: NodeSpec, disk: Parameters<Process["init"]>[1], config: Config, _: Scenario): Broker {
  const {zookeepers, sessionMs, shutdownTries, kraft} = config;
  const {restartMs, stopAtMs, openAfterMs} = argsOf(spec);
  const checkpoints = checkpointOf(disk);
  const b: Broker = {
    kind: "broker",
    id: spec.id,
    restart: restartMs === null ? null : ms(restartMs),
    openAfter: ms(openAfterMs),
    stopAt: stopAtMs === null ? null : ms(stopAtMs),
    zk: closedLink(zookeepers, sessionMs),
    kraft: kraft.voters.length > 0 ? loadObserver(spec.id, disk, config) : null,
    be: -1,
    stage: "starting",
    ce: 0,
    clean: wasClean(disk),
    metadata: {controller: null, live: [], partitions: new Map()},
    replicas: new Map(directories(disk).map((p) => [p, load(p, disk, checkpoints)])),
    conns: new Map(),
    fetchers: new Map(),
    controllerLink: {conn: 0, to: null, phase: "idle", changes: new Map(), shutdown: false, sent: null, paused: false},
    controller: idle(),
    control: [],
    changing: null,
    produces: new Map(),
    fetches: new Map(),
    next: 1,
    triesLeft: shutdownTries,
    beliefs: [],
  };
  turn(b);
  return b;
}

function start(b: Broker, ctx: Ctx): void {
  ctx.put(CLEAN_FILE, false);
  for (const r of b.replicas.values()) {
    const torn = trim(r, ctx);
    ctx.note({kind: "log-loaded", scope: r.p, leo: leoOf(r, ctx), hw: r.hw, clean: b.clean, torn});
  }
  if (b.kraft !== null) startMember(b, b.kraft, ctx);
  else {
    session.open(b.zk.session, NO_TIME, session.zookeeperOf(ctx));
    put(b, {do: "register"});
    proceed(b, ctx);
  }
  ctx.setTimer("checkpoint", ctx.config.checkpointEvery);
  shrinkAll(b, ctx);
  if (b.stopAt !== null && ctx.endings() === 0) ctx.setTimer("stop", minus(b.stopAt, ctx.monotonic()));
}

/** What the session with ZooKeeper tells. Watches become events of the controller's queue. */
function told(b: Broker, what: session.Happening, _zk: session.Zk, ctx: Ctx): void {
  switch (what.kind) {
    case "connected":
      return pumpZk(b, ctx);
    case "disconnected":
      return zkDisconnected(b);
    case "expired":
      ctx.note({kind: "session-over"});
      sessionLost(b, ctx);
      return proceed(b, ctx);
    case "changed": {
      const event = eventOf(what.path);
      if (event) put(b, event);
      return proceed(b, ctx);
    }
    case "answered": {
      if (what.request.op === "closeSession") return ctx.exit();
      const done = zkAnswered(b, what, ctx);
      if (done) completed(b, done.id, done.batch, ctx);
      return;
    }
    default:
      what satisfies never;
  }
}

function eventOf(path: string): Step | null {
  if (path === CONTROLLER_PATH) return {do: "controller-change"};
  if (path === IDS) return {do: "broker-change"};
  return path === TOPICS ? {do: "topic-change"} : null;
}

function connected(b: Broker, conn: ConnId, ctx: Ctx): void {
  if (b.kraft !== null && memberConnected(b, b.kraft, conn, ctx)) return;
  const fetcher = fetcherAt(b, conn);
  const channel = channelAt(b, conn);
  if (fetcher) fetcherConnected(b, fetcher, ctx);
  else if (channel) channelConnected(channel, ctx);
  else if (b.controllerLink.conn === conn) linkConnected(b, ctx);
  else ctx.close(conn);
}

function disconnected(b: Broker, conn: ConnId, _why: Ending, ctx: Ctx): void {
  if (b.kraft !== null && memberDisconnected(b, b.kraft, conn, ctx)) return;
  const fetcher = fetcherAt(b, conn);
  const channel = channelAt(b, conn);
  if (fetcher) fetcherFailed(b, fetcher, ctx);
  else if (channel) channelFailed(channel, ctx);
  else if (b.controllerLink.conn === conn) linkFailed(b, ctx);
  else b.conns.delete(conn);
}

function timer(b: Broker, name: string, arg: Json, ctx: Ctx): void {
  const [what = "", rest = ""] = name.split(" ", 2);
  const named = name.slice(what.length + 1);
  if (b.kraft !== null && memberTimer(b, b.kraft, what, rest, ctx)) return;
  switch (what) {
    case "produce":
      return produceTimedOut(b, Number(rest), ctx);
    case "fetch":
      return fetchTimer(b, rest, arg, ctx);
    case "shrink":
      return shrinkAll(b, ctx);
    case "flush":
      return onReplica(b, named, (r) => flush([r], null, ctx));
    case "checkpoint":
      ctx.setTimer("checkpoint", ctx.config.checkpointEvery);
      return checkpoint(b, ctx);
    case "channel": {
      const channel = b.controller.channels.get(arg as string);
      return channel && channelWakes(channel, ctx);
    }
    case "controller":
      return rest === "answers" ? answersLate(b, ctx) : resumeLink(b, ctx);
    case "batch": {
      const {after, answers} = arg as unknown as {after: Step; answers: readonly session.Answer[]};
      return goOn(b, after, answers, ctx);
    }
    default:
      return eventTimer(b, what, ctx);
  }
}

function eventTimer(b: Broker, what: string, ctx: Ctx): void {
  if (what === "open") return open(ctx);
  if (what === "stop") return ctx.work("terminate", "stop");
  if (what === "release") return askForRelease(b, ctx);
  if (what === "register" || what === "rebalance") {
    put(b, {do: what});
    proceed(b, ctx);
  }
}

function fetchTimer(b: Broker, rest: string, arg: Json, ctx: Ctx): void {
  if (rest !== "from") return fetchTimedOut(b, Number(rest), ctx);
  const fetcher = b.fetchers.get(arg as string);
  if (fetcher) fetcherWakes(b, fetcher, ctx);
}

function onReplica(b: Broker, p: string, act: (r: NonNullable<ReturnType<Broker["replicas"]["get"]>>) => void): void {
  const r = b.replicas.get(p);
  if (r) act(r);
}

function done(b: Broker, token: Json, ctx: Ctx): void {
  if (token === "stop") return b.kraft === null ? stop(b, ctx) : stopMember(b, b.kraft, ctx);
  if (token === "sockets") return closeSockets(b, ctx);
  if (token === "flush") return flushAll(b, ctx);
  if (token === "flushed") return leave(b, ctx);
  if (token === "stopped") return nextLead(b, ctx);
  if (token === "fetchers") return startFetchers(b, ctx);
  if (typeof token !== "object" || token === null) return;
  if ("serve" in token) return controlReceive(b, token.serve as ConnId, null, ctx);
  if ("held" in token) {
    const {conn, request} = token.held as unknown as {conn: ConnId; request: KafkaRequest};
    return handle(b, conn, request, ctx);
  }
  if ("written" in token) return onReplica(b, token.written as string, (r) => written(b, r, ctx));
  if ("took" in token) return fetcherFlushed(b, token.took as string, ctx);
  if ("appended" in token) return releaseFetches(b, token.appended as string, ctx);
  if ("changed" in token) return void (b.kraft !== null && publish(b, b.kraft, ctx));
  if ("lead" in token) return writeReign(b, token.lead as string, ctx);
  if ("led" in token) led(b, token.led as string, ctx);
  else if ("changes" in token) changeStates(b, token.changes as unknown as Extract<ControlRequest, {kind: "LEADER_AND_ISR"}>, ctx);
}

export const broker: Process<Broker, KafkaMessage, Rules, Config, KafkaNote> = {
  // Requests that change what replicas are: one at a time, beside all others.
  threads: ["main", "changes", "shutdown"],
  ports: {kafka: "main"},
  // Java looks at what it has read before it looks at its limits (transport T25).
  resume: "input-first",
  member: true,
  args,
  libraries: {zookeeper: session.sessionIn<Broker, Ctx>((b) => b.zk.session, told)},
  init,
  start,
  accepted: (b, conn) => void incoming(b, conn),
  receive(b, conn, m, ctx) {
    if (b.kraft === null || !memberReceives(b, b.kraft, conn, m, ctx)) controlReceive(b, conn, m, ctx);
  },
  connected,
  disconnected,
  timer,
  done,
};
