import type {NodeSpec, Parameter} from "../../../model/scenario.ts";
import type {Json, NodeId} from "../../../vocabulary.ts";
import {type Made, type Values, word} from "../../catalogue.ts";
import {NODES, nodes} from "../scene.ts";
import {type InitialMember, standingQuorum} from "./initial.ts";

/** Where both kinds of queues apply. */
export const QUEUE_TYPE: Parameter = word("x-queue-type", ["classic", "quorum"], "a mirrored queue, or a quorum queue");

/** What each node has as it begins: no mirrored queue, and a member of this one. */
export const quorumTables = (all: readonly NodeSpec[], member: InitialMember): {readonly [node: NodeId]: Json} =>
  Object.fromEntries(all.map(({id}) => [id, {records: [], quorum: [member]} as unknown as Json]));

/** A quorum queue on all three nodes, led by n1. */
export const standingAtN1 = (): Pick<Made, "initial"> => ({initial: quorumTables(nodes(3), standingQuorum("q", "n1", NODES))});

/** The queue that the scenario asks for, where it is not the mirrored one. */
export const queueOf = (p: Values): Pick<Made, "initial"> => (p["x-queue-type"] === "quorum" ? standingAtN1() : {});
