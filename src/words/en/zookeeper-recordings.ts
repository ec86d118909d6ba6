import {speaker} from "../said.ts";

/** What is said of a recording of ZooKeeper that cannot be replayed. */
const zookeeperRecordings = {
  "zookeeper.recording.leader": "{scenario}: runs[{run}] has {leader} for its leader, must be one of {voters, list}",
  "zookeeper.recording.operation": '{scenario}: client {client}: unknown operation "{operation}" of a {kind}',
  "zookeeper.recording.began": '{scenario}: runs[{run}].events: {id} must have a "looking" or a "process-started"',
  "zookeeper.recording.clients": "{scenario}: plan.clients must be those with a session and the one that watches",
  "zookeeper.recording.config": "{scenario}: config must have tickTime and syncLimit as numbers",
} as const;

export const said = speaker(zookeeperRecordings);
