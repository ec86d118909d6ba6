// What a broker says of a policy's definition. Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8), deps/rabbit/src/rabbit_policies.erl validate_policy0,
// rabbit_mirror_queue_misc.erl validate_policy, rabbit_mirror_queue_mode_{all,exactly,nodes}.erl validate_policy.

import type {Json} from "../../vocabulary.ts";

type Is = (value: Json) => boolean;

const isText: Is = (value) => typeof value === "string";
const from =
  (least: number): Is =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least;
const among =
  (...words: Json[]): Is =>
  (value) =>
    words.includes(value);

/** Keys of policies, what each takes, and the complaint about anything else; `~p` stands for the value. */
const VALUES: {readonly [key: string]: readonly [is: Is, says: string]} = {
  "alternate-exchange": [isText, "~p is not a valid alternate exchange name"],
  "dead-letter-exchange": [isText, "~p is not a valid dead letter exchange name"],
  "dead-letter-routing-key": [isText, "~p is not a valid dead letter routing key"],
  "dead-letter-strategy": [among("at-most-once", "at-least-once"), "~p is not a valid dead letter strategy"],
  "message-ttl": [from(0), "~p is not a valid message TTL"],
  expires: [from(1), "~p is not a valid queue expiry"],
  "max-length": [from(0), "~p is not a valid maximum length"],
  "max-length-bytes": [from(0), "~p is not a valid maximum length in bytes"],
  "max-in-memory-length": [from(0), "~p is not a valid maximum memory in bytes"],
  "max-in-memory-bytes": [from(0), "~p is not a valid maximum memory in bytes"],
  "queue-mode": [among("default", "lazy"), "~p is not a valid queue-mode value"],
  "queue-version": [among(1, 2), "~p is not a valid queue-version value"],
  overflow: [among("drop-head", "reject-publish", "reject-publish-dlx"), "~p is not a valid overflow value"],
  "delivery-limit": [from(0), "~p is not a valid delivery limit"],
  "max-age": [(value) => /^\d+[YMDhms]$/.test(String(value)), "~p is not a valid max age"],
  "queue-leader-locator": [among("client-local", "balanced", "random", "least-leaders"), "~p is not a valid queue leader locator value"],
  "initial-cluster-size": [from(0), "~p is not a valid cluster size"],
  "stream-max-segment-size-bytes": [(value) => from(0)(value) && Number(value) <= 3_000_000_000, "~p is not a valid segment size"],
  "queue-master-locator": [among("min-masters", "client-local", "random"), "~p invalid queue-master-locator value"],
  "federation-upstream": [isText, "~p is not a valid federation upstream name"],
  "federation-upstream-pattern": [isText, "~p is not a valid federation upstream pattern name"],
  "federation-upstream-set": [isText, "~p is not a valid federation upstream set name"],
  "shards-per-node": [(value) => typeof value === "number", "shards-per-node should be a number, actually was ~p"],
  "routing-key": [isText, "routing-key should be binary, actually was ~p"],
  "ha-mode": [among("all", "exactly", "nodes"), "~p is not a valid ha-mode value"],
  "ha-sync-mode": [among("automatic", "manual"), 'ha-sync-mode must be "manual" or "automatic", got ~p'],
  "ha-sync-batch-size": [from(1), "ha-sync-batch-size takes an integer greater than 0, ~p given"],
  "ha-promote-on-shutdown": [among("always", "when-synced"), 'ha-promote-on-shutdown must be "always" or "when-synced", got ~p'],
  "ha-promote-on-failure": [among("always", "when-synced"), 'ha-promote-on-failure must be "always" or "when-synced", got ~p'],
};

/** All keys that a policy of 3.10.8 may set, those of the plugins that come with it among them. */
export const policyKeys: readonly string[] = [...Object.keys(VALUES), "ha-params"];

/** A value as Erlang prints it. */
export function term(value: Json): string {
  if (typeof value === "string") return `<<${JSON.stringify(value)}>>`;
  if (Array.isArray(value)) return `[${value.map(term).join(",")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `#{${Object.entries(value)
    .map(([key, of]) => `${term(key)} => ${term(of)}`)
    .join(",")}}`;
}

/** What a broker complains of about a key and its value; null: it takes them. `ha-params` has a rule of its own. */
export function complaintOf(key: string, value: Json): string | null {
  if (key === "ha-params") return null;
  const [is, says = ""] = (Object.hasOwn(VALUES, key) ? VALUES[key] : undefined) ?? [];
  if (is === undefined) return `[{${term(key)},${term(value)}}] are not recognised policy settings`;
  return is(value) ? null : says.replace("~p", term(value));
}

/** What is complained of about a definition as a whole; null: nothing. */
export function mirroringComplaint(definition: {readonly [key: string]: Json}): string | null {
  const mode = definition["ha-mode"];
  if (mode === undefined)
    return Object.keys(definition).some((key) => key.startsWith("ha-"))
      ? "ha-mode must be specified to specify ha-params, ha-sync-mode or ha-promote-on-shutdown"
      : null;
  const {"ha-params": params} = definition;
  if (mode === "all") return params === undefined ? null : 'ha-mode="all" does not take parameters';
  if (mode === "exactly")
    return from(1)(params ?? null) ? null : `ha-mode="exactly" takes an integer, ${params === undefined ? "none" : term(params)} given`;
  if (mode !== "nodes") return null;
  if (!Array.isArray(params)) return `ha-mode="nodes" takes a list, ${params === undefined ? "none" : term(params)} given`;
  if (params.length === 0) return 'ha-mode="nodes" list must be non-empty';
  const strange = params.filter((one) => typeof one !== "string");
  return strange.length === 0 ? null : `ha-mode="nodes" takes a list of strings, ${term(strange)} was not a string`;
}
