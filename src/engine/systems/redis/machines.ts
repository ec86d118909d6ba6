import type {Machine} from "../../model/scenario.ts";

/**
 * What the lab's host added to the protocol: one virtual machine with two cores for three servers, their sentinels and the clients. Read off one
 * recording, `r1-kill-down1000` (24 runs), and used for all others as it stands. A table gives least, middle, nine tenths and most, in µs.
 */
const recorded: Machine = {
  name: "recorded",
  // No process starts after the cluster is ready.
  processStart: {constant: 0},
  // SIGKILL to the writer's connection error (`client_errors`, the first of each run), less a passage over the bridge.
  teardown: {
    table: [
      [0, 850],
      [0.5, 2_100],
      [0.9, 4_400],
      [1, 5_000],
    ],
  },
  // sentinel.conf: from `+try-failover` to `+vote-for-leader` in one log, in whole ms: 1 in 22 of 27, else 2.
  fsync: {
    table: [
      [0, 600],
      [0.5, 1_000],
      [0.8, 1_300],
      [1, 2_000],
    ],
  },
  // A command takes microseconds: nothing of it can be seen in this recording.
  service: {},
  work: {},
};

export const machines: {readonly [name: string]: Machine} = {recorded};
