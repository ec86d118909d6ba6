import {expect, test} from "vitest";
import {checkScenario} from "../../../src/engine/outside/scenario.ts";
import {run} from "../../../src/engine/run.ts";
import {system as redis} from "../../../src/engine/systems/redis/index.ts";
import {system as zookeeper} from "../../../src/engine/systems/zookeeper/index.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";

const good = {
  system: "zookeeper",
  name: "s",
  config: {},
  nodes: [{id: "z1"}, {id: "z2"}, {id: "z3"}],
  network: {latency: {constant: 1}},
  faults: [],
  untilMs: 100,
  seed: 1,
};
const pair = {...good, system: "redis", nodes: [{id: "n1"}, {id: "n2", args: {replicaof: "n1"}}, {id: "s1", process: "sentinel"}]};
const fault = (one: object) => ({faults: [one]});

test.each<[claim: string, given: object, line: string]>([
  [
    "a client's process among the servers",
    {nodes: [...good.nodes, {id: "b4", process: "client"}]},
    'nodes[3].id is "b4": it runs a client\'s process, client, and is no member',
  ],
  [
    "a server among the clients",
    {clients: [{id: "b4", process: "server"}]},
    'clients[0].id is "b4": it runs a process of the cluster, server',
  ],
  [
    "a leader of what is not led there",
    fault({kind: "crash", node: "@leader:mymaster", at: 1}),
    "no scope of zookeeper there; one of ensemble",
  ],
  ["a field that nobody reads", {fault: []}, "fault is no field there: one of system"],
  ["its nearest name", {fault: []}, "did you mean faults?"],
  ["a time that is a text", fault({kind: "crash", node: "z1", at: "1000"}), 'faults[0].at is "1000": must be a number of ms'],
  [
    "a factor that is none",
    fault({kind: "slow-link", nodes: ["z2"], factor: "x", at: 1}),
    'faults[0].factor is "x": must be a number above 0',
  ],
  ["a factor below zero", fault({kind: "slow-disk", node: "z2", factor: -5, at: 1}), "faults[0].factor is -5: must be a number, 0 or more"],
  ["a pause that ends before it begins", fault({kind: "pause", node: "z3", forMs: -1, at: 1}), "faults[0].forMs is -1"],
  ["a trigger without its event", fault({kind: "crash", node: "z1", when: {node: "z1"}}), "faults[0].when.event is missing"],
  [
    "a fault at a time and at an event",
    fault({kind: "crash", node: "z1", at: 1, when: {event: "send ACK"}}),
    "faults[0] must have either at",
  ],
  ["a fault at no time", fault({kind: "crash", node: "z1"}), "faults[0] must have either at"],
  ["a note that is never noted", fault({kind: "crash", node: "z1", when: {event: "note comitted"}}), "did you mean committed?"],
  ["a file that nobody writes", fault({kind: "crash", node: "z1", when: {event: "sync lgo"}}), "did you mean log?"],
  ["a log that is a number", {initial: {z1: {log: 5}}}, "initial.z1.log is 5: must be a list"],
  ["a transaction without its counter", {initial: {z1: {log: [[1]]}}}, "initial.z1.log[0]"],
  ["a latency without its kind", {network: {latency: {}}}, "network.latency is {}: must be the name of a latency profile"],
  ["an unknown latency", {network: {latency: "wann"}}, "did you mean wan?"],
  ["a latency below zero", {network: {latency: {constant: -1}}}, "network.latency"],
  ["a range that goes down", {network: {latency: {uniform: [3, 2]}}}, "the first must not be above the second"],
  [
    "a table that does not rise",
    {
      network: {
        latency: {
          table: [
            [0, 5],
            [0.7, 9],
            [0.6, 9],
          ],
        },
      },
    },
    "must rise from row to row",
  ],
  ["a table of nothing", {network: {latency: {table: []}}}, "must rise from row to row"],
  ["half a machine", {machine: {name: "mine", fsync: "hdd"}}, "machine.processStart is missing"],
  ["a client that starts at no time", {clients: [{id: "c", args: {startMs: "soon"}}]}, 'clients[0].args.startMs is "soon"'],
  ["a client that dances", {clients: [{id: "c", args: {does: "dance"}}]}, 'clients[0].args.does is "dance": must be one of create'],
  ["a client of no server", {clients: [{id: "c", args: {servers: ["z9"]}}]}, 'clients[0].args.servers[0] is "z9": no node of the scenario'],
  ["a key that is none", {config: {tickTme: 1}}, "did you mean tickTime?"],
  ["a key with a fraction", {config: {tickTime: 0.5}}, "config: tickTime=0.5: must be"],
  ["an endless run", {untilMs: Number.POSITIVE_INFINITY}, "untilMs is Infinity"],
  ["a seed with a fraction", {seed: 1.5}, "seed is 1.5: must be a whole number"],
])("refused in one line, by its path: %s", (_, given, line) => {
  const check = () => checkScenario(zookeeper, {...good, ...given}, "x.json");
  expect(check).toThrow(Refusal);
  expect(check).toThrow(line);
  expect(check).toThrow(/^x\.json: [^\n]*$/);
});

test.each<[claim: string, given: object, line: string]>([
  ["words of a client", {clients: [{id: "c", args: {does: "explode", policy: "lru"}}]}, 'clients[0].args.does is "explode"'],
  ["a replica of nobody", {nodes: [{id: "n1", args: {replicaof: "n9"}}]}, 'nodes[0].args.replicaof is "n9": no node of the scenario'],
  ["a sentinel's stranger", {initial: {s1: {slaves: ["n2", "192.0.2.9:6379"]}}}, 'initial.s1.slaves[1] is "192.0.2.9:6379"'],
  ["a spread beyond all time", {initial: {s1: {spreadMs: 1e308}}}, "initial.s1.spreadMs is 1e+308"],
  ["half a sentinel", {config: {quorum: 1.5}}, "config: quorum=1.5: must be a whole number"],
])("refused of Redis: %s", (_, given, line) => {
  expect(() => checkScenario(redis, {...pair, ...given}, "x.json")).toThrow(line);
});

test("two servers with one myid are refused, for ZooKeeper would be accused of two leaders", () => {
  expect(() => run(zookeeper, {...good, nodes: [{id: "z1"}, {id: "a1"}, {id: "z2"}]})).toThrow("its myid is 1, and so is that of z1");
});
