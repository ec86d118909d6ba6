import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {agreement, type Row} from "../../../../src/engine/analysis/agreement.ts";
import {kindOf, readRecording, replay} from "../../../../src/engine/checking/recording.ts";
import type {Recording} from "../../../../src/engine/model/recorded.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/zookeeper/index.ts";
import {kinds, lacks} from "../../../../src/engine/systems/zookeeper/recordings.ts";
import {type Compared, compared} from "../compared.ts";

const FOLDER = join(import.meta.dirname, "../../../../src/content/recordings/zookeeper");
const NAMES = readdirSync(FOLDER).sort();

const load = (name: string): Recording => readRecording(readFileSync(join(FOLDER, name), "utf8"), name);

function compare(recording: Recording, runs: number): Row[] {
  const kind = kindOf(recording, {zookeeper: kinds}, recording.scenario);
  return agreement(recording, replay(system as unknown as System, kind, recording, runs));
}

const rows = new Map<string, readonly Compared[]>();
const known = (r: Compared): boolean => lacks.some((l) => r.recording.startsWith(l.recording) && l.metrics.includes(r.metric));

describe("in a thousand runs of the model", () => {
  test.each(NAMES)("%s: all that is compared agrees, but for what the model is known to lack", {timeout: 120_000}, (name) => {
    const found = compared(name, (one, runs) => compare(load(one), runs));
    rows.set(name, found);
    expect(found.filter((r) => r.agrees !== null).length).toBeGreaterThan(0);
    expect(found.filter((r) => r.agrees === false && !known(r))).toEqual([]);
  });

  test("every recording of the set was replayed", () => expect(rows.size).toBe(17));

  test("all metrics that are compared are known to the model", () => {
    expect([...rows.values()].flat().filter((r) => r.agrees !== null && !r.modelled)).toEqual([]);
  });

  test("at least nine times of ten agree", () => {
    const times = [...rows.values()].flat().filter((r) => r.role === "time" && r.agrees !== null);
    expect(times.filter((r) => r.agrees).length / times.length).toBeGreaterThan(0.9);
  });
});

describe("a file with other numbers is replayed with those", () => {
  const altered = (name: string, change: (data: never) => void): Recording => {
    const data: unknown = JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
    change(data as never);
    return readRecording(JSON.stringify(data), name);
  };
  const median = (found: readonly Row[], metric: string): number => {
    const model = found.find((r) => r.metric === metric)?.model;
    return model && "median" in model ? model.median : Number.NaN;
  };

  test("twice the syncLimit, twice as long until a cut is noticed", () => {
    const recording = altered("z2-cut-leader-3-tick500-sync4.json", (d: {config: {syncLimit: number}}) => {
      d.config.syncLimit = 8;
    });
    expect(median(compare(recording, 24), "first_looking_ms")).toBeCloseTo(4010, -2);
  });

  test("a pause of 2 s is survived where one of 5 s is not", () => {
    const recording = altered("z4-pause5000-tick500-sync5.json", (d: {runs: {metrics: {sigcont_ms: number}}[]}) => {
      for (const r of d.runs) r.metrics.sigcont_ms = 2000;
    });
    const found = compare(recording, 16);
    expect(found.find((r) => r.metric === "elected")?.model).toEqual({counts: {null: 16}});
    expect(median(found, "unavailable_client_on_follower_ms")).toBeCloseTo(2005, -2);
  });

  test("a longer session outlives its client longer", () => {
    const recording = altered(
      "z6-ephemeral-silent-4000.json",
      (d: {plan: {clients: {sessionTimeoutMs: number; heartbeatMs: number}[]}}) => {
        Object.assign(d.plan.clients[0] ?? {}, {sessionTimeoutMs: 12_000, heartbeatMs: 4000});
      },
    );
    expect(median(compare(recording, 30), "gone_after_last_heartbeat_ms")).toBeGreaterThan(12_000);
  });

  test("five servers, three of four followers killed: the leader of two steps down", () => {
    const recording = altered("z5-kill-followers-3-tick2000.json", (d: {plan: {start: object[]}; runs: {metrics: object}[]}) => {
      d.plan.start.push({node: "z4", atMs: null}, {node: "z5", atMs: null});
      for (const r of d.runs) Object.assign(r.metrics, {leader: "z5", victims: "z1 z2 z3"});
    });
    const found = compare(recording, 10);
    expect(found.find((r) => r.metric === "leader_after_repair")?.model).toEqual({counts: {z5: 10}});
    expect(median(found, "leader_shutdown_ms")).toBeLessThan(2000);
  });
});

test.each([
  [
    "a leader that is no voter",
    "z2-kill-leader-3-tick2000.json",
    {killed: "z9"},
    "runs[0] has z9 for its leader, must be one of z1, z2, z3",
  ],
])("refused in one line: %s", (_, name, metrics, line) => {
  const recording = load(name);
  const [first, ...others] = recording.runs;
  const broken = {...recording, runs: [{...first, metrics: {...first?.metrics, ...metrics}}, ...others]} as Recording;
  expect(() => compare(broken, 1)).toThrow(line);
});
