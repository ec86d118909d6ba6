import type {Machine} from "../model/scenario.ts";

/** What all random schedules run on: slow and uneven enough for a start, an end and an fsync to fall between any two messages. */
export const FUZZ_MACHINE: Machine = {
  name: "fuzz",
  processStart: {uniform: [5, 200]},
  teardown: {uniform: [0, 10]},
  fsync: {uniform: [0.2, 8]},
  service: {},
  work: {},
};
