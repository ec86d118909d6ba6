// server.properties as KafkaConfig reads it. Source: apache/kafka@c821449 (3.9), core/src/main/scala/kafka/server/KafkaConfig.scala validateValues.
// The real one stops at the first thing that is wrong; here all of them are told.

import {said} from "../../../words/en/kafka-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry} from "../../model/config-file.ts";
import {beyond, type Finding, type Found, idle, type Remark, readingOf, refused, taken, unknown} from "../findings.ts";
import {trim} from "../java.ts";
import {javaProperties} from "../java-properties.ts";
import {KEYS} from "./config.ts";
import {type Bounds, parsed, type Type} from "./config-def.ts";
import {brokersName, knownKey} from "./server-keys.ts";

type Key = (typeof KEYS)[number];

const SAMPLE = `# The id of the broker. This must be set to a unique integer for each broker.
broker.id=1
listeners=PLAINTEXT://:9092
log.dirs=/var/lib/kafka
zookeeper.connect=zoo1:2181,zoo2:2181,zoo3:2181

zookeeper.session.timeout.ms=9000
min.insync.replicas=2
`;

/** How Kafka reads the keys that the model has; 64 bits unless said. */
const AS: {readonly [key: string]: readonly [type: Type, bounds?: Bounds]} = {
  "zookeeper.session.timeout.ms": ["INT"],
  "zookeeper.max.in.flight.requests": ["INT", [1]],
  "min.insync.replicas": ["INT", [1]],
  "replica.fetch.wait.max.ms": ["INT"],
  "replica.fetch.backoff.ms": ["INT", [0]],
  "replica.socket.timeout.ms": ["INT"],
  "controller.socket.timeout.ms": ["INT"],
  "controlled.shutdown.max.retries": ["INT"],
  "leader.imbalance.check.interval.seconds": ["LONG", [1]],
  "leader.imbalance.per.broker.percentage": ["INT"],
  "log.flush.interval.messages": ["LONG", [1]],
};

interface Draft {
  readonly config: {[key: string]: number | boolean};
  /** Numbers as they stand in the file, whatever the model takes. */
  readonly numbers: {[key: string]: number};
  /** The last entry of each key, which counts. */
  readonly entries: ReadonlyMap<string, FileEntry>;
}

export const serverProperties: ConfigFile = {
  name: "server.properties",
  format: javaProperties,
  sample: SAMPLE,
  read(entries) {
    const draft: Draft = {config: {}, numbers: {}, entries: new Map(entries.map((entry) => [trim(entry.key), entry]))};
    const found = entries.map((entry): Found => ({entry, finding: finding(entry, draft)}));
    return readingOf({config: draft.config, nodes: null}, found, whole(draft));
  },
  entry: (entries, key, value) => ({line: entries.findLast((entry) => entry.key === key)?.line ?? null, key, value: String(value)}),
};

const stopped = (error: string): Finding => refused(said("kafka.file.stopped", {error}));
const hinted = (error: string, hint: Said): Finding => refused(said("kafka.file.stopped.hint", {error, hint}));

function finding(entry: FileEntry, draft: Draft): Finding {
  if (entry.flaw !== undefined) return hinted(entry.flaw, said("kafka.file.hint.backslash"));
  const key = trim(entry.key);
  const counts = draft.entries.get(key);
  if (counts !== undefined && counts !== entry) return idle(said("kafka.file.again", {line: counts.line}));
  const known = knownKey(key);
  // Those of KRaft the model has, too, but not in the mode in which a file is tried.
  const own = known === null ? KEYS.find((one) => one.key === key) : undefined;
  if (own !== undefined) return setting(own, entry.value, draft);
  if (known === null) return unread(key);
  const read = parsed(key, entry.value, known.type, known.bounds);
  return "error" in read ? wrong(entry.value, read.error) : known.finds(read.value);
}

function unread(key: string): Finding {
  if (/^(?:\ufeff|ï»¿)/.test(key)) return unknown(said("kafka.file.mark"));
  const right = brokersName(key);
  return unknown(right === null ? said("kafka.file.unknown") : said("kafka.file.unknown.topic", {right}));
}

const wrong = (value: string, error: string): Finding =>
  /\s#/.test(value) ? hinted(error, said("kafka.file.hint.comment")) : stopped(error);

function setting(own: Key, text: string, draft: Draft): Finding {
  const [type, bounds] = AS[own.key] ?? [typeof own.default === "boolean" ? "switch" : "LONG"];
  const read = parsed(own.key, text, type, bounds ?? null);
  if ("error" in read) return wrong(text, read.error);
  // What is too large for the model's numbers is never reached there either.
  const value = typeof read.value === "number" ? Math.min(read.value, Number.MAX_SAFE_INTEGER) : read.value;
  return take(own, value as number | boolean, draft);
}

/** A value of a key of the model, told of. */
function take(own: Key, value: number | boolean, {config, numbers}: Pick<Draft, "config" | "numbers">): Finding {
  const {key, unit, range, default: usual, means: english} = own;
  const means: Said = {key: `kafka.config.${key}`, english, values: {}};
  if (typeof value === "boolean") {
    config[key] = value;
    return taken(said(value ? "kafka.file.taken.on" : "kafka.file.taken.off", {key, means}));
  }
  numbers[key] = value;
  const [low = 0, high = 0] = (range ?? []) as readonly number[];
  if (value < low || value > high)
    return beyond(said("kafka.file.limit", {low: String(low), high: String(high), unit, usual: String(usual)}));
  config[key] = value;
  return taken(said("kafka.file.taken.number", {key, value, unit, means}));
}

const stop = (error: string): Remark => ({kind: "refused", said: said("kafka.file.stopped", {error})});
const advice = (said: Said): Remark => ({kind: "advice", said});

/** Checks across entries. */
function whole({entries, numbers, config}: Draft): Remark[] {
  const has = (key: string) => entries.has(key);
  const textOf = (key: string) => trim(entries.get(key)?.value ?? "");
  const inKraft = textOf("process.roles") !== "";
  const number = (key: string) => numbers[key] ?? (KEYS.find((one) => one.key === key)?.default as number);
  const id = Number(textOf("broker.id") || "-1");
  const wait = number("replica.fetch.wait.max.ms");
  const settings = Object.keys(config).length > 0;
  return [
    ...(inKraft || has("zookeeper.connect")
      ? []
      : [stop("Missing required configuration `zookeeper.connect` which has no default value.")]),
    ...(inKraft && !has("node.id") && !has("broker.id")
      ? [stop("Missing configuration `node.id` which is required when `process.roles` is defined (i.e. when running in KRaft mode).")]
      : []),
    ...(has("node.id") && has("broker.id") && textOf("node.id") !== textOf("broker.id")
      ? [stop("You must set `node.id` to the same value as `broker.id`.")]
      : []),
    ...identity(id, textOf("broker.id.generation.enable").toLowerCase() !== "false", Number(textOf("reserved.broker.max.id") || "1000")),
    ...limits(textOf),
    ...(wait > number("replica.socket.timeout.ms")
      ? [
          stop(
            "requirement failed: replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts",
          ),
        ]
      : []),
    ...(wait > number("replica.lag.time.max.ms")
      ? [
          stop(
            "requirement failed: replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR",
          ),
        ]
      : []),
    ...(settings && number("min.insync.replicas") === 1 ? [advice(said("kafka.file.says.one-copy"))] : []),
    ...(number("min.insync.replicas") >= 3 ? [advice(said("kafka.file.says.three"))] : []),
    ...(config["unclean.leader.election.enable"] === true ? [advice(said("kafka.file.says.unclean"))] : []),
  ];
}

function identity(id: number, isGenerated: boolean, reserved: number): Remark[] {
  if (!isGenerated && id < 0) return [stop("requirement failed: broker.id must be greater than or equal to 0")];
  const isAllowed = !isGenerated || (id >= -1 && id <= reserved);
  return isAllowed
    ? []
    : [stop("requirement failed: broker.id must be greater than or equal to -1 and not greater than reserved.broker.max.id")];
}

/** Numbers that are not held against bounds as they are read. */
function limits(textOf: (key: string) => string): Remark[] {
  const below = (key: string, least: number) => /^[+-]?\d+$/.test(textOf(key)) && Number(textOf(key)) < least;
  return [
    ...(below("log.roll.ms", 1) ? [stop("requirement failed: log.roll.ms must be greater than or equal to 1")] : []),
    ...(below("log.roll.jitter.ms", 0) ? [stop("requirement failed: log.roll.jitter.ms must be greater than or equal to 0")] : []),
  ];
}
