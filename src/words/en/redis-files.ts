import {speaker} from "../said.ts";

/** What the readers of redis.conf and sentinel.conf find. The words of Redis itself are filled in as they stand in its source. */
const redisFiles = {
  "redis.file.taken": "{key} {value} {unit}: {means}",
  "redis.file.taken.bare": "{key} {value}: {means}",
  "redis.file.taken.replicas": "{key} {value, plural, one {# replica} other {# replicas}}: {means}",
  "redis.file.taken.sentinels": "{key} {value, plural, one {# sentinel} other {# sentinels}}: {means}",
  "redis.file.taken.disk-sync": "a full copy begins at once: repl-diskless-sync-delay waits for diskless ones alone",
  "redis.file.taken.sentinel": "another sentinel",
  "redis.file.taken.replica": "a replica",

  "redis.file.again": "stands again in line {line}, which counts",
  "redis.file.stopped": "Redis would not start ({error})",
  "redis.file.stopped.hint": "Redis would not start ({error}): {hint}",
  "redis.file.limit": "the model takes {low} to {high} {unit} (usual: {usual})",
  "redis.file.limit.bare": "the model takes {low} to {high} (usual: {usual})",
  "redis.file.later": "Redis 7.0.15, which the model follows, does not know it and would not start: it came with {version}",

  "redis.file.hint.comment": "a comment needs a line of its own",
  "redis.file.hint.mark": "the file begins with a byte order mark, which Redis takes for a part of this word",
  "redis.file.hint.sentinel": "this line belongs into sentinel.conf",
  "redis.file.hint.form": "right is {form}",
  "redis.file.hint.monitor": "there is no line sentinel monitor {master} <ip> <port> <quorum>",
  "redis.file.hint.address": "it wants an IP address, or sentinel resolve-hostnames yes besides",
  "redis.file.hint.brackets": "it wants IPv6 addresses without brackets",

  "redis.file.idle.usual": "as by default",
  "redis.file.idle.replicaof": "n1 is the first master here, and the others follow it",
  "redis.file.idle.addresses": "the model has no addresses and no ports",
  "redis.file.idle.secrets": "the model knows neither passwords nor certificates",
  "redis.file.idle.log": "how an append-only file is written changes nothing here: the model has none",
  "redis.file.idle.snapshots": "a snapshot is made, sent and loaded in no time here",
  "redis.file.idle.save": "the model saves after one change or never",
  "redis.file.idle.memory": "memory is never full here",
  "redis.file.idle.clients": "no client is turned away here, and no buffer overflows",
  "redis.file.idle.cluster": "Redis Cluster is not modelled: it elects by itself",
  "redis.file.idle.storage": "how values are stored changes no fail-over",
  "redis.file.idle.nothing": "it changes nothing that the model has",
  "redis.file.idle.speed": "the model's servers work ten times a second, as by default",
  "redis.file.idle.shutdown": "the model stops no server in good order",
  "redis.file.idle.modules": "the model has no modules",
  "redis.file.idle.deprecated": "Redis 7.0 takes it and reads it no more",
  "redis.file.idle.sentinel-mode": "a word alone: it makes this a sentinel, on the command line only",

  "redis.file.lacks.log": "the model has no append-only file: what a loss of power takes here is more than yours",
  "redis.file.lacks.writable": "replicas of the model take no writes, as by default",
  "redis.file.lacks.announced": "no replica of the model is hidden from the sentinels",
  "redis.file.lacks.cluster": "Redis Cluster is not modelled, and Sentinel is not for it",
  "redis.file.lacks.include": "what stands in that file is not read here",
  "redis.file.lacks.renamed": "no command has another name in the model; Sentinel must be told of this one by sentinel rename-command",
  "redis.file.lacks.nodelay": "packets of the model wait for nothing",
  "redis.file.lacks.full-copies": "in the model full copies begin after repl-diskless-sync-delay, however many wait",
  "redis.file.lacks.save": "the model saves after one change or never: a snapshot after {changes} changes is left out",

  "redis.sentinel.idle.other": "of another master: the model watches {master} alone",
  "redis.sentinel.idle.old-form": "the form without an id, which Sentinel skips",
  "redis.sentinel.idle.scripts": "the model runs no scripts",
  "redis.sentinel.idle.past": "the model's sentinels begin without a past",
  "redis.sentinel.idle.server": "it is of a server's work: in a sentinel it changes nothing",
  "redis.sentinel.idle.loadmodule": "a sentinel loads no modules",
  "redis.sentinel.lacks.replicaof":
    "the model has no such sentinel: a real one follows that master as a replica, which its INFO lists and the other sentinels watch as one",
  "redis.sentinel.lacks.renamed": "no command has another name in the model",

  "redis.file.says.lag-off": "min-replicas-max-lag 0 switches min-replicas-to-write off",
  "redis.file.says.too-many": "min-replicas-to-write {least}: three servers accept no write with it; it takes {servers} or more",
  "redis.file.says.as-many": "min-replicas-to-write 2: with two replicas, one that is away stops all writes",
  "redis.file.says.lag-alone": "min-replicas-max-lag alone does nothing: min-replicas-to-write is 0",
  "redis.file.says.impatient": "repl-timeout is not longer than repl-ping-replica-period: an idle master is given up again and again",
  "redis.file.says.nobody": "replica-priority 0, which is taken for every server here: nobody may be promoted",
  "redis.file.says.one-password":
    "requirepass without masterauth: this server, once it is a replica, cannot follow a master with that password",

  "redis.sentinel.limit.sentinels": "the model takes {most} sentinels besides this one",
  "redis.sentinel.limit.replicas": "the model takes {most} replicas",
  "redis.sentinel.says.digits": "line {line}: of {word} Sentinel reads {digits} and not what follows",
  "redis.sentinel.says.nobody": "no sentinel monitor: this sentinel would watch nobody",
  "redis.sentinel.says.loopback":
    "{address} is another server on each host: give the address at which all sentinels and clients reach the master",
  "redis.sentinel.says.never": "quorum {quorum} of {all} sentinels: nobody is ever objectively down",
  "redis.sentinel.says.never-of-three": "quorum {quorum} of {all} sentinels (three were taken): nobody is ever objectively down",
  "redis.sentinel.says.all": "quorum {all} of {all} sentinels: one that is dead, and nobody is promoted",
  "redis.sentinel.says.few":
    "{all, plural, =1 {one sentinel} =2 {two sentinels} other {# sentinels}}: one that is dead, and nobody is promoted",
  "redis.sentinel.says.hasty":
    "down-after-milliseconds of a second or less: a healthy new master may be taken for dead when it is first dialled",
  "redis.sentinel.says.short": "failover-timeout below 10000: an election is given up after it, sooner than usual",
  "redis.sentinel.says.at-once":
    "parallel-syncs takes all that are left at once: if they need full copies, all refuse reads (-LOADING) at the same time",
} as const;

export const said = speaker(redisFiles);
