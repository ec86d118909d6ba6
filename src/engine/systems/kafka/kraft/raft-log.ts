// KafkaRaftClient and LeaderState on the metadata log: append, commit, fetch, cut. Rules Q7, Q8.

import {type ConnId, ms, type NodeId, plus} from "../../../vocabulary.ts";
import {type EpochCache, withEpoch} from "../rules.ts";
import type {Ctx} from "../state.ts";
import type {RaftReply} from "./messages.ts";
import {META_LOG} from "./notes.ts";
import {checkAt} from "./raft-roles.ts";
import {leoOfLog, metaLog, NEVER, type Parked, QUORUM, type Raft} from "./raft-state.ts";
import type {MetaEntry, MetaRecord} from "./records.ts";

/** MAX_FETCH_WAIT_MS */
const LONG_POLL = ms(500);
/** Records in one answer at most: MAX_FETCH_SIZE_BYTES, in records. */
const MOST = 10_000;

/** The active controller's records: they wait a little for others to go with them. Returns the offset of the last one. */
export function appendLater(r: Raft, records: readonly MetaRecord[], ctx: Ctx): number {
  if (r.batch.length === 0) r.drainAt = plus(ctx.wall(), ctx.config.kraft.linger);
  r.batch.push(...records);
  return leoOfLog(ctx) + r.batch.length - 1;
}

/** Q7: what waits goes to the log. Followers are told before it is on the disk, and until it is this thread does nothing else. */
export function drain(r: Raft, ctx: Ctx): void {
  for (const record of r.batch) {
    r.epochs = withEpoch(r.epochs, r.epoch, leoOfLog(ctx));
    ctx.append(META_LOG, Object.freeze({e: r.epoch, record: Object.freeze(record)} satisfies MetaEntry));
  }
  r.batch = [];
  r.drainAt = NEVER;
  raiseMark(r, ctx);
  const end = leoOfLog(ctx);
  for (const [id, waiting] of r.parked) if (waiting.request.offset < end) release(r, id, waiting, ctx);
  if (ctx.rules.flushesLog()) ctx.sync([META_LOG], null, true);
}

/** Q7: what a majority has. Whoever waits here is told at once. */
function raiseMark(r: Raft, ctx: Ctx): void {
  const hwm = ctx.rules.quorumMark(r.hwm, [leoOfLog(ctx), ...r.offsets.values()], r.epochStart);
  if (hwm <= r.hwm) return;
  commitTo(r, hwm, ctx);
  for (const [id, waiting] of r.parked) release(r, id, waiting, ctx);
}

function commitTo(r: Raft, hwm: number, ctx: Ctx): void {
  r.hwm = hwm;
  if (r.isVoter) ctx.note({kind: "quorum-mark", scope: QUORUM, epoch: r.epoch, hwm, role: r.role});
}

type Fetch = Parked["request"];

/** Q8: a fetch by a voter or an observer. Without news it is held. */
export function raftFetch(r: Raft, conn: ConnId, request: Fetch, ctx: Ctx): void {
  const message = answerTo(r, request, ctx);
  const held = message.error === "" && message.records.length === 0 && message.diverging === null && message.hwm <= request.hwm;
  if (!held) return void r.outbox.push({conn, message});
  const id = request.id;
  const name = parkedAs(conn, id);
  r.parked.set(name, {conn, request, answer: message});
  ctx.setTimer(`parked ${name}`, LONG_POLL, name);
}

/** Of all connections: numbers of requests are their senders' own. */
const parkedAs = (conn: ConnId, id: number): number => conn * 1_000_000 + (id % 1_000_000);

/** Nothing has come: the answer is what it was when the fetch came. */
export function parkedTooLong(r: Raft, name: number): void {
  const waiting = r.parked.get(name);
  if (!waiting) return;
  r.parked.delete(name);
  r.outbox.push({conn: waiting.conn, message: waiting.answer});
}

function release(r: Raft, name: number, {conn, request}: Parked, ctx: Ctx): void {
  r.parked.delete(name);
  ctx.cancelTimer(`parked ${name}`);
  const message = answerTo(r, request, ctx);
  if (r.dirty.length > 0) r.outbox.push({conn, message});
  else ctx.send(conn, message);
}

type FetchReply = Extract<RaftReply, {kind: "RAFT_FETCH_REPLY"}>;

function answerTo(r: Raft, {id, replica, epoch, offset, lastEpoch}: Fetch, ctx: Ctx): FetchReply {
  const known = {kind: "RAFT_FETCH_REPLY", id, epoch: r.epoch, leader: r.leader, hwm: -1, records: [], diverging: null} as const;
  const error = ctx.rules.refusesFetch(epoch, r.epoch, r.role === "leader");
  if (error !== "") return {...known, error};
  const end = ctx.rules.endOffsetFor(r.epochs, leoOfLog(ctx), lastEpoch);
  if (lastEpoch > 0 && (end === null || end.e !== lastEpoch || end.offset < offset))
    return {...known, error: "", hwm: r.hwm, diverging: end ?? {e: 0, offset: 0}};
  heardFrom(r, replica, offset, ctx);
  const records = metaLog(ctx).entries.slice(offset, Math.min(leoOfLog(ctx), offset + MOST));
  return {...known, error: "", hwm: r.hwm, records};
}

/** Q7, Q9: a voter has all before the offset from which it asks, on its disk. */
function heardFrom(r: Raft, replica: NodeId, offset: number, ctx: Ctx): void {
  if (!r.offsets.has(replica)) return;
  r.offsets.set(replica, offset);
  r.heard.add(replica);
  if (r.heard.size >= ctx.rules.majorityOf(r.voters.length) - 1) {
    r.heard.clear();
    r.quorumAt = checkAt(r, ctx);
  }
  raiseMark(r, ctx);
}

/** Q8: what a follower makes of an answer. False: it has lost what is committed, and cannot go on. */
export function fetchedFrom(r: Raft, {diverging, records, hwm}: FetchReply, ctx: Ctx): boolean {
  r.fetched = true;
  r.fetchAt = plus(ctx.wall(), ctx.config.kraft.fetchTimeout);
  if (diverging !== null) return cutTo(r, ctx.rules.cutFor(r.epochs, leoOfLog(ctx), diverging), ctx);
  for (const entry of records) {
    r.epochs = withEpoch(r.epochs, entry.e, leoOfLog(ctx));
    ctx.append(META_LOG, entry);
  }
  if (records.length > 0 && r.isVoter && ctx.rules.flushesLog()) r.dirty.push(META_LOG);
  const mark = Math.min(hwm, leoOfLog(ctx));
  if (mark > r.hwm) commitTo(r, mark, ctx);
  return true;
}

function cutTo(r: Raft, to: number, ctx: Ctx): boolean {
  const from = leoOfLog(ctx);
  if (to < r.hwm) return false;
  r.epochs = r.epochs.filter(([, start]) => start < to) as EpochCache;
  if (to < from) ctx.truncate(META_LOG, to);
  ctx.note({kind: "metadata-truncated", scope: QUORUM, from, to});
  return true;
}

/** The request with which it asks for what comes next. */
export const fetchOf = (r: Raft, ctx: Ctx): Omit<Fetch, "id"> => ({
  kind: "RAFT_FETCH",
  replica: r.id,
  epoch: r.epoch,
  offset: leoOfLog(ctx),
  lastEpoch: r.epochs[r.epochs.length - 1]?.[0] ?? 0,
  hwm: r.hwm,
});
