import type {Machine} from "../../model/scenario.ts";

/** The fact sheet's host: a killed node's sockets close after 15 to 20 ms, an fsync takes 2 ms. */
const plain: Machine = {
  name: "plain",
  processStart: {constant: 1000},
  teardown: {uniform: [15, 20]},
  fsync: {constant: 2},
  service: {},
  work: {transaction: {constant: 1}, stop: {constant: 3}, halt: {constant: 1}},
};

/**
 * What the lab's host added to the protocol. `teardown` and `transaction` are read off one recording, `q5-consumer-cancel` (12 runs), and used for all
 * others as they stand; `processStart` and `fsync` come from no recording. A table gives least, middle, nine tenths and most, in µs.
 */
const recorded: Machine = {
  name: "recorded",
  // From no recording: none of them starts a node while it looks.
  processStart: {constant: 4000},
  // SIGKILL to basic.cancel (`cancel_with_flag_ms`): no timer is in it.
  teardown: {
    table: [
      [0, 10_000],
      [0.5, 11_900],
      [0.9, 17_100],
      [1, 20_600],
    ],
  },
  // From no recording: nothing in them can be told from the rest of a publish.
  fsync: {constant: 1},
  service: {},
  // From there to `promoting_mirror_log_ms`, less the pause of 100 ms, in four: both mirrors record the death, it is struck out, one is promoted.
  work: {
    transaction: {
      table: [
        [0, 500],
        [0.5, 3_100],
        [1, 4_800],
      ],
    },
    // SIGTERM to a queue's end, and from there to the sockets' end less a teardown: read off `q4-unsynchronised-graceful-stop` (four runs).
    stop: {uniform: [3.3, 4.2]},
    halt: {constant: 7},
  },
};

export const machines: {readonly [name: string]: Machine} = {plain, recorded};
