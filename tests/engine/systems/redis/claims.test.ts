import type {System} from "../../../../src/engine/kernel/system.ts";
import {claims} from "../../../../src/engine/systems/redis/claims.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["loss-is-bounded", ["min-replicas-off"], 4],
  ["offset-before-run-id", ["selection-ignores-offset"], 20],
  ["no-majority-no-fail-over", ["no-majority"], 4],
  ["two-guard-against-one-stranded", ["min-replicas-off"], 4],
  ["paused-master-goes-on", ["no-convert-wait"], 20],
]);
