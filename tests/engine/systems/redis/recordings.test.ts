import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {agreement, type Row} from "../../../../src/engine/analysis/agreement.ts";
import {NOTICED} from "../../../../src/engine/analysis/shape.ts";
import {kindOf, readRecording, replay, systemOf} from "../../../../src/engine/checking/recording.ts";
import type {Recording} from "../../../../src/engine/model/recorded.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/redis/index.ts";
import {kinds, lacks} from "../../../../src/engine/systems/redis/recordings.ts";
import {type Compared, committedFile, compared} from "../compared.ts";

const FOLDER = join(import.meta.dirname, "../../../../src/content/recordings/redis-sentinel");
const NAMES = readdirSync(FOLDER).sort();

const load = (name: string): Recording => readRecording(readFileSync(join(FOLDER, name), "utf8"), name);

function compare(recording: Recording, runs: number): Row[] {
  const kind = kindOf(recording, {redis: kinds}, recording.scenario);
  return agreement(recording, replay(system as unknown as System, kind, recording, runs));
}

const rows = new Map<string, readonly Compared[]>();
const known = (r: Compared): boolean =>
  lacks.some((l) => l.of !== "shape" && r.recording.startsWith(l.recording) && l.metrics.includes(r.metric));

test("the recorder's redis-sentinel is the folder redis", () => {
  expect(systemOf(load(NAMES[0] as string), ["redis", "zookeeper"])).toBe("redis");
});

describe("in a thousand runs of the model", () => {
  test.each(NAMES)("%s: all that is compared agrees, but for what the model is known to lack", {timeout: 300_000}, (name) => {
    const found = compared(name, (one, runs) => compare(load(one), runs));
    rows.set(name, found);
    expect(found.filter((r) => r.agrees !== null).length).toBeGreaterThan(0);
    expect(found.filter((r) => r.agrees === false && !known(r))).toEqual([]);
  });

  test("every recording of the set was replayed, and all metrics that are compared are known to the model", () => {
    expect(rows.size).toBe(13);
    expect([...rows.values()].flat().filter((r) => r.agrees !== null && !r.modelled)).toEqual([]);
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

  test("down-after-milliseconds 3000: three seconds until the first +sdown", () => {
    const recording = altered("r1-kill-down1000.json", (d: {config: {sentinel: {[key: string]: number}}}) => {
      d.config.sentinel["down-after-milliseconds"] = 3000;
    });
    expect(median(compare(recording, 12), "sdown_first_ms")).toBeCloseTo(3050, -2);
  });

  test("a priority of 10 on the other replica promotes that one", () => {
    const recording = altered("r5-priority-n3-10.json", (d: {config: {redis_per_node: object}}) => {
      d.config.redis_per_node = {n2: {"replica-priority": 10}, n3: {"replica-priority": 100}};
    });
    expect(compare(recording, 8).find((r) => r.metric === "promoted")?.model).toEqual({counts: {n2: 8}});
  });
});

test("r4: with one sentinel dead instead of two the plan says all, and a replica is promoted", () => {
  const data = JSON.parse(readFileSync(join(FOLDER, "r4-two-sentinels-dead-quorum2.json"), "utf8"));
  data.scenario = "r4-one-sentinel-dead-quorum2";
  data.plan.faults = data.plan.faults.filter(({target}: {target: string}) => target !== "s3");
  const found = compare(readRecording(JSON.stringify(data), "r4-one-sentinel-dead-quorum2.json"), 8);
  const model = (metric: string) => found.find((r) => r.metric === metric)?.model;
  expect([model("failed_over"), model("odown_seen")]).toEqual([{counts: {true: 8}}, {counts: {true: 8}}]);
  expect(model("candidates")).toMatchObject({n: 8, min: 1});
});

test("a shape that is not that of the recording has its cause told, or that none is known", () => {
  const untold = NAMES.flatMap((name) => {
    const {recording, metrics} = committedFile(name);
    return metrics.flatMap(({metric, shape, lacksShape}) =>
      shape !== null && shape.p < NOTICED && lacksShape === null ? [`${recording}: ${metric}`] : [],
    );
  });
  expect(untold).toEqual([]);
});

test("refused in one line: a file without a quorum", () => {
  const recording = load("r1-kill-down1000.json");
  const without = {...recording, config: {...recording.config, sentinel: {}}};
  expect(() => compare(without, 1)).toThrow("r1-kill-down1000: config.sentinel.monitor must end with quorum=<number>");
});
