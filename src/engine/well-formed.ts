import type {Scenario} from "./model/scenario.ts";
import {Refusal} from "./vocabulary.ts";

/**
 * Holds what claims to be a scenario against the shape of one, as far as a run needs it: it may come from a file, or out of a program without
 * types. What its names and values mean is for those to judge who know them. `where` begins the line of a refusal.
 */
export function checkScenario(given: unknown, where: string): asserts given is Scenario {
  const s = (isObject(given) ? given : {}) as {readonly [field in keyof Scenario]?: unknown};
  const need = (right: boolean, field: keyof Scenario, what: string) => {
    if (!right) throw new Refusal(`${where}: "${field}" must be ${what}`);
  };
  need(listOf(s.nodes, "id"), "nodes", 'a list of {"id": "…"}');
  need(isObject(s.config), "config", "an object of keys with their values");
  need(
    isObject(s.network) && (isObject(s.network.latency) || typeof s.network.latency === "string"),
    "network",
    'as {"latency": {"constant": 10}}, in ms',
  );
  need(listOf(s.faults, "kind"), "faults", 'a list of faults, as {"kind": "crash", "node": "…", "at": 1000}');
  need(typeof s.untilMs === "number" && s.untilMs >= 0, "untilMs", `a number of ms, 0 or more; it is ${s.untilMs}`);
  need(Number.isSafeInteger(s.seed) && Number(s.seed) >= 0, "seed", `a whole number, 0 or more; it is ${s.seed}`);
  need(s.clients === undefined || listOf(s.clients, "id"), "clients", 'a list of {"id": "…", "args": {…}}');
  const names = Array.isArray(s.ablate) && s.ablate.every((name) => typeof name === "string");
  need(s.ablate === undefined || names, "ablate", "a list of names");
}

const isObject = (x: unknown): x is {readonly [key: string]: unknown} => typeof x === "object" && x !== null && !Array.isArray(x);
const listOf = (list: unknown, field: string): boolean =>
  Array.isArray(list) && list.every((x) => isObject(x) && typeof x[field] === "string");
