import {speaker} from "../said.ts";

/** What is said of a recording of Eureka that cannot be replayed. */
const eurekaRecordings = {
  "eureka.recording.metrics":
    "{scenario}: metrics: none of {known, list} is among them, which are all that the model can tell of such a plan",
  "eureka.recording.fault": '{scenario}: plan.faults: "{kind}": must be {known, list}',
} as const;

export const said = speaker(eurekaRecordings);
