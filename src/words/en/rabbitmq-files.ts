import {speaker} from "../said.ts";

/** What the readers of rabbitmq.conf and of definitions find. The words of RabbitMQ itself are filled in as they stand in its source. */
const rabbitmqFiles = {
  "rabbitmq.file.taken": "{key} {value}{unit}: {means}",
  "rabbitmq.file.taken.nodes":
    "{nodes, plural, one {the first node here stands} other {the first # nodes here stand}} for those that are listed",
  "rabbitmq.file.taken.mode":
    "{replicas, plural, one {# of three nodes has} other {# of three nodes have}} a replica of the queue; none is added for one that dies",

  "rabbitmq.file.again": "stands again in line {line}, which counts",
  "rabbitmq.file.stopped": "RabbitMQ would not start ({error})",
  "rabbitmq.file.stopped.hint": "RabbitMQ would not start ({error}): {hint}",
  "rabbitmq.file.import": "the import would fail ({error})",
  "rabbitmq.file.limit": "the model takes {low} to {high} {unit} (usual: {usual})",
  "rabbitmq.file.later": "it came with {version}: 3.10.8, the version of the model, would not start with it",

  "rabbitmq.file.hint.mark": "the file begins with a byte order mark, which is no part of a key",
  "rabbitmq.file.hint.terms": "this is the older format of Erlang's terms, which belongs into advanced.config",
  "rabbitmq.file.hint.policy": "it is set by a policy, not in this file",
  "rabbitmq.file.hint.meant": "did you mean one of {meant, list}?",

  "rabbitmq.file.idle.usual": "as by default",
  "rabbitmq.file.idle.definitions": "which definitions are loaded changes nothing here: they have an input of their own",
  "rabbitmq.file.idle.formation": "the nodes here are a cluster from the beginning",
  "rabbitmq.file.idle.host": "the model's hosts have memory, disk and processes enough",
  "rabbitmq.file.idle.keepalive": "it detects nothing: a silent node is found by net_ticktime",
  "rabbitmq.file.idle.listeners": "the model has no addresses, sockets or frames to choose",
  "rabbitmq.file.idle.locator": "the queue's master begins on the first node here",
  "rabbitmq.file.idle.logs": "what is logged changes nothing",
  "rabbitmq.file.idle.metrics": "what is counted or shown changes nothing",
  "rabbitmq.file.idle.protocols": "clients of the model speak AMQP 0-9-1",
  "rabbitmq.file.idle.quorum": "only quorum queues and streams read it",
  "rabbitmq.file.idle.security": "the model knows no keys and no users",
  "rabbitmq.file.idle.patient": "longer than any of these runs",
  "rabbitmq.file.idle.section": "no policy: it changes nothing here",
  "rabbitmq.file.idle.no-section": "no section of definitions: an import does not look at it",
  "rabbitmq.file.idle.policy": "which policy it is",
  "rabbitmq.file.idle.pattern": "the queue that is tried is taken to match",
  "rabbitmq.file.idle.other-policy": "the queue that is tried is under the policy {name}",
  "rabbitmq.file.idle.shutdown": "no node is stopped in good order in these runs",
  "rabbitmq.file.idle.not-classic": "only quorum queues and streams go by it",
  "rabbitmq.file.idle.routing": "where messages come from, and where they go besides, changes nothing here",

  "rabbitmq.file.lacks.heartbeat": "clients of the model see a broken connection when their system tells them, and send no heartbeats",
  "rabbitmq.file.lacks.timeout": "no channel of the model is closed because a consumer is slow",
  "rabbitmq.file.lacks.index": "the model's queues have the index of version 1, which is on disk before a confirm",
  "rabbitmq.file.lacks.loading": "a node of the model waits for the others' tables as long as it takes",
  "rabbitmq.file.lacks.include": "what stands in another file is not read here",
  "rabbitmq.file.lacks.partitions": "the model ignores partitions, as is the default",
  "rabbitmq.file.lacks.all-down": "the model has no list of nodes to pause without",
  "rabbitmq.file.lacks.sync": "mirrors of the model are not synchronised but by what is published and consumed",
  "rabbitmq.file.lacks.limits": "queues of the model neither expire nor overflow",
  "rabbitmq.file.lacks.dead-letters": "the model has no dead letters",
  "rabbitmq.file.lacks.value": "the model has no {value}",
  "rabbitmq.file.lacks.other": "the model does not have it",

  "rabbitmq.file.says.all-down": "a list for pause_if_all_down is read only where cluster_partition_handling says pause_if_all_down",
  "rabbitmq.file.says.tick": "with so short a net_ticktime a busy node is taken for dead",
  "rabbitmq.file.says.no-policy": "no policy for queues: a queue of three replicas was taken",
  "rabbitmq.file.says.one-policy":
    "several policies mirror queues; the one that is tried is {name}, of the highest priority, for queues that match {pattern}",
  "rabbitmq.file.says.not-mirrored": "without a mirror a queue is away for as long as its node is",
  "rabbitmq.file.says.two": "of two replicas the last one left is a single copy until another has taken part long enough",
  "rabbitmq.file.says.failure-counts":
    "ha-promote-on-failure when-synced holds at a stop, too: it makes ha-promote-on-shutdown always of no effect",
  "rabbitmq.file.says.removed": "RabbitMQ 4.0 takes the policy and mirrors nothing: classic queues have one replica there",
} as const;

export const said = speaker(rabbitmqFiles);
