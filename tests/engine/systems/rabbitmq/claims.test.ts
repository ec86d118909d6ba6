import type {System} from "../../../../src/engine/model/system.ts";
import {claims} from "../../../../src/engine/systems/rabbitmq/claims.ts";
import {system} from "../../../../src/engine/systems/rabbitmq/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["oldest-is-promoted", ["random-mirror"], 20],
  ["living-channel-loses-nothing", ["ignore-sender-queues"], 3],
  ["killed-master-replaced-in-tenths", ["no-death-pause"], 3],
  ["late-acks-come-again", ["no-requeue"], 3],
  ["quorum-repeats-nothing", ["no-enqueue-dedup"], 20],
]);
