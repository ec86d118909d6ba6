// How every system reads its real configuration keys.

import type {Parameter, Scenario} from "../model/scenario.ts";

export type Key = Parameter & {readonly default: number | boolean; readonly source: string};

export function key(name: string, value: Key["default"], unit: string, range: Key["range"], means: string, source: string): Key {
  return {key: name, default: value, unit, range, means, source};
}

/** Reads numbers and switches by the table of keys, with the table's default for a key that the scenario does not set. */
export function reader(keys: readonly Key[], config: Scenario["config"]): {number(name: string): number; flag(name: string): boolean} {
  const known = (name: string) => keys.find((k) => k.key === name);
  return {
    number: (name) => (config[name] ?? known(name)?.default) as number,
    flag: (name) => (config[name] ?? known(name)?.default) as boolean,
  };
}

/** Computed once per scenario, however often it is asked for: monitors and the world ask at every turn. */
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
