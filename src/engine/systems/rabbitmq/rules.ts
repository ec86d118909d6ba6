import {ms, NO_TIME, type NodeId, type Ticks, ticks} from "../../vocabulary.ts";
import type {Exit, Pid, QueueRecord} from "./messages.ts";
import {quorumRules} from "./quorum/rules.ts";

/**
 * To whom a channel sends a message: the master and every mirror, each directly. What the ring brings is only the master's instruction for it.
 * @rule P1 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_classic_queue.erl deliver
 */
export const copiesTo = ({master, slaves}: Pick<QueueRecord, "master" | "slaves">): readonly Pid[] => [master, ...slaves];

/**
 * Whose confirms a publisher's confirm waits for: all replicas that were listed as it was published, synchronised or not.
 * @rule P6 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_classic_queue.erl qpids
 */
export const confirmsAwaited = ({master, slaves}: Pick<QueueRecord, "master" | "slaves">): readonly Pid[] => [master, ...slaves];

/** What becomes of a publish once nobody is awaited any more: acknowledged if one has it, refused if all died. */
export type Verdict = "wait" | "ack" | "nack";

/**
 * A dead replica is no longer awaited; one confirm is then enough, none is not.
 * @rule P6 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_classic_queue.erl settle_seq_nos
 */
export const verdictOf = (pending: number, confirmed: number): Verdict => (pending > 0 ? "wait" : confirmed > 0 ? "ack" : "nack");

/**
 * A mirror that is to be master: the first of the list that is alive, which is the one that has run longest. Contents are not compared.
 * `draw` is a random number that the real rule does not need.
 * @rule E2 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_misc.erl promote_slave
 */
export const chosen = (alive: readonly Pid[], _draw: number): Pid | null => alive[0] ?? null;

/**
 * Under when-synced nobody is promoted while the list of synchronised mirrors is empty. If any is on it, the dead of this very failure among them,
 * the first mirror that lives is promoted, synchronised or not.
 * @rule E4 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_misc.erl remove_from_queue
 */
export const mayPromote = (policy: "always" | "when-synced", synced: readonly Pid[], _chosen: Pid): boolean =>
  policy === "always" || synced.length > 0;

/**
 * How long a member of a ring sleeps before it records that its neighbour is dead: in a partial partition others may be cut off yet.
 * @rule N4 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/gm.erl handle_info
 */
export const deathPause = (): Ticks => ms(100);

/**
 * Whether a member sends its new right neighbour all that circulates, so that nothing is missed that was on its way through the dead one.
 * @rule G5 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/gm.erl maybe_send_catchup
 */
export const catchesUp = (): boolean => true;

/**
 * A promoted mirror puts all that consumers had not acknowledged back, each message in its old position.
 * @rule E5 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_master.erl promote_backing_queue_state
 */
export const requeues = (): boolean => true;

/**
 * It then enqueues the channels' copies for which the dead master's instruction never came.
 * @rule E6 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_slave.erl promote_me
 */
export const enqueuesCopies = (): boolean => true;

/**
 * And it remembers what the ring brought before the channel's copy, so that the copy is not enqueued a second time.
 * @rule E7 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_master.erl is_duplicate
 */
export const remembersSeen = (): boolean => true;

/**
 * A channel whose queue lost its master subscribes its consumers again, silently, unless they asked to be told.
 * @rule C6 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_channel.erl queue_down_consumer_action
 */
export const resubscribes = (cancelOnFailover: boolean): boolean => !cancelOnFailover;

/**
 * A call to a queue whose master is gone is tried again every 30 ms, 2,000 times.
 * @rule C2 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_amqqueue.erl retry_wait
 */
export const retryAfter = (tries: number): Ticks | null => (tries < 2000 ? ms(30) : null);

/**
 * Whether a consumer may be given another message: auto-ack knows no limit, a prefetch of 0 neither.
 * @rule C3 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_queue_consumers.erl add
 */
export const hasCredit = (noAck: boolean, prefetch: number, unacked: number): boolean => noAck || prefetch === 0 || unacked < prefetch;

/**
 * How far a mirror is behind: the master's messages less its own. 0: it is synchronised, and stays so.
 * @rule M4 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_slave.erl process_instruction
 */
export const depthDelta = (masters: number, own: number): number => masters - own;

/**
 * Whether a master that is stopped in good order ends its mirrors with it, so that none of them is promoted: the queue is then down until its node is
 * back, and nothing is lost.
 * @rule E8 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_master.erl terminate
 */
export const stopsMirrors = (policy: "always" | "when-synced", synced: readonly Pid[]): boolean =>
  policy !== "always" && synced.length === 0;

/**
 * A mirror that lacks nothing declines to be synchronised.
 * @rule M7 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_sync.erl slave
 */
export const declinesSync = (delta: number | null): boolean => delta === 0;

/** Of a message on its way to a mirror, where only its size counts. */
const MESSAGE_BYTES = 1000;

/**
 * How long a master waits before it sends the next batch to the mirrors that it synchronises: as long as the throughput allows. Messages count as
 * 1,000 bytes. The real one looks at the rate every 50 ms.
 * @rule M7 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_mirror_queue_sync.erl maybe_pause_sync
 */
export const syncPause = (messages: number, bytesPerSecond: number): Ticks =>
  bytesPerSecond === 0 ? NO_TIME : ticks(Math.round((messages * MESSAGE_BYTES * 1_000_000) / bytesPerSecond));

/**
 * How often a master whose process has crashed looks whether another is master by now, which it then joins as a mirror.
 * @rule E11 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_prequeue.erl init
 */
export const restartPoll = (): Ticks => ms(25);

/**
 * Whether a message is confirmed only when an fsync has covered it: the queue index of version 2 writes it and confirms.
 * @rule P7 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_classic_queue_index_v2.erl sync
 */
export const confirmsAfterFsync = (indexVersion: number): boolean => indexVersion === 1;

/**
 * Whether a channel refuses at once what it still expects of a process that has crashed: for all it knows the message got nowhere else.
 * @rule P6 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_classic_queue.erl handle_event
 */
export const refusesAtOnce = (why: Exit): boolean => why === "killed";

/**
 * What a channel may send a replica, or a reader its channel, before it is granted more.
 * @rule P8 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit_common/src/credit_flow.erl send
 */
export const initialCredit = (): number => 400;

/**
 * How many messages later, and how many more it then is.
 * @rule P8 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit_common/src/credit_flow.erl ack
 */
export const moreCreditAfter = (): number => 200;

/**
 * What a message costs: at a mirror twice, once for the copy and once for the ring's instruction.
 * @rule P8 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_classic_queue.erl deliver
 */
export const creditFor = (isMirror: boolean): number => (isMirror ? 2 : 1);

/**
 * H3: a node pauses that sees no more than half of all, itself counted. Of two nodes each pauses that loses the other.
 * @rule H3 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_node_monitor.erl majority
 */
export const pausesAsMinority = (alive: number, all: number): boolean => alive / all <= 0.5;

/**
 * A node pauses that sees none of those which are listed, unless none of those is in the cluster.
 * @rule H4 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_node_monitor.erl in_preferred_partition
 */
export function pausesWithoutPreferred(preferred: readonly NodeId[], all: readonly NodeId[], alive: readonly NodeId[]): boolean {
  const real = preferred.filter((id) => all.includes(id));
  return real.length > 0 && !real.some((id) => alive.includes(id));
}

/**
 * Whether a channel tells its client something on a node that is about to pause: it does not.
 * @rule P9 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_channel.erl send_confirms_and_nacks
 */
export const confirmsWhileAlone = (): boolean => false;

/**
 * The partition with the most client connections wins, of equals the one with the most nodes, then the one whose list of nodes is the greater; its
 * first node leads the healing, and all nodes of the others restart.
 * @rule H5 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_autoheal.erl make_decision
 */
export function autohealDecision(
  all: readonly NodeId[],
  told: ReadonlyMap<NodeId, {readonly apart: readonly NodeId[]; readonly connections: number}>,
): {readonly winner: NodeId; readonly losers: readonly NodeId[]} {
  let partitions: readonly (readonly NodeId[])[] = [[...all].sort()];
  for (const [node, {apart}] of told) {
    const own = partitions.find((one) => one.includes(node)) ?? [];
    const near = own.filter((id) => !apart.includes(id));
    const far = own.filter((id) => apart.includes(id));
    if (near.length > 0 && far.length > 0) partitions = [near, far, ...partitions.filter((one) => one !== own)];
  }
  const connections = (one: readonly NodeId[]) => one.reduce((sum, id) => sum + (told.get(id)?.connections ?? 0), 0);
  const isLess = (a: readonly NodeId[], b: readonly NodeId[]) =>
    connections(a) - connections(b) || a.length - b.length || (a.join() < b.join() ? -1 : 1);
  const [first = [], ...rest] = [...partitions].sort(isLess).reverse();
  return {winner: first[0] as NodeId, losers: rest.flat()};
}

/**
 * The tick at which a node is given up of which nothing was heard: the fourth after the one at which something last had been.
 * @rule N1 @source erlang/otp lib/kernel/src/dist_util.erl send_tick
 */
export const isSilent = (tick: number, heardAt: number): boolean => tick - heardAt >= 4;

export const rules = {
  copiesTo,
  confirmsAwaited,
  verdictOf,
  chosen,
  mayPromote,
  deathPause,
  catchesUp,
  requeues,
  enqueuesCopies,
  remembersSeen,
  resubscribes,
  retryAfter,
  hasCredit,
  depthDelta,
  stopsMirrors,
  declinesSync,
  syncPause,
  restartPoll,
  confirmsAfterFsync,
  refusesAtOnce,
  initialCredit,
  moreCreditAfter,
  creditFor,
  pausesAsMinority,
  pausesWithoutPreferred,
  confirmsWhileAlone,
  autohealDecision,
  isSilent,
  ...quorumRules,
};

export type Rules = typeof rules;
