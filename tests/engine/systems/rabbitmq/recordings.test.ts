import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {agreement, type Judged} from "../../../../src/engine/analysis/agreement.ts";
import {kindOf, readRecording, replay} from "../../../../src/engine/checking/recording.ts";
import type {Recording} from "../../../../src/engine/model/recorded.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/rabbitmq/index.ts";
import {kinds, lacks} from "../../../../src/engine/systems/rabbitmq/recordings.ts";

const FOLDER = join(import.meta.dirname, "../../../../src/content/recordings/rabbitmq");
const NAMES = readdirSync(FOLDER).sort();

type Loose = {[field: string]: Loose};

/** The clients of a recording's plan, to be changed. */
const clientsOf = (data: Loose) => (data.plan as Loose).clients as unknown as {kind: string; intervalMs: number; workMs: number}[];

/** A recording of the set; `change` makes another of it. */
function load(name: string, change: (data: Loose) => void = () => {}): Recording {
  const data = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Loose;
  change(data);
  return readRecording(JSON.stringify(data), name);
}

const compare = (recording: Recording, runs: number): readonly Judged[] =>
  agreement(recording, replay(system as unknown as System, kindOf(recording, {rabbitmq: kinds}, recording.scenario), recording, runs));

const median = (rows: readonly Judged[], metric: string): number => {
  const model = rows.find((r) => r.metric === metric)?.model;
  return model && "median" in model ? model.median : Number.NaN;
};

test("the set has all recordings", () => {
  expect(NAMES.map((name) => name.slice(0, 2))).toEqual(["q1", "q2", "q2", "q3", "q4", "q4", "q5", "q6"]);
});

/** Figures that are known to differ, with the cause or without one. */
const isLacking = (name: string, metric: string): boolean =>
  lacks.some((lack) => name.startsWith(lack.recording) && lack.of === undefined && lack.metrics.includes(metric));

test.each(NAMES)(
  "%s: every metric that is compared is known to the model, and its median agrees, unless it is said to differ",
  {timeout: 120_000},
  (name) => {
    const rows = compare(load(name), 12);
    expect(rows.filter((r) => r.agrees !== null).length).toBeGreaterThan(5);
    expect(
      rows
        .filter((r) => (r.agrees !== null && r.model === null) || (r.agrees === false && r.p === null && !isLacking(name, r.metric)))
        .map((r) => r.metric),
    ).toEqual([]);
  },
);

describe("a file with other numbers is replayed with those", () => {
  const CRASH = "q2-consumer-crash-auto-ack.json";

  test("twice the work: half as many are processed before the crash", () => {
    const slower = load(CRASH, (data) => {
      for (const c of clientsOf(data)) c.workMs = 4;
    });
    expect(median(compare(slower, 2), "processed_before_crash")).toBe(100);
  });

  test("a publisher twice as slow sends half as much while the master is gone", () => {
    const slower = load("q1-kill-master-manual-ack.json", (data) => {
      for (const c of clientsOf(data)) if (c.kind === "publisher") c.intervalMs = 20;
    });
    expect(median(compare(slower, 6), "redelivered_flag_on_first_sight")).toBeLessThan(8);
  });
});

test.each([
  [
    "a quorum queue in a recording of a mirrored one",
    (d: Loose) => ((d.plan as Loose).initial as unknown as {steps: {args: {kind: string}}[]}).steps[0],
    /must be mirrored/,
  ],
] as const)("%s is refused in one line", (_, step, line) => {
  const quorum = load("q1-kill-master-manual-ack.json", (d) => {
    const declared = step(d);
    if (declared) declared.args.kind = "quorum, 3 members";
  });
  expect(() => compare(quorum, 1)).toThrow(line);
});
