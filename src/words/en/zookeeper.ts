import {speaker} from "../said.ts";

/** What ZooKeeper's model says of its scenarios, files and invariants. */
const zookeeper = {
  "zookeeper.version": "version {version} of zookeeper: must be one of {known, list}",
  "zookeeper.violation.lost":
    "{lost, plural, one {# acknowledged write is} other {# acknowledged writes are}} gone, the first {key} of {client} at {atMs} ms",
} as const;

export const said = speaker(zookeeper);
