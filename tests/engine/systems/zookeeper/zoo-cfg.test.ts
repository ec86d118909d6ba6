import {expect, test} from "vitest";
import type {FileEntry} from "../../../../src/engine/model/config-file.ts";
import {run} from "../../../../src/engine/run.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import {files, zooCfg} from "../../../../src/engine/systems/zookeeper/zoo-cfg.ts";

const read = (text: string) =>
  zooCfg.read(
    text.split("\n").map((line, i): FileEntry => {
      const at = line.indexOf("=");
      return {key: line.slice(0, at), value: line.slice(at + 1), line: i + 1};
    }),
  );
const three = "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2";
const usual = `tickTime=2000\ninitLimit=10\nsyncLimit=5\n${three}`;
const last = (line: string) => read(`${usual}\n${line}`).meanings.at(-1);

test("keys of the model are taken under their names in the file, in their units", () => {
  const {config, missing} = read(
    `${usual}\nmaxSessionTimeout=60000\nsnapshotSizeFactor=0.5\nleader.maxTimeToWaitForEpoch=2000\nsyncLimit=4 `,
  );
  expect(config).toEqual({
    tickTime: 2000,
    initLimit: 10,
    syncLimit: 4,
    maxSessionTimeout: 60000,
    snapshotSizeFactor: 0.5,
    maxTimeToWaitForEpoch: 2000,
  });
  expect(missing).toEqual([]);
});

test("servers, observers, groups and weights become the ensemble", () => {
  const {nodes} = read(
    "server.1=a:2888:3888\nserver.2=b:2888:3888:participant;2181\nserver.3=c:2888:3888|d:2889:3889\nserver.7=e:1:2:OBSERVER\ngroup.1=1:2\ngroup.2=3\nweight.1=2",
  );
  expect(nodes).toEqual([
    {id: "z1", args: {linksUp: true, group: "g1", weight: 2}},
    {id: "z2", args: {linksUp: true, group: "g1", weight: 1}},
    {id: "z3", args: {linksUp: true, group: "g2", weight: 1}},
    {id: "z7", args: {linksUp: true, observer: true}},
  ]);
});

test.each<[claim: string, line: string, why: RegExp]>([
  ["a unit behind a number", "tickTime=2s", /^tickTime=2s: must be a whole number of ms from 1 to 600000 \(usual: 2000\)$/],
  ["no ticks at all", "initLimit=0", /^initLimit=0: must be a whole number of ticks from 1/],
  ["half a tick", "syncLimit=2.5", /^syncLimit=2.5: must be a whole number/],
  ["a server without an election port", "server.4=host:2888", /^server.4=host:2888: must be host:port:electionPort/],
  ["a server of a third kind", "server.4=host:1:2:witness", /may end in :participant or :observer$/],
  ["server 0", "server.0=host:1:2", /^server.0: the number after the dot must be a whole number above 0$/],
  ["a group of names", "group.1=a:b", /^group.1=a:b: must be the numbers of its servers/],
  ["a negative weight", "weight.1=-1", /^weight.1=-1: must be a whole number, 0 or more/],
])("refused in one line: %s", (_, line, why) => {
  expect(last(line)).toMatchObject({kind: "refused", why: expect.stringMatching(why)});
});

test("what changes nothing here is told from what nobody knows", () => {
  expect(last("dataDir=/data")).toMatchObject({kind: "idle", why: "where its files lie changes no election"});
  expect(last("metricsProvider.httpPort=7000")).toMatchObject({kind: "idle"});
  expect(last("tickTme=2000")).toEqual({kind: "unknown", key: "tickTme", value: "2000", line: 7});
  expect(last("__proto__=1")).toMatchObject({kind: "unknown"});
});

test("three servers without anything special are the usual ones", () => {
  expect(read(usual).nodes).toBe(null);
  expect(read(`${usual}\nserver.4=d:1:2`).nodes?.length).toBe(4);
  expect(read(`${usual}\ngroup.1=1:2:3`).nodes?.length).toBe(3);
  expect(read(usual.replace("c:1:2", "c:1:2:observer")).nodes?.length).toBe(3);
});

test("of a key that stands twice the last counts, and the first says so", () => {
  const {meanings, config} = read(`${usual}\ntickTime=500`);
  expect(config.tickTime).toBe(500);
  expect(meanings[0]).toMatchObject({kind: "idle", why: "stands again in line 7, which counts"});
});

test.each<[claim: string, text: string, says: RegExp]>([
  [
    "no tickTime: the real default",
    three.replace("server", "initLimit=1\nsyncLimit=1\nserver"),
    /^tickTime is not set: ZooKeeper takes 3000 ms$/,
  ],
  ["no initLimit", `tickTime=2000\nsyncLimit=5\n${three}`, /^initLimit is not set: a server of an ensemble would not start; 10 was taken$/],
  [
    "session limits that cross",
    `${usual}\nminSessionTimeout=50000`,
    /^minSessionTimeout is 50000 ms and maxSessionTimeout 40000 ms: a server would not start/,
  ],
  ["a voter in no group", `${usual}\ngroup.1=1:2`, /^server.3 is in no group: a server would not start/],
  ["a weight of nobody", `${usual}\ngroup.1=1:2:3\nweight.9=2`, /^group or weight of server 9: there is no server.9$/],
  ["no server at all", "tickTime=2000", /^no server.N: three servers were taken$/],
])("said of the file as a whole: %s", (_, text, says) => {
  expect(read(text).missing).toEqual([expect.stringMatching(says)]);
});

test("the sample says nothing that is not usual, and forms an ensemble that writes before it is tried", () => {
  const reading = read(
    zooCfg.sample
      .split("\n")
      .filter((line) => /^[^#]+=/.test(line))
      .join("\n"),
  );
  expect([reading.missing, reading.meanings.filter(({kind}) => kind === "refused" || kind === "unknown")]).toEqual([[], []]);
  const {effective, history} = run(system, {...files.base(reading), system: "zookeeper", faults: [], untilMs: files.formedMs, seed: 1});
  expect(effective.at(-1)?.nodes.length).toBe(1);
  expect(history.some(({type}) => type === "ok")).toBe(true);
});
