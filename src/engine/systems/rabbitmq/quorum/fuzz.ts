import type {ClientSpec, Scenario, Shape} from "../../../model/scenario.ts";
import type {EventName} from "../../../model/system.ts";
import type {Json} from "../../../vocabulary.ts";
import {FUZZ_MACHINE} from "../../fuzz-machine.ts";
import type {RabbitMessage} from "../messages.ts";
import type {RabbitNote} from "../notes.ts";
import {nodes} from "../scene.ts";
import {type InitialMember, standingQuorum} from "./initial.ts";

/** Short limits, so that within seconds silence is noticed and members are missed. */
const QUICK: Scenario["config"] = {net_ticktime: 2, quorum_tick_interval: 400, "aten.poll_interval": 300};

type Member = Omit<InitialMember, "queue" | "members" | "leader">;

/** A queue with a member on each node; `each`: nobody leads, and the members are as it says. */
function shape(
  name: string,
  count: number,
  clients: readonly ClientSpec[],
  more: Partial<Shape> = {},
  each: readonly Member[] = [],
): Shape {
  const all = nodes(count);
  const ids = all.map(({id}) => id);
  const member = (i: number): InitialMember =>
    each[i] ? {queue: "q", members: ids, leader: null, ...each[i]} : standingQuorum("q", "n1", ids);
  const known = (servers: unknown) => (servers as readonly string[]).filter((id) => ids.includes(id));
  return {
    name,
    config: QUICK,
    nodes: all,
    initial: Object.fromEntries(ids.map((id, i) => [id, {records: [], quorum: [member(i)]} as unknown as Json])),
    network: {latency: {uniform: [0.2, 6]}},
    machine: FUZZ_MACHINE,
    clients: clients.map((c) => ({...c, args: {...c.args, servers: known(c.args?.servers)}})),
    untilMs: 8000,
    ...more,
  };
}

/**
 * Two members have what was never committed, each of a term of its own: in the later one nobody but its leader has an entry. Of the earlier there is
 * more than a message of Ra's takes, so that a part of it may come to a majority before anything of a new term does: while n3 still starts.
 */
const DIVERGED: readonly Member[] = [
  {term: 2, votedFor: null, log: Array.from({length: 300}, () => 1)},
  {term: 2, votedFor: "n3", log: [1]},
  {term: 2, votedFor: "n3", log: [1, 2]},
];

/** All lost their power in an election: one had just voted for itself in a term that nobody else had heard of. */
const AMID_ELECTION: readonly Member[] = [
  {term: 2, votedFor: "n1", log: [1]},
  {term: 1, votedFor: null, log: [1]},
  {term: 1, votedFor: null, log: [1]},
  {term: 1, votedFor: null, log: [1]},
  {term: 1, votedFor: null, log: [1]},
];

/** Quorum queues under the load of the mirrored ones: those who use them, those who store, and those who hold. */
export const quorumShapes = (
  clients: readonly ClientSpec[],
  stored: readonly ClientSpec[],
  holding: readonly ClientSpec[],
): readonly Shape[] => [
  shape("quorum of three", 3, clients),
  shape("quorum of three, nobody consumes", 3, stored),
  shape("quorum of three, held", 3, holding),
  shape("quorum of five", 5, clients),
  shape("quorum of four", 4, clients),
  shape("quorum of three, far", 3, clients, {network: {latency: {uniform: [5, 60]}}}),
  shape("quorum of three, delivery limit", 3, clients, {config: {...QUICK, "x-delivery-limit": 2}}),
  shape("quorum, diverged", 3, stored, {nodes: [...nodes(2), {id: "n3", startMs: 2500}], network: {latency: {uniform: [1, 20]}}}, DIVERGED),
  shape("quorum, amid an election", 5, stored, {}, AMID_ELECTION),
];

export const quorumEvents: readonly EventName<RabbitMessage, RabbitNote>[] = [
  ...(["command", "append_entries_rpc", "append_entries_reply", "pre_vote_rpc", "request_vote_rpc", "applied", "delivery"] as const).map(
    (kind) => `send ${kind}` as const,
  ),
  ...(["command", "append_entries_rpc", "append_entries_reply", "request_vote_rpc", "leader_change", "applied"] as const).map(
    (kind) => `receive ${kind}` as const,
  ),
  ...(["ra-state", "ra-voted", "ra-leader", "ra-commits", "ra-suspects"] as const).map((note) => `note ${note}` as const),
  ...(["wal", "ra_meta"] as const).flatMap((file) => [`sync ${file}`, `write ${file}`] as const),
];
