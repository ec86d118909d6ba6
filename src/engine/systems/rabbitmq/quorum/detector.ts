// aten: nodes send each other beats, and every poll each looks which of the others have gone silent (Q2). Distribution's own ticks are another matter (N1).

import {ms, type NodeId, type Ticks} from "../../../vocabulary.ts";
import {type Broker, post, type Rabbit} from "../state.ts";
import type {Heard} from "./state.ts";

const BEAT: Ticks = ms(100);
const WINDOW = 1000;

/** A node that has long been up. */
export const steady = (at: Ticks): Heard => ({at, gaps: [BEAT], next: 1});

export function beat(s: Broker, ctx: Rabbit): void {
  ctx.setTimer("beat", BEAT);
  for (const id of s.links.keys()) post(s, id, {kind: "hb"}, ctx);
}

export function heardFrom(s: Broker, id: NodeId, ctx: Rabbit): void {
  const now = ctx.monotonic();
  const heard = s.quorum.heard.get(id);
  if (!heard) {
    s.quorum.heard.set(id, {at: now, gaps: [], next: 0});
    return;
  }
  heard.gaps[heard.next] = now - heard.at;
  heard.next = (heard.next + 1) % WINDOW;
  heard.at = now;
}

/** Nodes that have gone silent since the last poll, and nodes that are heard again. One of which nothing is known any more is down. */
export function poll(s: Broker, ctx: Rabbit): readonly {readonly node: NodeId; readonly down: boolean}[] {
  ctx.setTimer("poll", ctx.config.poll);
  const now = ctx.monotonic();
  const told: {node: NodeId; down: boolean}[] = [];
  for (const [node, up] of [...s.quorum.seems]) {
    if (s.quorum.heard.has(node)) continue;
    s.quorum.seems.delete(node);
    if (up) told.push({node, down: true});
  }
  for (const [node, {at, gaps}] of s.quorum.heard) {
    const down = ctx.rules.seemsDown(gaps, now - at);
    const before = s.quorum.seems.get(node);
    s.quorum.seems.set(node, !down);
    if (before === undefined ? !down : before === down) told.push({node, down});
  }
  return told;
}
