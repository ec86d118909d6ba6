// BrokerServer's part of KRaft: what a broker has besides its replicas. State only.

import type {Reader} from "../../../model/process.ts";
import type {ConnId, NodeId, Ticks} from "../../../vocabulary.ts";
import type {Config} from "../config.ts";
import type {DataRequest} from "../messages.ts";
import {CLEAN_FILE} from "../notes.ts";
import type {LifecycleRequest} from "./messages.ts";
import {loadRaft, type Raft} from "./raft-state.ts";
import {emptyImage, type Image} from "./records.ts";

/** A request to the controller, and since when it waits. `from`: whom the answer is for, if it was forwarded. */
export interface Queued {
  readonly message: LifecycleRequest | Extract<DataRequest, {kind: "CREATE_TOPIC"}>;
  readonly since: Ticks;
  readonly from: {readonly conn: ConnId; readonly id: number} | null;
}

export type ChannelName = "heartbeat" | "forwarding";

/** NodeToControllerChannelManager: one request at a time to whoever leads the quorum, as far as this broker knows. */
export interface ControllerChannel {
  readonly name: ChannelName;
  conn: ConnId;
  to: NodeId | null;
  phase: "idle" | "dialling" | "ready" | "waiting";
  readonly queue: Queued[];
  sent: Queued | null;
}

export interface Observer {
  readonly raft: Raft;
  /** What it has made of the log, up to there. */
  image: Image;
  applied: number;
  /** Up to where its replicas have become what the log says, too. */
  published: number;
  /** Which of the process's lives it is. */
  incarnation: number;
  /** The broker epoch that its clean-shutdown file holds, −1: it did not stop cleanly. */
  readonly previous: number;
  stage: "starting" | "recovery" | "running" | "stopping";
  registered: boolean;
  /** Its replicas are what the log says: it may be unfenced. */
  ready: boolean;
  /** A registration or heartbeat is on its way, and the next one is wanted as soon as it is answered. */
  asking: boolean;
  atOnce: boolean;
  /** It has been told once that it shall wait with its stop. */
  delayed: boolean;
  readonly channels: {readonly [K in ChannelName]: ControllerChannel};
}

const closed = (name: ChannelName): ControllerChannel => ({name, conn: 0, to: null, phase: "idle", queue: [], sent: null});

export function loadObserver(id: NodeId, disk: Reader, {kraft}: Config): Observer {
  const previous = disk.get(CLEAN_FILE);
  return {
    raft: loadRaft(id, kraft.voters, disk),
    image: emptyImage(),
    applied: 0,
    published: 0,
    incarnation: 0,
    previous: typeof previous === "number" ? previous : -1,
    stage: "starting",
    registered: false,
    ready: false,
    asking: false,
    atOnce: false,
    delayed: false,
    channels: {heartbeat: closed("heartbeat"), forwarding: closed("forwarding")},
  };
}
