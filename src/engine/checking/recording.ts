// Recordings of real clusters: reading a file and replaying it (schema `interregnum-recording/2`). Knows no system.

import {said} from "../../words/en/checking.ts";
import type {Said} from "../../words/message.ts";
import {between, stream} from "../kernel/streams.ts";
import {type Figure, type Figures, type Recording, type RecordingKind, ROLES} from "../model/recorded.ts";
import type {System} from "../model/system.ts";
import {parseJson} from "../outside/json.ts";
import {run} from "../run.ts";
import {Refusal} from "../vocabulary.ts";

export const SCHEMA = "interregnum-recording/2";

type Loose = {readonly [field: string]: unknown};

/** Reads a recording. Refuses in one line anything else, naming the field. */
export function readRecording(text: string, where: string): Recording {
  const data = parseJson(text, where);
  if (!isObject(data)) throw new Refusal(said("checking.recording.none", {where, schema: SCHEMA}));
  if (data.schema !== SCHEMA)
    throw new Refusal(said("checking.recording.schema", {where, got: String(JSON.stringify(data.schema)), schema: SCHEMA}));
  const need: Need = (right, field, what) => {
    if (!right) throw new Refusal(said("checking.recording.must-be", {where, field, what}));
  };
  for (const field of ["system", "version", "scenario"]) need(typeof data[field] === "string", field, said("checking.recording.text"));
  need(isObject(data.config), "config", said("checking.recording.object"));
  checkPlan(data.plan, need);
  checkMetrics(data.metrics, need);
  need(Array.isArray(data.runs) && data.runs.length > 0, "runs", said("checking.recording.runs"));
  const runs = (data.runs as unknown[]).map((r, i) => {
    need(
      isObject(r) && isObject(r.metrics) && Object.values(r.metrics).every(isFigure),
      `runs[${i}].metrics`,
      said("checking.recording.figures"),
    );
    const {metrics, events = [], ...fields} = r as Loose;
    need(Array.isArray(events) && events.every(isRecorded), `runs[${i}].events`, said("checking.recording.events"));
    return {metrics, events, fields};
  });
  const plan = data.plan as Recording["plan"];
  const clients = plan.clients.map((c) => ({
    ...c,
    attachedTo: (c.attachedTo as string | null) ?? "",
    policy: (c.policy as string | null) ?? "",
  }));
  return {...data, plan: {...plan, clients}, runs} as unknown as Recording;
}

type Need = (right: boolean, field: string, what: Said) => void;

function checkPlan(plan: unknown, need: Need): void {
  need(isObject(plan), "plan", said("checking.recording.object"));
  const p = plan as Loose;
  need(isObject(p.cluster), "plan.cluster", said("checking.recording.object"));
  need(isObject(p.initial) && isListOfObjects(p.initial.steps), "plan.initial.steps", said("checking.recording.objects"));
  need(isObject(p.observe), "plan.observe", said("checking.recording.object"));
  const instant = (of: unknown, field: string) => need(isInstant(of), field, said("checking.recording.instant"));
  instant((p.cluster as Loose).waitAfterReadyMs, "plan.cluster.waitAfterReadyMs");
  const {untilMs, pollMs} = p.observe as Loose;
  instant(untilMs, "plan.observe.untilMs");
  need(pollMs == null || typeof pollMs === "number", "plan.observe.pollMs", said("checking.recording.number-or-null"));
  const times = {start: "atMs", faults: "atMs", clients: "startMs"};
  for (const [list, field] of Object.entries(times)) {
    need(isListOfObjects(p[list]), `plan.${list}`, said("checking.recording.objects"));
    (p[list] as Loose[]).forEach((entry, i) => void instant(entry[field], `plan.${list}[${i}].${field}`));
  }
  (p.start as Loose[]).forEach((s, i) => void need(typeof s.node === "string", `plan.start[${i}].node`, said("checking.recording.text")));
  (p.clients as Loose[]).forEach((c, i) => {
    for (const field of ["name", "kind", "operation", "runsOn"])
      need(typeof c[field] === "string", `plan.clients[${i}].${field}`, said("checking.recording.text"));
    // Null: it does not apply, and reads as nothing.
    for (const field of ["attachedTo", "policy"])
      need(c[field] === null || typeof c[field] === "string", `plan.clients[${i}].${field}`, said("checking.recording.text"));
    for (const field of [
      "count",
      "intervalMs",
      "connectTimeoutMs",
      "readTimeoutMs",
      "sessionTimeoutMs",
      "heartbeatMs",
      "pauseAfterErrorMs",
    ])
      need(c[field] === null || typeof c[field] === "number", `plan.clients[${i}].${field}`, said("checking.recording.number-or-null"));
  });
  (p.faults as Loose[]).forEach((f, i) => {
    for (const field of ["kind", "target"])
      need(typeof f[field] === "string", `plan.faults[${i}].${field}`, said("checking.recording.text"));
  });
}

function checkMetrics(metrics: unknown, need: Need): void {
  need(isObject(metrics), "metrics", said("checking.recording.object"));
  for (const [name, m] of Object.entries(metrics as Loose)) {
    need(isObject(m) && ROLES.some((role) => role === m.role), `metrics.${name}.role`, said("checking.recording.one-of", {words: ROLES}));
    const other = (m as Loose).relativeTo;
    need(
      other === undefined || (typeof other === "string" && other in (metrics as Loose)),
      `metrics.${name}.relativeTo`,
      said("checking.recording.another-metric"),
    );
  }
}

const isObject = (x: unknown): x is Loose => typeof x === "object" && x !== null && !Array.isArray(x);
const isListOfObjects = (x: unknown): boolean => Array.isArray(x) && x.every(isObject);
const isFigure = (x: unknown): x is Figure => x === null || ["boolean", "number", "string"].includes(typeof x);
const isRecorded = (e: unknown): boolean =>
  Array.isArray(e) && typeof e[0] === "number" && e.slice(1, 4).every((text: unknown) => typeof text === "string");
const isRange = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && typeof x[0] === "number" && x[1] >= x[0];

function isInstant(x: unknown): boolean {
  if (x === null || typeof x === "number") return true;
  if (!isObject(x)) return false;
  if ("uniform" in x) return isRange(x.uniform);
  return typeof x.after === "string" && (typeof x.plusMs === "number" || (isObject(x.plusMs) && isRange(x.plusMs.uniform)));
}

/**
 * Which of these systems a recording is of: recorders name what they set up (`redis-sentinel`), our folder is called `redis`. The
 * recording's own word if none fits.
 */
export const systemOf = ({system}: Recording, names: readonly string[]): string =>
  names.find((name) => name === system) ?? names.find((name) => system.startsWith(`${name}-`)) ?? system;

/** The kind of a recording, by its scenario's name. Refuses unknown ones, naming those of its system that can be replayed, of an unknown system all. */
export function kindOf(recording: Recording, kinds: {readonly [system: string]: readonly RecordingKind[]}, where: string): RecordingKind {
  const of = systemOf(recording, Object.keys(kinds));
  const own = Object.hasOwn(kinds, of) ? kinds[of] : undefined;
  const found = own?.find((kind) => isOf(kind.name, recording.scenario));
  if (found) return found;
  const known = own === undefined ? Object.entries(kinds) : ([[of, own]] as const);
  const named = known.map(([system, own]) => `${system} ${own.map((kind) => kind.name).join(", ")}`);
  const {system, scenario} = recording;
  throw new Refusal(said("checking.recording.no-replay", {where, system, scenario, known: named.join("; ")}));
}

const isOf = (kind: string, scenario: string): boolean =>
  scenario === kind || scenario.startsWith(`${kind}-`) || startsWithNumber(kind, scenario);
/** `z4-pause` is the kind of `z4-pause1500-…`. */
const startsWithNumber = (kind: string, scenario: string): boolean => scenario.startsWith(kind) && /\d/.test(scenario[kind.length] ?? "");

/** Replays a recording until the model has at least `runs` rows of figures. */
export function replay(system: System, kind: RecordingKind, recording: Recording, runs: number): Figures[] {
  const make = kind.prepare(recording);
  const rows: Figures[] = [];
  for (let index = 0; rows.length < runs; index++) {
    const chance = stream(index, recording.scenario);
    const {scenario, figures} = make(index, (low, high) => between(chance, low, high));
    const {notes, history, read, end} = run(system, scenario, {notes: kind.notes});
    rows.push(...figures({notes, history, read, end}));
  }
  return rows;
}
