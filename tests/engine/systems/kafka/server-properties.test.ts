import {expect, test} from "vitest";
import {trialScenario, variants} from "../../../../src/engine/analysis/verdict.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {run} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/kafka/index.ts";
import {producerProperties} from "../../../../src/engine/systems/kafka/producer-properties.ts";
import {serverProperties} from "../../../../src/engine/systems/kafka/server-properties.ts";
import {entriesOf, withSettings} from "../../../../src/notebook/library/config-text.ts";

const broker = (text: string) => serverProperties.read(entriesOf(serverProperties, text));
const producer = (text: string) => producerProperties.read(entriesOf(producerProperties, text));
const usual = "broker.id=1\nlog.dirs=/data\nzookeeper.connect=z:2181";
const last = (line: string) => broker(`${usual}\n${line}`).meanings.at(-1);

test("the samples are read, and each would start", () => {
  for (const file of [serverProperties, producerProperties]) {
    const {nodes, missing, without} = file.read(entriesOf(file, file.sample));
    expect([nodes, missing, without]).toEqual([null, [], []]);
  }
});

test("keys of the model are taken in their units, of two the last", () => {
  const {config, meanings} = broker(`${usual}\nmin.insync.replicas=1\nmin.insync.replicas = 2 \nauto.leader.rebalance.enable=FALSE`);
  expect(config).toEqual({"min.insync.replicas": 2, "auto.leader.rebalance.enable": false});
  expect(meanings.map(({kind}) => kind)).toEqual(["idle", "idle", "idle", "idle", "taken", "taken"]);
});

test("a number of 64 bits that stands for never is taken as never", () => {
  expect(broker(`${usual}\nlog.flush.interval.messages=9223372036854775807`).config).toEqual({
    "log.flush.interval.messages": Number.MAX_SAFE_INTEGER,
  });
});

test.each<[line: string, kind: string]>([
  ["num.io.threads=8", "idle"],
  ["sasl.enabled.mechanisms=PLAIN", "idle"],
  ["listener.name.internal.ssl.keystore.location=/k", "idle"],
  ["controller.quorum.voters=1@a:9093", "idle"],
  ["num.replica.fetchers=1", "idle"],
  ["num.replica.fetchers=4", "lacking"],
  ["process.roles=broker", "lacking"],
  ["replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector", "lacking"],
  ["flush.ms=1000", "unknown"],
  ["min.insync.replica=2", "unknown"],
  ["replica.lag.time.max.ms=999999999", "beyond"],
])("%s is %s", (line, kind) => {
  expect(last(line)?.kind).toBe(kind);
});

// What ConfigDef.parseType and Range.ensureValid of 3.9 throw.
test.each<[line: string, error: string]>([
  ["min.insync.replicas=0", "Invalid value 0 for configuration min.insync.replicas: Value must be at least 1"],
  ["min.insync.replicas=2 # two", "Invalid value 2 # two for configuration min.insync.replicas: Not a number of type INT"],
  ["min.insync.replicas=2147483648", "Invalid value 2147483648 for configuration min.insync.replicas: Not a number of type INT"],
  ["log.flush.interval.ms=1s", "Invalid value 1s for configuration log.flush.interval.ms: Not a number of type LONG"],
  [
    "auto.leader.rebalance.enable=yes",
    "Invalid value yes for configuration auto.leader.rebalance.enable: Expected value to be either true or false",
  ],
  ["group.share.max.size=1", "Invalid value 1 for configuration group.share.max.size: Value must be at least 10"],
  ["log.cleaner.min.cleanable.ratio=2", "Invalid value 2 for configuration log.cleaner.min.cleanable.ratio: Value must be no more than 1"],
])("Kafka would not start with %s", (line, error) => {
  const meaning = last(line);
  expect([meaning?.kind, meaning?.kind === "refused" && meaning.why.includes(error)]).toEqual(["refused", true]);
});

// What KafkaConfig.validateValues requires.
test.each<[text: string, error: string]>([
  ["broker.id=1", "Missing required configuration `zookeeper.connect` which has no default value."],
  [`${usual.replace("broker.id=1", "broker.id=1001")}`, "broker.id must be greater than or equal to -1"],
  [`${usual.replace("broker.id=1", "broker.id=-1")}\nbroker.id.generation.enable=false`, "broker.id must be greater than or equal to 0"],
  [`${usual}\nnode.id=2`, "You must set `node.id` to the same value as `broker.id`."],
  ["process.roles=broker\ncontroller.quorum.voters=1@a:1", "Missing configuration `node.id`"],
  [`${usual}\nreplica.lag.time.max.ms=400`, "less than or equal to replica.lag.time.max.ms"],
  [`${usual}\nreplica.socket.timeout.ms=400`, "should always be at least replica.fetch.wait.max.ms"],
  [`${usual}\nlog.roll.ms=0`, "log.roll.ms must be greater than or equal to 1"],
])("no broker would start, and there is no verdict: %j", (text, error) => {
  const {nodes, missing} = broker(text);
  expect(nodes).toEqual([]);
  expect(missing.join()).toContain(error);
});

test("a producer's own defaults are no change", () => {
  expect(producer("acks=all\nenable.idempotence=true\nrequest.timeout.ms=30000\nlinger.ms=0").config).toEqual({});
});

// What ProducerConfig and KafkaProducer of 3.9 do with what rules idempotence out.
test.each<[text: string, config: object]>([
  ["acks=1", {acks: 1}],
  ["acks=-1", {}],
  ["max.in.flight.requests.per.connection=6", {"max.in.flight.requests.per.connection": 6, "enable.idempotence": false}],
  ["retries=0", {"enable.idempotence": false}],
  ["request.timeout.ms=130000", {"request.timeout.ms": 130_000, "delivery.timeout.ms": 130_000}],
])("a producer with %s", (text, config) => {
  expect(producer(text).config).toEqual(config);
  expect(producer(text).nodes).toBe(null);
});

test.each<[text: string, error: string]>([
  ["acks=2", "Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1"],
  ["acks=1\nenable.idempotence=true", "Must set acks to all in order to use the idempotent producer."],
  ["retries=0\nenable.idempotence=true", "Must set retries to non-zero"],
  ["acks=1\ntransactional.id=t", "Cannot set a transactional.id without also enabling idempotence."],
  ["delivery.timeout.ms=1000", "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms"],
  ["linger.ms=-1", "Value must be at least 0"],
])("there would be no producer with %j", (text, error) => {
  const {nodes, meanings, missing} = producer(text);
  expect(nodes).toEqual([]);
  expect([...missing, ...meanings.map((m) => (m.kind === "refused" ? m.why : ""))].join()).toContain(error);
});

test("a setting is changed where it stands, and acks is written as people write it", () => {
  expect(withSettings(producerProperties, "# mine\nacks=1\n", {acks: -1, "linger.ms": 5})).toBe("# mine\nacks=all\nlinger.ms=5\n");
});

test("the settings of both files reach the trials, and cost what they cost", () => {
  const of = (text: string) => ({...producer(text), file: "producer.properties"});
  const weak = of("acks=1");
  expect(variants(system as unknown as System, weak).map(({name}) => name)).toEqual(["usual", "acks", "file"]);
  const lost = (variant: string) => {
    const found = run(system, trialScenario(system as unknown as System, weak, {trial: "leader-cut", variant, seed: 1}));
    return found.history.filter((o) => o.f === "write" && o.type === "ok" && found.read?.count(o.key, o.value) === 0).length;
  };
  expect([lost("usual"), lost("file") > 0]).toEqual([0, true]);
});
