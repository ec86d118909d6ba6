import type {EventName} from "../../../model/system.ts";
import type {KafkaMessage} from "../messages.ts";
import type {KafkaNote} from "../notes.ts";

export const kraftEvents: readonly EventName<KafkaMessage, KafkaNote>[] = [
  ...(["VOTE", "VOTE_REPLY", "RAFT_FETCH_REPLY", "BROKER_REGISTRATION_REPLY", "BROKER_HEARTBEAT"] as const).map(
    (kind) => `send ${kind}` as const,
  ),
  ...(["VOTE", "RAFT_FETCH", "BEGIN_QUORUM_EPOCH", "BROKER_HEARTBEAT"] as const).map((kind) => `receive ${kind}` as const),
  ...(["quorum-state", "__cluster_metadata-0"] as const).flatMap((file) => [`sync ${file}`, `write ${file}`] as const),
  ...(["quorum-role", "vote-granted", "quorum-mark", "broker-fenced", "broker-registered", "broker-unfenced"] as const).map(
    (note) => `note ${note}` as const,
  ),
];
