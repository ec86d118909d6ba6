import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {agreement, corrected} from "../../../../src/engine/analysis/agreement.ts";
import {kindOf as kindIn, readRecording, replay} from "../../../../src/engine/checking/recording.ts";
import type {RecordingKind} from "../../../../src/engine/model/recorded.ts";
import type {System} from "../../../../src/engine/model/system.ts";
import {system} from "../../../../src/engine/systems/eureka/index.ts";
import {kinds, lacks} from "../../../../src/engine/systems/eureka/recordings.ts";
import {Refusal} from "../../../../src/engine/vocabulary.ts";
import {seeds} from "../story.ts";

const FOLDER = join(import.meta.dirname, "../../../../src/content/recordings/eureka");
const NAMES = readdirSync(FOLDER).sort();

const load = (name: string) => readRecording(readFileSync(join(FOLDER, name), "utf8"), name);

/** A recording beside so many rows of the model. */
const beside = (of: ReturnType<typeof readRecording>, rows: number) =>
  agreement(of, replay(system as unknown as System, kindIn(of, {eureka: kinds as unknown as RecordingKind[]}, of.scenario), of, rows));

describe("recordings of the lab", () => {
  test("there is one at least of each kind", () => {
    expect([...new Set(NAMES.map((name) => name.split("-")[0]))]).toEqual(["e1", "e10", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9"]);
  });

  test.each(NAMES)("%s: the model tells every figure, and what disagrees has its cause", {timeout: 300_000}, (name) => {
    const of = load(name);
    const judged = beside(of, seeds(100).length);
    const compared = judged.filter(({agrees}) => agrees !== null);
    expect(compared.length).toBeGreaterThan(2);
    expect(compared.filter(({model}) => model === null).map(({metric}) => metric)).toEqual([]);
    const known = lacks.filter(({recording}) => of.scenario.startsWith(recording)).flatMap(({metrics}) => metrics);
    const outcomes = corrected([...judged]).filter(({role, agrees}) => role === "outcome" && agrees === false);
    expect(outcomes.map(({metric}) => metric).filter((metric) => !known.includes(metric))).toEqual([]);
  });
});

const instance = {
  name: "instance",
  kind: "instance",
  count: 20,
  runsOn: "a host",
  attachedTo: null,
  operation: "POST",
  startMs: 0,
  intervalMs: null,
  connectTimeoutMs: 1000,
  readTimeoutMs: 1000,
  sessionTimeoutMs: 3000,
  heartbeatMs: 1000,
  pauseAfterErrorMs: null,
  policy: "the next",
};

/** A file as the recorder writes it, of one run. */
const recording = (scenario: string, faults: readonly {kind: string}[], metrics: {[name: string]: number | null}) =>
  readRecording(
    JSON.stringify({
      schema: "interregnum-recording/2",
      system: "eureka",
      version: "5.0.3",
      scenario,
      config: {
        self_preservation: false,
        lease_renewal_s: 1,
        lease_duration_s: 3,
        evictionIntervalTimerInMs: 2000,
        reader_fetch_s: 1,
        responseCacheUpdateIntervalMs: 1000,
      },
      plan: {
        cluster: {waitAfterReadyMs: 0},
        start: ["e1", "e2", "e3"].map((node) => ({node, atMs: 0})),
        initial: {steps: []},
        faults: faults.map((fault) => ({...fault, target: "instance", atMs: 0})),
        clients: [instance],
        observe: {untilMs: 0, pollMs: 200},
      },
      metrics: Object.fromEntries(Object.keys(metrics).map((name) => [name, {role: "time"}])),
      runs: [{metrics, events: []}],
    }),
    scenario,
  );

const kindOf = (scenario: string) => {
  const kind = kinds.find(({name}) => scenario.startsWith(name));
  if (!kind) throw new Error(scenario);
  return kind;
};

const figuresOf = (of: ReturnType<typeof recording>) =>
  replay(system as unknown as System, kindOf(of.scenario) as unknown as RecordingKind, of, 1)[0] ?? {};

const within = (value: unknown, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

test("an instance that registers is in the other registry a batch later, in the cache at its next copy", () => {
  const names = {registry_b_ms: 0, cache_b_ms: 0, client_b_ms: 0};
  const found = figuresOf(recording("e1-register-visible-held", [], names));
  within(found.registry_b_ms, 0, 850);
  within(found.cache_b_ms, 0, 2200);
  within(found.client_b_ms, 0, 3600);
});

test("one that falls silent goes at the tick that the run names", () => {
  const found = figuresOf(
    recording("e2-crash-held", [{kind: "silence"}], {evicted_a_ms: 0, since_last_renewal_ms: 400, first_tick_after_expiry_ms: 6100}),
  );
  within(found.evicted_a_ms, 6090, 6110);
});

test("what the plan does not let the model tell is refused in one line", () => {
  expect(() => kindOf("e2-crash").prepare(recording("e2-crash-all-at-once", [{kind: "silence"}], {rounds: 8}))).toThrow(Refusal);
  expect(() => kindOf("e3-cancel").prepare(recording("e3-cancel", [{kind: "cut"}], {cache_a_ms: 1}))).toThrow(/"cut": must be/);
});
