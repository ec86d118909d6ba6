import {expect, test} from "vitest";
import type {ConfigFile} from "../../../../src/engine/model/config-file.ts";
import {run} from "../../../../src/engine/run.ts";
import {atoi, memory, strtoll, whole, wordsOf} from "../../../../src/engine/systems/redis/directives.ts";
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
  ["a no-break space parts nothing, nor do the others that only JavaScript knows", "a\u00a0b \u3000c\ufeff", ["a\u00a0b", "\u3000c\ufeff"]],
  ["a vertical tab is skipped before a word, and is a part of one", "\va\vb", ["a\vb"]],
  ["a quote may be followed by one", '"a"\v"b"', ["a", "b"]],
  ["nothing", "", []],
])("words of a line: %s", (_, line, words) => {
  expect(wordsOf(line)).toEqual(words);
});

test("numbers are read as Redis reads them: strictly in redis.conf, up to the first other sign by Sentinel", () => {
  expect(["1k", "1kb", "2mb", "1GB", "7", "7b", "1.5mb", "-1", "mb", ""].map(memory)).toEqual([
    ...[1000n, 1024n, 2_097_152n, 1_073_741_824n, 7n, 7n, null, null, 0n, 0n],
  ]);
  expect(["3", "-3", "0", "03", "3s", "+3", "", "9223372036854775808"].map(whole)).toEqual([3n, -3n, 0n, null, null, null, null, null]);
  expect(["+3", " 3", "", "3s"].map((word) => strtoll(word))).toEqual([3n, 3n, 0n, null]);
  expect(["30s", "5 000", "-2", "+4", "s30", "", "9223372036854775808"].map(atoi)).toEqual([30, 5, -2, 4, 0, 0, -1]);
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
  const others = ["a", "b", "c", "d"].map((one) => `sentinel known-sentinel mymaster 192.0.2.2 26379 ${one}`).join("\n");
  const {nodes, missing} = read(sentinelConf, `${monitor}\n${others}\nsentinel known-slave mymaster 192.0.2.3 6379`);
  expect(nodes?.map(({id, host}) => (host === undefined ? id : `${id}@${host}`))).toEqual(["n1", "n2", "s1@n1", "s2@n2", "s3", "s4", "s5"]);
  expect(missing).toEqual([]);
});

test.each<[claim: string, file: ConfigFile, line: string, why: string]>([
  ["a long time-out", redisConf, "repl-timeout 200000", "the model takes 1 to 100000 s (usual: 60)"],
  [
    "replicas nobody may point anywhere",
    sentinelConf,
    "sentinel parallel-syncs mymaster 0",
    "the model takes 1 to 1000 replicas (usual: 1)",
  ],
])("what Redis takes and the model does not is said to be the model's: %s", (_, file, line, why) => {
  expect(last(file, line)).toMatchObject({kind: "beyond", why});
});

test("a cluster larger than the model's is not judged as a smaller one", () => {
  const many = (n: number) => read(sentinelConf, `${monitor}\n${replicas(n)}`);
  expect([many(20).nodes?.length, many(21).nodes]).toEqual([24, []]);
  expect(many(21).meanings.at(-1)).toMatchObject({kind: "beyond", why: "the model takes 20 replicas"});
});

test("a directive of a later version is told with it, and the verdict goes without", () => {
  const reading = read(redisConf, 'locale-collate ""\nhide-user-data-from-log yes\nmin-replicas-to-write 1');
  expect(reading.meanings.map(({kind}) => kind)).toEqual(["unknown", "unknown", "taken"]);
  expect(reading.meanings[0]).toMatchObject({why: expect.stringMatching(/does not know it and would not start: it came with 7\.2$/)});
  expect([reading.nodes, reading.without]).toEqual([null, ["locale-collate", "hide-user-data-from-log"]]);
});

test("a copy by the disk waits for nobody: the model has that under another key", () => {
  expect(read(redisConf, "repl-diskless-sync no").config).toEqual({"repl-diskless-sync-delay": 0});
  expect(read(redisConf, "repl-diskless-sync yes").config).toEqual({});
});

test.each<[claim: string, file: ConfigFile, line: string, kind: string, why: RegExp]>([
  ["another log", redisConf, "appendonly yes", "lacking", /no append-only file/],
  ["none, as by default", redisConf, "appendonly no", "idle", /^as by default$/],
  ["replicas that take writes", redisConf, "replica-read-only no", "lacking", /take no writes/],
  ["a hidden replica", redisConf, "replica-announced no", "lacking", /hidden from the sentinels/],
  ["another file", redisConf, "include /etc/redis/common.conf", "lacking", /not read here/],
  ["a command that Sentinel needs", redisConf, "rename-command CONFIG x", "lacking", /Sentinel must be told/],
  ["one that it does not", redisConf, "rename-command FLUSHALL x", "idle", /nothing that the model has/],
  ["snapshots after many changes", redisConf, "save 300 100", "lacking", /after 100 changes/],
  ["a module", redisConf, "loadmodule /m.so\nsearch.depth 3", "idle", /^the model has no modules$/],
  ["a server's work in a sentinel", sentinelConf, "min-replicas-to-write 1", "idle", /in a sentinel it changes nothing/],
  ["a sentinel that follows a master", sentinelConf, "replicaof 192.0.2.1 6379", "lacking", /follows that master as a replica/],
  ["its port", sentinelConf, "port 26379", "idle", /no addresses and no ports/],
  ["another name for a command", sentinelConf, "sentinel rename-command mymaster CONFIG x", "lacking", /no command has another name/],
])("what changes nothing here is told from what the model lacks: %s", (_, file, line, kind, why) => {
  expect(last(file, line)).toMatchObject({kind, why: expect.stringMatching(why)});
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
    `${monitor.replace("6379 2", "6379 1")}\nsentinel known-sentinel mymaster 192.0.2.2 1 b`,
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
  ["what the model does not have", redisConf, "appendonly yes", /^the model has no append-only file/],
  ["as many as there are", redisConf, "min-replicas-to-write 2", /one that is away stops all writes$/],
  ["pings rarer than patience", redisConf, "repl-timeout 10", /an idle master is given up again and again$/],
  ["nobody to promote", redisConf, "replica-priority 0", /nobody may be promoted$/],
  ["a password for one side", redisConf, "requirepass a", /^requirepass without masterauth/],
  ["the other Redis", redisConf, "cluster-enabled yes", /^Redis Cluster is not modelled/],
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
