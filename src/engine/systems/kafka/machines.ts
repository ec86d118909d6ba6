import type {LatencySpec, Machine} from "../../model/scenario.ts";
import {machines as zookeeper} from "../zookeeper/machines.ts";

const {service, work} = zookeeper.recorded as Machine;

/** Threads and work of ZooKeeper's servers, by their names in a world of two systems. */
const ofServers = (of: {readonly [name: string]: LatencySpec}): {readonly [name: string]: LatencySpec} =>
  Object.fromEntries(Object.entries(of).map(([name, spec]) => [`zookeeper.${name}`, spec]));

/**
 * What the lab's host added to the protocol: one virtual machine with two cores for six JVMs (C1 only) and the clients. Read off the logs of one
 * recording, `k7-controlled-shutdown` (8 runs, load 3.6 to 4.5), and used for all others of ZooKeeper mode as it stands. Its logs are in whole
 * milliseconds; a table gives least, middle, nine tenths and most of what was seen, in µs. What ZooKeeper's servers do takes as long as in
 * ZooKeeper's own recordings.
 */
const recorded: Machine = {
  name: "recorded",
  // No process starts within that recording. If a file says when a broker was up again, its replay uses that.
  processStart: {constant: 0},
  // Nobody is killed in it: as long as a server of ZooKeeper takes.
  teardown: (zookeeper.recorded as Machine).teardown,
  // A write to ZooKeeper takes two, the leader's and a follower's: from `controlled shutdown` to `Changed partition`, with three requests from host
  // to host (8 cases: 13 to 28 ms). An epoch file on the broker that was never restarted is written, synced and renamed in 2 to 5 ms.
  fsync: {
    table: [
      [0, 2_000],
      [0.5, 5_500],
      [0.9, 11_000],
      [1, 16_000],
    ],
  },
  service: {
    // A write with acks=1 takes 1.3 ms beside the writer's pause, one with acks=all 2.6: three more passages through a broker.
    main: {constant: 0.4},
    client: {constant: 0.4},
    // From the controller's `Changed partition` to `Follower … starts` (16 cases).
    changes: {
      table: [
        [0, 1_000],
        [0.5, 4_500],
        [0.9, 9_000],
        [1, 34_000],
      ],
    },
    // From the answer to ControlledShutdown to the first refused connection, 30 to 37 ms; to the end of the session three times as long.
    shutdown: {
      table: [
        [0, 30_000],
        [0.5, 35_000],
        [0.9, 37_000],
        [1, 40_000],
      ],
    },
    ...ofServers(service),
  },
  work: {
    // To `Leader … starts` it takes longer (8 cases: 2 to 5 ms where the broker was never restarted, 5 to 31 where it was started a run before).
    stopFetchers: {
      table: [
        [0, 0],
        [0.5, 7_000],
        [0.9, 18_000],
        [1, 26_000],
      ],
    },
    // From one `Leader … starts` to the next of the same request (8 cases: 2 to 20 ms), less an fsync.
    lead: {
      table: [
        [0, 0],
        [0.5, 4_500],
        [0.9, 12_000],
        [1, 14_000],
      ],
    },
    // From `Follower … starts` to the next request, which waits for the end of this one (13 cases: 6 to 25 ms).
    startFetchers: {
      table: [
        [0, 5_000],
        [0.5, 15_500],
        [0.9, 23_000],
        [1, 25_000],
      ],
    },
    // From SIGTERM to `starting controlled shutdown`.
    terminate: {
      table: [
        [0, 800],
        [0.5, 1_800],
        [0.9, 4_000],
        [1, 24_000],
      ],
    },
    ...ofServers(work),
  },
};

/**
 * The same host with three controllers in place of ZooKeeper's servers. Read off `k13-kraft-controlled-shutdown` (10 runs, load 4.2 to 13), and used
 * for all others of KRaft mode. What it does not tell is as in ZooKeeper mode: a broker is the same process there.
 */
const recordedKraft: Machine = {
  ...recorded,
  name: "recorded-kraft",
  work: {
    ...recorded.work,
    // From one `Leader … starts` to the next of the same change (10 cases: 6 to 20 ms), less an fsync.
    lead: {
      table: [
        [0, 500],
        [0.5, 8_500],
        [0.9, 10_500],
        [1, 14_500],
      ],
    },
    // From SIGTERM to `shutting down` (8 cases).
    terminate: {
      table: [
        [0, 1_800],
        [0.5, 5_300],
        [0.9, 9_100],
        [1, 12_900],
      ],
    },
  },
};

export const machines: {readonly [name: string]: Machine} = {recorded, "recorded-kraft": recordedKraft};
