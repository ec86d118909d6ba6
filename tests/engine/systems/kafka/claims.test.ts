import type {System} from "../../../../src/engine/model/system.ts";
import {claims} from "../../../../src/engine/systems/kafka/claims.ts";
import {system} from "../../../../src/engine/systems/kafka/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["no-acknowledged-record-lost", ["ack-before-isr"], 120],
  ["one-controller-an-epoch", ["truncate-by-hw"], 200],
  ["old-leader-commits-nothing", ["isr-shrink-at-once"], 3],
  ["cut-by-epoch-keeps", ["truncate-by-hw"], 3],
  ["clean-waits", ["unclean"], 3],
  ["under-min-refuses", ["no-min-insync"], 3],
  ["slow-follower-holds-up", ["ack-before-isr"], 3],
  ["idempotent-once", ["no-idempotence"], 3],
  ["pre-vote-keeps-epoch", ["no-pre-vote"], 3],
  ["check-quorum-ends-it", ["no-check-quorum"], 3],
]);
