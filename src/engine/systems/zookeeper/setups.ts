import type {ClientSpec} from "../../model/scenario.ts";
import type {Setup} from "../../model/setup.ts";
import type {Json, NodeId} from "../../vocabulary.ts";
import type {ClientArgs} from "./client-args.ts";
import {HOST} from "./files.ts";

const SERVERS: readonly NodeId[] = ["z1", "z2", "z3", "z4", "z5"];

/** The node is there from an earlier reign. */
const BEFORE: Json = {acceptedEpoch: 1, currentEpoch: 1, log: [[1, 1, "/x", "0"]]};

type Args = Partial<ClientArgs>;
const client = (id: string, args: Args, where: {readonly host?: NodeId} = {}): ClientSpec => ({
  id,
  ...where,
  args: {path: "/x", startMs: 2000, intervalMs: 1000, sessionTimeoutMs: 10_000, ...args},
});

/** A node that all write and read: beside each server somebody who asks that server alone, and somebody who goes wherever there is an answer. */
const setup = (name: string, says: string, reads: ClientArgs["does"], config: Setup["shape"]["config"] = {}): Setup => ({
  name,
  says,
  shape: {
    name,
    config,
    nodes: SERVERS.map((id) => ({id, args: {linksUp: true}})),
    initial: Object.fromEntries(SERVERS.map((id) => [id, BEFORE])),
    network: {latency: {uniform: [0.2, 0.8]}},
    machine: HOST,
    clients: [
      ...SERVERS.flatMap((id) => {
        const pinned: Args = {servers: [id], policy: "pinned"};
        return [client(`writer-${id}`, {does: "set", ...pinned}, {host: id}), client(`reader-${id}`, {does: reads, ...pinned}, {host: id})];
      }),
      client("writer", {does: "set", servers: SERVERS, policy: "next-random"}),
      client("reader", {does: reads, servers: SERVERS, policy: "next-random"}),
    ],
    untilMs: 65_000,
  },
  formedMs: 10_000,
  judge: "register",
  // A majority of five.
  copies: 3,
  stand: null,
});

export const setups: readonly Setup[] = [
  setup("defaults", "The usual settings; a read is answered by the server that is asked", "get"),
  setup("sync-reads", "The usual settings; right before each read a sync", "synced-get"),
  setup("no-fsync", "forceSync=no: a server acknowledges what is not on its disk yet", "get", {forceSync: false}),
];

/** A follower gives up a silent leader after `syncLimit` ticks, five. */
export const patience = (seconds: number): Setup["shape"]["config"] => ({tickTime: seconds * 200});
