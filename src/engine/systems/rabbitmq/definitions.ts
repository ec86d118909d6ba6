// Definitions as `rabbitmqctl export_definitions` writes them and `import_definitions` reads them: of all that is in them, the policies.
// Source: rabbitmq/rabbitmq-server@5b67ea2 (3.10.8), deps/rabbit/src/rabbit_definitions.erl decode, add_policy; rabbit_policy.erl policy_validation.

import {said} from "../../../words/en/rabbitmq-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry, FileFormat, PlacedEntry} from "../../model/config-file.ts";
import type {Scenario} from "../../model/scenario.ts";
import type {Json} from "../../vocabulary.ts";
import {type Finding, type Found, idle, lacking, type Remark, readingOf, refused, taken} from "../findings.ts";
import {KEYS} from "./config.ts";
import {type PlacedValue, placedValues} from "./json-places.ts";
import {complaintOf, mirroringComplaint, policyKeys, term} from "./policy-definition.ts";

const SAMPLE = `{
  "policies": [
    {
      "vhost": "/",
      "name": "ha",
      "pattern": "^orders\\\\.",
      "apply-to": "queues",
      "definition": {"ha-mode": "exactly", "ha-params": 2, "ha-promote-on-failure": "when-synced"},
      "priority": 0
    }
  ]
}
`;

/** JSON: each field of a policy and of its definition is an entry, and each other section is one. */
const json: FileFormat = {entries: entriesOf, sign: ": "};

/** The keys that lead to a value, as people write them: `policies[0].definition.ha-mode`. */
const pathText = (path: PlacedValue["path"]): string =>
  path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${key}`)).join("");

function entriesOf(text: string): PlacedEntry[] {
  const values = placedValues(text);
  if (values === null) return [{key: "{}", value: "", line: 1, from: 0, to: text.length, bare: false, flaw: "not_json"}];
  let line = 1;
  let counted = 0;
  return values.filter(isTold).map(({path, value, from, to}) => {
    for (; counted < from; counted++) if (text[counted] === "\n") line++;
    const told = path[0] === "policies" ? JSON.stringify(value) : sizeOf(value);
    return {key: pathText(path), value: told, line, from, to, bare: false};
  });
}

const sizeOf = (value: Json): string => (Array.isArray(value) ? `[${value.length}]` : JSON.stringify(value).slice(0, 80));

/** A section, or a field within a policy. What is no object at all is told of by itself. */
function isTold({path, value}: PlacedValue): boolean {
  if (path.length === 0) return typeof value !== "object" || value === null || Array.isArray(value);
  if (path[0] !== "policies") return path.length === 1;
  if (path.length === 1) return !Array.isArray(value);
  if (path.length === 2) return typeof value !== "object" || value === null;
  const inDefinition = path[2] === "definition" && isRecord(value);
  return path.length === 3 ? !inDefinition : path.length === 4 && path[2] === "definition";
}

const isRecord = (value: Json): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

interface Policy {
  readonly fields: {readonly [field: string]: Json};
  readonly definition: {readonly [key: string]: Json};
}

const FIELD = /^policies\[(\d+)\](?:\.(.*))?$/;

/** The policies by their number in the file. */
function policiesOf(entries: readonly FileEntry[]): ReadonlyMap<number, Policy> {
  const found = new Map<number, {fields: {[field: string]: Json}; definition: {[key: string]: Json}}>();
  for (const {key, value} of entries) {
    const [, number, field = ""] = FIELD.exec(key) ?? [];
    if (number === undefined) continue;
    const policy = found.get(Number(number)) ?? {fields: {}, definition: {}};
    found.set(Number(number), policy);
    const read = JSON.parse(value) as Json;
    if (field.startsWith("definition.")) policy.definition[field.slice(11)] = read;
    else policy.fields[field] = read;
  }
  return found;
}

/** The policy under which the queue is that is tried: of those that mirror queues, else of all for queues, the one with the highest priority. */
function chosenOf(policies: ReadonlyMap<number, Policy>): number | null {
  const forQueues = [...policies].filter(([, {fields}]) => fields["apply-to"] !== "exchanges");
  const mirroring = forQueues.filter(([, {definition}]) => definition["ha-mode"] !== undefined);
  const priority = ({fields}: Policy) => Number(fields.priority ?? 0);
  const [first] = [...(mirroring.length > 0 ? mirroring : forQueues)].sort(([, a], [, b]) => priority(b) - priority(a));
  return first?.[0] ?? null;
}

export const definitions: ConfigFile = {
  name: "definitions.json",
  format: json,
  sample: SAMPLE,
  read(entries) {
    const policies = entries.some(({flaw}) => flaw !== undefined) ? new Map<number, Policy>() : policiesOf(entries);
    const chosen = chosenOf(policies);
    const found = entries.map((entry): Found => ({entry, finding: finding(entry, policies, chosen)}));
    const own = chosen === null ? {} : settings(policies.get(chosen)?.definition ?? {});
    return readingOf({config: own, nodes: null}, found, whole(entries, policies, chosen));
  },
  entry: (entries, key, value) => {
    const found = entries.findLast((entry) => entry.key.endsWith(`.definition.${key}`));
    return {line: found?.line ?? null, key: `"${key}"`, value: JSON.stringify(value)};
  },
};

const failed = (error: string): Finding => refused(said("rabbitmq.file.import", {error}));

function finding({key, value, flaw}: FileEntry, policies: ReadonlyMap<number, Policy>, chosen: number | null): Finding {
  if (flaw !== undefined) return failed(flaw);
  const [, number, field = ""] = FIELD.exec(key) ?? [];
  if (number === undefined) return section(key);
  const policy = policies.get(Number(number));
  const read = JSON.parse(value) as Json;
  if (!field.startsWith("definition.")) return fieldOf(field, read);
  const name = field.slice(11);
  const complaint = complaintOf(name, read);
  if (complaint !== null) return failed(`Validation failed: ${complaint}`);
  if (Number(number) !== chosen)
    return idle(said("rabbitmq.file.idle.other-policy", {name: String(policies.get(chosen ?? -1)?.fields.name)}));
  return setting(name, read, Math.min(3, replicasOf(policy?.definition ?? {})));
}

const SECTIONS =
  "rabbit_version rabbitmq_version product_name product_version users vhosts permissions topic_permissions parameters global_parameters queues " +
  "exchanges bindings";

function section(key: string): Finding {
  if (key === "policies" || key === "") return failed("not a list of policies");
  return idle(SECTIONS.split(" ").includes(key) ? said("rabbitmq.file.idle.section") : said("rabbitmq.file.idle.no-section"));
}

function fieldOf(field: string, value: Json): Finding {
  const wrong = fieldComplaint(field, value);
  if (wrong !== null) return failed(`Validation failed: ${wrong}`);
  return idle(field === "pattern" ? said("rabbitmq.file.idle.pattern") : said("rabbitmq.file.idle.policy"));
}

function fieldComplaint(field: string, value: Json): string | null {
  if (field === "priority") return typeof value === "number" ? null : `priority should be a number, actually was ${term(value)}`;
  if (field === "pattern") return typeof value === "string" ? regexComplaint(value) : `pattern should be a binary but was ${term(value)}`;
  if (field === "definition") return `parse error while reading policy definition: ${term(value)}`;
  if (field !== "apply-to") return null;
  return ["all", "queues", "exchanges"].includes(value as string)
    ? null
    : `apply-to '${String(value)}' unrecognised; should be 'queues', 'exchanges' or 'all'`;
}

function regexComplaint(pattern: string): string | null {
  try {
    RegExp(pattern.replace(/^\(\?[imsx]+\)/, ""));
    return null;
  } catch (error) {
    return `pattern should be regular expression but is invalid: ${(error as Error).message.split(": ").at(-1)}`;
  }
}

type Config = {[key: string]: Scenario["config"][string]};

/** How many replicas a policy gives a queue on three nodes. */
function replicasOf({"ha-mode": mode, "ha-params": params}: Policy["definition"]): number {
  if (mode === "all") return 3;
  if (mode === "nodes") return Array.isArray(params) ? params.length : 1;
  return mode === "exactly" ? Number(params) : 1;
}

/** The model's names of keys that a policy has under others. */
const NAMED: {readonly [key: string]: string} = {"ha-sync-batch-size": "mirroring_sync_batch_size"};

const ownKey = (key: string) => KEYS.find((one) => one.key === (NAMED[key] ?? key));

/** What of it the runs are made with: the keys that the model has. */
function settings(definition: Policy["definition"]): Config {
  const taken = Object.entries(definition).flatMap(([key, value]) => {
    const own = ownKey(key);
    return own === undefined ? [] : [[own.key, value as string | number] as const];
  });
  const replicas = replicasOf(definition);
  return Object.fromEntries([...taken, ...(replicas >= 3 ? [] : [["ha-mode", replicas === 2 ? "exactly 2" : "none"] as const])]);
}

const LACKS: {readonly [key: string]: Said} = {
  "message-ttl": said("rabbitmq.file.lacks.limits"),
  expires: said("rabbitmq.file.lacks.limits"),
  "max-length": said("rabbitmq.file.lacks.limits"),
  "max-length-bytes": said("rabbitmq.file.lacks.limits"),
  overflow: said("rabbitmq.file.lacks.limits"),
  "dead-letter-exchange": said("rabbitmq.file.lacks.dead-letters"),
  "dead-letter-routing-key": said("rabbitmq.file.lacks.dead-letters"),
  "dead-letter-strategy": said("rabbitmq.file.lacks.dead-letters"),
  "ha-sync-batch-size": said("rabbitmq.file.lacks.sync"),
};

const QUORUM = "delivery-limit max-in-memory-length max-in-memory-bytes max-age stream-max-segment-size-bytes initial-cluster-size";

/** A key of the chosen policy that is taken, changes nothing, or that the model lacks. */
function setting(key: string, value: Json, replicas: number): Finding {
  if (key === "ha-mode" || key === "ha-params") return taken(said("rabbitmq.file.taken.mode", {replicas}));
  const own = ownKey(key);
  if (own !== undefined) {
    const means: Said = {key: `rabbitmq.config.${key}`, english: own.means, values: {}};
    return taken(said("rabbitmq.file.taken", {key, value: String(value), unit: own.unit === "" ? "" : ` ${own.unit}`, means}));
  }
  if (key === "queue-version") return value === 1 ? idle(said("rabbitmq.file.idle.usual")) : lacking(said("rabbitmq.file.lacks.index"));
  if (key === "ha-sync-mode" && value === "manual") return idle(said("rabbitmq.file.idle.usual"));
  if (key === "ha-promote-on-shutdown") return idle(said("rabbitmq.file.idle.shutdown"));
  if (QUORUM.split(" ").includes(key)) return idle(said("rabbitmq.file.idle.not-classic"));
  return LACKS[key] === undefined ? lackingOrIdle(key) : lacking(LACKS[key]);
}

const lackingOrIdle = (key: string): Finding =>
  key.startsWith("ha-") ? lacking(said("rabbitmq.file.lacks.sync")) : idle(said("rabbitmq.file.idle.routing"));

/** All keys of policies of 3.10.8. */
export const documentedPolicyKeys = policyKeys;

const fails = (error: string): Remark => ({kind: "refused", said: said("rabbitmq.file.import", {error})});
const advice = (said: Said): Remark => ({kind: "advice", said});

function whole(entries: readonly FileEntry[], policies: ReadonlyMap<number, Policy>, chosen: number | null): Remark[] {
  if (entries.some(({flaw}) => flaw !== undefined)) return [];
  const complaints = [...policies.values()].flatMap((policy) => policyComplaint(policy) ?? []);
  const own = policies.get(chosen ?? -1);
  const {fields = {}, definition = {}} = own ?? {};
  const several = [...policies.values()].filter((one) => one.definition["ha-mode"] !== undefined).length > 1;
  return [
    ...complaints.map(fails),
    ...(own === undefined ? [advice(said("rabbitmq.file.says.no-policy"))] : []),
    ...(several ? [advice(said("rabbitmq.file.says.one-policy", {name: String(fields.name), pattern: String(fields.pattern)}))] : []),
    ...(own !== undefined && replicasOf(definition) === 1 ? [advice(said("rabbitmq.file.says.not-mirrored"))] : []),
    ...(replicasOf(definition) === 2 ? [advice(said("rabbitmq.file.says.two"))] : []),
    ...(definition["ha-promote-on-shutdown"] === "always" && definition["ha-promote-on-failure"] === "when-synced"
      ? [advice(said("rabbitmq.file.says.failure-counts"))]
      : []),
    ...(definition["ha-mode"] === undefined ? [] : [advice(said("rabbitmq.file.says.removed"))]),
  ];
}

function policyComplaint({fields, definition}: Policy): string | null {
  const {vhost = null, name} = fields;
  if (name === undefined) return `policy in virtual host '${String(vhost)}' has undefined name`;
  if (vhost === null) return `policy ${String(name)} has no vhost`;
  if (fields.pattern === undefined) return "Validation failed: pattern should be a binary but was undefined";
  if (fields.definition !== undefined) return null;
  if (Object.keys(definition).length === 0) return `Validation failed: no policy provided (${String(vhost)}/${String(name)})`;
  const complaint = mirroringComplaint(definition);
  return complaint === null ? null : `Validation failed: ${complaint} (${String(vhost)}/${String(name)})`;
}
