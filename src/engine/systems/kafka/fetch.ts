// ReplicaManager.fetchMessages and DelayedFetch. Rules R4–R6, F1–F4.

import {type ConnId, ms} from "../../vocabulary.ts";
import {leoOf} from "./disk.ts";
import type {DataRequest, EpochEnd, Got, Wanted} from "./messages.ts";
import {fetched} from "./partition.ts";
import {read} from "./purgatory.ts";
import {answer} from "./serving.ts";
import {type Broker, type Ctx, ledHere, nextOf} from "./state.ts";

type Fetch = Extract<DataRequest, {kind: "FETCH"}>;

export function fetch(b: Broker, conn: ConnId, m: Fetch, ctx: Ctx): void {
  const found = m.partitions.map((wanted) => (isOfOldLife(b, m) ? staleIn(wanted) : read(b, m.replica, wanted, ctx)));
  // R5: high watermark and end are read before the fetch counts, so that none tells of what it has itself brought about.
  if (m.replica !== "")
    m.partitions.forEach((wanted, i) => {
      const r = ledHere(b, wanted.p);
      if (r && found[i]?.error === "" && found[i]?.diverging === null) fetched(b, r, m.replica, m.be, wanted.offset, ctx);
    });
  const waits = m.waitMs > 0 && found.every(({error, entries, diverging}) => error === "" && entries.length === 0 && diverging === null);
  if (!waits) return answer(b, conn, {kind: "FETCH_REPLY", id: m.id, partitions: found}, ctx);
  const id = nextOf(b);
  b.fetches.set(id, {conn, id: m.id, replica: m.replica, partitions: m.partitions});
  ctx.setTimer(`fetch ${id}`, ms(m.waitMs));
}

/** B6: a follower of an earlier life than the one that the metadata log knows. */
const isOfOldLife = (b: Broker, {replica, be}: Fetch): boolean => replica !== "" && be < (b.kraft?.image.brokers.get(replica)?.be ?? be);

const staleIn = ({p}: Wanted): Got => ({p, error: "NOT_LEADER_OR_FOLLOWER", hw: -1, entries: [], diverging: null});

/** R12, F5: where an epoch ends in the leader's log. */
export function epochEnd(b: Broker, conn: ConnId, m: Extract<DataRequest, {kind: "OFFSET_FOR_LEADER_EPOCH"}>, ctx: Ctx): void {
  const r = b.replicas.get(m.p);
  const wrong = r ? ctx.rules.fence(m.current, r.e) : "UNKNOWN_TOPIC_OR_PARTITION";
  const error = wrong === "" && r?.role !== "leader" ? "NOT_LEADER_OR_FOLLOWER" : wrong;
  const end: EpochEnd | null = r && error === "" ? ctx.rules.endOffsetFor(r.epochs, leoOf(r, ctx), m.e) : null;
  answer(b, conn, {kind: "OFFSET_FOR_LEADER_EPOCH_REPLY", id: m.id, error, end}, ctx);
}

/** R11: the end of the log for a follower, of what is committed for a consumer. */
export function listOffsets(b: Broker, conn: ConnId, m: Extract<DataRequest, {kind: "LIST_OFFSETS"}>, ctx: Ctx): void {
  const r = ledHere(b, m.p);
  const offset = r === null ? -1 : m.replica === "" ? r.hw : leoOf(r, ctx);
  answer(b, conn, {kind: "LIST_OFFSETS_REPLY", id: m.id, p: m.p, error: r === null ? "NOT_LEADER_OR_FOLLOWER" : "", offset}, ctx);
}
