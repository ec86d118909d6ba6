// The decisions of Ra and of rabbit_fifo that a quorum queue rests on. Raft's rules stand in kafka/kraft/ once more, in KRaft's form: they differ
// where it matters.

import {ms, NO_TIME, type Ticks, ticks} from "../../../vocabulary.ts";
import {nodeOf, type Pid} from "../messages.ts";

/** Ra's broadcast time, and the span of its election timers as a multiple of that. */
const BROADCAST_MS = 100;
const MULTIPLIER = 5;

/** A whole number from low to high, both included. */
type Draw = (low: number, high: number) => number;

/** How long a member waits before it stands for election, by what made it wait. */
export type Wait = "really_short" | "short" | "medium" | "long";

/**
 * Each timer is drawn by the millisecond. A long one ends after aten has polled once more, so that a mistake of aten's can be taken back.
 * @rule Q3 @source rabbitmq/ra@485fb56 src/ra_server_proc.erl election_timeout_action
 */
export function electionTimeout(wait: Wait, poll: Ticks, draw: Draw): Ticks {
  const upTo = (most: number) => draw(1, most) * 1000;
  switch (wait) {
    case "really_short":
      return ticks(upTo(BROADCAST_MS));
    case "short":
      return ticks(upTo(BROADCAST_MS * MULTIPLIER) + ms(BROADCAST_MS));
    case "medium":
      return ticks(upTo(Math.max(1, Math.floor(poll / 1000))) + ms(BROADCAST_MS));
    default:
      return ticks(upTo(BROADCAST_MS * MULTIPLIER * 2) + poll);
  }
}

/**
 * aten: a node is taken to be down once one and a half times as long as in 99 of 100 pauses before has passed without a beat.
 * @rule Q2 @source rabbitmq/aten@d1c1ea8 src/aten_detect.erl failure_prob_at
 */
export function seemsDown(gaps: readonly number[], since: number): boolean {
  const shorter = gaps.filter((gap) => gap * 1.5 <= since).length;
  return shorter / Math.max(1, gaps.length) >= 0.99;
}

/**
 * Whether a member asks the others before it raises its term.
 * @rule Q4 @source rabbitmq/ra@485fb56 src/ra_server.erl handle_follower
 */
export const preVotes = (): boolean => true;

/** Half of the members, and one more. @rule Q5 @source rabbitmq/ra@485fb56 src/ra_server.erl handle_candidate */
export const majorityOf = (members: number): number => Math.floor(members / 2) + 1;

/**
 * A candidate's log must end in a later term, or in the same and no sooner.
 * @rule Q5 @source rabbitmq/ra@485fb56 src/ra_server.erl is_candidate_log_up_to_date
 */
export const isUpToDate = (index: number, term: number, ownIndex: number, ownTerm: number): boolean =>
  term > ownTerm || (term === ownTerm && index >= ownIndex);

/**
 * A member votes for one candidate in a term.
 * @rule Q5 @source rabbitmq/ra@485fb56 src/ra_server.erl handle_follower
 */
export const mayVoteFor = (candidate: string, votedFor: string | null): boolean => votedFor === null || votedFor === candidate;

/**
 * For whom it has voted is on disk before its answer leaves, and is read again when it starts.
 * @rule Q5 @source rabbitmq/ra@485fb56 src/ra_server.erl update_term_and_voted_for
 */
export const voteFound = (votedFor: string | null): string | null => votedFor;

/**
 * How far a member tells its leader that it has the log: as far as it is on disk, not as far as it was written.
 * @rule Q6 @source rabbitmq/ra@485fb56 src/ra_server.erl append_entries_reply
 */
export const matchIndex = (onDisk: number, _last: number): number => onDisk;

/**
 * Whether a follower knows that all of its log is its leader's: a message that brings nothing new says so only as far as it reaches. Ra 2.2.0 does
 * not ask, and may apply what an older leader left behind that: a random schedule found it, and Ra 2.16.2 has mended it (rabbitmq/ra#508). Nor does
 * it ask, up to 3.1.10, as its log is written: a leader that was deposed answers for what it wrote when it led, and its successor counts that for the
 * entries that stand there in its own log. A random schedule found that, too; here both are asked.
 * @rule Q8 @source rabbitmq/ra@78c4ec8 (3.1.10) src/ra_server.erl handle_follower
 */
export const isValidated = (last: number, reached: number): boolean => last <= reached;

/**
 * What a majority has, the leader's own disk counted like any other.
 * @rule Q7 @source rabbitmq/ra@485fb56 src/ra_server.erl agreed_commit
 */
export function agreedIndex(matches: readonly number[], majority: number): number {
  return [...matches].sort((a, b) => b - a)[majority - 1] ?? 0;
}

/**
 * A leader commits by counting only if the entry is of its own term; older ones are committed with it.
 * @rule Q7 @source rabbitmq/ra@485fb56 src/ra_server.erl increment_commit_index
 */
export const mayCommit = (entryTerm: number, term: number): boolean => entryTerm === term;

/**
 * What becomes of an enqueue by its number within its channel: numbers are taken in order, each once.
 * @rule Q10 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_fifo.erl maybe_enqueue
 */
export const enqueueAs = (seq: number, next: number): "next" | "duplicate" | "out-of-sequence" =>
  seq === next ? "next" : seq > next ? "out-of-sequence" : "duplicate";

/**
 * A channel with so many commands unanswered reads no more from its client.
 * @rule Q10 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_fifo_client.erl enqueue
 */
export const isSlow = (pending: number): boolean => pending >= 32;

/**
 * A channel that is handed a later message than the next asks the leader for those between.
 * @rule Q12 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_fifo_client.erl handle_delivery
 */
export const asksForGap = (first: number, last: number): boolean => first > last + 1;

/**
 * Whether a message that was handed out so often, and comes back, is dropped. A limit below 0 is none.
 * @rule Q13 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_fifo.erl return_one
 */
export const isPoison = (count: number, limit: number): boolean => limit >= 0 && count > limit;

/** Why a message comes back from its consumer: it gave it back, it ended, or its node cannot be reached. */
export type Returned = "nack" | "down" | "noconnection";

/**
 * Whether that counts as a delivery that failed. From 4.3 on only the end of its consumer does.
 * @rule Q13 @source rabbitmq/rabbitmq-server@0dde27b (4.3.5) deps/rabbit/src/rabbit_fifo.erl return_one
 */
export const countsAsFailure = (why: Returned, version: string): boolean => version !== "4.3" || why === "down";

/**
 * Who is suspected when one process of a node cannot be reached: all consumers of that node. From 4.3 on that process alone.
 * @rule Q14 @source rabbitmq/rabbitmq-server@5b67ea2 deps/rabbit/src/rabbit_fifo.erl apply
 */
export const isSuspected = (pid: Pid, lost: Pid, version: string): boolean =>
  version === "4.3" ? pid === lost : nodeOf(pid) === nodeOf(lost);

/**
 * How long a suspected consumer keeps what it holds: until 4.2 not at all, from 4.3 on for 60 s (consumer_disconnected_timeout).
 * @rule Q14 @source rabbitmq/rabbitmq-server@0dde27b (4.3.5) deps/rabbit/src/rabbit_fifo.erl apply_
 */
export const keepsFor = (version: string): Ticks => (version === "4.3" ? ms(60_000) : NO_TIME);

export const quorumRules = {
  electionTimeout,
  seemsDown,
  preVotes,
  majorityOf,
  isUpToDate,
  mayVoteFor,
  voteFound,
  matchIndex,
  isValidated,
  agreedIndex,
  mayCommit,
  enqueueAs,
  isSlow,
  asksForGap,
  isPoison,
  countsAsFailure,
  isSuspected,
  keepsFor,
};
