import {speaker} from "../said.ts";

/** What is said of a recording of Kafka that cannot be replayed. */
const kafkaRecordings = {
  "kafka.recording.assignment": '{scenario}: runs[{run}].metrics.replicas: "{replicas}" must be brokers, the first of them the leader',
  "kafka.recording.client": '{scenario}: client {client}: unknown operation "{operation}"',
  "kafka.recording.returned": '{scenario}: runs[{run}].events: {id} must have a "znode-created" and a "server started" after its restart',
  "kafka.recording.described":
    '{scenario}: runs[{run}].events: {id} must have a "broker-registered" after its restart, and then a "described" that begins "{place} is back"',
} as const;

export const said = speaker(kafkaRecordings);
