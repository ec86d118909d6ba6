// rabbit_node_monitor and rabbit_autoheal: what a node does that loses others, or finds that both have gone on alone (H1–H6).

import {ms, type NodeId} from "../../vocabulary.ts";
import {boot} from "./booting.ts";
import {callAgain} from "./links.ts";
import type {NodeMessage} from "./messages.ts";
import {type Broker, isUp, type Link, post, type Rabbit} from "./state.ts";

type Of<K extends NodeMessage["kind"]> = Extract<NodeMessage, {readonly kind: K}>;

/** How long a node waits for the winner's leave to start again. */
const SAFE_WAIT = ms(60_000);
/** dist_auto_connect is off for so long after an intentional disconnect. */
const AVOID = ms(1000);

const aliveNodes = (s: Broker, ctx: Rabbit): readonly NodeId[] => ctx.config.nodes.filter((id) => isUp(s, ctx, id));

/** Up, and as of one Mnesia with this node. */
const isOfOne = (link: Link | undefined): boolean => link?.up === true && link.running && !link.apart;

/** P9: whether channels may tell their clients anything. */
export const mayConfirm = (s: Broker, ctx: Rabbit): boolean => ctx.rules.confirmsWhileAlone() || !pausesNow(s, ctx);

function pausesNow(s: Broker, ctx: Rabbit): boolean {
  const {partitions, nodes, preferred} = ctx.config;
  if (partitions === "pause_minority") return ctx.rules.pausesAsMinority(aliveNodes(s, ctx).length, nodes.length);
  return partitions === "pause_if_all_down" && ctx.rules.pausesWithoutPreferred(preferred, nodes, aliveNodes(s, ctx));
}

/** A node is gone: others are asked whether they still see it (H2), and this one may have to pause (H3, H4). */
export function lostNode(s: Broker, id: NodeId, life: number, ctx: Rabbit): void {
  if (!s.running) return;
  for (const [other, link] of s.links) if (isOfOne(link)) post(s, other, {kind: "PARTITION", do: "check", of: id, life}, ctx);
  if (pausesNow(s, ctx)) pause(s, ctx.config.partitions === "pause_minority" ? "majority" : "preferred", ctx);
  if (s.healing.is === "winning") abandon(s, ctx);
}

function pause(s: Broker, until: NonNullable<Broker["waits"]>, ctx: Rabbit): void {
  if (s.waits !== null || s.stopping !== null) return;
  s.waits = until;
  ctx.note({kind: "pausing", until});
  ctx.submit("init", {do: "pause"});
}

/** Once a second, with the application stopped: whether it may start again. */
export function mayStart(s: Broker, ctx: Rabbit): boolean {
  switch (s.waits) {
    case null:
      return true;
    case "winner":
      return false;
    case "all":
      return aliveNodes(s, ctx).length === ctx.config.nodes.length;
    case "majority":
    case "preferred":
      return !pausesNow(s, ctx);
    default:
      return s.waits satisfies never;
  }
}

/** The application starts again, if what it waited for has come: all nodes are called once more first. */
export function startAgain(s: Broker, ctx: Rabbit): void {
  if (s.running || s.stopping !== null || !mayStart(s, ctx)) return;
  if (s.waits !== null) {
    s.waits = null;
    ctx.cancelTimer("safe");
    callAgain(s, ctx);
  }
  boot(s, ctx);
}

/** H2: a partition that is none to somebody between is made a whole one, or paused through. */
export function partitionTold(s: Broker, from: NodeId, m: Of<"PARTITION">, ctx: Rabbit, drop: (id: NodeId) => void): void {
  switch (m.do) {
    case "check":
      // One of its own Mnesia, in the same life. It asks that node itself, for it may not have noticed yet.
      if (isOfOne(s.links.get(m.of)) && s.links.get(m.of)?.life === m.life)
        post(s, m.of, {kind: "PARTITION", do: "probe", of: from, life: m.life}, ctx);
      return;
    case "probe":
      return post(s, from, {kind: "PARTITION", do: "alive", of: m.of, life: m.life}, ctx);
    case "alive":
      return post(s, m.of, {kind: "PARTITION", do: "partial", of: from, life: m.life}, ctx);
    case "partial":
      if (!isUp(s, ctx, m.of)) partial(s, from, m.of, ctx, drop);
      return;
    case "disconnect":
      return disconnect(s, from, ctx, drop);
    default:
      m.do satisfies never;
  }
}

function partial(s: Broker, proxy: NodeId, of: NodeId, ctx: Rabbit, drop: (id: NodeId) => void): void {
  if (!s.running || s.stopping !== null) return;
  ctx.note({kind: "partial-partition", of, proxy});
  const {partitions, preferred, nodes} = ctx.config;
  if (partitions === "pause_minority") return pause(s, "all", ctx);
  if (partitions === "pause_if_all_down" && ctx.rules.pausesWithoutPreferred(preferred, nodes, aliveNodes(s, ctx)))
    return pause(s, "preferred", ctx);
  post(s, proxy, {kind: "PARTITION", do: "disconnect", of: ctx.self, life: s.life}, ctx);
  disconnect(s, proxy, ctx, drop);
}

function disconnect(s: Broker, id: NodeId, ctx: Rabbit, drop: (id: NodeId) => void): void {
  if (!isUp(s, ctx, id)) return;
  s.avoided.set(id, ctx.monotonic() + AVOID);
  drop(id);
}

const leaderOf = ({config}: Rabbit): NodeId => [...config.nodes].sort()[0] as NodeId;

/** H5: a partition has ended. When all nodes are up the first of them is asked to heal it. */
export function maybeHeal(s: Broker, ctx: Rabbit): void {
  const {partitions, recover, nodes} = ctx.config;
  if (partitions !== "autoheal" && !(partitions === "pause_if_all_down" && recover === "autoheal")) return;
  if (!s.running || s.stopping !== null || ![...s.links.values()].some((link) => link.apart)) return;
  if (aliveNodes(s, ctx).length === nodes.length) post(s, leaderOf(ctx), {kind: "AUTOHEAL", do: "request"}, ctx);
}

/** What a node answers whom the leader asks. */
const statusOf = (s: Broker, ctx: Rabbit): Of<"AUTOHEAL"> => ({
  kind: "AUTOHEAL",
  do: "status",
  apart: [...s.links].flatMap(([id, link]) => (link.apart ? [id] : [])),
  up: aliveNodes(s, ctx),
  connections: s.channels.size,
});

export function healTold(s: Broker, from: NodeId, m: Of<"AUTOHEAL">, ctx: Rabbit): void {
  switch (m.do) {
    case "request":
      if (s.healing.is !== "no" || !s.running) return;
      s.healing = {is: "asking", told: new Map()};
      for (const id of ctx.config.nodes) post(s, id, {kind: "AUTOHEAL", do: "ask"}, ctx);
      return;
    case "ask":
      return post(s, from, statusOf(s, ctx), ctx);
    case "status":
      return decide(s, from, m, ctx);
    case "become-winner":
      ctx.note({kind: "autoheal-winner", losers: m.losers});
      s.healing = {is: "winning", losers: m.losers, awaited: new Set(m.losers)};
      for (const id of m.losers) post(s, id, {kind: "AUTOHEAL", do: "winner-is"}, ctx);
      return;
    case "winner-is":
      if (!s.running || s.stopping !== null) return;
      s.healing = {is: "no"};
      s.waits = "winner";
      ctx.note({kind: "autoheal-loser", winner: from});
      ctx.setTimer("safe", SAFE_WAIT);
      return ctx.submit("init", {do: "pause"});
    case "safe-to-start":
      return safe(s, ctx);
    default:
      m satisfies never;
  }
}

/** H6: the winner lets it start; it does so anyway when it has waited long enough. */
export function safe(s: Broker, ctx: Rabbit): void {
  if (s.waits !== "winner") return;
  s.waits = null;
  ctx.cancelTimer("safe");
  callAgain(s, ctx);
  boot(s, ctx);
}

function decide(s: Broker, from: NodeId, {up, apart, connections}: Extract<Of<"AUTOHEAL">, {do: "status"}>, ctx: Rabbit): void {
  if (s.healing.is !== "asking") return;
  const {nodes} = ctx.config;
  s.healing.told.set(from, {apart, connections});
  if (up.length < nodes.length) {
    // Denied: somebody is down to somebody.
    s.healing = {is: "no"};
    return;
  }
  if (s.healing.told.size < nodes.length) return;
  const {winner, losers} = ctx.rules.autohealDecision(nodes, s.healing.told);
  s.healing = {is: "no"};
  ctx.note({kind: "autoheal-decision", winner, losers});
  if (losers.length > 0) post(s, winner, {kind: "AUTOHEAL", do: "become-winner", losers}, ctx);
}

/** The application of a loser has stopped; when all have they may start. */
export function loserStopped(s: Broker, id: NodeId, ctx: Rabbit): void {
  if (s.healing.is !== "winning") return;
  s.healing.awaited.delete(id);
  if (s.healing.awaited.size === 0) abandon(s, ctx);
}

/** All losers may start: it is over, or one of them went away. */
function abandon(s: Broker, ctx: Rabbit): void {
  if (s.healing.is !== "winning") return;
  for (const id of s.healing.losers) post(s, id, {kind: "AUTOHEAL", do: "safe-to-start"}, ctx);
  s.healing = {is: "no"};
}
