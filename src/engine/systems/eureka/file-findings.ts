// What all readers of Eureka's files find of a value that the model has a key for, and of the file as a whole.

import {said} from "../../../words/en/eureka-files.ts";
import type {Said} from "../../../words/message.ts";
import {beyond, type Finding, type Remark, refused, taken} from "../findings.ts";
import {KEYS} from "./config.ts";

export type Settings = {[key: string]: number | boolean};

const known = (key: string) => KEYS.find((one) => one.key === key);

/** Timers that are made as the server starts: with a period of nothing it does not. Source: Netflix/eureka@d68c140 ResponseCacheImpl.java, AbstractInstanceRegistry.java, PeerAwareInstanceRegistryImpl.java scheduleRenewalThresholdUpdateTask. */
const PERIODS = [
  "eureka.responseCacheUpdateIntervalMs",
  "eureka.deltaRetentionTimerIntervalInMs",
  "eureka.renewalThresholdUpdateIntervalMs",
];

/** A value of a key of the model, told of under the name that the file has for it. */
export function setting(model: string, name: string, value: number | boolean, config: Settings): Finding {
  const key = known(model);
  if (key === undefined) throw new Error(`the model of eureka has no key ${model}`);
  const means: Said = {key: `eureka.config.${model}`, english: key.means, values: {}};
  if (typeof value === "boolean") {
    config[model] = value;
    return taken(said(value ? "eureka.file.taken.on" : "eureka.file.taken.off", {key: name, means}));
  }
  if (PERIODS.includes(model) && value <= 0)
    return refused(
      said("eureka.file.stopped", {
        error: value === 0 && model === PERIODS[0] ? "ArithmeticException: / by zero" : "IllegalArgumentException: Non-positive period.",
      }),
    );
  const [low = 0, high = 0] = (key.range ?? []) as readonly number[];
  if (value < low || value > high || (key.unit !== "ratio" && !Number.isInteger(value * 1000)))
    return beyond(said("eureka.file.limit", {low: String(low), high: String(high), unit: key.unit, usual: String(key.default)}));
  config[model] = value;
  return taken(said("eureka.file.taken.number", {key: name, value, unit: key.unit, means}));
}

const advice = (told: Said): Remark => ({kind: "advice", said: told});

/** Advice about the settings together. */
export function advise(config: Settings): Remark[] {
  const number = (key: string) => Number(config[key] ?? known(key)?.default);
  const [renewal, duration] = [number("eureka.lease.renewalInterval"), number("eureka.lease.duration")];
  const expected = number("eureka.expectedClientRenewalIntervalSeconds");
  return [
    ...(config["eureka.enableSelfPreservation"] === false ? [advice(said("eureka.file.says.unprotected"))] : []),
    ...(2 * duration <= renewal ? [advice(said("eureka.file.says.short-lease", {duration, renewal}))] : []),
    ...(expected !== renewal ? [advice(said("eureka.file.says.expected", {expected, renewal}))] : []),
  ];
}
