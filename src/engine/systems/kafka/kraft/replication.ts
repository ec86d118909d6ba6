// ReplicationControlManager and ClusterControlManager: what an active controller writes about brokers and partitions. Rules B1–B5, S4, S5, E6.

import type {NodeId} from "../../../vocabulary.ts";
import type {Altered, Assignment, IsrChange, Partition} from "../messages.ts";
import type {Ctx} from "../state.ts";
import {type Change, changeOf} from "./change.ts";
import type {LifecycleRequest} from "./messages.ts";
import {isActive, type MetaRecord, merged, type Registered, type Why} from "./records.ts";
import type {BrokerState, Target} from "./rules.ts";
import type {Voter} from "./voter.ts";
import {leadershipOf} from "./world.ts";

/** Who may not lead while the records are put together, and who may although the log does not say so yet. */
interface Hands {
  readonly removed: NodeId | null;
  readonly added: NodeId | null;
  /** Whose disk may have lost something. */
  readonly unclean: NodeId | null;
}

const NOBODY: Hands = {removed: null, added: null, unclean: null};

/** What such a change makes of these partitions (generateLeaderAndIsrUpdates). */
function updates(v: Voter, partitions: readonly Partition[], hands: Hands, why: Why, ctx: Ctx): readonly Change[] {
  const {removed, added, unclean} = hands;
  const acceptable = (r: NodeId): boolean => r !== removed && r !== unclean && (r === added || isActive(v.image, r));
  return partitions.flatMap((p) => {
    const known = v.image.partitions.get(p) as Registered;
    const isr = known.isr.filter((r) => r !== removed && r !== unclean);
    return changeOf(p, known, {...targetOf(acceptable, ctx), isr, unclean}, why, ctx.rules) ?? [];
  });
}

const targetOf = (acceptable: Target["acceptable"], {config, rules}: Ctx): Target => ({
  isr: [],
  acceptable,
  election: config.unclean ? "unclean" : "online",
  min: config.minIsr,
  elr: rules.usesElr(config.kraft.elr),
  unclean: null,
});

const partitionsWith = (v: Voter, has: (known: Registered) => boolean): readonly Partition[] =>
  [...v.image.partitions].flatMap(([p, known]) => (has(known) ? [p] : []));

/** B3: it leaves every ISR, others are elected, and then it is fenced. */
export function fence(v: Voter, id: NodeId, ctx: Ctx): readonly MetaRecord[] {
  const be = v.image.brokers.get(id)?.be ?? -1;
  return [...leave(v, id, "removed", ctx), {kind: "broker-change", broker: id, be, fenced: true, shuttingDown: null}];
}

const leave = (v: Voter, id: NodeId, why: Why, ctx: Ctx): readonly Change[] =>
  updates(
    v,
    partitionsWith(v, ({isr}) => isr.includes(id)),
    {...NOBODY, removed: id},
    why,
    ctx,
  );

/** B2: partitions without a leader may have one now. */
function unfence(v: Voter, id: NodeId, be: number, ctx: Ctx): readonly MetaRecord[] {
  const leaderless = partitionsWith(v, ({leader}) => leader === null);
  return [
    {kind: "broker-change", broker: id, be, fenced: false, shuttingDown: null},
    ...updates(v, leaderless, {...NOBODY, added: id}, "offline", ctx),
  ];
}

/** S4: its leaderships move, and it leaves every ISR that is not it alone. */
function stopping(v: Voter, id: NodeId, be: number, ctx: Ctx): readonly MetaRecord[] {
  const told = v.image.brokers.get(id)?.shuttingDown === true;
  const first: readonly MetaRecord[] = told ? [] : [{kind: "broker-change", broker: id, be, fenced: null, shuttingDown: true}];
  return [...first, ...leave(v, id, "shutdown", ctx)];
}

/** What a heartbeat makes of its broker. */
export function heartbeatRecords(v: Voter, id: NodeId, be: number, from: BrokerState, to: BrokerState, ctx: Ctx): readonly MetaRecord[] {
  if (from === to) return to === "stopping" ? stopping(v, id, be, ctx) : [];
  if (to === "unfenced") return unfence(v, id, be, ctx);
  return to === "stopping" ? stopping(v, id, be, ctx) : fence(v, id, ctx);
}

/** B1, E6: another life of a broker leaves the ISRs first, and, if it did not stop cleanly, the eligible replicas, too. */
export function registration(
  v: Voter,
  {broker, incarnation, previous}: Extract<LifecycleRequest, {kind: "BROKER_REGISTRATION"}>,
  be: number,
  ctx: Ctx,
): readonly MetaRecord[] {
  const known = v.image.brokers.get(broker);
  const record: MetaRecord = {kind: "register-broker", broker, incarnation, be};
  if (known?.incarnation === incarnation) return [{...record, be: known.be}];
  if (!ctx.rules.usesElr(ctx.config.kraft.elr) || ctx.rules.stoppedCleanly(previous, known?.be ?? -2))
    return [...leave(v, broker, "removed", ctx), record];
  const concerned = partitionsWith(v, ({isr, elr}) => isr.includes(broker) || elr.includes(broker));
  return [...updates(v, concerned, {...NOBODY, unclean: broker}, "removed", ctx), record];
}

/** B5: what its leader wants of a partition. */
export function alteration(v: Voter, asked: IsrChange, from: NodeId, ctx: Ctx): {readonly answer: Altered; readonly change: Change | null} {
  const known = v.image.partitions.get(asked.p);
  const refuse = (error: string) => ({answer: {p: asked.p, error, now: null}, change: null});
  if (!known) return refuse("UNKNOWN_TOPIC_OR_PARTITION");
  const fits = (r: NodeId, be: number): boolean => isActive(v.image, r) && ctx.rules.isThisLife(be, v.image.brokers.get(r)?.be ?? -1);
  const error = ctx.rules.answerToChange(known, asked, from, fits);
  if (error !== "") return refuse(error);
  const target = {...targetOf((r) => isActive(v.image, r), ctx), isr: asked.isr};
  const made = changeOf(asked.p, known, target, "isr", ctx.rules);
  // P9: with its first change a leader of an unclean election says that it has recovered.
  const change = made === null || !known.recovering ? made : {...made, recovering: false};
  const now = change === null ? known : merged(known, change);
  if (now.leader !== from) return {...refuse("NEW_LEADER_ELECTED"), change};
  return {answer: {p: asked.p, error: "", now: leadershipOf(now, v.ce)}, change};
}

/** P1 in KRaft: who is active is in sync before anyone has fetched; without any the topic is refused. */
export function topicRecords(v: Voter, topic: string, assignment: readonly Assignment[]): readonly MetaRecord[] | null {
  const made: MetaRecord[] = [{kind: "topic", topic}];
  for (const [i, {replicas, count}] of assignment.entries()) {
    const isr = replicas.filter((r) => isActive(v.image, r));
    const [leader] = isr;
    if (leader === undefined) return null;
    made.push({kind: "partition", p: `${topic}-${i}`, replicas, count, leader, isr});
  }
  return made;
}

/** S5: every partition that its preferred replica does not lead, and could. */
export function balance(v: Voter, ctx: Ctx): readonly MetaRecord[] {
  const acceptable = (r: NodeId): boolean => isActive(v.image, r);
  return partitionsWith(v, ({leader, replicas}) => leader !== null && leader !== replicas[0]).flatMap((p) => {
    const known = v.image.partitions.get(p) as Registered;
    return changeOf(p, known, {...targetOf(acceptable, ctx), isr: known.isr, election: "preferred"}, "preferred", ctx.rules) ?? [];
  });
}

/** E5: where it is allowed, partitions without a leader are looked at from time to time. */
export function electUncleanly(v: Voter, ctx: Ctx): readonly MetaRecord[] {
  const leaderless = ctx.config.unclean ? partitionsWith(v, ({leader}) => leader === null) : [];
  return updates(v, leaderless, NOBODY, "offline", ctx);
}
