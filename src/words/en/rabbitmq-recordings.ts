import {speaker} from "../said.ts";

/** What is said of a recording of RabbitMQ that cannot be replayed. */
const rabbitmqRecordings = {
  "rabbitmq.recording.queue": "{scenario}: the queue of this kind of recording must be {kind}",
  "rabbitmq.recording.fault": '{scenario}: plan.faults: "{kind}": must be kill, restart or reset-connection',
  "rabbitmq.recording.client": '{scenario}: client {name}: "{kind}": must be publisher or consumer',
} as const;

export const said = speaker(rabbitmqRecordings);
