// ZkPartitionStateMachine: elections, written to ZooKeeper before anyone is told. Rules P1–P9, C5, C6.

import type {NodeId} from "../../../vocabulary.ts";
import type {Answer} from "../../zookeeper/session.ts";
import type {Leadership, Partition} from "../messages.ts";
import type {Choice} from "../rules.ts";
import type {Broker, Ctx, Led, Step, Strategy} from "../state.ts";
import {moved} from "./election.ts";
import {tellState} from "./requests.ts";
import {ask, plan} from "./thread.ts";
import {firstState, nextState, read, stateOf, statePath} from "./znodes.ts";

/** Registered, and not about to stop. */
export const isLive = ({controller: c}: Broker, id: NodeId): boolean => c.live.has(id) && !c.stopping.has(id);

/** Whether a write failed because another controller was elected since (C5); the check is the first operation. */
const isMoved = (answer: Answer): boolean => answer.error !== "" && answer.result === "0";

const ledOf = (b: Broker, p: Partition): Led => b.controller.partitions.get(p) as Led;
const stands = (b: Broker, partitions: readonly Partition[]): number => partitions.reduce((sum, p) => sum + ledOf(b, p).count, 0);

/** New ones get their first state; of the others what stands in ZooKeeper is read first. */
export function electPartitions(b: Broker, {partitions, strategy}: Extract<Step, {do: "elect-partitions"}>, ctx: Ctx): void {
  const there = partitions.filter((p) => b.controller.partitions.has(p));
  const fresh = there.filter((p) => ledOf(b, p).state === null);
  const old = there.filter((p) => ledOf(b, p).state !== null);
  if (fresh.length > 0) {
    if (old.length > 0) plan(b, {do: "elect-partitions", partitions: old, strategy});
    return createStates(b, fresh, ctx);
  }
  if (old.length === 0) return;
  ask(
    b,
    old.map((p) => read(statePath(p))),
    {do: "elect-write", partitions: old, strategy},
    ctx,
    stands(b, old),
  );
}

/** P1: no live replica: it stays new. */
function createStates(b: Broker, fresh: readonly Partition[], ctx: Ctx): void {
  const {ce, epochZkVersion} = b.controller;
  const made = fresh.flatMap((p) => {
    const choice = ctx.rules.electNew(ledOf(b, p).replicas, (r) => isLive(b, r));
    return choice === null ? [] : [{p, state: {leader: choice.leader, isr: choice.isr, e: 0, pe: 0, ce} satisfies Leadership}];
  });
  if (made.length === 0) return;
  ask(
    b,
    made.map(({p, state}) => firstState(p, state, ctx.rules.guard(epochZkVersion))),
    {do: "created", partitions: made.map(({p}) => p), states: made.map(({state}) => state)},
    ctx,
    stands(
      b,
      made.map(({p}) => p),
    ),
  );
}

export function created(b: Broker, {partitions, states}: Extract<Step, {do: "created"}>, answers: readonly Answer[], ctx: Ctx): void {
  const refused = answers.find(isMoved);
  if (refused) return moved(b, refused.error, ctx);
  partitions.forEach((p, i) => {
    // NodeExists: its own first try, whose answer was lost, or that of an earlier controller. It is read when it is elected next.
    if (answers[i]?.error === "") written(b, p, states[i] as Leadership, "new", ctx);
  });
  plan(b, {do: "send"});
}

/** P2: decides for each by what stands there, and writes on the condition that it still does. */
export function electWrite(
  b: Broker,
  {partitions, strategy}: Extract<Step, {do: "elect-write"}>,
  answers: readonly Answer[],
  ctx: Ctx,
): void {
  const {ce, epochZkVersion} = b.controller;
  const made = partitions.flatMap((p, i) => {
    const answer = answers[i];
    if (answer?.error !== "") return [];
    const state = stateOf(answer.result, answer.stats[0]?.version ?? 0);
    // Somebody else rules by now.
    if (state.ce > ce) return [];
    const choice = choose(b, strategy, ledOf(b, p).replicas, state, ctx);
    return choice === null
      ? []
      : [{p, pe: state.pe, choice, state: {...state, leader: choice.leader, isr: choice.isr, e: state.e + 1, ce}}];
  });
  ask(
    b,
    made.map(({p, pe, state}) => nextState(p, state, ctx.rules.versionOfState(pe), ctx.rules.guard(epochZkVersion))),
    {
      do: "elect-written",
      partitions: made.map(({p}) => p),
      states: made.map(({state}) => state),
      strategy,
      unclean: made.map(({choice}) => choice.unclean),
    },
    ctx,
    stands(
      b,
      made.map(({p}) => p),
    ),
  );
}

function choose(
  b: Broker,
  strategy: Extract<Step, {do: "elect-write"}>["strategy"],
  replicas: readonly NodeId[],
  {isr}: Leadership,
  ctx: Ctx,
): Choice | null {
  const {rules, config} = ctx;
  const {live, stopping} = b.controller;
  const lives = (r: NodeId) => isLive(b, r);
  switch (strategy) {
    case "offline":
      return rules.electOffline(replicas, isr, lives, config.unclean);
    case "reassigned":
      return rules.electReassigned(replicas, isr, lives);
    case "preferred":
      return rules.electPreferred(replicas, isr, lives);
    case "shutdown":
      return rules.electAtShutdown(
        replicas,
        isr,
        (r) => live.has(r),
        (r) => stopping.has(r),
      );
    default:
      return strategy satisfies never;
  }
}

export function electWritten(b: Broker, step: Extract<Step, {do: "elect-written"}>, answers: readonly Answer[], ctx: Ctx): void {
  const refused = answers.find(isMoved);
  if (refused) return moved(b, refused.error, ctx);
  const again: Partition[] = [];
  step.partitions.forEach((p, i) => {
    if (answers[i]?.error === "") written(b, p, step.states[i] as Leadership, step.unclean[i] ? "unclean" : step.strategy, ctx);
    else if (answers[i]?.error === "BadVersion") again.push(p);
  });
  plan(b, {do: "send"});
  if (again.length > 0) plan(b, {do: "elect-partitions", partitions: again, strategy: step.strategy});
}

/** ZooKeeper has it: now it is so, and the replicas are told. */
function written(b: Broker, p: Partition, state: Leadership, how: "new" | "unclean" | Strategy, ctx: Ctx): void {
  const led = ledOf(b, p);
  led.state = how === "new" ? state : {...state, pe: state.pe + 1};
  led.status = "online";
  const {leader, e, pe, isr} = led.state;
  ctx.note({kind: "state-written", scope: p, leader, e, pe, isr, how});
  const recipients = led.replicas.filter((r) => (how === "shutdown" ? b.controller.live.has(r) : isLive(b, r)));
  tellState(b, recipients, p);
}

/** C6: a replica that has gone leaves the ISR, and leadership. */
export const removeReplica = (b: Broker, {replica, partitions}: Extract<Step, {do: "remove-replica"}>, ctx: Ctx): void =>
  ask(
    b,
    partitions.map((p) => read(statePath(p))),
    {do: "remove-write", replica, partitions},
    ctx,
    stands(b, partitions),
  );

export function removeWrite(b: Broker, step: Extract<Step, {do: "remove-write"}>, answers: readonly Answer[], ctx: Ctx): void {
  const {ce, epochZkVersion} = b.controller;
  const made = step.partitions.flatMap((p, i) => {
    const answer = answers[i];
    if (answer?.error !== "") return [];
    const state = stateOf(answer.result, answer.stats[0]?.version ?? 0);
    if (state.ce > ce) return [];
    if (state.isr.includes(step.replica)) return [{p, pe: state.pe, state: {...ctx.rules.withoutReplica(state, step.replica), ce}}];
    ledOf(b, p).state = {...state, ce};
    return [];
  });
  ask(
    b,
    made.map(({p, pe, state}) => nextState(p, state, ctx.rules.versionOfState(pe), ctx.rules.guard(epochZkVersion))),
    {do: "removed", replica: step.replica, partitions: made.map(({p}) => p), states: made.map(({state}) => state)},
    ctx,
    stands(
      b,
      made.map(({p}) => p),
    ),
  );
}

export function removed(b: Broker, step: Extract<Step, {do: "removed"}>, answers: readonly Answer[], ctx: Ctx): void {
  const refused = answers.find(isMoved);
  if (refused) return moved(b, refused.error, ctx);
  const again: Partition[] = [];
  for (const [i, p] of step.partitions.entries()) {
    if (answers[i]?.error !== "") {
      if (answers[i]?.error === "BadVersion") again.push(p);
      continue;
    }
    const led = ledOf(b, p);
    const state = step.states[i] as Leadership;
    led.state = {...state, pe: state.pe + 1};
    const {leader, e, pe, isr} = led.state;
    ctx.note({kind: "state-written", scope: p, leader, e, pe, isr, how: "removed"});
    const others = led.replicas.filter((r) => r !== step.replica && b.controller.live.has(r));
    tellState(b, others, p);
  }
  plan(b, {do: "send"});
  if (again.length > 0) plan(b, {do: "remove-replica", replica: step.replica, partitions: again});
}
