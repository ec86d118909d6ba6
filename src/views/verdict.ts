import type {Row} from "../engine/analysis/sweep.ts";
import {FALLEN, FILE, type Trial, type TrialVerdict, trialsOf, USUAL, VERDICT_MEASURES, verdicts} from "../engine/analysis/verdict.ts";
import type {Nouns} from "../engine/model/config-file.ts";
import type {Words} from "../words/words.ts";
import {choosing, type DotRow} from "./dots.ts";
import {type Child, markup, type Surface} from "./markup.ts";
import {type Block, type Line, verdictPicture} from "./verdict-picture.ts";
import {type VerdictTableOptions, verdictTable} from "./verdict-table.ts";

export interface VerdictOptions extends Surface {
  /** The file's name. */
  readonly file: string;
  /** The words of the file's system. */
  readonly nouns: Nouns;
  /** What the settings were tried with; the standard faults unless said. */
  readonly trials?: readonly Trial[];
  /** Keys of the file that could change what is measured and that the runs went without. */
  readonly without?: readonly string[];
  /** No server would start with the file: there is no verdict. */
  readonly stops?: boolean;
}

/** How many keys the title names; the warning under it names all. */
const NAMED = 3;

/**
 * What a configuration does under each standard fault beside the usual one, as a picture: a row a fault, both on one axis of time, and only
 * what differs. The numbers, and what each change does alone, stand in the table beneath. A dot opens its runs.
 */
export function verdict(rows: readonly Row[], {file, nouns, without = [], stops = false, ...options}: VerdictOptions): HTMLElement {
  const {trials = trialsOf({nouns}), ...surface} = options;
  const {html, words} = markup(surface);
  const all = verdicts(rows, trials);
  const says = sentence(all, {file, trials, stops, words});
  const title = without.length === 0 || all.length === 0 ? says : untried(says, without, words);
  const blocks = blocksOf(all, trials, words);
  const warning =
    without.length === 0 || stops
      ? null
      : html("p", {class: "warning", role: "note"}, words.say("views.verdict.warning", {names: without}));
  const drawn = blocks.length === 0 ? [] : pictureOf(rows, blocks, {...surface, title, file});
  const runs = Math.min(...all.map((one) => one.runs));
  const caption = all.length === 0 ? null : html("figcaption", {}, words.say("views.verdict.dots", {file, trials: trials.length, runs}));
  const parts: Child[] = [
    warning,
    ...drawn,
    unchanged(all, trials, html, words),
    caption,
    folded(all, {...surface, file, trials, without}),
  ];
  return html("figure", {class: "figure verdict", "aria-label": title}, html("p", {class: "figure-title"}, title), ...parts);
}

/** The numbers, for whoever wants them all. */
function folded(all: readonly TrialVerdict[], options: VerdictTableOptions): HTMLElement | null {
  const {html, words} = markup(options);
  if (all.length === 0) return null;
  const summary = html("summary", {"data-key": "verdict-table"}, words.say("views.verdict.table"));
  return html("details", {}, summary, verdictTable(all, options));
}

function untried(says: string, without: readonly string[], words: Words): string {
  const [names, rest] = [without.slice(0, NAMED), without.length - NAMED];
  return rest > 0 ? words.say("views.verdict.untried-more", {says, names, rest}) : words.say("views.verdict.untried", {says, names});
}

/** Whether a file is seen to change a measure: always where it lost writes in more runs or in fewer, or could say less. */
function changes({measure, usual, file, difference}: TrialVerdict): boolean {
  if (measure === FALLEN) return true;
  if (VERDICT_MEASURES[measure]?.isLoss) return losing(usual) !== losing(file) || (usual.unsaid ?? 0) !== (file.unsaid ?? 0);
  return difference !== null && (difference.low > 0 || difference.high < 0);
}

const losing = (side: TrialVerdict["usual"]): number => side.worst?.runs ?? 0;

/** The most writes that one run loses: in few runs a file may lose many, and in all of them a few. */
const most = ({usual, file}: Pick<TrialVerdict, "usual" | "file">): {most: number; wasMost: number} => ({
  most: file.worst?.most ?? 0,
  wasMost: usual.worst?.most ?? 0,
});

interface About {
  readonly file: string;
  readonly trials: readonly Trial[];
  readonly stops: boolean;
  readonly words: Words;
}

/** What a reader should know first: a broken model, then writes lost, then the time that changes most. */
function sentence(all: readonly TrialVerdict[], {file, trials, stops, words}: About): string {
  if (stops) return words.say("views.verdict.stops", {file});
  if (all.length === 0) return words.say("views.verdict.no-runs");
  const fault = (one: TrialVerdict) => faultOf(one.trial, trials, words);
  const fallen = all.find(({measure}) => measure === FALLEN);
  if (fallen !== undefined) return words.say("views.verdict.title-fallen", {fault: fault(fallen)});
  const [first] = all.filter(changes).sort((a, b) => weight(b) - weight(a));
  if (first === undefined) return words.say("views.verdict.title-same", {file});
  const said = {fault: fault(first), runs: first.file.worst === undefined ? first.runs : first.runs - (first.file.unsaid ?? 0)};
  if (VERDICT_MEASURES[first.measure]?.isLoss) {
    if (Number.isNaN(first.file.median)) return words.say("views.verdict.title-unknown", said);
    return words.say("views.verdict.title-loss", {...said, now: losing(first.file), was: losing(first.usual), ...most(first)});
  }
  const [was, now] = [first.usual.median, first.file.median].map((value) => words.number(value, {digits: 0})) as [string, string];
  return words.say("views.verdict.title-time", {fault: said.fault, happens: happens(first.measure, words), was, now});
}

/** Losses that are new before all times, times by how many times longer or shorter they became, losses that are fewer last. */
function weight({measure, usual, file}: TrialVerdict): number {
  if (VERDICT_MEASURES[measure]?.isLoss) return (Number.isNaN(file.median) ? 0.5 : losing(file) - losing(usual)) * 1e6;
  const [was, now] = [usual.median + 100, file.median + 100];
  return Math.max(was / now, now / was);
}

function faultOf(trial: string, trials: readonly Trial[], words: Words): string {
  const found = trials.find(({name}) => name === trial);
  return found === undefined ? trial : words.tell(found.title);
}

const happens = (measure: string, words: Words): string =>
  words.of(`engine.trial.${measure}.happens`, VERDICT_MEASURES[measure]?.happens ?? measure);

/** A block a fault of what changes; where nothing does, of what the usual settings have, so that there is something to go by. */
function blocksOf(all: readonly TrialVerdict[], tried: readonly Trial[], words: Words): Block[] {
  const changed = all.filter((one) => one.measure !== FALLEN && changes(one));
  const own = changed.length > 0 ? changed : all.filter(({measure, usual}) => VERDICT_MEASURES[measure]?.unit === "ms" && usual.median > 0);
  const trials = [...new Set(own.map(({trial}) => trial))];
  return trials.map((trial) => ({
    says: faultOf(trial, tried, words),
    lines: own.filter((one) => one.trial === trial).map((one) => lineOf(one, words)),
  }));
}

function lineOf({trial, measure, runs, usual, file}: TrialVerdict, words: Words): Line {
  const about = {trial, measure, label: happens(measure, words)};
  if (VERDICT_MEASURES[measure]?.isLoss) {
    const counted = {runs, ...most({usual, file})};
    const [was, now] = [usual, file].map((side) =>
      Number.isNaN(side.median) ? words.say("views.verdict.unsayable") : words.number(losing(side)),
    );
    return {...about, kind: "loss", says: words.say("views.verdict.of-runs", {was: was ?? "", now: now ?? "", ...counted})};
  }
  const [was, now] = [usual.median, file.median].map((value) => words.number(value, {digits: 0})) as [string, string];
  const says = was === now ? words.say("views.ms", {value: now}) : words.say("views.verdict.ms", {was, now});
  return {...about, kind: "time", usual, file, says};
}

/** The picture with its legend. What stands behind a dot is told to whoever listens. */
function pictureOf(
  rows: readonly Row[],
  blocks: readonly Block[],
  options: Surface & {readonly title: string; readonly file: string},
): HTMLElement[] {
  const {html, words} = markup(options);
  const of = (trial: string, variant: string) => rows.filter((row) => row.trial === trial && row.variant === variant) as DotRow[];
  const {element, behind} = verdictPicture(blocks, (line) => ({usual: of(line.trial, USUAL), file: of(line.trial, FILE)}), options);
  const losses = blocks.some(({lines}) => lines.some(({kind}) => kind === "loss"));
  const entry = (kind: "usual" | "file" | "lost", says: string) => html("li", {}, html("span", {class: `swatch ${kind}`}), ` ${says}`);
  const legend = html(
    "ul",
    {class: "legend"},
    entry("usual", words.say("views.verdict.usual-settings")),
    entry("file", options.file),
    losses ? entry("lost", words.say("views.verdict.run-that-loses")) : null,
  );
  const picture = html(
    "div",
    {class: "picture", role: "group", "aria-label": words.say("views.picture"), tabindex: 0, "data-key": "verdict-picture"},
    element,
  );
  choosing(picture, (dot) => behind.get(dot)?.rows ?? [], {column: (dot) => behind.get(dot)?.measure ?? null, words});
  return [legend, picture];
}

/** The faults under which nothing is seen to change, by name: they were tried too. */
function unchanged(
  all: readonly TrialVerdict[],
  tried: readonly Trial[],
  html: ReturnType<typeof markup>["html"],
  words: Words,
): HTMLElement | null {
  const trials = [...new Set(all.map(({trial}) => trial))];
  const same = trials.filter((trial) => !all.some((one) => one.trial === trial && changes(one)));
  if (same.length === 0 || same.length === trials.length) return null;
  return html("p", {class: "unchanged"}, words.say("views.verdict.unchanged", {faults: same.map((trial) => faultOf(trial, tried, words))}));
}
