import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {agreement, type Row} from "../../../../src/engine/analysis/agreement.ts";
import {kindOf, readRecording, replay, systemOf} from "../../../../src/engine/checking/recording.ts";
import type {Recording} from "../../../../src/engine/model/recorded.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/kafka/index.ts";
import {kinds, lacks} from "../../../../src/engine/systems/kafka/recordings.ts";

const FOLDER = join(import.meta.dirname, "../../../../src/content/recordings/kafka");
const NAMES = readdirSync(FOLDER).sort();

const text = (name: string): string => readFileSync(join(FOLDER, name), "utf8");
const load = (name: string): Recording => readRecording(text(name), name);

function compare(recording: Recording, runs: number): Row[] {
  const kind = kindOf(recording, {kafka: kinds}, recording.scenario);
  return agreement(recording, replay(system as unknown as System, kind, recording, runs));
}

test("the recorder's kafka is the folder kafka", () => {
  expect(systemOf(load(NAMES[0] as string), ["kafka", "zookeeper"])).toBe("kafka");
});

const known = (r: Row): boolean => lacks.some((l) => r.recording.startsWith(l.recording) && l.metrics.includes(r.metric));

describe("in two runs of the model", () => {
  test.each(NAMES)("%s: whatever is compared is known to the model, and what never varies agrees", {timeout: 120_000}, (name) => {
    const found = compare(load(name), 2).filter((r) => r.agrees !== null);
    expect(found.filter(({model}) => model === null).map(({metric}) => metric)).toEqual([]);
    // Of two runs medians say little: here what is the same in each of the real runs, and what is counted.
    const steady = found.filter(
      ({real, role}) => role === "outcome" && real !== null && "counts" in real && Object.keys(real.counts).length === 1,
    );
    expect(steady.length).toBeGreaterThan(0);
    expect(steady.filter((r) => !r.agrees && !known(r)).map(({metric}) => metric)).toEqual([]);
  });
});

test("a file with another session time-out is replayed with that", {timeout: 60_000}, () => {
  const data = JSON.parse(text("k1-kill-leader.json"));
  data.config["zookeeper.session.timeout.ms"] = 9000;
  const row = compare(readRecording(JSON.stringify(data), "k1-kill-leader.json"), 3).find(({metric}) => metric === "session_expired_ms");
  expect(row?.model).toMatchObject({n: 3});
  if (row?.model && "median" in row.model) expect(row.model.median).toBeGreaterThan(7000);
});

test("a file of KRaft mode with a shorter session and five controllers is replayed with those", {timeout: 60_000}, () => {
  const data = JSON.parse(text("k8-kraft-kill-leader.json"));
  data.config["broker.session.timeout.ms"] = 4000;
  data.plan.start.push(...["c104", "c105"].map((node) => ({...data.plan.start[0], node, host: node})));
  const row = compare(readRecording(JSON.stringify(data), "k8-kraft-kill-leader.json"), 3).find(({metric}) => metric === "fenced_ms");
  expect(row?.model).toMatchObject({n: 3});
  if (row?.model && "median" in row.model) expect(row.model.median).toBeLessThan(4600);
});

test("k12 with the first one killed and the second one stopped: each goes in its own way", {timeout: 60_000}, () => {
  const data = JSON.parse(text("k12-kraft-elr-term.json"));
  for (const fault of data.plan.faults) if (fault.target === "r" && fault.kind === "term") fault.kind = "kill";
  // Until it is taken to be dead the second one stays.
  for (const {metrics} of data.runs) metrics.r_killed_ms -= 5000;
  const rows = compare(readRecording(JSON.stringify(data), "k12-kraft-elr-term.json"), 2);
  const of = (name: string) => rows.find(({metric}) => metric === name)?.model;
  expect(of("isr_after_q")).toMatchObject({counts: {p: 2}});
  expect(of("after_2_leader")).toMatchObject({counts: {q: 2}});
});

test("refused in one line: a kind that nobody here replays, an assignment that does not begin with the leader", () => {
  const recording = load("k1-kill-leader.json");
  expect(() => kindOf({...recording, scenario: "k99-unheard"}, {kafka: kinds}, "f.json")).toThrow(
    /^f\.json: no replay for kafka k99-unheard; [^\n]*$/,
  );
  const [run] = recording.runs;
  const elr = load("k12-kraft-elr-kill.json");
  const silent = {...elr, runs: [{...elr.runs[0], events: []}]} as unknown as Recording;
  expect(() => compare(silent, 1)).toThrow('must have a "broker-registered" after its restart');
  const wrong = {...recording, runs: [{...run, metrics: {...run?.metrics, replicas: "b2 b1 b3"}}]} as Recording;
  expect(() => compare(wrong, 1)).toThrow('k1-kill-leader: runs[0].metrics.replicas: "b2 b1 b3" must be brokers');
});
