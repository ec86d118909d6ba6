// PartitionChangeBuilder: what a change of brokers or of the in-sync replicas makes of a partition. Rules B4, E1–E6.

import type {NodeId} from "../../../vocabulary.ts";
import type {Partition} from "../messages.ts";
import type {Rules} from "../rules.ts";
import type {MetaRecord, Registered, Why} from "./records.ts";
import type {Target} from "./rules.ts";

export type Change = Extract<MetaRecord, {kind: "partition-change"}>;

const same = (a: readonly NodeId[], b: readonly NodeId[]): boolean => a.length === b.length && a.every((r, i) => r === b[i]);

/** The record that turns a partition into what it shall be; null: it is that already. */
export function changeOf(p: Partition, known: Registered, target: Target, why: Why, rules: Rules): Change | null {
  let elr = rules.eligible(known, target);
  const {leader, unclean} = rules.electIn(known, elr, target);
  const moves = leader !== known.leader;
  let {isr} = target;
  if (moves && leader !== null && elr.includes(leader)) {
    isr = [leader];
    elr = elr.filter((r) => r !== leader);
  }
  const forced = moves && unclean && leader !== null;
  if (forced) [isr, elr] = [[leader], []];
  const written = (isr.length > 0 || target.elr) && !same(isr, known.isr) ? isr : null;
  const change: Change = {
    kind: "partition-change",
    p,
    leader: moves ? {to: leader} : null,
    isr: written,
    elr: same(elr, known.elr) ? null : elr,
    lastKnown: target.elr ? lastKnownOf(known, moves, leader) : null,
    recovering: forced && !known.recovering ? true : null,
    why: forced ? "unclean" : why,
  };
  const {isr: a, elr: b, lastKnown: c, leader: d, recovering: e} = change;
  return [a, b, c, d, e].every((part) => part === null) ? null : change;
}

/** E4: who led last is remembered when nobody leads, and forgotten when somebody does. */
function lastKnownOf(known: Registered, moves: boolean, leader: NodeId | null): readonly NodeId[] | null {
  if (!moves) return null;
  if (leader === null) return known.lastKnown.length === 0 && known.leader !== null ? [known.leader] : null;
  return known.lastKnown.length > 0 ? [] : null;
}
