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
  // From one `Leader … starts` to the next of the same request: in between the first one's epoch file is written, synced and renamed (8 cases: 2 to
  // 20 ms). The same fits a transaction of ZooKeeper: from `resigned`, where the stopping broker closes its session, to `broker change` (8: 6 to 26).
  fsync: {
    table: [
      [0, 2_000],
      [0.5, 10_000],
      [0.9, 19_000],
      [1, 20_000],
    ],
  },
  service: {
    // A write with acks=1 takes 1.3 ms beside the writer's pause, one with acks=all 2.6: three more passages through a broker.
    main: {constant: 0.4},
    client: {constant: 0.4},
    // From the controller's `Changed partition` to the first line of whoever leads or follows now (24 cases).
    changes: {
      table: [
        [0, 1_000],
        [0.5, 4_500],
        [0.9, 22_000],
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

export const machines: {readonly [name: string]: Machine} = {recorded};
