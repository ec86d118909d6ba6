import {speaker} from "../said.ts";

/** What the readers of server.properties and producer.properties find. The words of Kafka itself are filled in as they stand in its source. */
const kafkaFiles = {
  "kafka.file.taken.number": "{key} {value} {unit}: {means}",
  "kafka.file.taken.on": "{key} is on: {means}",
  "kafka.file.taken.off": "{key} is off: {means}",
  "kafka.file.taken.acks-all": "a record is acknowledged when all that are in sync have it",
  "kafka.file.taken.acks-one": "a record is acknowledged when the leader has it, in memory",
  "kafka.file.taken.acks-none": "nothing is acknowledged: a record counts as sent",

  "kafka.file.again": "stands again in line {line}, which counts",
  "kafka.file.stopped": "Kafka would not start ({error})",
  "kafka.file.stopped.hint": "Kafka would not start ({error}): {hint}",
  "kafka.file.no-producer": "there would be no producer ({error})",
  "kafka.file.limit": "the model takes {low} to {high} {unit} (usual: {usual})",
  "kafka.file.unknown": "Kafka 3.9 has no such key for brokers: it says that it is supplied and not used",
  "kafka.file.unknown.producer": "a producer of 3.9 has no such key: it says that it is supplied and not used",
  "kafka.file.unknown.topic": "it is set for a topic, or by kafka-configs.sh: in this file nothing reads it; what is read is {right}",
  "kafka.file.mark": "the file begins with a byte order mark, which Java takes for a part of this key: nothing reads it",

  "kafka.file.hint.comment": "a comment needs a line of its own",
  "kafka.file.hint.backslash": "a backslash stands for itself when it is doubled",

  "kafka.file.idle.usual": "as by default",
  "kafka.file.idle.groups": "the model has no consumer groups and no transactions",
  "kafka.file.idle.host": "the model's hosts have no such limit",
  "kafka.file.idle.kraft": "only a node of KRaft reads it",
  "kafka.file.idle.listeners": "the model has no addresses to choose",
  "kafka.file.idle.logs": "logs are neither cut by age or size nor compacted in the model",
  "kafka.file.idle.metrics": "what is counted changes nothing",
  "kafka.file.idle.quotas": "nobody is throttled in the model",
  "kafka.file.idle.security": "the model knows no keys and no users",
  "kafka.file.idle.tiers": "the model has no tiered storage",
  "kafka.file.idle.identity": "which broker it is the cluster here says",
  "kafka.file.idle.paths": "where its files lie changes no election",
  "kafka.file.idle.topics": "the topic here is made with three replicas and one partition",
  "kafka.file.idle.zookeeper": "three servers of ZooKeeper stand for what is named there",
  "kafka.file.idle.sending": "it changes how records are packed or sent, and nothing that is measured",

  "kafka.file.lacks.kraft": "a node of KRaft: what is tried here is a broker in ZooKeeper mode",
  "kafka.file.lacks.fetchers": "a follower of the model has one fetcher for each leader",
  "kafka.file.lacks.min-bytes": "a leader of the model answers a follower as soon as it has anything",
  "kafka.file.lacks.shutdown": "a broker of the model that is told to stop always asks the controller first",
  "kafka.file.lacks.protocol": "the model speaks the protocol of 3.9",
  "kafka.file.lacks.selector": "consumers of the model read from the leader",
  "kafka.file.lacks.retries": "a producer of the model tries again until delivery.timeout.ms",
  "kafka.file.lacks.backoff": "the pauses of the model's producers are the usual ones",
  "kafka.file.lacks.transactions": "the model has no transactions",

  "kafka.file.says.one-copy": "min.insync.replicas is 1: the leader may acknowledge records as the only one that has them",
  "kafka.file.says.three": "min.insync.replicas is 3: with three replicas one broker that is away stops acks=all",
  "kafka.file.says.unclean": "with unclean.leader.election.enable acknowledged records may be lost whatever the producer asks for",
  "kafka.file.says.not-idempotent": "{key} switches idempotence off, which is on by default: a record may be written twice",
  "kafka.file.says.patience": "delivery.timeout.ms becomes {ms}: it may not be less than linger.ms and request.timeout.ms together",
} as const;

export const said = speaker(kafkaFiles);
