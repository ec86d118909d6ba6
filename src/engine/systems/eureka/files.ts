import {said} from "../../../words/en/eureka-files.ts";
import type {ConfigFiles, FileSettings, OwnTrial} from "../../model/config-file.ts";
import type {ClientSpec, Shape} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {applicationProperties, applicationYml} from "./application.ts";
import type {ClientArgs} from "./client-state.ts";
import {clientProperties, serverProperties} from "./netflix-properties.ts";

/** Instances that trials strike. */
const MORTALS = ["mortal-1", "mortal-2", "mortal-3"];

/** Those of twenty that a reader looks up: all that may die, and two that live in each zone. */
const WATCHED = [...MORTALS, "left-1", "left-2", "right-1", "right-2"];

const client = (id: string, args: Partial<ClientArgs>): ClientSpec => ({id, args: args as {readonly [key: string]: Json}});

/** Two zones with a server each: eleven instances and a reader ask the one first, nine and a reader the other. Spring's server and clients. */
function base({config}: FileSettings): Shape {
  const renews = (id: string, count: number, servers: readonly string[]) =>
    client(id, {count, enrolled: true, spreadMs: 30_000, tellsRenewals: false, servers, ordered: true});
  const reads = (id: string, servers: readonly string[]) =>
    client(id, {registers: false, fetches: true, spreadMs: 30_000, servers, ordered: true, watches: WATCHED, lookupMs: 2000});
  const [left, right] = [
    ["s1", "s2"],
    ["s2", "s1"],
  ];
  return {
    name: "application.yml",
    version: "spring-5.0.3",
    config,
    nodes: [{id: "s1"}, {id: "s2"}],
    network: {latency: {uniform: [0.2, 0.8]}},
    clients: [
      renews("left", 8, left),
      ...MORTALS.map((id) => renews(id, 1, left)),
      renews("right", 9, right),
      reads("left-reader", left),
      reads("right-reader", right),
    ],
    untilMs: 1_100_000,
    settle: false,
  };
}

const trials: readonly OwnTrial[] = [
  {name: "instance-crash", title: said("eureka.trial.instance-crash"), faults: (at) => [{kind: "crash", node: "mortal-1", at}]},
  {name: "mass-crash", title: said("eureka.trial.mass-crash"), faults: (at) => MORTALS.map((node) => ({kind: "crash", node, at}))},
  {
    name: "server-crash",
    title: said("eureka.trial.server-crash"),
    faults: (at) => [
      {kind: "crash", node: "s1", at},
      {kind: "restart", node: "s1", at: at + 120_000},
    ],
  },
  {
    name: "zone-cut",
    title: said("eureka.trial.zone-cut"),
    faults: (at) => [
      {kind: "cut", nodes: ["s2", "right", "right-reader"], at},
      {kind: "heal", at: at + 300_000},
    ],
  },
  {
    name: "all-restart",
    title: said("eureka.trial.all-restart"),
    faults: (at) => ["s1", "s2"].flatMap((node) => [{kind: "crash", node, at} as const, {kind: "restart", node, at: at + 20_000} as const]),
  },
];

export const files: ConfigFiles = {
  list: [applicationYml, applicationProperties, serverProperties, clientProperties],
  // Nobody leads: no standard fault is named by these words.
  nouns: {leads: "server", follows: "server"},
  trials,
  base,
  formedMs: 180_000,
};
