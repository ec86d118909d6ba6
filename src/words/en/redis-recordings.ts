import {speaker} from "../said.ts";

/** What is said of a recording of Redis that cannot be replayed. */
const redisRecordings = {
  "redis.recording.quorum": "{scenario}: config.sentinel.monitor must end with quorum=<number>",
  "redis.recording.fault": '{scenario}: plan.faults: "{kind}": must be kill or drop',
} as const;

export const said = speaker(redisRecordings);
