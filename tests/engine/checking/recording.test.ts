import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {kindOf, readRecording, replay} from "../../../src/engine/checking/recording.ts";
import type {RecordingKind} from "../../../src/engine/model/recorded.ts";
import {Refusal} from "../../../src/engine/vocabulary.ts";
import {register} from "../kernel/register.ts";

const FILE = join(import.meta.dirname, "../../../src/content/recordings/zookeeper/z2-kill-leader-3-tick2000.json");
const TEXT = readFileSync(FILE, "utf8");

/** The file with something else in one place; undefined: without it. */
function altered(path: string, value: unknown): string {
  const data = JSON.parse(TEXT);
  const keys = path.split(".");
  const last = keys.pop() as string;
  const inner = keys.reduce((object, key) => object[key], data);
  if (value === undefined) delete inner[last];
  else inner[last] = value;
  return JSON.stringify(data);
}

describe("a file is refused in one line that says where and what would be right", () => {
  test.each([
    ["no JSON", "{", "f.json is no JSON"],
    ["no object", "[]", "f.json: must be a recording"],
    [
      "another schema",
      altered("schema", "interregnum-recording/1"),
      'f.json: schema is "interregnum-recording/1", must be "interregnum-recording/2"',
    ],
    ["no plan", altered("plan", undefined), "f.json: plan must be an object"],
    ["no steps", altered("plan.initial.steps", {}), "f.json: plan.initial.steps must be a list of objects"],
    [
      "an instant that is none",
      altered("plan.clients.0.startMs", {uniform: [3, 1]}),
      "f.json: plan.clients.0.startMs".replace("s.0", "s[0]"),
    ],
    ["a client without a policy", altered("plan.clients.1.policy", 7), "f.json: plan.clients[1].policy must be a text"],
    [
      "a time-out in words",
      altered("plan.clients.0.readTimeoutMs", "5 s"),
      "f.json: plan.clients[0].readTimeoutMs must be a number or null",
    ],
    [
      "a metric without a role",
      altered("metrics.leading_ms", {}),
      "f.json: metrics.leading_ms.role must be one of outcome, time, count, input, host",
    ],
    [
      "a metric relative to nothing",
      altered("metrics.epoch_after.relativeTo", "epoch"),
      "f.json: metrics.epoch_after.relativeTo must be another metric",
    ],
    ["no runs", altered("runs", []), "f.json: runs must be a list of one run or more"],
    ["a run without figures", altered("runs.3.metrics", null), "f.json: runs[3].metrics must be an object of figures"],
    ["an event without a time", altered("runs.0.events", [["z1", "looking"]]), "f.json: runs[0].events must be a list of"],
  ])("%s", (_, text, line) => {
    const read = () => readRecording(text, "f.json");
    expect(read).toThrow(Refusal);
    expect(read).toThrow(line);
    expect(read).not.toThrow("\n");
  });
});

test("what a run says beside its metrics and events is kept as fields", () => {
  const {runs, scenario} = readRecording(TEXT, FILE);
  expect([scenario, runs.length]).toEqual(["z2-kill-leader-3-tick2000", 22]);
  expect(runs[0]?.fields).toMatchObject({run: 1, zxid_after: "0x200000196"});
  expect(runs[0]?.events[0]).toEqual([4.9, "z2", "exception-following", ""]);
});

const named = (name: string): RecordingKind => ({name, says: "", notes: [], prepare: () => () => Promise.reject() as never});

describe("the kind of a recording", () => {
  const kinds = {zookeeper: [named("z2-kill-leader"), named("z4-pause")], other: [named("q1-kill")]};
  const recording = readRecording(TEXT, FILE);

  test.each([
    ["z2-kill-leader-3-tick2000", "z2-kill-leader"],
    ["z2-kill-leader", "z2-kill-leader"],
    ["z4-pause1500-tick500", "z4-pause"],
  ])("%s is a %s", (scenario, name) => {
    expect(kindOf({...recording, scenario}, kinds, "f.json").name).toBe(name);
  });

  test.each([
    ["zookeeper", "z2-kill-leaderless", "zookeeper z2-kill-leader, z4-pause"],
    ["zookeeper", "q1-kill-master", "zookeeper z2-kill-leader, z4-pause"],
    ["redis-sentinel", "r1-kill-down1000", "zookeeper z2-kill-leader, z4-pause; other q1-kill"],
  ])("%s %s is refused in one line that names the kinds of that system, or all if it is unknown", (system, scenario, known) => {
    const seek = () => kindOf({...recording, system, scenario}, kinds, "f.json");
    expect(seek).toThrow(expect.objectContaining({message: `f.json: no replay for ${system} ${scenario}; the kinds known are ${known}`}));
  });
});

test("a replay runs until there are rows enough, with chances that are the same each time", () => {
  const drawn: number[] = [];
  const kind: RecordingKind = {
    ...named("z2"),
    prepare: () => (index, chance) => {
      drawn.push(chance(0, 1_000_000));
      const nodes = ["s1", "s2", "s3"].map((id) => ({id}));
      const scenario = {
        system: register.name,
        name: "x",
        config: {},
        nodes,
        network: {latency: {constant: 1}},
        faults: [],
        untilMs: 1,
        seed: 1,
      };
      return {
        scenario: {...scenario, settle: false},
        figures: ({end}) => [
          {index, end},
          {index, end},
        ],
      };
    },
  };
  const recording = readRecording(TEXT, FILE);
  expect(replay(register as never, kind, recording, 5)).toEqual([0, 0, 1, 1, 2, 2].map((index) => ({index, end: 1000})));
  const first = drawn.splice(0);
  replay(register as never, kind, recording, 5);
  expect([drawn, new Set(first).size]).toEqual([first, 3]);
});
