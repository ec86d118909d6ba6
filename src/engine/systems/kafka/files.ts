import type {ConfigFiles, FileSettings} from "../../model/config-file.ts";
import type {Machine, Shape} from "../../model/scenario.ts";
import {brokerIds, brokers, consuming, producing, single, topic, zookeepers} from "./cluster.ts";
import {partProducer, producerProperties} from "./producer-properties.ts";
import {serverProperties} from "./server-properties.ts";

/** Only process starts and disks take time: what a file sets takes far longer than anything else. */
export const HOST: Machine = {
  name: "a rented host",
  processStart: {uniform: [1000, 3000]},
  teardown: {constant: 0},
  fsync: "cloud-ssd",
  service: {},
  work: {},
};

/** When clients begin: brokers have started by then, and the topic is made. */
export const CLIENTS_MS = 6000;

/** On one local network: a topic with three replicas, a producer beside the broker that leads first, which is cut off with it, and one elsewhere. */
function base({config}: FileSettings): Shape {
  const {args, others} = partProducer(config);
  const writing = {...args, startMs: CLIENTS_MS, intervalMs: 100};
  return {
    name: "server.properties",
    config: others,
    nodes: [...brokers(3, "b2"), ...zookeepers(3)],
    network: {latency: {uniform: [0.2, 0.8]}},
    machine: HOST,
    clients: [
      topic(single(brokerIds(3)), 5000),
      producing("beside", writing, {host: "b1"}),
      producing("elsewhere", writing),
      consuming("consumer", {startMs: CLIENTS_MS}),
    ],
    untilMs: 75_000,
  };
}

export const files: ConfigFiles = {
  list: [serverProperties, producerProperties],
  nouns: {leads: "leader", follows: "follower"},
  base,
  formedMs: 8000,
};
