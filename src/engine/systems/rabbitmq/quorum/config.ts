import type {Parameter, Scenario} from "../../../model/scenario.ts";
import {ms, type Ticks} from "../../../vocabulary.ts";

/** The real keys: of RabbitMQ, of aten, and an argument of a queue. Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8). */
export const QUORUM_KEYS: readonly (Parameter & {readonly source: string})[] = [
  {
    key: "quorum_tick_interval",
    default: 5000,
    unit: "ms",
    range: [10, 600_000],
    means: "how often the leader of a quorum queue looks for members that are behind",
    source: "deps/rabbit/src/rabbit_quorum_queue.erl",
  },
  {
    key: "aten.poll_interval",
    default: 5000,
    unit: "ms",
    range: [10, 600_000],
    means: "how often a node looks which others have gone silent; the long election timers begin with it",
    source: "deps/rabbit/src/rabbit_prelaunch_conf.erl",
  },
  {
    key: "x-delivery-limit",
    default: -1,
    unit: "deliveries",
    range: [-1, 1000],
    means: "a message that came back more often is dropped; -1: never, as in 3.x; 20 from 4.0 on",
    source: "deps/rabbit/src/rabbit_quorum_queue.erl",
  },
];

/** What members of quorum queues use. */
export interface QuorumConfig {
  readonly raTick: Ticks;
  readonly poll: Ticks;
  /** How long a channel waits in a call: net_ticktime and five seconds. */
  readonly raCall: Ticks;
  readonly deliveryLimit: number;
  readonly version: string;
}

export function configureQuorum(config: Scenario["config"], version: string): QuorumConfig {
  const value = (key: string) => Number(config[key] ?? QUORUM_KEYS.find((k) => k.key === key)?.default);
  return {
    raTick: ms(value("quorum_tick_interval")),
    poll: ms(value("aten.poll_interval")),
    raCall: ms(Number(config.net_ticktime ?? 60) * 1000 + 5000),
    deliveryLimit: value("x-delivery-limit"),
    version,
  };
}
