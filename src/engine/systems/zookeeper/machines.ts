import type {Machine} from "../../model/scenario.ts";

/**
 * What the lab's host added to the protocol: one virtual machine with two cores for three JVMs (C1 only, warm) and the clients. Read off the
 * logs of one recording, `z2-kill-leader-3-tick2000` (22 elections), and used for all others as it stands. Its logs are in whole
 * milliseconds, each line up to a millisecond late; a table gives least, middle, nine tenths and most of what was seen, in µs.
 */
const recorded: Machine = {
  name: "recorded",
  // No process starts within that recording. If a file says when each server began to look, its replay uses that.
  processStart: {constant: 0},
  // SIGKILL to the first line of a follower that reads the end of its connection (`exception-following`, 44 lines).
  teardown: {
    table: [
      [0, 4_500],
      [0.5, 8_500],
      [0.9, 12_000],
      [1, 17_500],
    ],
  },
  // Writers with 4 ms between answer and call wrote every 5.2 ms: 1.2 ms a write, of which one fsync (the follower's and the leader's run
  // together) and eight passages from process to process.
  fsync: {
    table: [
      [0, 200],
      [0.5, 500],
      [0.9, 1_000],
      [1, 4_000],
    ],
  },
  // The lab's two: all tables hold for two survivors at work; with four, what they do takes twice as long.
  cores: 2,
  service: {
    // A vote goes from thread to thread: election loop, WorkerSender, SendWorker, RecvWorker, WorkerReceiver, election loop. What all of it takes
    // shows in elections that one wait decided: LEADER ELECTION TOOK less 200 ms and the start of the Leader is two votes on their way one after
    // the other (7 cases, 5.5 ms in the middle); one's own goes by two of these threads, two waits less two votes there and back (15, 1.5 ms).
    link: {
      table: [
        [0, 300],
        [0.5, 1_000],
        [0.9, 2_000],
        [1, 5_000],
      ],
    },
    receiver: {
      table: [
        [0, 500],
        [0.5, 1_400],
        [0.9, 2_500],
        [1, 4_000],
      ],
    },
    // What remains of the 1.2 ms of a write without its fsync.
    main: {constant: 0.08},
    handler: {constant: 0.08},
    client: {constant: 0.08},
  },
  work: {
    // From `state looking` to the first proposal in the log (44).
    look: {
      table: [
        [0, 0],
        [0.5, 400],
        [0.9, 1_000],
        [1, 4_000],
      ],
    },
    // `exception-following` to `looking` on servers that had written fewer than 1,500 transactions since their start (23 cases).
    shutdown: {
      table: [
        [0, 3_500],
        [0.5, 6_500],
        [0.9, 9_500],
        [1, 14_000],
      ],
    },
    // The same on server 1, which never died: 7 ms after 363 transactions, 28 ms after 18,571, about 0.5 ms for every 500 between.
    readLog: {constant: 0.5},
    // `leading` to LEADER ELECTION TOOK (22): the Leader object and its socket.
    startLeader: {
      table: [
        [0, 3_000],
        [0.5, 5_000],
        [0.9, 7_000],
        [1, 10_000],
      ],
    },
    // `following` to LEADER ELECTION TOOK (22): 13 of them within the millisecond.
    startFollower: {
      table: [
        [0, 0],
        [0.6, 400],
        [0.9, 2_000],
        [1, 4_000],
      ],
    },
    // From LEADER ELECTION TOOK to `following - synchronization`, less the pause of 100 ms and two fsyncs (21).
    register: {
      table: [
        [0, 5_000],
        [0.5, 6_500],
        [0.9, 8_000],
        [1, 11_000],
      ],
    },
    // NEWLEADER handled by the follower to `leading - broadcast`, less an fsync (22).
    startServer: {
      table: [
        [0, 4_000],
        [0.5, 6_000],
        [0.9, 9_000],
        [1, 15_000],
      ],
    },
    // `leading - broadcast` to `following - broadcast` (22).
    startLearner: {
      table: [
        [0, 0],
        [0.5, 700],
        [0.9, 2_000],
        [1, 3_000],
      ],
    },
  },
};

export const machines: {readonly [name: string]: Machine} = {recorded};
