// A controller: a voter of the quorum, and on top of it the controller that is active while its node leads. What both know.

import type {Belief, ConnId, NodeId, Ticks} from "../../../vocabulary.ts";
import type {KafkaReply, Partition} from "../messages.ts";
import {CONTROLLER, type Replica} from "../state.ts";
import {QUORUM, type Raft} from "./raft-state.ts";
import type {Image} from "./records.ts";

/** An answer that waits until the log is committed up to there. */
export interface Promised {
  readonly offset: number;
  readonly conn: ConnId;
  readonly message: KafkaReply | null;
}

/** When a broker's life was last heard of. */
export interface Contact {
  readonly broker: NodeId;
  readonly be: number;
  at: Ticks;
}

/** What an active controller knows of brokers and does not write to the log: a successor knows nothing of it. */
export interface Pulses {
  /** By broker and broker epoch. */
  readonly contacts: Map<string, Contact>;
  /** How far each has applied the log. */
  readonly offsets: Map<NodeId, number>;
  /** Where those that stop were told so. */
  readonly stopsAt: Map<NodeId, number>;
}

export interface Voter {
  readonly kind: "voter";
  readonly id: NodeId;
  readonly stopAt: Ticks | null;
  readonly raft: Raft;
  /** What is committed, applied up to there. */
  readonly committed: Image;
  applied: number;
  active: boolean;
  /** The quorum epoch in which it is active. */
  ce: number;
  /** As active controller: with what is not committed yet. */
  image: Image;
  pulses: Pulses;
  promised: Promised[];
  /** A controller has no partitions of its own. */
  readonly replicas: ReadonlyMap<Partition, Replica>;
  beliefs: readonly Belief[];
}

export const noPulses = (): Pulses => ({contacts: new Map(), offsets: new Map(), stopsAt: new Map()});

/** What it believes may have changed. */
export function turnVoter(v: Voter): void {
  const {role, epoch, leader} = v.raft;
  const [quorum, controller] = v.beliefs;
  const stands = v.active ? "controller" : leader === null ? "looking" : "standby";
  const term = v.active ? v.ce : epoch;
  if (quorum?.role === role && quorum.term === epoch && controller?.role === stands && controller.term === term) return;
  v.beliefs = [
    {scope: QUORUM, role, term: epoch, leads: role === "leader"},
    {scope: CONTROLLER, role: stands, term, leads: v.active},
  ];
}
