import {said} from "../../words/en/trials.ts";
import type {Said, Told} from "../../words/message.ts";
import type {ConfigFiles, FileSettings, Nouns} from "../model/config-file.ts";
import type {Scenario} from "../model/scenario.ts";
import {STANDARD_FAULTS, type StandardFault} from "../model/standard-faults.ts";
import type {System} from "../model/system.ts";
import {Refusal} from "../vocabulary.ts";
import {bootstrap, type Interval} from "./bootstrap.ts";
import {median, quantile} from "./quantile.ts";
import type {Row} from "./sweep.ts";

/** What happens in a standard fault, in the system's own words. */
export const FAULT_TITLES: {readonly [name in StandardFault]: (nouns: Nouns) => Said} = {
  "leader-crash": ({leads}) => said("trials.leader-crash", {leads}),
  "leader-vanishes": ({leads}) => said("trials.leader-vanishes", {leads}),
  "leader-pause": ({leads}) => said("trials.leader-pause", {leads}),
  "leader-cut": ({leads}) => said("trials.leader-cut", {leads}),
  "minority-cut": ({leads}) => said("trials.minority-cut", {leads}),
  "majority-cut": ({leads}) => said("trials.majority-cut", {leads}),
  "one-way-cut": ({leads}) => said("trials.one-way-cut", {leads}),
  bridge: () => said("trials.bridge"),
  "follower-crash": ({follows}) => said("trials.follower-crash", {follows}),
  "rolling-restart": () => said("trials.rolling-restart"),
  "power-loss": () => said("trials.power-loss"),
  "clock-jump": ({leads}) => said("trials.clock-jump", {leads}),
};

/** Those that a configuration is tried with. */
export const TRIALS: readonly {readonly name: StandardFault; readonly title: (nouns: Nouns) => Said}[] = (
  ["leader-crash", "leader-cut", "leader-pause", "follower-crash", "power-loss"] as const
).map((name) => ({name, title: FAULT_TITLES[name]}));

/** A fault that settings are tried with, as a verdict names it. */
export interface Trial {
  readonly name: string;
  readonly title: Told;
}

/** What a system's settings are tried with: faults of its own, or the standard ones. */
export const trialsOf = ({trials, nouns}: Pick<ConfigFiles, "trials" | "nouns">): readonly Trial[] =>
  trials ?? TRIALS.map(({name, title}) => ({name, title: title(nouns)}));

/** The usual settings, those of the file, and in between one variant for each single change that the file makes. */
export interface Variant extends FileSettings {
  readonly name: string;
}
export const USUAL = "usual";
export const FILE = "file";
/** The name of the change that is another ensemble. */
const SERVERS = "servers";

/**
 * The variants to compare: the usual settings, each single change of the file, and all changes together. A file that changes nothing has
 * two variants; one with which no server would start has only the usual one.
 */
export function variants(system: System, {config, nodes}: FileSettings): Variant[] {
  if (nodes?.length === 0) return [{name: USUAL, config: {}, nodes: null}];
  const changed = Object.entries(config).filter(([key, value]) => system.config.find((k) => k.key === key)?.default !== value);
  const single = changed.map(([key, value]): Variant => ({name: key, config: {[key]: value}, nodes: null}));
  const cluster: Variant[] = nodes === null ? [] : [{name: SERVERS, config: {}, nodes}];
  return [{name: USUAL, config: {}, nodes: null}, ...single, ...cluster, {name: FILE, config, nodes}];
}

/** The scenario of one trial with one variant of a file's settings: a sweep goes over both. Refuses unknown names. */
export function trialScenario(
  system: System,
  settings: FileSettings & {readonly file: string},
  {trial, variant, seed}: {readonly trial: string; readonly variant: string; readonly seed: number},
): Scenario {
  const {files} = system;
  if (files === undefined) throw new Refusal(said("trials.no-file", {system: system.name}));
  const known = trialsOf(files);
  const all = variants(system, settings);
  if (variant === FILE && settings.nodes?.length === 0) throw new Refusal(said("trials.no-cluster", {file: settings.file}));
  const chosen = all.find(({name}) => name === variant);
  if (!known.some(({name}) => name === trial)) throw new Refusal(said("trials.unknown", {trial, known: known.map(({name}) => name)}));
  if (chosen === undefined) throw new Refusal(said("trials.variant", {variant, known: all.map(({name}) => name)}));
  const shape = files.base(chosen);
  // A client on a server's host fails and returns with it.
  const guests = (shape.clients ?? []).filter(({host}) => host !== undefined).map(({id}) => id);
  const at = files.formedMs + 5000;
  const own = files.trials?.find(({name}) => name === trial);
  const faults = own?.faults(at) ?? STANDARD_FAULTS[trial as StandardFault]({at, members: shape.nodes.map(({id}) => id), guests});
  return {...shape, system: system.name, name: `${settings.file} ${trial}`, faults, seed};
}

/** A median with its 95 % bootstrap interval. */
export interface Spread extends Interval {
  readonly median: number;
}

/** The spread over the runs of one side: the median would hide a loss in few of them, and runs that could not say anything. */
export interface Side extends Spread {
  /** Of losses: how many runs have any, and the most of one run. Not there: none has. */
  readonly worst?: {readonly runs: number; readonly most: number};
  /** Runs that could not say: their cluster did not come to rest. Not there: none. All of them: the median is NaN. */
  readonly unsaid?: number;
}

/** One measure of one trial: with the usual settings, with the file, and with each single change. */
export interface TrialVerdict {
  readonly trial: string;
  readonly measure: string;
  readonly runs: number;
  readonly usual: Side;
  readonly file: Side;
  /** What the file changes, seed by seed; null: no seed has a value on both sides. */
  readonly difference: Spread | null;
  /** The same of each of its changes alone. */
  readonly changes: readonly {readonly name: string; readonly difference: Spread}[];
}

/** A measure of every trial: what it is, and the same as a clause that a time may follow. */
export interface VerdictMeasure {
  readonly means: string;
  readonly happens: string;
  readonly unit: string;
  readonly isLoss?: true;
}

/** What each trial measures, by column of the sweep. */
export const VERDICT_MEASURES: {readonly [column: string]: VerdictMeasure} = {
  interregnumMs: {
    means: "longest time without anybody who would accept a write",
    happens: "nobody would accept a write",
    unit: "ms",
  },
  longestOutageMs: {means: "longest outage of a client that writes", happens: "a client cannot write", unit: "ms"},
  dualWriteMs: {means: "time in which two would accept a write", happens: "two would accept a write", unit: "ms"},
  deadListedMs: {means: "longest time for which a reader has a dead instance", happens: "a reader has a dead instance", unit: "ms"},
  liveMissingMs: {
    means: "longest time for which a reader lacks a living instance",
    happens: "a reader lacks a living instance",
    unit: "ms",
  },
  lostWrites: {means: "acknowledged writes that were lost", happens: "acknowledged writes are lost", unit: "writes", isLoss: true},
};

/** The measure of a verdict that says in how many runs the model broke its own invariants. It is there only where one has. */
export const FALLEN = "fallen";

/** Rows of a sweep over `trial` and `variant`, as verdicts, in the order of the trials. Runs without a measure are left out of that measure. */
export function verdicts(rows: readonly Row[], trials: readonly {readonly name: string}[] = TRIALS): TrialVerdict[] {
  const names = [...new Set(rows.map(({variant}) => String(variant)))].filter((name) => name !== USUAL && name !== FILE);
  return trials.flatMap(({name: trial}) => {
    const own = rows.filter((row) => row.trial === trial);
    const of = (variant: string) => own.filter((row) => row.variant === variant);
    const [usual, file] = [of(USUAL), of(FILE)];
    if (usual.length === 0 || file.length === 0) return [];
    const fallen = fallenOf(trial, usual, file);
    const measures = Object.keys(VERDICT_MEASURES).filter((measure) => own.some((row) => measure in row));
    return [
      ...(fallen === null ? [] : [fallen]),
      ...measures.map((measure): TrialVerdict => {
        const changes = names.flatMap((name) => {
          const difference = differenceOf(measure, usual, of(name));
          return difference === null ? [] : [{name, difference}];
        });
        const sides = {usual: sideOf(measure, usual), file: sideOf(measure, file)};
        return {trial, measure, runs: file.length, ...sides, difference: differenceOf(measure, usual, file), changes};
      }),
    ];
  });
}

/** Over the seeds that have a value on both sides; null: none has. */
function differenceOf(measure: string, usual: readonly Row[], changed: readonly Row[]): Spread | null {
  const before = new Map(usual.map((row) => [row.seed, row[measure]]));
  const differences = changed.flatMap((row) => {
    const [was, now] = [before.get(row.seed ?? null), row[measure]];
    return typeof was === "number" && typeof now === "number" ? [now - was] : [];
  });
  return differences.length === 0 ? null : spread(differences);
}

function sideOf(measure: string, rows: readonly Row[]): Side {
  const values = rows.flatMap((row) => (typeof row[measure] === "number" ? [row[measure]] : []));
  const losing = VERDICT_MEASURES[measure]?.isLoss ? values.filter((value) => value > 0) : [];
  return {
    ...(values.length > 0 ? spread(values) : {median: Number.NaN, low: Number.NaN, high: Number.NaN}),
    ...(losing.length > 0 ? {worst: {runs: losing.length, most: Math.max(...losing)}} : {}),
    ...(values.length < rows.length ? {unsaid: rows.length - values.length} : {}),
  };
}

function fallenOf(trial: string, usual: readonly Row[], file: readonly Row[]): TrialVerdict | null {
  const count = (rows: readonly Row[]) => rows.filter(({violations}) => Number(violations ?? 0) > 0).length;
  const exactly = (value: number): Side => ({median: value, low: value, high: value});
  const [before, now] = [count(usual), count(file)];
  if (before + now === 0) return null;
  return {trial, measure: FALLEN, runs: file.length, usual: exactly(before), file: exactly(now), difference: null, changes: []};
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (rank: number) => sorted[rank] as number;
  const found = middlesOf(sorted.length).map(([low, high]) => at(low) + (at(high) - at(low)) * 0.5);
  return {median: median(sorted), low: quantile(found, 0.025), high: quantile(found, 0.975)};
}

const drawn = new Map<number, readonly (readonly [low: number, high: number])[]>();

/**
 * Of each of 500 resamples of so many values the ranks of its two middle ones. Ranks are drawn and not values, once for all measures that
 * have as many: a page draws a verdict anew while its runs are made, and must leave the processor to those.
 */
function middlesOf(count: number): readonly (readonly [low: number, high: number])[] {
  const known = drawn.get(count);
  if (known !== undefined) return known;
  const middles: [number, number][] = [];
  const ranks = Array.from({length: count}, (_, rank) => rank);
  bootstrap(ranks, (sample) => middles.push(middle(sample)), {seed: 1, resamples: 500});
  drawn.set(count, middles);
  return middles;
}

function middle(ranks: readonly number[]): [number, number] {
  const sorted = [...ranks].sort((a, b) => a - b);
  const at = (place: number) => sorted[Math.floor(place)] as number;
  return [at((ranks.length - 1) / 2), at(ranks.length / 2)];
}
