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

/** Which nodes have a mirror, by the mode of a policy. */
const MIRRORS: {readonly [mode: string]: readonly string[]} = {all: ["n2", "n3"], "exactly 2": ["n2"], none: []};

/**
 * On one local network: a queue that its policy mirrors, a publisher beside its master, which is cut off with it, and one elsewhere. Both wait for
 * confirms, and publish again at another node what is in doubt; the consumer acknowledges by hand.
 */
function base({config}: FileSettings): Shape {
  const {"ha-mode": mode = "all", ...others} = config;
  const mirrors = MIRRORS[String(mode)] ?? [];
  // A node that is told to start no mirror never has one.
  const without = Object.fromEntries(["n2", "n3"].flatMap((id) => (mirrors.includes(id) ? [] : [[id, {mirrorFromMs: null}]])));
  const three = nodes(3, without);
  const publishing = {intervalMs: 100, startMs: 2000, republish: true};
  return {
    name: "rabbitmq.conf",
    config: others,
    nodes: three,
    initial: tables(three, [standing("q", "n1", mirrors)]),
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
