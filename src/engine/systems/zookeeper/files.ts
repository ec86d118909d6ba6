import type {ConfigFiles, FileSettings} from "../../model/config-file.ts";
import type {Machine, NodeSpec, Shape} from "../../model/scenario.ts";
import {zooCfg} from "./zoo-cfg.ts";

/** Only disks and process starts take time: what a file sets takes far longer than anything else. */
export const HOST: Machine = {
  name: "a rented host",
  processStart: {uniform: [300, 900]},
  teardown: {constant: 0},
  fsync: "cloud-ssd",
  service: {},
  work: {},
};

/** All on one local network, with a client that writes to each voter in turn. */
function base({config, nodes}: FileSettings): Shape {
  const servers: readonly NodeSpec[] = nodes ?? ["z1", "z2", "z3"].map((id) => ({id, args: {linksUp: true}}));
  const voters = servers.filter(({args}) => args?.observer !== true).map(({id}) => id);
  return {
    name: "zoo.cfg",
    config,
    nodes: servers,
    network: {latency: {uniform: [0.2, 0.8]}},
    machine: HOST,
    clients: [
      {
        id: "writer",
        args: {
          does: "create",
          path: "/a",
          servers: voters,
          startMs: 2000,
          intervalMs: 100,
          policy: "next-random",
          sessionTimeoutMs: 10_000,
        },
      },
    ],
    untilMs: 65_000,
  };
}

export const files: ConfigFiles = {list: [zooCfg], nouns: {leads: "leader", follows: "follower"}, base, formedMs: 5000};
