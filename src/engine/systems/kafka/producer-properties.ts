// producer.properties as ProducerConfig reads it. Source: apache/kafka@c821449 (3.9), clients/src/main/java/org/apache/kafka/clients/producer/
// ProducerConfig.java postProcessAndValidateIdempotenceConfigs, KafkaProducer.java configureDeliveryTimeout.

import {said} from "../../../words/en/kafka-files.ts";
import type {Said} from "../../../words/message.ts";
import type {ConfigFile, FileEntry, FileSettings} from "../../model/config-file.ts";
import {beyond, type Finding, type Found, idle, lacking, type Remark, readingOf, refused, taken, unknown} from "../findings.ts";
import {trim} from "../java.ts";
import {javaProperties} from "../java-properties.ts";
import {type Bounds, parsed, type Type} from "./config-def.ts";
import type {ProducerArgs} from "./producer.ts";

const SAMPLE = `bootstrap.servers=kafka1:9092,kafka2:9092,kafka3:9092
acks=all
request.timeout.ms=10000
`;

/** What a producer of the model takes: as which argument, within which limits, and what it means. */
interface Taken {
  readonly arg: keyof ProducerArgs;
  readonly usual: number | boolean;
  readonly unit: string;
  readonly range: readonly [number, number];
  readonly bounds: Bounds;
  readonly means: string;
}

const TAKEN: {readonly [key: string]: Taken} = {
  "request.timeout.ms": {
    arg: "requestTimeoutMs",
    usual: 30_000,
    unit: "ms",
    range: [1, 600_000],
    bounds: [0],
    means: "how long it waits for an answer",
  },
  "delivery.timeout.ms": {
    arg: "deliveryTimeoutMs",
    usual: 120_000,
    unit: "ms",
    range: [1, 3_600_000],
    bounds: [0],
    means: "how long it tries in all",
  },
  "linger.ms": {arg: "lingerMs", usual: 0, unit: "ms", range: [0, 60_000], bounds: [0], means: "how long a record waits for others"},
  "max.in.flight.requests.per.connection": {
    arg: "inFlight",
    usual: 5,
    unit: "requests",
    range: [1, 1000],
    bounds: [1],
    means: "how many batches are on their way at once",
  },
};

const ACKS = "acks";
const IDEMPOTENCE = "enable.idempotence";

type Keys = readonly (readonly [key: string, type: Type, bounds: Bounds | null, finds: (value: number | boolean | string) => Finding])[];

const rows = (
  why: "groups" | "host" | "listeners" | "metrics" | "security" | "sending",
  type: Type,
  keys: string,
  bounds: Bounds | null = null,
): Keys => keys.split(" ").map((key) => [key, type, bounds, () => idle(said(`kafka.file.idle.${why}`))] as const);

const unless = (usual: number, lacks: Said) => (value: number | boolean | string) =>
  value === usual ? idle(said("kafka.file.idle.usual")) : lacking(lacks);

/** The other keys of ProducerConfig. */
const OTHERS: Keys = [
  ["retries", "INT", [0, 2_147_483_647], unless(2_147_483_647, said("kafka.file.lacks.retries"))],
  ["retry.backoff.ms", "LONG", [0], unless(100, said("kafka.file.lacks.backoff"))],
  ["retry.backoff.max.ms", "LONG", [0], unless(1000, said("kafka.file.lacks.backoff"))],
  ["reconnect.backoff.ms", "LONG", [0], unless(50, said("kafka.file.lacks.backoff"))],
  ["reconnect.backoff.max.ms", "LONG", [0], unless(1000, said("kafka.file.lacks.backoff"))],
  ["metadata.max.age.ms", "LONG", [0], unless(300_000, said("kafka.file.lacks.backoff"))],
  ["socket.connection.setup.timeout.ms", "LONG", null, unless(10_000, said("kafka.file.lacks.backoff"))],
  ["socket.connection.setup.timeout.max.ms", "LONG", null, unless(30_000, said("kafka.file.lacks.backoff"))],
  ["transactional.id", "text", null, () => lacking(said("kafka.file.lacks.transactions"))],
  ...rows("groups", "INT", "transaction.timeout.ms"),
  ...rows("listeners", "text", "bootstrap.servers client.dns.lookup client.id client.rack metadata.recovery.strategy"),
  ...rows("sending", "LONG", "buffer.memory max.block.ms partitioner.availability.timeout.ms", [0]),
  ...rows("sending", "INT", "batch.size max.request.size", [0]),
  ...rows("sending", "INT", "compression.gzip.level compression.lz4.level compression.zstd.level"),
  ...rows("sending", "switch", "partitioner.adaptive.partitioning.enable partitioner.ignore.keys"),
  ...rows("sending", "text", "compression.type key.serializer value.serializer partitioner.class interceptor.classes"),
  ...rows("host", "INT", "send.buffer.bytes receive.buffer.bytes", [-1]),
  ...rows("host", "LONG", "metadata.max.idle.ms", [5000]),
  ...rows("host", "LONG", "connections.max.idle.ms"),
  ...rows("metrics", "LONG", "metrics.sample.window.ms", [0]),
  ...rows("metrics", "INT", "metrics.num.samples", [1]),
  ...rows("metrics", "text", "metrics.recording.level metric.reporters"),
  ...rows("metrics", "switch", "auto.include.jmx.reporter enable.metrics.push"),
  ...rows("security", "text", "security.protocol security.providers"),
];

interface Draft {
  readonly config: {[key: string]: number | boolean};
  readonly entries: ReadonlyMap<string, FileEntry>;
}

export const producerProperties: ConfigFile = {
  name: "producer.properties",
  format: javaProperties,
  sample: SAMPLE,
  read(entries) {
    const draft: Draft = {config: {}, entries: new Map(entries.map((entry) => [trim(entry.key), entry]))};
    const found = entries.map((entry): Found => ({entry, finding: finding(entry, draft)}));
    const remarks = whole(draft);
    return readingOf({config: draft.config, nodes: null}, found, remarks);
  },
  entry(entries, key, value) {
    const said = key === ACKS && value === -1 ? "all" : String(value);
    return {line: entries.findLast((entry) => entry.key === key)?.line ?? null, key, value: said};
  },
};

/** What the settings of a producer's file are as arguments of a producer, and the others. */
export function partProducer(config: FileSettings["config"]) {
  const args: {[arg: string]: number | boolean | string} = {};
  const others: {[key: string]: number | boolean | string} = {};
  for (const [key, value] of Object.entries(config)) {
    const arg = key === ACKS ? "acks" : key === IDEMPOTENCE ? "idempotent" : TAKEN[key]?.arg;
    if (arg === undefined) others[key] = value;
    else args[arg] = value;
  }
  return {args, others};
}

const stopped = (error: string): Said => said("kafka.file.no-producer", {error});

function finding(entry: FileEntry, draft: Draft): Finding {
  if (entry.flaw !== undefined) return refused(stopped(entry.flaw));
  const key = trim(entry.key);
  const counts = draft.entries.get(key);
  if (counts !== undefined && counts !== entry) return idle(said("kafka.file.again", {line: counts.line}));
  if (key === ACKS) return acks(entry.value, draft);
  if (key === IDEMPOTENCE) return idempotence(entry.value, draft);
  const own = TAKEN[key];
  if (own !== undefined) return setting(key, own, entry.value, draft);
  const known = OTHERS.find(([name]) => name === key);
  if (known === undefined)
    return /^(ssl|sasl)\./.test(key) ? idle(said("kafka.file.idle.security")) : unknown(said("kafka.file.unknown.producer"));
  const [, type, bounds, finds] = known;
  const read = parsed(key, entry.value, type, bounds);
  return "error" in read ? refused(stopped(read.error)) : finds(read.value);
}

function acks(value: string, {config}: Draft): Finding {
  const word = trim(value);
  if (!["all", "-1", "0", "1"].includes(word))
    return refused(stopped(`Invalid value ${word} for configuration acks: String must be one of: all, -1, 0, 1`));
  const number = word === "all" ? -1 : Number(word);
  if (number !== -1) config[ACKS] = number;
  return taken(
    said(number === -1 ? "kafka.file.taken.acks-all" : number === 1 ? "kafka.file.taken.acks-one" : "kafka.file.taken.acks-none"),
  );
}

const idempotenceMeans: Said = {
  key: "kafka.config.enable.idempotence",
  english: "each batch has a number, so that a repeated one is known",
  values: {},
};

function idempotence(value: string, {config}: Draft): Finding {
  const read = parsed(IDEMPOTENCE, value, "switch", null);
  if ("error" in read) return refused(stopped(read.error));
  if (read.value === false) config[IDEMPOTENCE] = false;
  return taken(said(read.value ? "kafka.file.taken.on" : "kafka.file.taken.off", {key: IDEMPOTENCE, means: idempotenceMeans}));
}

function setting(key: string, {usual, unit, range: [low, high], bounds, means}: Taken, text: string, {config}: Draft): Finding {
  const read = parsed(key, text, key === "linger.ms" ? "LONG" : "INT", bounds);
  if ("error" in read) return refused(stopped(read.error));
  const value = read.value as number;
  if (value < low || value > high)
    return beyond(said("kafka.file.limit", {low: String(low), high: String(high), unit, usual: String(usual)}));
  if (value !== usual) config[key] = value;
  return taken(said("kafka.file.taken.number", {key, value, unit, means: {key: `kafka.config.${key}`, english: means, values: {}}}));
}

const stop = (error: string): Remark => ({kind: "refused", said: stopped(error)});

/** What is checked once all is read: what rules idempotence out, and how long it may try. */
function whole({entries, config}: Draft): Remark[] {
  const textOf = (key: string) => trim(entries.get(key)?.value ?? "");
  const isAsked = textOf(IDEMPOTENCE).toLowerCase() === "true";
  const against = [
    {key: "retries", is: textOf("retries") === "0", error: "Must set retries to non-zero when using the idempotent producer."},
    {
      key: ACKS,
      is: config[ACKS] !== undefined,
      error: "Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.",
    },
    {
      key: "max.in.flight.requests.per.connection",
      is: Number(config["max.in.flight.requests.per.connection"] ?? 5) > 5,
      error: "Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.",
    },
  ].find(({is}) => is);
  const isOff = config[IDEMPOTENCE] === false || (against !== undefined && !isAsked);
  if (isOff && against !== undefined && against.key !== ACKS) config[IDEMPOTENCE] = false;
  const least = Number(config["linger.ms"] ?? 0) + Number(config["request.timeout.ms"] ?? 30_000);
  const patience = Number(config["delivery.timeout.ms"] ?? 120_000);
  const isImpatient = patience < least;
  if (isImpatient && !entries.has("delivery.timeout.ms")) config["delivery.timeout.ms"] = least;
  return [
    ...(isAsked && against !== undefined ? [stop(against.error)] : []),
    ...(isOff && entries.has("transactional.id") ? [stop("Cannot set a transactional.id without also enabling idempotence.")] : []),
    ...(isImpatient && entries.has("delivery.timeout.ms")
      ? [stop("delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms")]
      : []),
    ...(isImpatient && !entries.has("delivery.timeout.ms")
      ? [{kind: "advice", said: said("kafka.file.says.patience", {ms: least})} as const]
      : []),
    ...(against !== undefined && !isAsked && textOf(IDEMPOTENCE) === ""
      ? [{kind: "advice", said: said("kafka.file.says.not-idempotent", {key: against.key})} as const]
      : []),
  ];
}
