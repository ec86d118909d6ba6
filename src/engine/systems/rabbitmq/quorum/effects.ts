// What a member does to the world: it says things, and keeps its term, its vote and its timers.

import {ms, type NodeId, type Ticks} from "../../../vocabulary.ts";
import {type Broker, believe, post, type Rabbit} from "../state.ts";
import {META, type Metas} from "./log.ts";
import type {QuorumMessage} from "./messages.ts";
import type {Wait} from "./rules.ts";
import type {Member, RaState} from "./state.ts";

const CONDITION: Ticks = ms(30_000);

/** Says something; while its term is not on disk yet it leaves later. */
export function say(s: Broker, m: Member, to: NodeId, message: QuorumMessage, ctx: Rabbit): void {
  if (m.saving > 0) m.outbox.push({to, message});
  else post(s, to, message, ctx);
}

function keep(m: Member, ctx: Rabbit): void {
  const {term, votedFor, applied} = m;
  ctx.put(META, {...(ctx.get(META) as Metas), [m.queue]: {term, votedFor, applied}});
}

/** Q5: on disk before anything else is done. */
export function saveVote(m: Member, term: number, votedFor: NodeId | null, ctx: Rabbit): void {
  if (m.term === term && m.votedFor === votedFor) return;
  m.term = term;
  m.votedFor = votedFor;
  keep(m, ctx);
  m.saving++;
  ctx.sync([META], {do: "meta", queue: m.queue});
}

/** How far it has applied its log is written, and reaches the disk with the next vote. */
export const saveApplied = keep;

/** A later term, in which it has voted for nobody yet. */
export function updateTerm(s: Broker, m: Member, term: number, ctx: Rabbit): void {
  if (term <= m.term) return;
  saveVote(m, term, null, ctx);
  believe(s);
}

/** A timer that runs is not set anew. */
export function awaitElection(m: Member, wait: Wait, ctx: Rabbit): void {
  if (m.waits) return;
  m.waits = true;
  ctx.setTimer(
    `election ${m.queue}`,
    ctx.rules.electionTimeout(wait, ctx.config.poll, (low, high) => ctx.random(low, high)),
  );
}

export function cancelElection(m: Member, ctx: Rabbit): void {
  if (!m.waits) return;
  m.waits = false;
  ctx.cancelTimer(`election ${m.queue}`);
  m.inbox = m.inbox.filter(({is}) => is !== "election_timeout");
}

/** Changes the state of a member, and with it the timer that runs. */
export function enter(s: Broker, m: Member, state: RaState, ctx: Rabbit): void {
  const before = m.state;
  cancelElection(m, ctx);
  if (before === "leader") {
    m.watched.clear();
    m.nodes.clear();
    ctx.cancelTimer(`ratick ${m.queue}`);
  }
  if (before === "await_condition") {
    m.condition = null;
    ctx.cancelTimer(`condition ${m.queue}`);
    m.inbox = m.inbox.filter(({is}) => is !== "condition_timeout");
  }
  m.state = state;
  m.unasked.clear();
  switch (state) {
    case "follower":
      awaitElection(m, "long", ctx);
      break;
    case "pre_vote":
      m.watches = false;
      awaitElection(m, "long", ctx);
      break;
    case "candidate":
      awaitElection(m, "short", ctx);
      break;
    case "await_condition":
      ctx.setTimer(`condition ${m.queue}`, CONDITION);
      break;
    default:
      ctx.setTimer(`ratick ${m.queue}`, ctx.config.raTick);
  }
  believe(s);
  ctx.note({kind: "ra-state", scope: m.queue, state, term: m.term});
}
