import type {ConfigFiles, FileSettings} from "../../model/config-file.ts";
import type {Machine, Shape} from "../../model/scenario.ts";
import {definitions} from "./definitions.ts";
import {rabbitmqConf} from "./rabbitmq-conf.ts";
import {nodes, standing, tables} from "./scene.ts";

/** Only process starts and disks take time: what a file sets takes far longer than anything else. */
const HOST: Machine = {
  name: "a rented host",
  processStart: {uniform: [2000, 4000]},
  teardown: {constant: 0},
  fsync: "cloud-ssd",
  service: {},
  work: {},
};

/**
 * On one local network: a queue that its policy mirrors, a publisher beside its master, which is cut off with it, and one elsewhere. Both wait for
 * confirms, and publish again at another node what is in doubt; the consumer acknowledges by hand.
 */
function base({config}: FileSettings): Shape {
  const three = nodes(3);
  const publishing = {intervalMs: 100, startMs: 2000, republish: true};
  return {
    name: "rabbitmq.conf",
    config,
    nodes: three,
    initial: tables(three, [standing("q", "n1", ["n2", "n3"])]),
    network: {latency: {uniform: [0.2, 0.8]}},
    machine: HOST,
    clients: [
      {id: "beside", host: "n1", args: {...publishing, servers: ["n1", "n2", "n3"]}},
      {id: "elsewhere", args: {...publishing, servers: ["n2", "n3", "n1"]}},
      {id: "consumer", process: "consumer", args: {servers: ["n3", "n2", "n1"], workMs: 4, reconnect: true}},
    ],
    untilMs: 100_000,
  };
}

export const files: ConfigFiles = {
  list: [rabbitmqConf, definitions],
  nouns: {leads: "master", follows: "mirror"},
  base,
  formedMs: 4000,
};
