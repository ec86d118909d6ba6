import type {System} from "../../../../src/engine/model/system.ts";
import {claims} from "../../../../src/engine/systems/eureka/claims.ts";
import {system} from "../../../../src/engine/systems/eureka/index.ts";
import {testClaims} from "../claims.ts";

testClaims(system as unknown as System, claims, [
  ["lease-lasts-twice", ["lease-bug-fixed"], 2],
  ["one-hop", ["multi-hop"], 2],
  ["one-back-frees-the-rest", ["no-self-preservation"], 2],
  ["protection-keeps-the-living", ["no-self-preservation"], 2],
  ["blind-spot-stays", ["full-fetch-only"], 2],
  ["lopsided-evicts-the-few", ["no-self-preservation"], 3],
]);
