import {expect, test} from "vitest";
import {run} from "../../../../src/engine/run.ts";
import {files} from "../../../../src/engine/systems/zookeeper/files.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import {zooCfg} from "../../../../src/engine/systems/zookeeper/zoo-cfg.ts";
import {entriesOf} from "../../../../src/notebook/library/config-text.ts";

const read = (text: string) => zooCfg.read(entriesOf(zooCfg, text));
const three = "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888";
const alone = "tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/data\nclientPort=2181";
const usual = `${alone}\n${three}`;
const last = (line: string) => read(`${usual}\n${line}`).meanings.at(-1);

test("keys of the model are taken under their names in the file, in their units", () => {
  const {config, missing, without} = read(
    `${usual}\nmaxSessionTimeout=60000\nsnapshotSizeFactor=0.5\nleader.maxTimeToWaitForEpoch=0x7d0\nsyncLimit=4 `,
  );
  expect(config).toEqual({
    tickTime: 2000,
    initLimit: 10,
    syncLimit: 4,
    maxSessionTimeout: 60000,
    snapshotSizeFactor: 0.5,
    maxTimeToWaitForEpoch: 2000,
  });
  expect([missing, without]).toEqual([[], []]);
});

test("servers, observers, groups and weights become the ensemble", () => {
  const {nodes} = read(
    `${alone}\nserver.1=a:2888:3888\nserver.2=b:2888:3888:participant;2181\nserver.3=[::1]:2888:3888\nserver.7=e:1:2:OBSERVER\ngroup.1=1:2\ngroup.2=3\nweight.1=2`,
  );
  expect(nodes).toEqual([
    {id: "z1", args: {linksUp: true, group: "g1", weight: 2}},
    {id: "z2", args: {linksUp: true, group: "g1", weight: 1}},
    {id: "z3", args: {linksUp: true, group: "g2", weight: 1}},
    {id: "z7", args: {linksUp: true, observer: true}},
  ]);
});

const ids = (text: string) => read(text).nodes?.map(({id, args}) => (args?.observer === true ? `${id}, an observer` : id)) ?? "as usual";

// What QuorumPeerConfig.parse of 3.9.5 takes.
test.each<[claim: string, text: string, servers: readonly string[] | string]>([
  [
    "servers that count from 0",
    `${alone}\nserver.0=a:2888:3888;2181\nserver.1=b:2888:3888;2181\nserver.2=c:2888:3888;2181`,
    ["z0", "z1", "z2"],
  ],
  ["addresses of IPv6 in brackets", `${alone}\nserver.1=[2001:db8::1]:2888:3888\nserver.2=[2001:db8::2]:2888:3888`, ["z1", "z2"]],
  ["an id with a plus, and zeros", `${alone}\nserver.+4=a:2888:3888\nserver.005=b:2888:3888`, ["z4", "z5"]],
  ["a role with blanks behind it", `${alone}\nserver.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2:Observer `, ["z1", "z2", "z3, an observer"]],
  ["an empty client part", `${usual.replace("c:2888:3888", "c:2888:3888;")}\nserver.4=d:1:2`, ["z1", "z2", "z3", "z4"]],
  ["a client address", `${usual.replace("c:2888:3888", "c:2888:3888;[::1]:2181")}\nserver.4=d:1:2`, ["z1", "z2", "z3", "z4"]],
  ["no host", `${alone}\nserver.1=:1:2\nserver.2=b:1:2`, ["z1", "z2"]],
  [
    "one voter, and an observer with leave",
    `${alone}\nstandaloneEnabled=false\nserver.1=a:1:2\nserver.2=b:1:2:observer`,
    ["z1", "z2, an observer"],
  ],
  ["groups that an oracle makes idle", `${usual}\noraclePath=/o\ngroup.1=x`, "as usual"],
  ["the usual three", usual, "as usual"],
  ["the usual three in one group", `${usual}\ngroup.1=1:2:3`, ["z1", "z2", "z3"]],
  ["a group of weight 0", `${usual}\ngroup.1=1:2:3\nweight.3=0`, ["z1", "z2", "z3"]],
])("taken: %s", (_, text, servers) => {
  expect(ids(text)).toEqual(servers);
  expect(read(text).meanings.filter(({kind}) => kind === "refused" || kind === "beyond")).toEqual([]);
});

// The words behind "would not start" are those of QuorumPeerConfig.parse of 3.9.5, which was asked.
test.each<[claim: string, line: string, error: string]>([
  ["a unit behind a number", "tickTime=2s", 'NumberFormatException: For input string: "2s"'],
  ["quotes around one", "initLimit='10'", "NumberFormatException: For input string: \"'10'\"): without quotes"],
  ["nothing", "syncLimit=", 'NumberFormatException: For input string: ""'],
  ["half a tick", "syncLimit=2.5", 'NumberFormatException: For input string: "2.5"'],
  ["a comment behind a number", "syncLimit=5 # five", 'NumberFormatException: For input string: "5 # five"'],
  ["a time-out that is read later", "cnxTimeout=5s", 'NumberFormatException: For input string: "5s"'],
  ["a number where the model has none", "maxClientCnxns=many", 'NumberFormatException: For input string: "many"'],
  ["a long one", "jvm.pause.sleep.time.ms=1e3", 'NumberFormatException: For input string: "1e3"'],
  ["a ratio", "connection_throttle_drop_increase=a", 'NumberFormatException: For input string: "a"'],
  ["another election", "electionAlg=0", "Invalid electionAlg value. Only 3 is supported."],
  ["a switch that is none", "quorumListenOnAllIPs=yes", "Invalid option yes for quorumListenOnAllIPs. Choose 'true' or 'false.'"],
  ["a kind of peer", "peerType=witness", "Unrecognised peertype: witness"],
  ["a port that there is not", "secureClientPort=70000", "port out of range:70000"],
  ["a short path", "dataLogDir=d", "StringIndexOutOfBoundsException: begin 0, end 2, length 1): a relative path begins with ./"],
  ["half an escape", "dataLogDir=D:\\users", "Malformed \\uxxxx encoding.): a backslash stands for itself when it is doubled"],
  [
    "a server without an election port",
    "server.4=host:2888",
    "host:2888 does not have the form server_config or server_config;client_config",
  ],
  ["an address of IPv6 without brackets", "server.4=2001:db8::1:2888:3888", "2001:db8::1:2888:3888 does not have the form"],
  ["a bracket that does not close", "server.4=[::1:2888:3888", "[::1:2888:3888 starts with '[' but has no matching ']:'"],
  ["an address alone", "server.4=[::1]:", "[::1]: doesn't have a port after colon"],
  ["a server of a third kind", "server.4=host:1:2:witness", "Unrecognised peertype: witness"],
  [
    "one port for both",
    "server.4=host:2888:2888",
    "Client and election port must be different! Please update the configuration file on server.4",
  ],
  ["a port that is none", "server.4=host:a:3888", "Address unresolved: host:a"],
  ["a port too high", "server.4=host:70000:3888", "port out of range:70000"],
  [
    "a comment behind a server",
    "server.4=d:2888:3888 # in the cellar",
    "Address unresolved: d:3888 # in the cellar): a comment needs a line of its own",
  ],
  ["a blank behind a server", "server.4=d:2888:3888 ", "Address unresolved: d:3888 ): the value of server.N ends in a blank"],
  ["two client parts", "server.4=d:1:2;3;4", "d:1:2;3;4 does not have the form"],
  ["a client part of three", "server.4=d:1:2;a:b:3", "d:1:2;a:b:3 does not have the form"],
  ["a client port that is none", "server.4=d:1:2;x", "Address unresolved: null:x"],
  ["nothing but a semicolon", "server.4=;", "ArrayIndexOutOfBoundsException: Index 0 out of bounds for length 0"],
  ["several addresses", "server.4=d:1:2|e:3:4", "Multiple address feature is disabled, but multiple addresses were specified for sid 4"],
  ["a server with a name", "server.four=d:1:2", 'NumberFormatException: For input string: "four"'],
  ["a server without a number", "server.=d:1:2", 'NumberFormatException: For input string: ""'],
  ["a group of names", "group.1=a:b", 'NumberFormatException: For input string: "a"'],
  ["a blank in a group", "group.1=1:2:3 ", 'NumberFormatException: For input string: "3 "'],
  ["a group without a number", "groups=1", 'NumberFormatException: For input string: "groups"'],
  ["a weight that is none", "weight.1=x", 'NumberFormatException: For input string: "x"'],
  ["a version that is none", "version=x", 'NumberFormatException: For input string: "x" under radix 16'],
])("refused in the words of the server: %s", (_, line, error) => {
  expect(last(line)).toMatchObject({kind: "refused", why: expect.stringContaining(`ZooKeeper would not start (${error}`)});
  expect(read(`${usual}\n${line}`).nodes).toEqual([]);
});

test.each<[claim: string, text: string, says: string]>([
  ["no place for its files", usual.replace("dataDir=/data\n", ""), "dataDir is not set"],
  ["no initLimit", usual.replace("initLimit=10\n", ""), "initLimit is not set"],
  ["no ticks at all", usual.replace("syncLimit=5", "syncLimit=0"), "syncLimit is not set): 0 counts as not set"],
  ["a tick of nothing", usual.replace("tickTime=2000", "tickTime=0"), "tickTime is not set"],
  [
    "a tick whose twentyfold has more than 32 bits",
    usual.replace("=2000", "=200000000"),
    "minSessionTimeout must not be larger than maxSessionTimeout",
  ],
  ["session limits that cross", `${usual}\nminSessionTimeout=50000`, "minSessionTimeout must not be larger than maxSessionTimeout"],
  ["observers alone", `${alone}\nserver.1=a:1:2:observer`, "Observers w/o participants is an invalid configuration"],
  ["one voter and an observer", `${alone}\nserver.1=a:1:2\nserver.2=b:1:2:observer`, "Observers w/o quorum is an invalid configuration"],
  [
    "nobody, and no leave to be alone",
    `${alone}\nstandaloneEnabled=false`,
    "standaloneEnabled = false then number of participants should be >0",
  ],
  ["a voter in no group", `${usual}\ngroup.1=1:2`, "Server 3is not in a group"],
  [
    "a group with a stranger in it",
    `${usual}\ngroup.1=1:2:3:9`,
    "NullPointerException): a group holds 9, which is no voter and has no weight",
  ],
  ["a server in two groups", `${usual}\ngroup.1=1:2:3\ngroup.2=3`, "Server 3is in multiple groups"],
  ["servers beside a dynamic file", `${usual}\ndynamicConfigFile=/d`, "parameter: server.1 must be in a separate dynamic config file"],
  [
    "a client address without its port",
    `${usual.replace("clientPort=2181\n", "")}\nclientPortAddress=::1`,
    "clientPortAddress is set but clientPort is not set",
  ],
  [
    "client ports that differ",
    `${alone}\nserver.1=a:1:2;2182\nserver.2=b:1:2;2183`,
    "client address for this server (id = 1) in static config file is 0.0.0.0/0.0.0.0:2181 is different",
  ],
  [
    "SASL asked for and not switched on",
    `${usual}\nquorum.auth.serverRequireSasl=true`,
    "quorum.auth.enableSasl is disabled, so cannot enable quorum.auth.serverRequireSasl",
  ],
  [
    "a scheme without its provider",
    `${usual}\nsecureClientPort=2281\nssl.authProvider=mine`,
    "No auth provider configured for the SSL authentication scheme 'mine'.",
  ],
])("the server would not start, and nobody is judged: %s", (_, text, says) => {
  const {nodes, meanings, missing} = read(text);
  const all = [...missing, ...meanings.flatMap((meaning) => (meaning.kind === "refused" ? [meaning.why] : []))];
  expect(all.join("\n")).toContain(`ZooKeeper would not start (${says}`);
  expect(nodes).toEqual([]);
});

test("what is set and refused is not said to be missing", () => {
  const {missing, meanings} = read(usual.replace("initLimit=10", "initLimit='10'"));
  expect([missing, meanings.filter(({kind}) => kind === "refused").length]).toEqual([[], 1]);
});

test.each<[claim: string, line: string, why: string]>([
  ["a long tick", "tickTime=900000", "the model takes 1 to 600000 ms (usual: 2000)"],
  ["a negative limit", "initLimit=-1", "the model takes 1 to 10000 ticks (usual: 10)"],
  ["a great id", "server.9001=d:1:2", "the model takes server.0 to server.9000"],
  ["a negative id", "server.-1=d:1:2", "the model takes server.0 to server.9000"],
  ["a server twice", "server.01=d:1:2", "the model takes one line for each: server.1 in line 6 is the same"],
  ["a negative weight", "weight.1=-1", "the model takes 0 to 1000000"],
])("what ZooKeeper takes and the model does not is said to be the model's: %s", (_, line, why) => {
  expect(last(line)).toMatchObject({kind: "beyond", why});
});

test("a verdict goes without what the model does not take, and an ensemble that it cannot have is not judged", () => {
  expect(read(`${usual}\ntickTime=900000`)).toMatchObject({nodes: null, without: ["tickTime"]});
  expect(read(`${usual}\nserver.9001=d:1:2`).nodes).toEqual([]);
  expect(read(`${usual}\nleaderServes=no\ntickTme=1\nsslQuorum=false`).without).toEqual(["leaderServes", "tickTme"]);
});

test.each<[claim: string, line: string, key: string, value: unknown, says: RegExp]>([
  [
    "no number where ZooKeeper shrugs",
    "fastleader.maxNotificationInterval=60s",
    "fastleader.maxNotificationInterval",
    undefined,
    /^no number: ZooKeeper takes its default, 60000/,
  ],
  ["less than it recommends", "commitLogCount=100", "commitLogCount", 500, /^commitLogCount 500 transactions, the least/],
  ["more than all", "snapshotSizeFactor=2", "snapshotSizeFactor", 0.33, /^snapshotSizeFactor 0\.33, as by default/],
  ["nothing is synced", "forceSync=no", "forceSync", false, /a loss of power takes what was acknowledged$/],
  ["all is", "forceSync=yes", "forceSync", true, /^every transaction is synced/],
  ["another word", "forceSync=false", "forceSync", true, /^only the very word no/],
])("what ZooKeeper makes of a value is taken: %s", (_, line, key, value, says) => {
  const {config, meanings} = read(`${usual}\n${line}`);
  const meaning = meanings.at(-1);
  expect(config[key]).toBe(value);
  expect(meaning?.kind === "taken" ? meaning.as : meaning?.why).toMatch(says);
});

test("of a key that stands twice the last counts, and the first says so", () => {
  const {meanings, config} = read(`${usual}\ntickTime=500`);
  expect(config.tickTime).toBe(500);
  expect(meanings[0]).toMatchObject({kind: "idle", why: "stands again in line 9, which counts"});
});

test.each<[claim: string, text: string, says: RegExp]>([
  ["no tickTime: the real default", usual.replace("tickTime=2000\n", ""), /^tickTime is not set: ZooKeeper takes 3000 ms$/],
  [
    "two voters",
    `${alone}\nserver.1=a:1:2\nserver.2=b:1:2`,
    /^2 voters: No server failure will be tolerated\. You need at least 3 servers\.$/,
  ],
  ["an even number", `${usual}\nserver.4=d:1:2`, /^4 voters: Non-optimal configuration, consider an odd number of servers\.$/],
  ["one voter", `${alone}\nserver.1=a:1:2`, /^one voter: ZooKeeper runs alone/],
  ["no server at all", alone, /^no server\.N: ZooKeeper would run alone, .* three servers were taken$/],
  [
    "servers in another file",
    `${alone}\ndynamicConfigFile=/d`,
    /^the servers stand in \/d, which is not read here: three servers were taken$/,
  ],
  ["a weight of nobody", `${usual}\ngroup.1=1:2:3\nweight.9=2`, /^weight of server 9: there is no server\.9$/],
  ["no port for clients", usual.replace("clientPort=2181\n", ""), /^no clientPort/],
  ["a trap", `${usual}\nzookeeper.cnxTimeout=9`, /without its prefix it would be cnxTimeout$/],
])("said of the file as a whole: %s", (_, text, says) => {
  expect(read(text).missing).toEqual([expect.stringMatching(says)]);
});

test("a byte order mark is a part of the first key: ZooKeeper takes its own tickTime", () => {
  const {config, meanings, missing} = read(`\ufeff${usual}`);
  expect(config.tickTime).toBe(3000);
  expect(meanings[0]).toMatchObject({kind: "unknown", why: expect.stringContaining("byte order mark")});
  expect(missing).toEqual(["tickTime is not set: ZooKeeper takes 3000 ms"]);
});

test("what was found is told by keys, too, for a page in another language", () => {
  const {told, missing, meanings} = read(`${alone}\nserver.1=a:1:2\nserver.2=b:1:2`);
  expect([told.length, missing.length]).toEqual([1, 1]);
  expect(meanings[0]?.told).toMatchObject({key: "zookeeper.file.taken.number", values: {key: "tickTime", value: 2000}});
});

test("the sample says nothing that is not usual, and forms an ensemble that writes before it is tried", () => {
  const reading = read(zooCfg.sample);
  expect([reading.missing, reading.meanings.filter(({kind}) => kind !== "taken" && kind !== "idle")]).toEqual([[], []]);
  const {effective, history} = run(system, {...files.base(reading), system: "zookeeper", faults: [], untilMs: files.formedMs, seed: 1});
  expect(effective.at(-1)?.nodes.length).toBe(1);
  expect(history.some(({type}) => type === "ok")).toBe(true);
});

test("an ensemble that counts from 0 forms and writes like any other", () => {
  const reading = read(`${alone}\nserver.0=a:1:2\nserver.1=b:1:2\nserver.2=c:1:2`);
  const {history} = run(system, {...files.base(reading), system: "zookeeper", faults: [], untilMs: files.formedMs, seed: 1});
  expect(history.some(({type}) => type === "ok")).toBe(true);
});
