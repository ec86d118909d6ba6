// How every system reads its real configuration keys.

import type {Parameter, Scenario} from "../model/scenario.ts";
import {Refusal} from "../vocabulary.ts";

export type Key = Parameter & {readonly default: number | boolean; readonly source: string};

export function key(name: string, value: Key["default"], unit: string, range: Key["range"], means: string, source: string): Key {
  return {key: name, default: value, unit, range, means, source};
}

/** Reads numbers and switches by the table of their keys. Refuses a key that is not in it, and values outside the range or of another type. */
export function reader(keys: readonly Key[], config: Scenario["config"]): {number(name: string): number; flag(name: string): boolean} {
  const unknown = Object.keys(config).find((name) => !keys.some((k) => k.key === name));
  if (unknown !== undefined) throw new Refusal(`unknown configuration key "${unknown}": one of ${keys.map((k) => k.key).join(", ")}`);
  const known = (name: string) => keys.find((k) => k.key === name);
  return {
    number(name) {
      const k = known(name);
      const value = config[name] ?? k?.default;
      const [low, high] = (k?.range ?? []) as readonly number[];
      if (typeof value === "number" && value >= (low ?? 0) && value <= (high ?? Number.POSITIVE_INFINITY)) return value;
      throw new Refusal(`${name}=${value}: must be a number from ${low} to ${high} ${k?.unit} (default ${k?.default})`);
    },
    flag(name) {
      const value = config[name] ?? known(name)?.default;
      if (typeof value === "boolean") return value;
      throw new Refusal(`${name}=${value}: must be true or false`);
    },
  };
}

/** What is read once of each scenario, however often it is asked: monitors and the world ask at each turn. */
export function remembered<C>(read: (scenario: Scenario) => C): (scenario: Scenario) => C {
  const known = new WeakMap<Scenario, C>();
  return (scenario) => {
    let found = known.get(scenario);
    if (found === undefined) {
      found = read(scenario);
      known.set(scenario, found);
    }
    return found;
  };
}
