import {said} from "../../../words/en/rabbitmq.ts";
import type {Parameter, Scenario} from "../../model/scenario.ts";
import {ms, type NodeId, Refusal, type Ticks} from "../../vocabulary.ts";

/** The real keys: of the kernel, and of a policy. Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8). */
export const KEYS: readonly (Parameter & {readonly source: string})[] = [
  {
    key: "net_ticktime",
    default: 60,
    unit: "s",
    range: [1, 3600],
    means: "a silent node is declared down after 0.75 to 1.25 times this",
    source: "Erlang/OTP lib/kernel/src/net_kernel.erl",
  },
  {
    key: "ha-promote-on-failure",
    default: "always",
    unit: "",
    range: ["always", "when-synced"],
    means: "whether a mirror is promoted though none is synchronised",
    source: "deps/rabbit/src/rabbit_mirror_queue_misc.erl",
  },
];

export const VERSIONS = ["3.10.8"] as const;

/** What handlers use. */
export interface Config {
  /** A quarter of net_ticktime: how often a connection between nodes is looked at. */
  readonly tick: Ticks;
  readonly promoteOnFailure: "always" | "when-synced";
  /** All nodes of the cluster, in the scenario's order. */
  readonly nodes: readonly NodeId[];
}

export function configure(config: Scenario["config"], scenario: Scenario): Config {
  const version = scenario.version ?? VERSIONS[0];
  if (version !== VERSIONS[0]) throw new Refusal(said("rabbitmq.version", {version, known: VERSIONS}));
  const value = (key: string) => config[key] ?? KEYS.find((k) => k.key === key)?.default;
  return {
    tick: ms((Number(value("net_ticktime")) * 1000) / 4),
    promoteOnFailure: value("ha-promote-on-failure") as Config["promoteOnFailure"],
    nodes: scenario.nodes.map(({id}) => id),
  };
}
