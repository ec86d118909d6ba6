import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {AGREES, agreement, type Row, relative} from "../../engine/analysis/agreement.ts";
import {holm} from "../../engine/analysis/holm.ts";
import {NOTICED} from "../../engine/analysis/shape.ts";
import {kindOf, readRecording, replay, systemOf} from "../../engine/checking/recording.ts";
import type {Lack, Recording, RecordingKind} from "../../engine/model/recorded.ts";
import type {System} from "../../engine/model/system.ts";
import {Refusal} from "../../engine/vocabulary.ts";
import type {Words} from "../../words/words.ts";
import {type Recorded, type RecordedFile, type RecordedMetric, recordedFrom} from "../cells/recorded.ts";
import {writeColumn} from "../cells/rows.ts";
import {behavesOtherwise, behaviourOf} from "./behaviour.ts";
import {type Chapter, root, systemFile} from "./chapters.ts";
import {howToSweep} from "./committed-rows.ts";

/** Rows of the model for a recording: as many as the comparison asks for. */
const RUNS = 1000;

const folder = "src/content/recordings";

/** Names of the recordings that a chapter's cells ask for. */
export const recordingsOf = ({cells}: Chapter): string[] => [
  ...new Set(cells.flatMap(({source}) => [...source.matchAll(/\brecorded\(\s*["'`]([^"'`]+)["'`]/g)].map(([, name = ""]) => name))),
];

/** The file that compares a recording with the model. */
export const comparisonPath = (name: string): string => `data/recordings/${name}.json`;

/** A recording by its name, and how its system replays it. */
interface Found {
  readonly recording: Recording;
  readonly text: string;
  readonly system: System;
  readonly kind: RecordingKind;
  readonly lacks: readonly Lack[];
}

async function find(name: string): Promise<Found> {
  const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder), {recursive: true, encoding: "utf8"}) : [];
  const file = files.find((one) => one.replaceAll("\\", "/").split("/").at(-1) === `${name}.json`);
  if (file === undefined) {
    const known = files.filter((one) => one.endsWith(".json")).map((one) => one.replace(/^.*[\\/]/, "").replace(/\.json$/, ""));
    throw new Refusal(`recorded("${name}"): no such recording in ${folder}; there are ${known.sort().join(", ")}`);
  }
  const text = readFileSync(join(root, folder, file), "utf8");
  const recording = readRecording(text, `${folder}/${file}`);
  const own = systemOf(
    recording,
    readdirSync(join(root, "src/engine/systems")).filter((name) => systemFile(name) !== null),
  );
  const index = systemFile(own);
  const replays = join(root, "src/engine/systems", own, "recordings.ts");
  if (index === null || !existsSync(replays))
    throw new Refusal(`${folder}/${file}: no system here replays recordings of ${recording.system}`);
  const {system} = (await import(/* @vite-ignore */ pathToFileURL(index).href)) as {system: System};
  const {kinds, lacks} = (await import(/* @vite-ignore */ pathToFileURL(replays).href)) as {kinds: RecordingKind[]; lacks: Lack[]};
  return {recording, text, system, lacks, kind: kindOf(recording, {[recording.system]: kinds}, `${folder}/${file}`)};
}

const keyOf = ({text, system}: Found): RecordedFile["key"] => ({
  recording: createHash("sha256").update(text).digest("hex").slice(0, 16),
  runs: RUNS,
  behaviour: behaviourOf(system),
});

/** Replays a recording and compares it with the model. `runs` is for a test, which needs only a few. */
export async function compare(name: string, runs = RUNS): Promise<RecordedFile> {
  const found = await find(name);
  const {recording, system, kind, lacks} = found;
  const figures = replay(system, kind, recording, runs);
  const metrics = agreement(recording, figures).map(({metric, role, ratio, agrees, by, shape, p}) => {
    const to = recording.metrics[metric]?.relativeTo;
    const model = figures.flatMap((run) => relative(run, metric, to) ?? []);
    return {
      metric,
      role,
      ratio,
      agrees,
      by,
      shape,
      p,
      real: recording.runs.map((run) => relative(run.metrics, metric, to) ?? null),
      model: {...writeColumn(metric, model), length: model.length},
      ...causes(lacks, recording.scenario, {metric, agrees, shape}),
    };
  });
  return {key: keyOf(found), recording: recording.scenario, version: recording.version, metrics};
}

/** What the model is known to lack where a metric does not agree, and where its shape alone does not. */
export function causes(
  lacks: readonly Lack[],
  scenario: string,
  {metric, agrees, shape}: Pick<Row, "metric" | "agrees" | "shape">,
): Pick<RecordedMetric, "lacks" | "lacksShape"> {
  const why = (of: NonNullable<Lack["of"]>): string | null =>
    lacks.find((one) => scenario.startsWith(one.recording) && one.metrics.includes(metric) && (one.of ?? "agreement") === of)?.why ?? null;
  return {
    lacks: agrees === false ? why("agreement") : null,
    lacksShape: shape !== null && shape.p < NOTICED ? (why("shape") ?? why("agreement")) : null,
  };
}

/**
 * Outcomes are judged among those of their system: what was written of each recording alone is corrected for how many there are. Answers with the
 * files that are others by that, by their paths.
 */
export async function judgedTogether(names: readonly string[]): Promise<Map<string, RecordedFile>> {
  const systems = new Map<string, {readonly path: string; readonly file: RecordedFile; readonly lacks: readonly Lack[]}[]>();
  for (const name of names) {
    const file = await readComparison(name);
    const {system, lacks} = await find(name);
    if (typeof file !== "string")
      systems.set(system.name, [...(systems.get(system.name) ?? []), {path: comparisonPath(name), file, lacks}]);
  }
  return new Map(
    [...systems.values()].flatMap((own) => judged(own).flatMap((file, i) => (file === own[i]?.file ? [] : [[own[i]?.path ?? "", file]]))),
  );
}

/** The files of one system with Holm's correction over all outcomes that have more than one value; those that it does not change are the same objects. */
export function judged(own: readonly {readonly file: RecordedFile; readonly lacks: readonly Lack[]}[]): RecordedFile[] {
  const among = holm(own.flatMap(({file}) => file.metrics.flatMap(({p}) => (p === null ? [] : [p])))).values();
  return own.map(({file, lacks}) => {
    const metrics = file.metrics.map((one) => {
      if (one.p === null) return one;
      const agrees = (among.next().value ?? 0) >= AGREES;
      return {...one, agrees, ...causes(lacks, file.recording, {...one, agrees})};
    });
    return metrics.some(({agrees, lacks: why}, i) => agrees !== file.metrics[i]?.agrees || why !== file.metrics[i]?.lacks)
      ? {...file, metrics}
      : file;
  });
}

/** The committed comparison, or what is wrong with it, in one line. */
export async function readComparison(name: string): Promise<RecordedFile | string> {
  const found = await find(name);
  const now = keyOf(found);
  const path = comparisonPath(name);
  if (!existsSync(join(root, path))) return `${path} is missing: run ${howToSweep}`;
  const file = JSON.parse(readFileSync(join(root, path), "utf8")) as RecordedFile;
  if (file.key.recording !== now.recording) return `${path} is stale, the recording is another: run ${howToSweep}`;
  const why = behavesOtherwise(found.system.name, file.key.behaviour, now.behaviour);
  if (why !== null) return `${path} is stale, ${why}: run ${howToSweep}`;
  return file.key.runs === now.runs ? file : `${path} is stale, it has ${file.key.runs} rows and not ${now.runs}: run ${howToSweep}`;
}

/** `recorded` for a cell of the build: it reads what is committed. */
export async function committedComparison(name: string, words: Words): Promise<Recorded> {
  const file = await readComparison(name);
  if (typeof file === "string") throw new Refusal(file);
  return recordedFrom(file, words);
}
