// Longer than a page because all decisions of the registry and its clients stand here, in the order of fact sheet §4.

import {later, minus, NO_TIME, plus, type Ticks, ticks, times} from "../../vocabulary.ts";
import type {Side, What} from "./client-state.ts";
import type {InstanceInfo, Status} from "./messages.ts";

/**
 * A lease lasts as long as its instance asks.
 * @rule S1  @source Netflix/eureka@d68c140 registry/PeerAwareInstanceRegistryImpl.java register
 */
export const leaseLength = (asked: Ticks, usual: Ticks): Ticks => (asked > 0 ? asked : usual);

/**
 * What a renewal writes as the time of the last update: the end of the lease, not its beginning. Expiry adds the duration once more.
 * @rule S2  @source Netflix/eureka@d68c140 lease/Lease.java renew
 */
export const renewedUntil = (now: Ticks, duration: Ticks): Ticks => plus(now, duration);

/**
 * @rule S2  @source Netflix/eureka@d68c140 lease/Lease.java isExpired
 */
export const isExpired = (now: Ticks, lastUpdate: Ticks, duration: Ticks, compensation: Ticks): boolean =>
  now > lastUpdate + duration + compensation;

/**
 * A registration that is older than what is there gets a new lease for the old record.
 * @rule S4  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java register
 */
export const keepsStored = (stored: Ticks, incoming: Ticks): boolean => stored > incoming;

/**
 * The status that a record gets. One that neither is nor could be in service is believed; else an operator's word counts, then what the server
 * has, if no peer asks, and last what has come.
 * @rule S8  @source Netflix/eureka@d68c140 registry/rule/FirstMatchWinsCompositeRule.java apply, with the rules of PeerAwareInstanceRegistryImpl
 */
export function resolvedStatus(incoming: Status, override: Status | null, stored: Status | null, replicated: boolean): Status {
  if (!inTraffic(incoming)) return incoming;
  if (override !== null) return override;
  return !replicated && stored !== null && inTraffic(stored) ? stored : incoming;
}

const inTraffic = (status: Status): boolean => status === "UP" || status === "OUT_OF_SERVICE";

/**
 * An override as old as that, since it was last asked for, is forgotten.
 * @rule S7  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java overriddenInstanceStatusMap
 */
export const forgetsOverride = (age: Ticks): boolean => age >= HOUR;
const HOUR = ticks(3_600_000_000);

/**
 * Reading one instance hides it once its lease has run out, if the server may evict; reading the list does not.
 * @rule S16  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java getInstanceByAppAndId
 */
export const hidesFromReads = (evicts: boolean, expired: boolean): boolean => evicts && expired;

/**
 * What a heartbeat is answered once it has renewed the lease: a newer instance shall register, an older peer learns the record.
 * @rule S5  @source Netflix/eureka@d68c140 resources/InstanceResource.java validateDirtyTimestamp
 */
export function renewAnswer(stored: Ticks, incoming: Ticks, replicated: boolean): 200 | 404 | 409 {
  if (incoming > stored) return 404;
  return stored > incoming && replicated ? 409 : 200;
}

/**
 * Heartbeats a minute below which the server keeps everybody.
 * @rule S11  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java updateRenewsPerMinThreshold
 */
export const renewThreshold = (expected: number, intervalSeconds: number, share: number): number =>
  Math.floor(expected * (60 / intervalSeconds) * share);

/**
 * Strictly more heartbeats than the threshold; a threshold of 0 forbids eviction altogether.
 * @rule S12  @source Netflix/eureka@d68c140 registry/PeerAwareInstanceRegistryImpl.java isLeaseExpirationEnabled
 */
export const mayEvict = (selfPreservation: boolean, lastMinute: number, threshold: number): boolean =>
  !selfPreservation || (threshold > 0 && lastMinute > threshold);

/**
 * Most leases that one tick may take, with self-preservation or without.
 * @rule S13  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java evict
 */
export const evictionLimit = (size: number, share: number): number => size - Math.floor(size * share);

/**
 * Who of the expired goes: so many, drawn one by one, whatever their application.
 * @rule S13  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java evict
 */
export function victims(expired: readonly InstanceInfo[], count: number, draw: (low: number, high: number) => number): string[] {
  const ids = expired.map(({id}) => id);
  for (let i = 0; i < count; i++) {
    const other = draw(i, ids.length - 1);
    [ids[i], ids[other]] = [ids[other] as string, ids[i] as string];
  }
  return ids.slice(0, count);
}

/**
 * Whether peers are told of an eviction: never, each server evicts by its own clock.
 * @rule S13  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java evict, internalCancel
 */
export const tellsEvictions = (): boolean => false;

/**
 * A tick that comes late gives every lease the time by which it is late.
 * @rule S14  @source Netflix/eureka@d68c140 registry/AbstractInstanceRegistry.java EvictionTask.getCompensationTimeMs
 */
export const compensation = (sinceLast: Ticks, interval: Ticks): Ticks => later(NO_TIME, minus(sinceLast, interval));

/**
 * Whether the number of instances in the server's own client takes the place of the number of clients expected.
 * @rule S15  @source Netflix/eureka@d68c140 registry/PeerAwareInstanceRegistryImpl.java updateRenewalThreshold
 */
export const takesCount = (count: number, expected: number, share: number, selfPreservation: boolean): boolean =>
  count > share * expected || !selfPreservation;

/**
 * A server that opened empty refuses reads for a while. Before it opens its start is taken to be long ago, and it refuses nothing.
 * @rule S19  @source Netflix/eureka@d68c140 registry/PeerAwareInstanceRegistryImpl.java shouldAllowAccess
 */
export const refusesReads = (foundNone: boolean, sinceOpening: Ticks | null, wait: Ticks): boolean =>
  foundNone && sinceOpening !== null && sinceOpening <= wait;

/**
 * How many instances have each status, in the order of the statuses' names: nothing of who they are.
 * @rule S24  @source Netflix/eureka@d68c140 shared/Applications.java getReconcileHashCode
 */
export function reconcileHash(statuses: Iterable<{readonly status: string}>): string {
  const counts = new Map<string, number>();
  for (const {status} of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${status}_${count}_`)
    .join("");
}

/**
 * A server tells its peers what clients asked of it, and never what a peer has told it.
 * @rule P2  @source Netflix/eureka@d68c140 registry/PeerAwareInstanceRegistryImpl.java replicateToPeers
 */
export const passesOn = (hops: number): boolean => hops === 0;

/**
 * A batch goes when the task at the head is old enough, or nothing more fits. The age is that of the task which last took its place.
 * @rule P4  @source Netflix/eureka@d68c140 util/batcher/AcceptorExecutor.java hasEnoughTasksForNextBatch
 */
export const batchReady = (headAge: Ticks, delay: Ticks, pending: number, buffer: number): boolean => headAge >= delay || pending >= buffer;

/**
 * The next run's delay after one that did not end within its limit.
 * @rule C4  @source Netflix/eureka@d68c140 discovery/TimedSupervisorTask.java run
 */
export const backedOff = (delay: Ticks, usual: Ticks): Ticks => Math.min(2 * delay, 10 * usual) as Ticks;

/**
 * A delta after which both hashes are the same is taken for complete.
 * @rule C7  @source Netflix/eureka@d68c140 discovery/DiscoveryClient.java getAndUpdateDelta
 */
export const agrees = (theirs: string, mine: string): boolean => theirs === mine;

/**
 * Servers that a request may try, in order: those that have not failed, or all again once too many have. Null: all, and forget who failed.
 * @rule C11  @source Netflix/eureka@d68c140 transport/decorator/RetryableEurekaHttpClient.java getHostCandidates
 */
export function candidates<T>(list: readonly T[], quarantine: readonly T[], share: number): readonly T[] | null {
  if (quarantine.length === 0) return list;
  return quarantine.length >= Math.floor(list.length * share) ? null : list.filter((one) => !quarantine.includes(one));
}

/**
 * Registration and query have a server each, and go their own ways.
 * @rule C14  @source Netflix/eureka@d68c140 discovery/DiscoveryClient.java scheduleServerEndpointTask
 */
export const sideOf = (what: What): Side => (what === "full" || what === "delta" ? "query" : "registration");

/**
 * Which answers a client is content with; after any other it tries the next server.
 * @rule C12  @source Netflix/eureka@d68c140 transport/decorator/ServerStatusEvaluators.java
 */
export function accepts(what: string, status: number): boolean {
  if (status >= 200 && status < 300) return true;
  if (what === "cancel") return true;
  if (what === "delta") return status === 403 || status === 404;
  return (what === "renew" || what === "register") && status === 404;
}

/**
 * How long a client stays at a server: from half to one and a half of the interval; `draw` from 0 to 1000.
 * @rule C13  @source Netflix/eureka@d68c140 transport/decorator/SessionedEurekaHttpClient.java randomizeSessionDuration
 */
export const sessionLength = (interval: Ticks, draw: number): Ticks => times(interval, 0.5 + draw / 1000);

export const rules = {
  leaseLength,
  renewedUntil,
  isExpired,
  keepsStored,
  resolvedStatus,
  forgetsOverride,
  hidesFromReads,
  renewAnswer,
  renewThreshold,
  mayEvict,
  evictionLimit,
  victims,
  tellsEvictions,
  compensation,
  takesCount,
  refusesReads,
  reconcileHash,
  passesOn,
  batchReady,
  backedOff,
  agrees,
  candidates,
  sideOf,
  accepts,
  sessionLength,
};
export type Rules = typeof rules;
