// What stands on a node's disk before a scenario begins: a quorum queue's record, its member's term, vote and log.

import type {Form} from "../../../model/process.ts";
import type {Scenario} from "../../../model/scenario.ts";
import type {Writer} from "../../../model/system.ts";
import {fields, listOf, nodeName, nodesOfScenario, nullOr, text, whole} from "../../../outside/forms.ts";
import type {NodeId} from "../../../vocabulary.ts";
import {META, type Metas, WAL} from "./log.ts";
import type {Entry} from "./messages.ts";
import {RECORDS} from "./servers.ts";
import type {QuorumRecord} from "./state.ts";

export interface InitialMember {
  readonly queue: string;
  readonly members: readonly NodeId[];
  /** It leads as the run begins, in `term`; null: they have to elect one. */
  readonly leader: NodeId | null;
  readonly term: number;
  readonly votedFor: NodeId | null;
  /** The term of each of its entries. */
  readonly log: readonly number[];
}

export const initialMember = fields({
  queue: text,
  members: nodesOfScenario,
  leader: nullOr(nodeName),
  term: whole(0),
  votedFor: nullOr(nodeName),
  log: listOf(whole(0)),
} satisfies {readonly [K in keyof InitialMember]: Form});

/** A queue that stands, led by one of its members, with nothing in it yet. */
export const standingQuorum = (queue: string, leader: NodeId, members: readonly NodeId[]): InitialMember => ({
  queue,
  members,
  leader,
  term: 1,
  votedFor: leader,
  log: [1],
});

export function restoreQuorum(disk: Writer, given: readonly InitialMember[]): void {
  if (given.length === 0) return;
  const records: QuorumRecord[] = given.map(({queue, members, leader, term}) => ({queue, members, leader, term}));
  disk.put(RECORDS, records);
  disk.put(META, Object.fromEntries(given.map(({queue, term, votedFor}) => [queue, {term, votedFor, applied: 0}])) satisfies Metas);
  for (const {queue, log} of given)
    for (const [i, term] of log.entries()) {
      const entry: Entry = Object.freeze({queue, index: i + 1, term, command: Object.freeze({do: "noop"}), reply: null});
      disk.append(WAL, entry);
    }
}

/** Quorum queues that a scenario begins with, before its disks are looked at. */
export function quorumQueuesOf({initial = {}}: Scenario): readonly string[] {
  const all = Object.values(initial).flatMap((of) => {
    const given = (of as {readonly quorum?: unknown} | null)?.quorum;
    return Array.isArray(given) ? (given as readonly (Partial<InitialMember> | null)[]) : [];
  });
  return [...new Set(all.flatMap((one) => (typeof one?.queue === "string" ? [one.queue] : [])))];
}
