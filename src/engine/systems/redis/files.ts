import type {ConfigFiles, FileSettings} from "../../model/config-file.ts";
import type {ClientSpec, Machine, Shape} from "../../model/scenario.ts";
import {redisConf} from "./redis-conf.ts";
import {known, sentinels, servers} from "./scenarios.ts";
import {sentinelConf} from "./sentinel-conf.ts";

/** Only process starts and disks take time: what a file sets takes far longer than anything else. */
export const HOST: Machine = {
  name: "a rented host",
  processStart: {uniform: [100, 300]},
  teardown: {constant: 0},
  fsync: "cloud-ssd",
  service: {},
  work: {},
};

/** As many runs as it takes for the sentinels' timers to have any phase. */
const SPREAD_MS = 10_000;

/**
 * On one network in one room. One application lives beside the first master and its sentinel, and is cut off with them; another asks the other
 * sentinels. Both ask again after an error.
 */
function base({config, nodes}: FileSettings): Shape {
  const members = nodes ?? [...servers(3), ...sentinels(3, ["n1", "n2", "n3"])];
  const watching = members.filter(({process}) => process === "sentinel").map(({id}) => id);
  const client = (id: string, asked: readonly string[], where: Partial<ClientSpec>): ClientSpec => ({
    id,
    ...where,
    args: {servers: asked, startMs: SPREAD_MS, intervalMs: 100},
  });
  const elsewhere = watching.length > 1 ? watching.slice(1) : watching;
  return {
    name: "redis.conf",
    config,
    nodes: members,
    initial: known(members, SPREAD_MS),
    network: {latency: {uniform: [0.2, 0.8]}},
    machine: HOST,
    clients: [client("beside", watching.slice(0, 1), {host: "n1"}), client("elsewhere", elsewhere, {})],
    untilMs: 80_000,
  };
}

export const files: ConfigFiles = {
  list: [sentinelConf, redisConf],
  // A leader is the elected sentinel there.
  nouns: {leads: "master", follows: "replica"},
  base,
  formedMs: 12_000,
};
