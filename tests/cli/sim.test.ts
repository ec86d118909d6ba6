import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import {answered, command, expectRefused} from "./commands.ts";

const folder = mkdtempSync(join(tmpdir(), "sim-"));
afterAll(() => rmSync(folder, {recursive: true}));

const sim = (...args: string[]) => command("sim", args);
/** What `--json` printed; the shape is what is tested. */
// biome-ignore lint/suspicious/noExplicitAny: the tests look at JSON from outside
const json = (text: string): any => JSON.parse(text);
const file = (name: string, data: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof data === "string" ? data : JSON.stringify(data));
  return path;
};
const plain = {system: "zookeeper", nodes: [{id: "z1"}, {id: "z2"}], untilMs: 1000};

const REPORT = `system scenario seed config durationMs events traceHash reigns interregna dualReignMs dualWriteMs operations lostWrites
  duplicates staleReads longestOutageMs clients final violations`.split(/\s+/);

describe("sim --json", () => {
  const loss = sim("zookeeper", "leader-loss", "--seed", "1", "--set", "writes=20", "--json");
  const report = json(loss.out);

  test("prints one object of exactly the contract's keys, in its order, and ends with 0", () => {
    expect([loss.status, loss.err, Object.keys(report)]).toEqual([0, "", REPORT]);
    expect(report.traceHash).toMatch(/^[0-9a-f]{16}$/);
    expect(Object.keys(report.config)).toEqual(system.config.map((k) => k.key));
    expect(Object.keys(report.interregna[0].stages)).toEqual(["detect", "agree", "elect", "sync", "publish", "notice"]);
    expect(Object.keys(report.clients[0])).toEqual(["id", "side", "ok", "fail", "info", "longestOutageMs"]);
    expect([Object.keys(report.operations), Object.keys(report.final)]).toEqual([
      ["ok", "fail", "info"],
      ["leader", "term", "leaders", "roles"],
    ]);
  });

  test("gives times in ms of virtual time, without settling, and null for what is open at the end", () => {
    expect(report.durationMs).toBe(2500 + 21 * 40 + 3000);
    expect(report.reigns).toEqual([
      {scope: "ensemble", id: "z2", term: 1, fromMs: 220, toMs: 2850, effective: [{fromMs: 400, toMs: 2850}]},
      {scope: "ensemble", id: "z1", term: 2, fromMs: 3080, toMs: null, effective: [{fromMs: 3260, toMs: null}]},
    ]);
    expect(report.final).toEqual({
      leader: "z1",
      term: 2,
      leaders: {ensemble: "z1"},
      roles: {z1: "LEADING", z2: "down", z3: "FOLLOWING"},
    });
  });

  test("prints an interregnum without an end with toMs null", () => {
    const {interregna, final} = json(sim("zookeeper", "hierarchical-quorum", "--json").out);
    expect([interregna.at(-1).toMs, final.leader, final.term]).toEqual([null, null, null]);
  });

  test("prints the leader of cold-start as the fact sheet's C-1 has it, with the same hash on every call", () => {
    const [one, two] = [1, 2].map(() => json(sim("zookeeper", "cold-start", "--seed", "1", "--json").out));
    expect([one.final.leader, one.final.term]).toEqual(["z2", 1]);
    expect(one).toEqual(two);
  });

  test("--seeds prints one object a line, seed by seed, each as a run of its own would", () => {
    const {out} = sim("zookeeper", "leader-crash-sessions", "--seed", "4", "--seeds", "3", "--json");
    const lines = out.trimEnd().split("\n").map(json);
    expect(lines.map((r) => r.seed)).toEqual([4, 5, 6]);
    expect(lines[1]).toEqual(json(sim("zookeeper", "leader-crash-sessions", "--seed", "5", "--json").out));
    expect(new Set(lines.map((r) => r.traceHash)).size).toBe(3);
  });

  test("--set takes a scenario's own parameter and a configuration key under its real name", () => {
    const {out} = sim("zookeeper", "cold-start", "--set", "thirdStartsMs=150", "--set", "fastleader.minNotificationInterval=250", "--json");
    const {final, config} = json(out);
    expect([final.leader, config["fastleader.minNotificationInterval"]]).toEqual(["z3", 250]);
  });

  test("--ablate may be given several times: two guards down lose what one alone does not", () => {
    const ended = (...names: string[]) =>
      json(sim("zookeeper", "leader-loss", "--set", "writes=20", ...names.flatMap((name) => ["--ablate", name]), "--json").out);
    expect(ended("no-d5").violations).toEqual([]);
    const {violations} = ended("no-d5", "no-zxid-compare");
    expect(violations[0]).toEqual({invariant: "leader-completeness", atMs: expect.any(Number), detail: expect.any(String)});
  });

  test("--trace writes the scenario, the hash and every event, and does not change the run", () => {
    const path = join(folder, "trace.json");
    const {out} = sim("zookeeper", "cold-start", "--trace", path, "--json");
    const trace = json(readFileSync(path, "utf8"));
    expect([trace.scenario.name, trace.traceHash, Object.keys(trace)]).toEqual([
      "cold-start",
      json(out).traceHash,
      ["scenario", "traceHash", "events"],
    ]);
    expect(trace.events.length).toBeGreaterThan(100);
    expect(json(sim("zookeeper", "cold-start", "--json").out).traceHash).toBe(trace.traceHash);
  });

  test("a scenario as data runs from a file and from standard input to the same hash as by its name", () => {
    const path = join(folder, "again.json");
    sim("zookeeper", "rejoin", "--trace", path);
    const {scenario, traceHash} = json(readFileSync(path, "utf8"));
    const text = JSON.stringify(scenario);
    expect(json(sim(file("rejoin.json", text), "--json").out).traceHash).toBe(traceHash);
    expect(json(command("sim", ["-", "--json"], text).out).traceHash).toBe(traceHash);
  });
});

test("sim says the same for people: who reigned, and what was violated", () => {
  const {status, out} = sim("zookeeper", "leader-loss", "--set", "writes=20", "--ablate", "no-d5", "--ablate", "no-zxid-compare");
  expect([status, out]).toEqual([0, expect.stringMatching(/reign +z2, term 1.*\n.*reign +z3, term 2[\s\S]*VIOLATED +leader-completeness/)]);
});

test("sim --list --json has the contract's shape, with every configuration key under every scenario", () => {
  const {status, out} = sim("--list", "--json");
  const zookeeper = json(out).find((s: {system: string}) => s.system === "zookeeper");
  expect([status, Object.keys(zookeeper)]).toEqual([0, ["system", "scenarios", "invariants", "ablations"]]);
  for (const s of zookeeper.scenarios) {
    expect(Object.keys(s)).toEqual(["name", "title", "parameters"]);
    for (const p of s.parameters) expect(Object.keys(p)).toEqual(["key", "default", "unit", "range", "means"]);
    const keys = s.parameters.map((p: {key: string}) => p.key);
    expect(keys).toEqual(expect.arrayContaining(system.config.map((k) => k.key)));
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(Object.keys(zookeeper.invariants[0])).toEqual(["name", "says"]);
  expect(Object.keys(zookeeper.ablations[0])).toEqual(["name", "says", "breaks"]);
  expect(zookeeper.ablations.map((a: {name: string}) => a.name)).toEqual(system.ablations.map((a) => a.name));
});

test("sim --list names for people each scenario, parameter, invariant and ablation", () => {
  const {out} = sim("--list");
  for (const word of ["cold-start: ", "thirdStartsMs=2000 ms: ", "invariant promise: ", "ablation half-quorum: "])
    expect(out).toContain(word);
});

describe("refused in one line, with 2", () => {
  test.each<[what: string, args: string[], wrong: string, right: string]>([
    ["nothing at all", [], "nothing to run", "usage: sim -- <system> <scenario>"],
    ["an unknown system", ["zookeper", "cold-start"], 'unknown system "zookeper"', "zookeeper"],
    ["a system without a scenario", ["zookeeper"], "which scenario of zookeeper?", "cold-start, leader-loss"],
    ["an unknown scenario", ["zookeeper", "cold-strat"], 'unknown scenario "cold-strat"', "did you mean cold-start?"],
    ["a scenario like no other", ["zookeeper", "x"], 'unknown scenario "x"', "sim --list names all"],
    ["an unknown parameter", ["zookeeper", "cold-start", "--set", "initLimt=5"], 'unknown parameter "initLimt"', "initLimit"],
    ["a value out of range", ["zookeeper", "cold-start", "--set", "initLimit=0"], "initLimit=0", "from 1 to 10000 ticks (default 10)"],
    ["a word for a number", ["zookeeper", "cold-start", "--set", "initLimit=ten"], 'initLimit="ten"', "must be a number"],
    ["a version nobody models", ["zookeeper", "cold-start", "--set", "version=3.4"], 'version="3.4"', "one of 3.9.5, 3.8.0"],
    ["a key without a value", ["zookeeper", "cold-start", "--set", "initLimit"], "initLimit", "must be key=value"],
    ["an unknown ablation", ["zookeeper", "cold-start", "--ablate", "d5"], 'unknown ablation "d5"', "no-d5"],
    ["a seed that is no number", ["zookeeper", "cold-start", "--seed", "x"], "--seed x", "a whole number, 0 or more"],
    ["no seeds", ["zookeeper", "cold-start", "--seeds", "0"], "--seeds 0", "1 or more"],
    ["an unknown flag", ["zookeeper", "cold-start", "--sed", "1"], "--sed", "usage: sim"],
    ["a word too many", ["zookeeper", "cold-start", "leader-loss"], '"leader-loss" is one word too many', "usage: sim"],
    ["a trace of several runs", ["zookeeper", "cold-start", "--seeds", "2", "--trace", "t.json"], "--trace", "leave --seeds out"],
    ["a trace into a file without a name", ["zookeeper", "cold-start", "--trace", ""], "--trace", "a folder that is there"],
    ["a key twice", ["zookeeper", "cold-start", "--set", "initLimit=5", "--set", "initLimit=6"], "initLimit is set twice", "leave one"],
    ["a line break", ["zookeeper", "cold-start", "--ablate", "no\nd5"], 'unknown ablation "no\\nd5"', "no-d5"],
    ["a word beside --list", ["--list", "zookeeper"], '"zookeeper" is one word too many', "usage: sim"],
    [
      "more seeds than there are",
      ["zookeeper", "cold-start", "--seed", String(2 ** 53 - 2), "--seeds", "2"],
      "--seeds 2: the last seed",
      "a smaller --seed",
    ],
    ["a trace into nowhere", ["zookeeper", "cold-start", "--trace", "/no/such/t.json"], "/no/such/t.json", "a folder that is there"],
    ["a file that is not there", ["/no/such/scenario.json"], "cannot read /no/such/scenario.json", "a scenario as JSON"],
  ])("%s", async (_what, args, wrong, right) => expectRefused(await answered("sim", args), wrong, right));

  test.each<[what: string, data: unknown, wrong: string, right: string]>([
    ["broken JSON", '{"system": ', "is no JSON", ".json"],
    ["no object", [], '"system"', "must be one of"],
    ["a long text", JSON.stringify("x".repeat(1_000_000)), '"system"', "must be one of"],
    ["a list for an object", {...plain, config: []}, "config is []", "must be an object"],
    [
      "a name that every object has",
      {...plain, nodes: [{id: "__proto__"}]},
      'nodes[0].id is "__proto__"',
      "must be a text without control",
    ],
    ["no nodes", {system: "zookeeper"}, "nodes is missing: must be a list, of at most 20,000", "must be a list"],
    ["no end", {...plain, untilMs: "soon"}, 'untilMs is "soon": must be a number of ms from 0 to 1e12', "a number of ms"],
    ["an end before the beginning", {...plain, untilMs: -5}, "untilMs", "untilMs is -5: must be a number of ms from 0 to 1e12"],
    ["a system that is not there", {...plain, system: "chubby"}, 'unknown system "chubby"', "zookeeper"],
    ["two nodes of one name", {...plain, nodes: [{id: "z1"}, {id: "z1"}]}, "the same id", "two nodes"],
    ["a server without a number", {...plain, nodes: [{id: "z"}]}, "node z: its myid", "end the name with it (z1)"],
    [
      "an unknown key",
      {...plain, config: {initLimt: 1}},
      "initLimt is no configuration key of zookeeper: one of tickTime, initLimit, syncLimit, conn",
      "initLimit",
    ],
    ["an unknown version", {...plain, version: "9"}, "version 9", "one of 3.9.5, 3.8.0"],
    ["faults that are no list", {...plain, faults: 7}, "faults is 7: must be a list, of at most 20,000", "must be a list"],
    [
      "an unknown fault",
      {...plain, faults: [{kind: "explode", at: 1}]},
      'faults[0].kind is "explode": must be one of crash, power-loss, restart, pause, resume, cut',
      "one of crash, power-loss",
    ],
    [
      "a fault of nobody",
      {...plain, faults: [{kind: "crash", node: "z9", at: 1}]},
      'faults[0].node is "z9": no node of the scenario; one of z1, z2, @leader, @follower, @follo',
      "one of z1, z2",
    ],
    [
      "a network without a latency",
      {...plain, network: {}},
      'network.latency is missing: must be the name of a latency profile, or {"constant": ms}, {"',
      "constant",
    ],
    ["a seed that is no number", {...plain, seed: "x"}, 'seed is "x": must be a whole number, 0 or more', "a whole number, 0 or more"],
    ["an ablation that is no list", {...plain, ablate: "no-d5"}, 'ablate is "no-d5": must be a list, of at most 20,000', "must be a list"],
    [
      "a client that dances",
      {...plain, clients: [{id: "c", args: {does: "dance"}}]},
      'clients[0].args.does is "dance": must be one of create, set, get, children, ephemeral, con',
      "one of create, set",
    ],
    ["an unknown machine", {...plain, machine: "fast"}, 'machine is "fast": no machine of zookeeper; one of instant, recorded', "one of"],
  ])("a file with %s", async (_what, data, wrong, right) => expectRefused(await answered("sim", [file("bad.json", data)]), wrong, right));

  test("--set with a file, which says everything itself", () => {
    expectRefused(sim(file("good.json", plain), "--set", "initLimit=5"), "--set initLimit=5", "change it there");
  });
});
