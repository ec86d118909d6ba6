// redis-sentinel: one thread, one timer. Nothing is decided outside a tick but votes, hellos and what INFO says (fact sheet §6).

import type {Process, Reader} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {fields} from "../../outside/forms.ts";
import {type ConnId, type Json, minus, ms, NO_TIME, type NodeId, ticks, toMs} from "../../vocabulary.ts";
import {type Config, withSettings} from "./config.ts";
import {flush, heardHello} from "./configuration.ts";
import {answered, askOthers, checkObjectivelyDown, failoverStep, forceFailover, startIfNeeded, switchToPromoted, vote} from "./failover.ts";
import {refreshInfo} from "./info.ts";
import {
  answer,
  checkSubjectivelyDown,
  currentMaster,
  endTurn,
  established,
  instanceOf,
  linkLost,
  newInstance,
  pong,
  reconnect,
  sendPeriodic,
} from "./instances.ts";
import type {RedisMessage} from "./messages.ts";
import type {RedisNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import {operate} from "./sentinel-operator.ts";
import {beliefOfSentinel, type Instance, LONG_AGO, type Redis, type Sentinel, type SentinelFile} from "./state.ts";

/** Reads sentinel.conf. For whom it voted, and a fail-over of its own, it has forgotten. */
function init(spec: NodeSpec, disk: Reader, given: Config): Sentinel {
  const file = disk.get("sentinel.conf") as SentinelFile | undefined;
  const settings = file?.settings ?? {};
  const config = withSettings(given, settings);
  const configEpoch = file?.configEpoch ?? 0;
  return {
    process: "sentinel",
    config,
    settings,
    myid: spec.id,
    currentEpoch: file?.currentEpoch ?? 0,
    tilt: false,
    tiltSince: LONG_AGO,
    previousTick: NO_TIME,
    looked: NO_TIME,
    master: {
      ...newInstance("master", file?.master ?? config.master, NO_TIME),
      odown: false,
      odownSince: LONG_AGO,
      configEpoch,
      leaderEpoch: file?.leaderEpoch ?? 0,
      state: "none",
      failoverEpoch: 0,
      failoverStart: LONG_AGO,
      stateChanged: LONG_AGO,
      forced: false,
      promotedSlave: null,
      slaves: instances("slave", file?.slaves ?? []),
      sentinels: instances("sentinel", file?.sentinels ?? []),
    },
    byConn: new Map(),
    syncing: 0,
    answers: [],
    subscribers: new Set(),
    belief: beliefOfSentinel("none", configEpoch),
  };
}

const instances = (kind: Instance["kind"], ids: readonly NodeId[]): Map<NodeId, Instance> =>
  new Map(ids.map((id) => [id, newInstance(kind, id, NO_TIME)]));

function start(s: Sentinel, ctx: Redis): void {
  const spread = (ctx.get("sentinel.conf") as SentinelFile | undefined)?.spreadMs ?? 0;
  if (spread > 0) ctx.setTimer("begin", ticks(ctx.random(0, ms(spread))));
  else begin(s, ctx);
}

/** Everything it knows about counts as just seen. */
function begin(s: Sentinel, ctx: Redis): void {
  const now = ctx.wall();
  const {master} = s;
  for (const i of [master, ...master.slaves.values(), ...master.sentinels.values()]) {
    const {link} = i;
    link.actPing = now;
    link.lastPong = now;
    link.lastAvail = now;
    i.lastPub = now;
    i.roleSince = now;
    i.confChanged = now;
    i.lastReply = now;
  }
  s.previousTick = now;
  s.looked = now;
  ctx.note({kind: "+monitor", of: master.id, quorum: s.config.quorum});
  ctx.listen("sentinel");
  ctx.listen("client");
  flush(s, ctx);
  ctx.setTimer("tick", ms(1));
}

/** sentinelTimer */
function tick(s: Sentinel, ctx: Redis): void {
  checkTilt(s, ctx);
  const {master} = s;
  handle(s, master, ctx);
  for (const i of master.slaves.values()) handle(s, i, ctx);
  for (const i of master.sentinels.values()) handle(s, i, ctx);
  if (master.state === "update-config") switchToPromoted(s, ctx);
  ctx.setTimer("tick", ctx.rules.tick(ctx.random(0, 9)));
}

function checkTilt(s: Sentinel, ctx: Redis): void {
  const now = ctx.wall();
  if (ctx.rules.tilts(minus(now, s.previousTick), s.config.tiltTrigger)) {
    s.tilt = true;
    s.tiltSince = now;
    ctx.note({kind: "+tilt", gapMs: toMs(minus(now, s.previousTick))});
  }
  s.previousTick = now;
}

/** sentinelHandleRedisInstance: monitoring always, acting not in TILT. */
function handle(s: Sentinel, i: Instance, ctx: Redis): void {
  reconnect(s, i, ctx);
  sendPeriodic(s, i, ctx);
  if (s.tilt) {
    if (ctx.wall() - s.tiltSince < s.config.tiltPeriod) return;
    s.tilt = false;
    ctx.note({kind: "-tilt"});
  }
  checkSubjectivelyDown(s, i, ctx);
  if (i.kind !== "master") return;
  checkObjectivelyDown(s, ctx);
  startIfNeeded(s, ctx);
  failoverStep(s, ctx);
  askOthers(s, false, ctx);
}

function receive(s: Sentinel, conn: ConnId, m: RedisMessage, ctx: Redis): void {
  const own = s.byConn.get(conn);
  const i = own === undefined ? undefined : instanceOf(s, own);
  if (i) return fromInstance(s, i, m, ctx);
  switch (m.kind) {
    case "PING":
      return answer(s, conn, {kind: "PONG", answer: "PONG"});
    case "PUBLISH":
      heardHello(s, m.hello, ctx);
      return answer(s, conn, {kind: "PUBLISHED"});
    case "ISMASTERDOWN":
      return isMasterDown(s, conn, m, ctx);
    case "GETMASTER":
      return answer(s, conn, {kind: "ADDRESS", call: m.call, master: currentMaster(s.master)});
    case "COMMAND": {
      const said = operate(s, m.line, ctx);
      return answer(s, conn, {
        kind: "REPLY",
        call: m.call,
        error: "error" in said ? said.error : "",
        result: "text" in said ? said.text : null,
      });
    }
    case "FAILOVER":
      return answer(s, conn, {kind: "REPLY", call: m.call, error: forceFailover(s, ctx), result: null});
    case "PSUBSCRIBE":
      s.subscribers.add(conn);
      return;
    default:
      return;
  }
}

function fromInstance(s: Sentinel, i: Instance, m: RedisMessage, ctx: Redis): void {
  switch (m.kind) {
    case "PONG":
      return pong(i, m.answer, ctx);
    case "INFOREPLY":
      return refreshInfo(s, i, m, ctx);
    case "PUBLISHED":
      i.link.pending--;
      i.lastPub = ctx.wall();
      return;
    case "MESSAGE":
      i.link.pcActivity = ctx.wall();
      return heardHello(s, m.hello, ctx);
    case "EXECUTED":
      i.link.pending -= 6;
      return;
    case "ANSWERED":
      i.link.pending--;
      return;
    case "DOWN":
      return answered(s, i, m, ctx);
    default:
      return;
  }
}

/** O2, V3: who knows no master at that address has neither an opinion nor a vote. */
function isMasterDown(s: Sentinel, conn: ConnId, m: Extract<RedisMessage, {kind: "ISMASTERDOWN"}>, ctx: Redis): void {
  const {master} = s;
  const known = m.master === master.id;
  const down = ctx.rules.saysDown(s.tilt, known, master.sdown);
  const given = known && m.runid !== "*" ? vote(s, m.epoch, m.runid, ctx) : {leader: "*", epoch: 0};
  answer(s, conn, {kind: "DOWN", down, ...given});
}

export const sentinel: Process<Sentinel, RedisMessage, Rules, Config, RedisNote> = {
  args: fields({}),
  threads: ["main"],
  ports: {client: "main", sentinel: "main"},
  // ae.c: file events before time events (transport T25): answers that wait are read before the tick looks.
  resume: "input-first",
  backlog: 511,
  member: true,
  init,
  start,
  receive(s, conn, m, ctx) {
    receive(s, conn, m, ctx);
    endTurn(s, ctx);
  },
  timer(s, name, _arg: Json, ctx) {
    if (name === "begin") begin(s, ctx);
    else tick(s, ctx);
    endTurn(s, ctx);
  },
  done(s, _token: Json, ctx) {
    s.syncing--;
    ctx.note({kind: "config-rewritten", current: s.currentEpoch, leader: s.master.leaderEpoch, config: s.master.configEpoch});
    endTurn(s, ctx);
  },
  connected: established,
  disconnected(s, conn) {
    s.subscribers.delete(conn);
    const id = s.byConn.get(conn);
    const i = id === undefined ? undefined : instanceOf(s, id);
    if (i) linkLost(s, i.link, conn);
  },
};
