import {expect, test} from "vitest";
import type {ConfigFile} from "../../../../src/engine/model/config-file.ts";
import {run} from "../../../../src/engine/run.ts";
import {atoi, memory, whole, wordsOf} from "../../../../src/engine/systems/redis/directives.ts";
import {files} from "../../../../src/engine/systems/redis/files.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {redisConf} from "../../../../src/engine/systems/redis/redis-conf.ts";
import {sentinelConf} from "../../../../src/engine/systems/redis/sentinel-conf.ts";
import {entriesOf, withSettings} from "../../../../src/notebook/library/config-text.ts";

const read = (file: ConfigFile, text: string) => file.read(entriesOf(file, text));
const monitor =
  "sentinel monitor mymaster 192.0.2.1 6379 2\nsentinel down-after-milliseconds mymaster 5000\nsentinel failover-timeout mymaster 60000";
const replicas = (n: number) => Array.from({length: n}, (_, i) => `sentinel known-replica mymaster 192.0.2.${i + 2} 6379`).join("\n");
const last = (file: ConfigFile, line: string) => read(file, file === sentinelConf ? `${monitor}\n${line}` : line).meanings.at(-1);

test.each<[claim: string, line: string, words: string[] | null]>([
  ["blanks part them", " a  b\tc ", ["a", "b", "c"]],
  ["quotes of either kind hold blanks, or nothing", `a "b c" 'd e' ""`, ["a", "b c", "d e", ""]],
  ["a word may end in quotes", 'foo"bar baz"', ["foobar baz"]],
  ["and not begin with them and go on", '"foo"bar', null],
  ["double quotes know escapes", String.raw`"a\n\x41\"b"`, ['a\nA"b']],
  ["single quotes only that of themselves", String.raw`'a\n\'b'`, [String.raw`a\n'b`]],
  ["a quote that does not close", '"a', null],
  ["nothing", "", []],
])("words of a line: %s", (_, line, words) => {
  expect(wordsOf(line)).toEqual(words);
});

test("numbers are read as Redis reads them: strictly in redis.conf, up to the first other sign by Sentinel", () => {
  expect(["1k", "1kb", "2mb", "1GB", "7", "7b", "1.5mb", "-1", "mb"].map(memory)).toEqual([
    ...[1000, 1024, 2_097_152, 1_073_741_824, 7, 7, Number.NaN, Number.NaN, Number.NaN],
  ]);
  expect(["3", "-3", "0", "03", "3s", "+3", ""].map(whole)).toEqual([3, -3, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect(["30s", "5 000", "-2", "+4", "s30", ""].map(atoi)).toEqual([30, 5, -2, 4, 0, 0]);
});

test("keys of redis.conf are taken under either name, in their units, whatever the case", () => {
  const {config, missing} = read(
    redisConf,
    'min-slaves-to-write 1\nMin-Replicas-Max-Lag 2\nrepl-backlog-size 1mb\nslave-priority 50\nreplica-serve-stale-data "no"\nsave 900 1\nsave 300 100\n',
  );
  expect(config).toEqual({
    "min-replicas-to-write": 1,
    "min-replicas-max-lag": 2,
    "repl-backlog-size": 1_048_576,
    "replica-priority": 50,
    "replica-serve-stale-data": false,
    save: 900,
  });
  expect(missing).toEqual([]);
});

test("save points add up, and an empty one takes away those above it alone", () => {
  expect(read(redisConf, "save 900 1\nsave 60 1\nsave 300 1").config).toEqual({save: 60});
  expect(read(redisConf, 'save 900 1\nsave ""').config).toEqual({save: 0});
  expect(read(redisConf, 'save ""\nsave 60 1').config).toEqual({save: 60});
});

test("keys of sentinel.conf are those of the first master that it monitors, in whatever order", () => {
  const {config, nodes, missing} = read(
    sentinelConf,
    `sentinel parallel-syncs mymaster 1\n${monitor}\nSENTINEL master-reboot-down-after-period mymaster 0\nsentinel monitor other 192.0.2.9 6379 5\nsentinel down-after-milliseconds other 1`,
  );
  expect(config).toEqual({
    quorum: 2,
    "down-after-milliseconds": 5000,
    "failover-timeout": 60_000,
    "parallel-syncs": 1,
    "master-reboot-down-after-period": 0,
  });
  expect([nodes, missing]).toEqual([null, []]);
  expect(last(sentinelConf, "sentinel monitor other 192.0.2.9 6379 5")).toMatchObject({
    kind: "idle",
    key: "sentinel monitor",
    why: "of another master: the model watches mymaster alone",
  });
});

test("what a sentinel has written about the others into its file makes the cluster", () => {
  const others = ["a", "b", "c", "d"].map((id) => `sentinel known-sentinel mymaster 192.0.2.2 26379 ${id}`).join("\n");
  const {nodes, missing} = read(sentinelConf, `${monitor}\n${others}\nsentinel known-slave mymaster 192.0.2.3 6379`);
  expect(nodes?.map(({id, host}) => (host === undefined ? id : `${id}@${host}`))).toEqual(["n1", "n2", "s1@n1", "s2@n2", "s3", "s4", "s5"]);
  expect(missing).toEqual([]);
});

test.each<[claim: string, file: ConfigFile, line: string, why: RegExp]>([
  [
    "no number",
    redisConf,
    "min-replicas-to-write two",
    /argument couldn't be parsed into an integer\); right is a whole number from 0 to 1000 replicas/,
  ],
  ["a unit where there is none", redisConf, "min-replicas-max-lag 10s", /^min-replicas-max-lag 10s: Redis would not start/],
  ["half a megabyte", redisConf, "repl-backlog-size 0.5mb", /argument must be a memory value\); right is .*; k is 1000, kb 1024/],
  ["below zero", redisConf, "replica-priority -1", /argument must be between 0 and 2147483647 inclusive/],
  ["more than the model has", redisConf, "repl-timeout 200000", /^repl-timeout 200000: the model takes 1 to 100000 s \(default: 60\)$/],
  ["neither yes nor no", redisConf, "replica-serve-stale-data true", /argument must be 'yes' or 'no'\); right is yes or no$/],
  [
    "a comment behind a value",
    redisConf,
    "min-replicas-to-write 1 # one",
    /wrong number of arguments\); right is one value; a comment needs a line of its own$/,
  ],
  ["a save point without its changes", redisConf, "save 900", /Invalid save parameters/],
  ["an open quote", redisConf, 'dir "/data', /Unbalanced quotes in configuration line/],
  [
    "a line of the other file",
    redisConf,
    "sentinel myid a",
    /sentinel directive while not in sentinel mode\); right is this line in sentinel.conf$/,
  ],
  ["a quorum of nobody", sentinelConf, "sentinel monitor other 192.0.2.1 6379 0", /Quorum must be 1 or greater/],
  ["the same master twice", sentinelConf, "sentinel monitor mymaster 192.0.2.1 6379 2", /Duplicate master name/],
  [
    "a host's name",
    sentinelConf,
    "sentinel monitor other db1.example 6379 2",
    /Can't resolve instance hostname.*sentinel resolve-hostnames yes/,
  ],
  ["a port beyond all", sentinelConf, "sentinel monitor other 192.0.2.1 70000 2", /Invalid port number/],
  [
    "a time without its master",
    sentinelConf,
    "sentinel down-after-milliseconds 5000",
    /right is sentinel down-after-milliseconds <master> <ms>$/,
  ],
  ["a time of no digits", sentinelConf, "sentinel failover-timeout mymaster soon", /negative or zero time parameter/],
  [
    "a master that nobody monitors",
    sentinelConf,
    "sentinel parallel-syncs cache 1",
    /No such master with specified name\); right is a line sentinel monitor cache/,
  ],
  [
    "replicas nobody may point anywhere",
    sentinelConf,
    "sentinel parallel-syncs mymaster 0",
    /: the model takes 1 to 1000 replicas \(default: 1\)$/,
  ],
  ["perhaps", sentinelConf, "sentinel resolve-hostnames perhaps", /Please specify yes or no/],
])("refused in one line: %s", (_, file, line, why) => {
  expect(last(file, line)).toMatchObject({kind: "refused", why: expect.stringMatching(why)});
});

test("what changes nothing here is told from what Redis does not know", () => {
  expect(last(redisConf, "appendonly yes")).toMatchObject({kind: "idle", why: "the model has no append-only file"});
  expect(last(redisConf, "mymodule.depth 3")).toMatchObject({kind: "idle", why: "the model has no modules"});
  expect(last(redisConf, "min-replica-to-write 1")).toMatchObject({kind: "unknown", key: "min-replica-to-write"});
  expect(last(redisConf, "__proto__ 1")).toMatchObject({kind: "unknown"});
  expect(last(sentinelConf, "min-replicas-to-write 1")).toMatchObject({
    kind: "idle",
    why: "it belongs into redis.conf: here it changes nothing",
  });
  expect(last(sentinelConf, "sentinel info-period mymaster 1000")).toMatchObject({kind: "unknown", key: "sentinel info-period"});
  expect(last(sentinelConf, "sentinel toString x")).toMatchObject({kind: "unknown"});
});

test("of a key that stands twice the last counts, and the first says so", () => {
  const twice = read(redisConf, "min-slaves-to-write 1\nmin-replicas-to-write 2");
  expect(twice.config).toEqual({"min-replicas-to-write": 2});
  expect(twice.meanings[0]).toMatchObject({kind: "idle", why: "stands again in line 2, which counts"});
  expect(read(sentinelConf, `${monitor}\nsentinel failover-timeout mymaster 20000`).config["failover-timeout"]).toBe(20_000);
});

test.each<[claim: string, file: ConfigFile, text: string, says: RegExp]>([
  ["a time with a unit", sentinelConf, monitor.replace("5000", "5000s"), /^line 2: of 5000s Sentinel reads 5000 and not what follows$/],
  [
    "more in the quorum than there are",
    sentinelConf,
    monitor.replace("6379 2", "6379 4"),
    /^quorum 4 of 3 sentinels \(three were taken\): nobody is ever objectively down$/,
  ],
  [
    "all in the quorum",
    sentinelConf,
    monitor.replace("6379 2", "6379 3"),
    /^quorum 3 of 3 sentinels: one that is dead, and nobody is promoted$/,
  ],
  [
    "two sentinels",
    sentinelConf,
    `${monitor.replace("6379 2", "6379 1")}\nsentinel known-sentinel mymaster a 1 b`,
    /^two sentinels: one that is dead/,
  ],
  ["this very host", sentinelConf, monitor.replace("192.0.2.1", "127.0.0.1"), /^127.0.0.1 is another server on each host/],
  ["nobody to watch", sentinelConf, "port 26379", /^no sentinel monitor: this sentinel would watch nobody$/],
  [
    "a second of silence",
    sentinelConf,
    monitor.replace("5000", "1000"),
    /^down-after-milliseconds of a second or less: a healthy new master/,
  ],
  ["a short fail-over", sentinelConf, monitor.replace("60000", "5000"), /^failover-timeout below 10000: an election is given up/],
  [
    "all that are left at once",
    sentinelConf,
    `${monitor}\n${replicas(3)}\nsentinel parallel-syncs mymaster 2`,
    /^parallel-syncs takes all that are left at once: if they need full copies/,
  ],
  ["lag without a number", redisConf, "min-replicas-max-lag 5", /^min-replicas-max-lag alone does nothing/],
  ["a number without lag", redisConf, "min-replicas-to-write 1\nmin-replicas-max-lag 0", /switches min-replicas-to-write off$/],
  ["more replicas than there are", redisConf, "min-replicas-to-write 3", /three servers accept no write with it; it takes 4 or more$/],
  ["what the model does not have", redisConf, "appendonly yes", /^appendonly yes: the model has no append-only file/],
  ["as many as there are", redisConf, "min-replicas-to-write 2", /one that is away stops all writes$/],
  ["pings rarer than patience", redisConf, "repl-timeout 10", /an idle master is given up again and again$/],
  ["nobody to promote", redisConf, "replica-priority 0", /nobody may be promoted$/],
  ["a password for one side", redisConf, "requirepass a", /^requirepass without masterauth/],
  ["the other Redis", redisConf, "cluster-enabled yes", /Sentinel is not for Redis Cluster$/],
])("said of the file as a whole: %s", (_, file, text, says) => {
  expect(read(file, text).missing).toEqual([expect.stringMatching(says)]);
});

test("parallel-syncs is nothing to warn of where one replica is left, or fewer are told than are left", () => {
  expect(read(sentinelConf, `${monitor}\nsentinel parallel-syncs mymaster 2`).missing).toEqual([]);
  expect(read(sentinelConf, `${monitor}\n${replicas(4)}\nsentinel parallel-syncs mymaster 2`).missing).toEqual([]);
});

test("settings go back into their lines: the last word changes, what is said already stays as it is written", () => {
  const text = `# ours\n${monitor}\nsentinel monitor other 192.0.2.9 6379 5\n`;
  expect(withSettings(sentinelConf, text, {quorum: 1, "down-after-milliseconds": 5000, "parallel-syncs": 2})).toBe(
    `${text.replace("6379 2", "6379 1")}sentinel parallel-syncs mymaster 2\n`,
  );
  const servers = "slave-priority 100\r\nrepl-backlog-size 1mb\r\nsave 60 1\r\n";
  expect(
    withSettings(redisConf, servers, {"replica-priority": 50, "repl-backlog-size": 1_048_576, save: 0, "replica-serve-stale-data": false}),
  ).toBe(
    'replica-priority 50\r\nrepl-backlog-size 1mb\r\nsave ""\r\nreplica-serve-stale-data no\r\n'.replace(
      "replica-priority",
      "slave-priority",
    ),
  );
});

test("the samples are taken whole, and their cluster takes writes from two clients before it is tried", () => {
  const readings = files.list.map((file) => read(file, file.sample));
  expect(readings.flatMap(({missing, meanings}) => [...missing, ...meanings.filter(({kind}) => kind !== "taken")])).toEqual([]);
  const config = Object.assign({}, ...readings.map((reading) => reading.config));
  const {effective, history} = run(system, {
    ...files.base({config, nodes: null}),
    system: "redis",
    faults: [],
    untilMs: files.formedMs,
    seed: 1,
  });
  expect(effective.at(-1)?.nodes).toEqual(["n1"]);
  expect(new Set(history.filter(({type}) => type === "ok").map(({process}) => process))).toEqual(new Set(["beside", "elsewhere"]));
});
