import type {System} from "../../../../src/engine/model/system.ts";
import {claims} from "../../../../src/engine/systems/zookeeper/claims.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["no-committed-write-lost", ["no-zxid-compare", "no-d5"], 20, 101],
  ["no-committed-write-lost", ["observers-vote"], 60],
  ["longer-log-wins", ["no-zxid-compare", "no-d5"], 5],
  ["epoch-before-zxid", ["no-epoch-compare"], 5],
  ["epochs-are-burnt", ["volatile-accepted-epoch"], 5],
  ["old-leader-goes-by-itself", ["leader-never-gives-up"], 5],
  ["sync-before-ack-kept", ["ack-before-fsync"], 20],
]);
