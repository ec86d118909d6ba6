import type {Machine} from "../../model/scenario.ts";

/** The fact sheet's host: a killed node's sockets close after 15 to 20 ms, an fsync takes 2 ms. */
const plain: Machine = {
  name: "plain",
  processStart: {constant: 1000},
  teardown: {uniform: [15, 20]},
  fsync: {constant: 2},
  service: {},
  work: {transaction: {constant: 1}},
};

/**
 * What the lab's host added to the protocol. Read off one recording, `q5-consumer-cancel` (12 runs), and used for all others as it stands. A
 * table gives least, middle, nine tenths and most, in µs.
 */
const recorded: Machine = {
  name: "recorded",
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
  // Nothing in it can be told from the rest of a publish.
  fsync: {constant: 1},
  service: {},
  // From there to `promoting_mirror_log_ms`, less the pause of 100 ms, in three: both mirrors record the death, and then one is promoted.
  work: {
    transaction: {
      table: [
        [0, 2_200],
        [0.5, 3_800],
        [1, 6_400],
      ],
    },
  },
};

export const machines: {readonly [name: string]: Machine} = {plain, recorded};
