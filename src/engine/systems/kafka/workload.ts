// What random schedules of both modes have in common: brokers with short limits, and clients that soon give up.

import type {ClientSpec, Scenario} from "../../model/scenario.ts";
import {consuming, producing} from "./cluster.ts";
import type {ProducerArgs} from "./producer.ts";

export const QUICK_BROKERS: Scenario["config"] = {
  "replica.lag.time.max.ms": 800,
  "replica.fetch.wait.max.ms": 300,
  "replica.fetch.backoff.ms": 60,
  "replica.socket.timeout.ms": 1500,
  "controller.socket.timeout.ms": 1500,
  "replica.high.watermark.checkpoint.interval.ms": 400,
  "leader.imbalance.check.interval.seconds": 1,
};

export const PATIENCE: Partial<ProducerArgs> = {startMs: 900, requestTimeoutMs: 1500, deliveryTimeoutMs: 6000};

export const load: readonly ClientSpec[] = [
  producing("all", {...PATIENCE, intervalMs: 40}),
  producing("slow", {...PATIENCE, intervalMs: 450}),
  consuming("consumer", {startMs: 900, maxWaitMs: 200, requestTimeoutMs: 1500}),
];
