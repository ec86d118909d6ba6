import {expect, test} from "vitest";
import type {ConfigFile} from "../../../../src/engine/model/config-file.ts";
import {redisConf} from "../../../../src/engine/systems/redis/redis-conf.ts";
import {sentinelConf} from "../../../../src/engine/systems/redis/sentinel-conf.ts";
import {entriesOf} from "../../../../src/notebook/library/config-text.ts";

const read = (file: ConfigFile, text: string) => file.read(entriesOf(file, text));
const monitor = "sentinel monitor mymaster 192.0.2.1 6379 2\nsentinel down-after-milliseconds mymaster 5000";
const last = (file: ConfigFile, line: string) => read(file, file === sentinelConf ? `${monitor}\n${line}` : line).meanings.at(-1);

const MARK = "\ufeff";
const id = "a".repeat(40);

// The words behind "would not start" are those of redis-server and redis-sentinel 7.0.15, which were asked.
test.each<[claim: string, file: ConfigFile, line: string, error: string]>([
  ["no number", redisConf, "min-replicas-to-write two", "argument couldn't be parsed into an integer"],
  ["a unit where there is none", redisConf, "min-replicas-max-lag 10s", "argument couldn't be parsed into an integer"],
  ["half a megabyte", redisConf, "repl-backlog-size 0.5mb", "argument must be a memory value"],
  ["a unit alone, which is 0", redisConf, "repl-backlog-size mb", "argument must be between 1 and 9223372036854775807 inclusive"],
  ["below zero", redisConf, "replica-priority -1", "argument must be between 0 and 2147483647 inclusive"],
  ["neither yes nor no", redisConf, "replica-serve-stale-data true", "argument must be 'yes' or 'no'"],
  ["the same where the model has nothing", redisConf, "appendonly true", "argument must be 'yes' or 'no'"],
  ["two words for one", redisConf, "maxmemory 4 gb", "wrong number of arguments"],
  ["none", redisConf, "maxmemory", "wrong number of arguments"],
  ["a comment behind a value", redisConf, "appendonly yes # durable", "wrong number of arguments): a comment needs a line of its own"],
  ["a word of another list", redisConf, "appendfsync sometimes", "argument(s) must be one of the following: everysec, always, no"],
  [
    "three of four limits",
    redisConf,
    "client-output-buffer-limit slave 256mb 64mb",
    "Wrong number of arguments in buffer limit configuration.",
  ],
  [
    "a class of clients",
    redisConf,
    "client-output-buffer-limit master 0 0 0",
    "Invalid client class specified in buffer limit configuration.",
  ],
  [
    "seconds with a unit",
    redisConf,
    "client-output-buffer-limit normal 0 0 60s",
    "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
  ],
  ["a master without its port", redisConf, "replicaof redis-master", "wrong number of arguments"],
  ["a port that is none", redisConf, "slaveof 192.0.2.1 redis", "Invalid master port"],
  ["a port too high", redisConf, "port 65536", "argument must be between 0 and 65535 inclusive"],
  ["no octal digits", redisConf, "unixsocketperm 778", "argument couldn't be parsed as an octal number"],
  ["more than all", redisConf, "maxmemory-clients 101%", "percentage argument must be less or equal to 100"],
  ["a path for a name", redisConf, "dbfilename /data/dump.rdb", "dbfilename can't be a path, just a filename"],
  ["a letter that is no event", redisConf, "notify-keyspace-events Kq", "Invalid event class character. Use 'Ag$lshzxeKEtmdn'."],
  ["both at once", redisConf, "shutdown-on-sigterm save nosave", "shutdown options SAVE and NOSAVE can't be used simultaneously"],
  ["two scores of three", redisConf, "oom-score-adj-values 0 200", "wrong number of arguments"],
  ["a title of unknown parts", redisConf, "proc-title-template {x}", "template format is invalid or contains unknown variables"],
  [
    "an underscore in a host",
    redisConf,
    "cluster-announce-hostname a_b",
    "Hostnames may only contain alphanumeric characters, hyphens or dots",
  ],
  [
    "more than a hundred",
    redisConf,
    "latency-tracking-info-percentiles 99 101",
    "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]",
  ],
  ["a save point without its changes", redisConf, "save 900", "Invalid save parameters"],
  ["one of no seconds", redisConf, "save 0 1", "Invalid save parameters"],
  ["an open quote", redisConf, 'dir "/data', "Unbalanced quotes in configuration line"],
  ["a quote that goes on", redisConf, 'requirepass "a"b', "Unbalanced quotes in configuration line"],
  [
    "a line of the other file",
    redisConf,
    "sentinel myid a",
    "sentinel directive while not in sentinel mode): this line belongs into sentinel.conf",
  ],
  ["a slip", redisConf, "min-replica-to-write 1", "Bad directive or wrong number of arguments"],
  ["what every object has", redisConf, "__proto__ 1", "Bad directive or wrong number of arguments"],
  ["include of two", redisConf, "include a b", "Bad directive or wrong number of arguments"],
  [
    "a byte order mark",
    redisConf,
    `${MARK}port 6379`,
    "Bad directive or wrong number of arguments): the file begins with a byte order mark",
  ],
  ["a command that there is not", redisConf, "rename-command SLAY x", "No such command in rename-command"],
  ["a name that is taken", redisConf, "rename-command CONFIG get", "Target command name already exists"],
  ["a module's setting without a value", redisConf, "search.depth", "Module config specified without value"],
  ["a rule that is none", redisConf, "user app on everything", "Error in user declaration 'app': Syntax error"],
  [
    "a category that there is not",
    redisConf,
    "user app on +@gossip",
    "Error loading ACL rule '+@gossip' for the user named 'app': Unknown command or category name in ACL",
  ],
  [
    "a key after all keys",
    redisConf,
    "user app allkeys ~a",
    "Error in user declaration 'app': Adding a pattern after the * pattern (or the 'allkeys' flag)",
  ],
  ["half a hash", redisConf, "user app #abc", "Error in user declaration 'user': The password hash must be exactly 64 characters"],
  ["a parenthesis that does not close", redisConf, "user app on (+get ~a", "Error in user declaration 'app': Wrong format"],
  ["a quorum of nobody", sentinelConf, "sentinel monitor other 192.0.2.1 6379 0", "Quorum must be 1 or greater."],
  ["the same master twice", sentinelConf, "sentinel monitor mymaster 192.0.2.1 6379 2", "Duplicate master name."],
  [
    "a host's name",
    sentinelConf,
    "sentinel monitor other db1.example 6379 2",
    "Can't resolve instance hostname.): it wants an IP address, or sentinel resolve-hostnames yes",
  ],
  ["a replica's name", sentinelConf, "sentinel known-replica mymaster redis-1 6379", "Can't resolve instance hostname."],
  ["a sentinel's", sentinelConf, `sentinel known-sentinel mymaster s2 26379 ${id}`, "Can't resolve instance hostname."],
  [
    "brackets",
    sentinelConf,
    "sentinel monitor other [2001:db8::1] 6379 2",
    "Can't resolve instance hostname.): it wants IPv6 addresses without brackets",
  ],
  ["an address beyond all", sentinelConf, "sentinel monitor other 192.0.2.256 6379 2", "Can't resolve instance hostname."],
  ["a port beyond all", sentinelConf, "sentinel monitor other 192.0.2.1 70000 2", "Invalid port number."],
  [
    "a time without its master",
    sentinelConf,
    "sentinel down-after-milliseconds 5000",
    "Unrecognized sentinel configuration statement.): right is sentinel down-after-milliseconds <master> <ms>",
  ],
  ["a statement that is none", sentinelConf, "sentinel info-period mymaster 1000", "Unrecognized sentinel configuration statement."],
  ["what every object has", sentinelConf, "sentinel toString x", "Unrecognized sentinel configuration statement."],
  ["a time of no digits", sentinelConf, "sentinel failover-timeout mymaster soon", "negative or zero time parameter."],
  ["a negative one that may be 0", sentinelConf, "sentinel master-reboot-down-after-period mymaster -1", "negative time parameter."],
  [
    "a master that nobody monitors",
    sentinelConf,
    "sentinel parallel-syncs cache 1",
    "No such master with specified name.): there is no line sentinel monitor cache",
  ],
  ["perhaps", sentinelConf, "sentinel resolve-hostnames perhaps", "Please specify yes or no for the resolve-hostnames option."],
  ["a short id", sentinelConf, "sentinel myid 1234", "Malformed Sentinel id in myid option."],
  ["a command that a sentinel has not", sentinelConf, "rename-command CONFIG x", "No such command in rename-command"],
  ["a server's value", sentinelConf, "port 99999", "argument must be between 0 and 65535 inclusive"],
  [
    "a byte order mark",
    sentinelConf,
    `${MARK}sentinel myid ${id}`,
    "Bad directive or wrong number of arguments): the file begins with a byte order mark",
  ],
])("refused in the words of the server: %s", (_, file, line, error) => {
  expect(last(file, line)).toMatchObject({kind: "refused", why: expect.stringContaining(`Redis would not start (${error}`)});
  expect(read(file, `${file === sentinelConf ? monitor : ""}\n${line}`).nodes).toEqual([]);
});

// What 7.0.15 takes.
test.each<[claim: string, file: ConfigFile, line: string]>([
  ["a password with a no-break space in it", redisConf, "requirepass pa\u00a0ss\nmasterauth pa\u00a0ss"],
  ["no save at all, by one word alone", redisConf, "save"],
  ["several points in one word", redisConf, 'save "900 1 60 1"'],
  ["a plus before seconds", redisConf, "save +900 1"],
  ["a directive in quotes, in capitals", redisConf, '"PORT" 6400'],
  ["nobody's replica", redisConf, "replicaof NO ONE"],
  ["old names", redisConf, "slave-read-only yes\nlist-max-ziplist-entries 512\nlua-replicate-commands yes"],
  ["half of the memory", redisConf, "maxmemory-clients 50%"],
  ["an old class of clients", redisConf, "client-output-buffer-limit slave 256mb 64mb 60 pubsub 1gb 8mb 60"],
  ["a command taken away", redisConf, 'rename-command FLUSHALL ""'],
  ["users with rules", redisConf, "user app on >pw ~app:* %R~shared &news +@read -keys +config|get (+set ~own:*)\nuser default off"],
  ["an address as inet_aton reads it", sentinelConf, "sentinel monitor other 127.1 6379 2"],
  ["an address of IPv6", sentinelConf, "sentinel monitor other 2001:db8::1 6379 2"],
  [
    "names where they are resolved, even those that are none",
    sentinelConf,
    "sentinel known-replica mymaster nowhere 6379\nsentinel resolve-hostnames yes",
  ],
  ["the old form of a known sentinel", sentinelConf, "sentinel known-sentinel mymaster 192.0.2.2 26379"],
  ["an id of forty signs", sentinelConf, `sentinel myid ${id}`],
  ["statements in capitals", sentinelConf, "SENTINEL Failover-Timeout mymaster 60000"],
])("taken: %s", (_, file, line) => {
  const {meanings, nodes} = read(file, `${file === sentinelConf ? monitor : ""}\n${line}`);
  expect(meanings.filter(({kind}) => kind === "refused" || kind === "unknown")).toEqual([]);
  expect(nodes).not.toEqual([]);
});

test.each<[claim: string, text: string, error: string]>([
  ["a replica in a cluster", "cluster-enabled yes\nreplicaof 192.0.2.1 6379", "replicaof directive not allowed in cluster mode"],
  [
    "a module's setting without the module",
    "search.depth 3",
    "Module Configuration detected without loadmodule directive or no ApplyConfig call: aborting",
  ],
  [
    "users here and in a file",
    "aclfile /users.acl\nuser app on",
    "Configuring Redis with users defined in redis.conf and at the same setting an ACL file path is invalid",
  ],
  ["TLS without a certificate", "tls-port 6380", "No tls-cert-file configured!"],
  [
    "TLS without whom to trust",
    "tls-replication yes\ntls-cert-file c\ntls-key-file k",
    "Either tls-ca-cert-file or tls-ca-cert-dir must be specified",
  ],
  ["no port at all", "port 0", "Configured to not listen anywhere, exiting."],
])("a server would not start with the whole of it, and nobody is judged: %s", (_, text, error) => {
  const {missing, nodes} = read(redisConf, text);
  expect(missing).toEqual([expect.stringContaining(`Redis would not start (${error}`)]);
  expect(nodes).toEqual([]);
});

test.each<[claim: string, lines: string, error: string]>([
  [
    "replicas",
    "sentinel known-replica mymaster 192.0.2.5 6379\nsentinel known-slave mymaster 192.0.2.5 6379",
    "Duplicate hostname and port for replica.",
  ],
  [
    "sentinels",
    `sentinel known-sentinel mymaster 192.0.2.5 1 ${id}\nsentinel known-sentinel mymaster 192.0.2.6 1 ${id}`,
    "Duplicate runid for sentinel.",
  ],
  [
    "names of a command",
    "sentinel rename-command mymaster CONFIG a\nsentinel rename-command mymaster config b",
    "Same command renamed multiple times with rename-command.",
  ],
])("one too many is refused where it stands: %s", (_, lines, error) => {
  const kinds = read(sentinelConf, `${monitor}\n${lines}`).meanings.slice(-2);
  expect(kinds.map(({kind}) => kind === "refused")).toEqual([false, true]);
  expect(kinds[1]).toMatchObject({why: `Redis would not start (${error})`});
});
