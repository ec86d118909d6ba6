// What a client's process is given, and the state it begins with.

import type {Form} from "../../model/process.ts";
import type {NodeSpec} from "../../model/scenario.ts";
import {aboveZero, fields, flag, listOf, maybe, nodesOfScenario, nullOr, oneOf, text, time, whole} from "../../outside/forms.ts";
import {ms, type Ticks} from "../../vocabulary.ts";
import type {Client, ClientArgs, Seat} from "./client-state.ts";
import type {Config} from "./config.ts";
import {http} from "./http.ts";
import {type InstanceInfo, STATUSES} from "./messages.ts";

const MOST_INSTANCES = 20_000;

export const args: Form = fields({
  app: maybe(text),
  count: maybe(whole(1, MOST_INSTANCES)),
  instance: maybe(nullOr(text)),
  servers: maybe(nodesOfScenario),
  ordered: maybe(flag),
  inTurn: maybe(flag),
  readsErrors: maybe(flag),
  registers: maybe(flag),
  fetches: maybe(flag),
  onlyDeltas: maybe(flag),
  onDemand: maybe(flag),
  enrolled: maybe(flag),
  spreadMs: maybe(time),
  changes: maybe(listOf(fields({atMs: time, status: oneOf(STATUSES)}))),
  stopMs: maybe(nullOr(time)),
  renewalMs: maybe(nullOr(aboveZero)),
  durationMs: maybe(nullOr(aboveZero)),
  fetchEveryMs: maybe(nullOr(aboveZero)),
  connectMs: maybe(nullOr(aboveZero)),
  readMs: maybe(nullOr(aboveZero)),
  watches: maybe(listOf(text)),
  lookupMs: maybe(time),
  tellsRenewals: maybe(flag),
} satisfies {readonly [K in keyof ClientArgs]: Form});

export function argsOf(spec: NodeSpec, config: Config): ClientArgs {
  const given = (spec.args ?? {}) as Partial<ClientArgs>;
  return {
    app: "APP",
    count: 1,
    instance: null,
    servers: config.servers,
    ordered: false,
    inTurn: false,
    readsErrors: true,
    registers: true,
    fetches: false,
    onlyDeltas: false,
    onDemand: true,
    enrolled: false,
    spreadMs: 0,
    changes: [],
    stopMs: null,
    renewalMs: null,
    durationMs: null,
    fetchEveryMs: null,
    connectMs: null,
    readMs: null,
    watches: [],
    lookupMs: 1000,
    tellsRenewals: true,
    ...given,
  };
}

/** The names of a process's instances. */
export const instanceIds = (id: string, count: number): readonly string[] =>
  count === 1 ? [id] : Array.from({length: count}, (_, i) => `${id}-${i + 1}`);

const otherwise = (given: number | null, usual: Ticks): Ticks => (given === null ? usual : ms(given));

/** How long an instance's lease is said to last, and how often it renews. */
export const leaseOf = (
  a: Pick<ClientArgs, "durationMs" | "renewalMs">,
  config: Pick<Config, "duration" | "renewalInterval">,
): Pick<InstanceInfo, "duration" | "renewal"> => ({
  duration: otherwise(a.durationMs, config.duration),
  renewal: otherwise(a.renewalMs, config.renewalInterval),
});

const zero = 0 as Ticks;

export function clientOf(id: string, a: ClientArgs, config: Config): Client {
  const {connect, read} = config.clientLimits;
  const lease = leaseOf(a, config);
  const fetchEvery = otherwise(a.fetchEveryMs, config.refreshInterval);
  const seat = (name: string): Seat => ({
    id: name,
    status: "UP",
    dirty: zero,
    isDirty: false,
    list: a.servers,
    listedAt: zero,
    turn: 0,
    registration: {pinned: null, quarantine: [], endsAt: zero},
    query: {pinned: null, quarantine: [], endsAt: zero},
    copy: null,
    renewalDue: zero,
    renewDelay: lease.renewal,
    fetchDelay: fetchEvery,
    fetchedOnce: false,
    stopped: false,
  });
  return {
    process: "client",
    args: a,
    lease,
    fetchEvery,
    http: http("calls", {connect: otherwise(a.connectMs, connect), read: otherwise(a.readMs, read)}),
    seats: instanceIds(a.instance ?? id, a.count).map(seat),
  };
}
