// rabbitmq.conf as RabbitMQ 3.10.8 reads it. Source: rabbitmq/rabbitmq-server@5b67ea2, deps/rabbit/apps/rabbitmq_prelaunch/src/rabbit_prelaunch_conf.erl;
// Kyorai/cuttlefish v3.0.1, src/cuttlefish_generator.erl map. Where one phase complains the real one does not come to the next; here all are told.

import {said} from "../../../words/en/rabbitmq-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry} from "../../model/config-file.ts";
import type {Scenario} from "../../model/scenario.ts";
import {beyond, type Finding, type Found, idle, lacking, type Remark, readingOf, refused, taken, unknown} from "../findings.ts";
import {ofTheBroker} from "./conf-keys.ts";
import {LATER} from "./conf-later.ts";
import {confLines, INCLUDE} from "./conf-lines.ts";
import {ofPlugins} from "./conf-plugin-keys.ts";
import type {KnownKey, KnownKeys} from "./conf-table.ts";
import {parsed} from "./conf-values.ts";
import {KEYS} from "./config.ts";
import {likeliest} from "./likeliest.ts";

const SAMPLE = `# Nodes that fall silent are taken for dead after so many seconds, a quarter more or less.
net_ticktime = 20

# A side of a partition that is no majority stops.
cluster_partition_handling = pause_minority
`;

const PAUSE = "cluster_partition_handling.pause_if_all_down";

/** It changes something unless its value is the usual one. */
const unless = (usual: number | string, lacks: Finding) => (value: number | string) =>
  value === usual ? idle(said("rabbitmq.file.idle.usual")) : lacks;

/** Runs end before that. */
const PATIENT_MS = 600_000;

const TOLD: KnownKeys = [
  ["heartbeat", {type: "integer", finds: unless(60, lacking(said("rabbitmq.file.lacks.heartbeat")))}],
  [
    "consumer_timeout",
    {
      type: "integer, non_zero_positive_integer",
      finds: (timeout) =>
        Number(timeout) >= PATIENT_MS ? idle(said("rabbitmq.file.idle.patient")) : lacking(said("rabbitmq.file.lacks.timeout")),
    },
  ],
  ["mnesia_table_loading_retry_timeout", {type: "integer", finds: unless(30_000, lacking(said("rabbitmq.file.lacks.loading")))}],
  ["mnesia_table_loading_retry_limit", {type: "integer", finds: unless(10, lacking(said("rabbitmq.file.lacks.loading")))}],
  [`${PAUSE}.nodes.$name`, {type: "text", finds: () => lacking(said("rabbitmq.file.lacks.all-down"))}],
];

/** How the broker reads the keys that the model may have. */
const AS: {readonly [key: string]: KnownKey["type"]} = {
  net_ticktime: "integer, non_zero_positive_integer",
  cluster_partition_handling: "one of ignore pause_minority autoheal pause_if_all_down",
  [`${PAUSE}.recover`]: "one of ignore autoheal",
  mirroring_sync_batch_size: "bytes, mirroring_sync_batch_size",
  mirroring_sync_max_throughput: "integer or bytes",
  "classic_queue.default_version": "integer, non_zero_positive_integer",
};

/** The model's names of keys that it has under another. */
const NAMED: {readonly [key: string]: string} = {"classic_queue.default_version": "queue-version"};

/** What is said of them where the model lacks them, unless their value is the usual one. */
const WITHOUT: {readonly [key: string]: readonly [usual: number | string, lacks: Said]} = {
  cluster_partition_handling: ["ignore", said("rabbitmq.file.lacks.partitions")],
  [`${PAUSE}.recover`]: ["ignore", said("rabbitmq.file.lacks.all-down")],
  mirroring_sync_batch_size: [4096, said("rabbitmq.file.lacks.sync")],
  mirroring_sync_max_throughput: [0, said("rabbitmq.file.lacks.sync")],
  "classic_queue.default_version": [1, said("rabbitmq.file.lacks.index")],
};

const KNOWN: ReadonlyMap<string, KnownKey> = new Map([...ofTheBroker, ...ofPlugins, ...TOLD]);
const FUZZY = [...KNOWN].flatMap(([key, known]) => (key.includes("$") ? [{words: key.split("."), known}] : []));

/** All keys of 3.10.8, as its schemas write them. */
export const documentedKeys = (): readonly string[] => [...KNOWN.keys(), ...Object.keys(AS)];

const fits = (words: readonly string[], key: readonly string[]): boolean =>
  words.length === key.length && words.every((word, i) => word.startsWith("$") || word === key[i]);

/** A dot behind a backslash parts no words. */
const wordsOf = (key: string): readonly string[] => key.replaceAll("\\.", "\0").split(".");

const knownKey = (key: string): KnownKey | null => KNOWN.get(key) ?? FUZZY.find(({words}) => fits(words, wordsOf(key)))?.known ?? null;

function versionOf(key: string): string | null {
  const found = Object.entries(LATER).find(([, keys]) => keys.split(" ").some((one) => one === key || fits(one.split("."), wordsOf(key))));
  return found?.[0] ?? null;
}

interface Draft {
  readonly config: {[key: string]: Scenario["config"][string]};
  /** The last entry of each key, which counts. */
  readonly entries: ReadonlyMap<string, FileEntry>;
}

export const rabbitmqConf: ConfigFile = {
  name: "rabbitmq.conf",
  format: confLines,
  sample: SAMPLE,
  read(entries) {
    const draft: Draft = {config: {}, entries: new Map(entries.map((entry) => [entry.key, entry]))};
    const found = entries.map((entry): Found => ({entry, finding: finding(entry, draft)}));
    return readingOf({config: draft.config, nodes: null}, found, whole(draft));
  },
  entry: (entries, key, value) => ({line: entries.findLast((entry) => entry.key === key)?.line ?? null, key, value: String(value)}),
};

const stopped = (error: string): Finding => refused(said("rabbitmq.file.stopped", {error}));
const hinted = (error: string, hint: Said): Finding => refused(said("rabbitmq.file.stopped.hint", {error, hint}));

function finding(entry: FileEntry, draft: Draft): Finding {
  const {key, flaw} = entry;
  if (flaw !== undefined) return flawed(entry, flaw);
  if (key === INCLUDE) return lacking(said("rabbitmq.file.lacks.include"));
  const counts = draft.entries.get(key);
  if (counts !== undefined && counts !== entry) return idle(said("rabbitmq.file.again", {line: counts.line}));
  if (entry.value.startsWith("$(<")) return lacking(said("rabbitmq.file.lacks.include"));
  const text = substituted(entry, draft);
  if (typeof text !== "string") return text;
  const type = AS[key];
  if (type !== undefined) return setting(key, text, type, draft);
  if (key.startsWith(`${PAUSE}.nodes.`) && KEYS.some((one) => one.key === `${PAUSE}.nodes`)) return preferred(draft);
  const known = knownKey(key);
  if (known === null) return unread(key);
  const read = parsed(key, text, known.type);
  return "errors" in read ? stopped(read.errors.join("; ")) : known.finds(read.value);
}

function flawed({key, line}: FileEntry, error: string): Finding {
  if (line === 1 && key.startsWith("\ufeff")) return hinted(error, said("rabbitmq.file.hint.mark"));
  if (/^[[{}\]]/.test(key)) return hinted(error, said("rabbitmq.file.hint.terms"));
  return stopped(error);
}

/** `$(other.key)` stands for the value of that key; once, for what is nested so nobody writes. */
function substituted({key, value}: FileEntry, {entries}: Draft): string | Finding {
  let missing: string | null = null;
  const text = value.replace(/\$\(([^)]+)\)/g, (all, name: string) => {
    const other = entries.get(name.trim());
    if (other === undefined) missing = name.trim();
    return other?.value ?? all;
  });
  return missing === null ? text : stopped(`'${key}' substitution requires a config variable '${missing}' to be set`);
}

function unread(key: string): Finding {
  const version = versionOf(key);
  if (version !== null) return unknown(said("rabbitmq.file.later", {version}));
  const error = `Conf file attempted to set unknown variable: ${key}`;
  if (/^ha-/.test(key)) return hinted(error, said("rabbitmq.file.hint.policy"));
  return hinted(error, said("rabbitmq.file.hint.meant", {meant: likeliest(key, documentedKeys())}));
}

/** The first nodes here stand for those of the list, as many as there are. */
function preferred({entries, config}: Draft): Finding {
  const listed = [...entries.keys()].filter((key) => key.startsWith(`${PAUSE}.nodes.`)).length;
  const nodes = Math.min(3, listed);
  config[`${PAUSE}.nodes`] = ["n1", "n2", "n3"].slice(0, nodes).join(" ");
  return taken(said("rabbitmq.file.taken.nodes", {nodes}));
}

function setting(key: string, text: string, type: KnownKey["type"], draft: Draft): Finding {
  const read = parsed(key, text, type);
  if ("errors" in read) return stopped(read.errors.join("; "));
  const own = KEYS.find((one) => one.key === (NAMED[key] ?? key));
  if (own === undefined) {
    const [standard = "", lacks = said("rabbitmq.file.lacks.other")] = WITHOUT[key] ?? [];
    return unless(standard, lacking(lacks))(read.value);
  }
  const {unit, range, default: usual, means: english} = own;
  const means: Said = {key: `rabbitmq.config.${key}`, english, values: {}};
  const isWithin = range === null || (typeof usual === "string" ? range.includes(read.value as never) : within(read.value, range));
  if (!isWithin) {
    if (typeof usual === "string") return lacking(said("rabbitmq.file.lacks.value", {value: String(read.value)}));
    return beyond(said("rabbitmq.file.limit", {low: String(range?.[0]), high: String(range?.[1]), unit, usual: String(usual)}));
  }
  draft.config[own.key] = read.value;
  return taken(said("rabbitmq.file.taken", {key, value: String(read.value), unit: unit === "" ? "" : ` ${unit}`, means}));
}

const within = (value: number | string, range: readonly unknown[]): boolean =>
  Number(value) >= Number(range[0]) && Number(value) <= Number(range[1]);

const stop = (error: string): Remark => ({kind: "refused", said: said("rabbitmq.file.stopped", {error})});
const advice = (said: Said): Remark => ({kind: "advice", said});

/** Checks across entries: translations of the schema that complain, and what the broker takes and its owner will regret. */
function whole({entries, config}: Draft): Remark[] {
  const has = (pattern: RegExp) => [...entries.keys()].some((key) => pattern.test(key));
  const handling = entries.get("cluster_partition_handling")?.value;
  const allDown = handling === "pause_if_all_down";
  const translated = "Translation for 'rabbit.cluster_partition_handling' found invalid configuration";
  const tick = config.net_ticktime;
  return [
    ...(allDown && !has(/^cluster_partition_handling\.pause_if_all_down\.nodes\./)
      ? [stop(`${translated}: Nodes required for pause_if_all_down`)]
      : []),
    ...(allDown && !entries.has(`${PAUSE}.recover`)
      ? [stop(`Translation for 'rabbit.cluster_partition_handling' expected to find setting '${PAUSE}.recover' but was missing`)]
      : []),
    ...(!allDown && has(/^cluster_partition_handling\.pause_if_all_down\./) ? [advice(said("rabbitmq.file.says.all-down"))] : []),
    ...(typeof tick === "number" && tick < 8 ? [advice(said("rabbitmq.file.says.tick"))] : []),
  ];
}
