import {defineSystem} from "../../define.ts";
import type {World} from "../../model/world.ts";
import type {Belief} from "../../vocabulary.ts";
import {ablations} from "./ablations.ts";
import {client} from "./client.ts";
import {type Config, configure, KEYS, VERSIONS} from "./config.ts";
import {fuzz} from "./fuzz.ts";
import {invariants} from "./invariants.ts";
import {type EurekaMessage, FIELDS, type InstanceInfo} from "./messages.ts";
import {type EurekaNote, NOTES} from "./notes.ts";
import {operator} from "./operator.ts";
import {type Rules, rules} from "./rules.ts";
import {scenarios} from "./scenarios.ts";
import {server} from "./server.ts";
import type {Member} from "./state.ts";

/** Nobody leads, and nobody thinks of leading: there is no scope, hence no reign and no interregnum. */
const NOTHING: readonly Belief[] = [];

/** All servers are open and know the same instances, by the same records. */
function converged(world: World<Member>): boolean {
  if (world.ids.some((id) => world.status(id) !== "up")) return false;
  const states = world.ids.map((id) => world.state(id));
  if (states.some((s) => s === null || s.openedAt === null)) return false;
  const [first, ...others] = states.map((s) => s?.registry ?? new Map());
  return others.every(
    (registry) => registry.size === first?.size && [...registry].every(([id, {info}]) => first.get(id)?.info.dirty === info.dirty),
  );
}

const isRecord = (value: object): value is InstanceInfo => "id" in value && "status" in value && "dirty" in value;

export const eureka = defineSystem<Member, EurekaMessage, Rules, Config, (typeof scenarios)[number]["name"], EurekaNote>({
  name: "eureka",
  versions: VERSIONS,
  config: KEYS,
  processes: {server, client, operator},
  messages: FIELDS,
  rules,
  notes: NOTES,
  durable: [],
  scenarios,
  invariants,
  ablations,
  fuzz,
  configure,
  mainScope: () => null,
  scopes: () => [],
  believe: () => NOTHING,
  effective: () => [],
  converged,
  print(value) {
    if (typeof value !== "object" || value === null) return null;
    if (isRecord(value)) return `${value.id} ${value.status}`;
    if (Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null && "action" in one))
      return value.map((one) => `${one.id} ${one.action}`).join(", ");
    if (Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null && "status" in one))
      return value.map((one) => one.status).join(", ");
    return null;
  },
  tells: (s) => `${s.registry.size} registered`,
});
