import type {EventName, System} from "../../model/system.ts";
import type {Config} from "./config.ts";
import {kraftEvents} from "./kraft/fuzz.ts";
import type {KafkaMessage} from "./messages.ts";
import type {KafkaNote} from "./notes.ts";
import type {Rules} from "./rules.ts";
import type {Member} from "./world.ts";

const events: readonly EventName<KafkaMessage, KafkaNote>[] = [
  ...(
    ["LEADER_AND_ISR", "UPDATE_METADATA", "ALTER_PARTITION", "ALTER_PARTITION_REPLY", "FETCH", "FETCH_REPLY", "PRODUCE_REPLY"] as const
  ).map((kind) => `send ${kind}` as const),
  ...(["LEADER_AND_ISR", "ALTER_PARTITION", "ALTER_PARTITION_REPLY", "FETCH", "PRODUCE"] as const).map(
    (kind) => `receive ${kind}` as const,
  ),
  ...(["t-0/leader-epoch-checkpoint", "replication-offset-checkpoint"] as const).flatMap(
    (file) => [`sync ${file}`, `write ${file}`] as const,
  ),
  ...(
    [
      "leader",
      "follower",
      "isr-asked",
      "isr",
      "state-written",
      "controller-elected",
      "controller-ready",
      "broker-change",
      "truncated",
    ] as const
  ).map((note) => `note ${note}` as const),
];

/** Without its clusters (`shapes.ts`): a page breaks those that it shows. */
export const fuzz: System<Member, KafkaMessage, Rules, Config, KafkaNote>["fuzz"] = {
  shapes: [],
  events: [...events, ...kraftEvents],
  port: "kafka",
};
