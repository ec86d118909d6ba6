import {NO_TIME, plus, type Ticks, ticks} from "../vocabulary.ts";
import {type Latency, latency} from "./latency.ts";
import type {Conn, Host, Kernel, Link} from "./state.ts";
import {stream} from "./streams.ts";

// A link is what one host sends to another over. It is made when it is first used: most hosts of a large world never talk to each other.

/** Some of the hosts, by index; null: all. */
export type HostSet = readonly boolean[] | null;

/** What a fault has done to the links between two sets of hosts, including links not yet made. */
export interface LinkFault {
  readonly left: HostSet;
  readonly right: HostSet;
  /** From left to right only. */
  readonly oneWay: boolean;
  /** Null: it does not change this. */
  readonly cut: boolean | null;
  readonly factor: number | null;
}

/** How the links of a world begin: common to all, and those that the scenario names, by `keyOf`. */
export interface Wiring {
  readonly common: Latency;
  readonly own: ReadonlyMap<number, Latency>;
}

const has = (set: HostSet, host: number): boolean => set === null || set[host] === true;

/** Whether a fault concerns the link from one host to another. */
export const covers = ({left, right, oneWay}: LinkFault, from: number, to: number): boolean =>
  from !== to && ((has(left, from) && has(right, to)) || (!oneWay && has(left, to) && has(right, from)));

export const keyOf = (hosts: number, from: number, to: number): number => from * hosts + to;

/** The link from one host to another. */
export function linkOf(k: Kernel, from: number, to: number): Link {
  const key = keyOf(k.s.hosts.length, from, to);
  let link = k.s.links.get(key);
  if (link === undefined) {
    link = makeLink(k, from, to, key);
    k.s.links.set(key, link);
  }
  return link;
}

function makeLink(k: Kernel, from: number, to: number, key: number): Link {
  const name = (host: number) => (k.s.hosts[host] as Host).name;
  const factor = k.s.linkFaults.findLast((f) => f.factor !== null && covers(f, from, to))?.factor ?? 1;
  return {
    from,
    to,
    cut: isCut(k, from, to),
    factor,
    latency: k.wiring.own.get(key) ?? k.wiring.common,
    stream: stream(k.scenario.seed, `link ${name(from)}>${name(to)}`),
    neighbourUntil: ticks(-1),
    neighbourDoubted: ticks(-1),
  };
}

/** Whether packets from one host to another vanish; makes no link. */
export function isCut(k: Kernel, from: number, to: number): boolean {
  const link = k.s.links.get(keyOf(k.s.hosts.length, from, to));
  return link?.cut ?? k.s.linkFaults.findLast((f) => f.cut !== null && covers(f, from, to))?.cut ?? false;
}

/** Cuts that still stand, in part or whole. */
export const cutsThatStand = (faults: readonly LinkFault[]): number => faults.filter((f) => f.cut === true).length;

function within(inner: HostSet, outer: HostSet): boolean {
  if (outer === null || inner === null) return outer === null;
  return inner.every((there, host) => !there || outer[host] === true);
}

/** Whether the later of two faults overrides the earlier one completely. */
function undoes(later: LinkFault, earlier: LinkFault): boolean {
  if ((later.cut === null) !== (earlier.cut === null)) return false;
  const {left, right} = earlier;
  return (
    (within(left, later.left) && within(right, later.right)) || (!later.oneWay && within(left, later.right) && within(right, later.left))
  );
}

/** Remembers a fault for links not yet made, and forgets those that it overrides completely. */
export function remember(k: Kernel, fault: LinkFault): void {
  const standing = k.s.linkFaults.filter((f) => !undoes(fault, f) || (!f.oneWay && fault.oneWay));
  const mends = fault.cut === false || fault.factor === 1;
  k.s.blocked -= cutsThatStand(k.s.linkFaults) - cutsThatStand(standing);
  k.s.linkFaults = standing;
  if (fault.cut === true) k.s.blocked++;
  if (!mends || standing.some((f) => (f.cut === null) === (fault.cut === null))) standing.push(fault);
}

/** The round trip between two hosts as their kernels estimate it; takes nothing from a stream. */
export const roundTrip = (k: Kernel, a: number, b: number): Ticks =>
  a === b ? NO_TIME : plus(linkOf(k, a, b).latency.median, linkOf(k, b, a).latency.median);

/** The links of a connection, by the end that sends over each. */
export const linksOf = (k: Kernel, a: number, b: number): Conn["links"] => [linkOf(k, a, b), linkOf(k, b, a)];

/** How links begin, by a scenario's network. `hostOf` refuses an unknown node. */
export function wiringOf(
  network: {
    readonly latency: Parameters<typeof latency>[0];
    readonly links?: readonly {from: string; to: string; latency: Parameters<typeof latency>[0]}[];
  },
  hosts: number,
  hostOf: (node: string) => number,
): Wiring {
  const own = (network.links ?? []).map(({from, to, latency: spec}) => [keyOf(hosts, hostOf(from), hostOf(to)), latency(spec)] as const);
  return {common: latency(network.latency), own: new Map(own)};
}
