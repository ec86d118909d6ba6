import {columns} from "../engine/analysis/columns.ts";
import {type Interregnum, interregna} from "../engine/analysis/measures.ts";
import {quantile} from "../engine/analysis/quantile.ts";
import {mainScope} from "../engine/analysis/spans.ts";
import type {Row} from "../engine/analysis/sweep.ts";
import {STAGES, type Stage} from "../engine/model/note.ts";
import type {Run} from "../engine/model/run.ts";
import {ms, Refusal} from "../engine/vocabulary.ts";
import type {Words} from "../words/words.ts";
import {clockOf, instant} from "./clock.ts";
import {short} from "./lanes.ts";
import {type Markup, markup, type Surface} from "./markup.ts";
import {wordWidth} from "./text-width.ts";

export interface WaterfallOptions extends Surface {
  /** What to see; which stage takes longest unless said. */
  readonly title?: string;
  /** What was run; system, scenario and seeds unless said. */
  readonly caption?: string;
  /** How far its axis goes, ms, so that under a slider what takes longer is drawn longer; further where a run asks for it, and just so far unless said. */
  readonly scaleMs?: number;
}

/** One stage: how long it took, and between what and what in most runs. Times in ms. */
interface Step {
  readonly stage: Stage;
  /** When the stages before it ended. */
  readonly from: number;
  readonly value: number;
  /** The 10 % and the 90 % of the runs; null: there is one run. */
  readonly spread: readonly [low: number, high: number] | null;
  /** Number of runs that reached it. */
  readonly runs: number;
}

/** One interregnum, or those of many runs, split. */
interface Fall {
  readonly name: string;
  readonly steps: readonly (Step | null)[];
  /** How long nobody could write; null: it did not end. */
  readonly vacant: number | null;
}

/**
 * An interregnum split into detect, agree, elect, sync, publish and notice, each beginning where the one before it ends: the same axes for all
 * systems. Of one run every interregnum; of several the longest of each after its first fault, by system: median, and the middle 80 % of the
 * runs. Takes runs, or rows of a sweep with their stages as columns.
 */
export function waterfall(of: Run | readonly (Run | Row)[], options: WaterfallOptions): HTMLElement {
  const runs = isRun(of) ? [of] : of;
  const [first] = runs;
  const make = markup(options);
  const {html, words} = make;
  if (first === undefined) throw new Refusal(words.say("views.waterfall.no-run"));
  const falls = runs.length === 1 && isRun(first) ? ofOne(first, words) : ofMany(runs, words);
  const title = options.title ?? titleOf(falls, words);
  const about = {class: "picture", role: "group", "aria-label": words.say("views.waterfall.label"), tabindex: 0, "data-key": "picture"};
  return html(
    "figure",
    {class: "figure waterfall", "aria-label": title},
    html("p", {class: "figure-title"}, title),
    html("div", about, draw(falls, {title, scaleMs: options.scaleMs ?? 1}, make)),
    table(falls, make),
    html("figcaption", {}, options.caption ?? captionOf(runs, words)),
  );
}

const isRun = (of: Run | Row | readonly (Run | Row)[]): of is Run => "scenario" in of && typeof of.scenario === "object";

const total = (steps: Fall["steps"]): number => steps.reduce((sum, step) => sum + (step?.value ?? 0), 0);

function ofOne(run: Run, words: Words): Fall[] {
  const clock = clockOf(run, words);
  return interregna(run, mainScope(run)).map((i: Interregnum) => {
    const from = instant(ms(i.fromMs), clock, words);
    const name = words.say(i.toMs === null ? "views.waterfall.from-open" : "views.waterfall.from", {from});
    const values = STAGES.map((stage) => i.stages[stage]);
    return {
      name,
      steps: stepped(values.map((value) => (value === null ? [] : [value]))),
      vacant: i.toMs === null ? null : i.toMs - i.fromMs,
    };
  });
}

/** By system, where they are of several. */
function ofMany(runs: readonly (Run | Row)[], words: Words): Fall[] {
  const groups = new Map<string, Row[]>();
  for (const run of runs) {
    const name = isRun(run) ? run.system : String(run.system ?? "");
    groups.set(name, [...(groups.get(name) ?? []), isRun(run) ? columns(run) : run]);
  }
  return [...groups].map(([name, rows]) => {
    const numbers = (column: string) => rows.map((row) => row[column]).filter((value) => typeof value === "number");
    const lengths = numbers("interregnumMs").filter((value) => value > 0);
    const count = {runs: rows.length};
    return {
      name: name === "" ? words.say("views.waterfall.median", count) : words.say("views.waterfall.median-of", {...count, system: name}),
      steps: stepped(STAGES.map((stage) => numbers(`${stage}Ms`))),
      vacant: lengths.length === 0 ? null : quantile(lengths, 0.5),
    };
  });
}

/** Each stage begins where the last one that there was ends. */
function stepped(values: readonly (readonly number[])[]): (Step | null)[] {
  let from = 0;
  return STAGES.map((stage, i) => {
    const own = values[i] ?? [];
    if (own.length === 0) return null;
    const value = quantile(own, 0.5);
    const spread = own.length === 1 ? null : ([quantile(own, 0.1), quantile(own, 0.9)] as const);
    const step = {stage, from, value, spread, runs: own.length};
    from += value;
    return step;
  });
}

function titleOf(falls: readonly Fall[], words: Words): string {
  const longest = falls.reduce<Fall | null>((best, fall) => (best === null || total(fall.steps) > total(best.steps) ? fall : best), null);
  const steps = (longest?.steps ?? []).filter((step) => step !== null);
  const slowest = steps.reduce<Step | null>((best, step) => (best === null || step.value > best.value ? step : best), null);
  if (longest === null || slowest === null)
    return words.say(falls.length === 0 ? "views.waterfall.title-never" : "views.waterfall.title-unknown");
  const part = slowest.value / total(longest.steps);
  const stage = words.say(`views.stage.${slowest.stage}`);
  const times = {stage, slowest: inMs(slowest.value, words), all: inMs(total(longest.steps), words)};
  return words.say(part > 0.5 ? "views.waterfall.title-most" : "views.waterfall.title-largest", times);
}

const number = (value: number, words: Words): string => words.number(value, {digits: value < 10 ? 1 : 0});
const inMs = (value: number, words: Words): string => words.say("views.ms", {value: number(value, words)});

function captionOf(runs: readonly (Run | Row)[], words: Words): string {
  const own = runs.filter(isRun);
  const one = own[0];
  const names = new Set(own.map(({scenario: {system, name}}) => words.say("views.waterfall.scenario", {system, scenario: name})));
  const scenarios = [...names].join(words.say("views.waterfall.between-scenarios"));
  if (own.length === 1 && one) return words.say("views.waterfall.caption-one", {scenarios, seed: one.scenario.seed});
  const seeds = own.map(({scenario}) => scenario.seed);
  const count = {runs: runs.length};
  if (seeds.length === 0) return words.say("views.waterfall.caption-rows", count);
  return words.say("views.waterfall.caption-seeds", {...count, scenarios, first: Math.min(...seeds), last: Math.max(...seeds)});
}

const WIDTH = 640;
/** Room for the names of the stages, at least. */
const GUTTER = 64;
/** Room right of the last bar for its words, at least. */
const RIGHT = 132;
const ROW = 20;
const HEAD = 26;

function draw(falls: readonly Fall[], {title, scaleMs}: {readonly title: string; readonly scaleMs: number}, make: Markup): SVGSVGElement {
  const {svg, words} = make;
  const most = Math.max(
    scaleMs,
    ...falls.flatMap(({steps, vacant}) => [vacant ?? 0, ...steps.map((s) => (s ? s.from + (s.spread?.[1] ?? s.value) : 0))]),
  );
  const gutter = Math.max(GUTTER, ...STAGES.map((stage) => wordWidth(words.say(`views.stage.${stage}`), 12) + 8));
  const right = Math.max(RIGHT, ...falls.flatMap(({steps}) => steps.map((step) => (step ? wordWidth(says(step, words), 12) + 8 : 0))));
  const x = (value: number) => gutter + (value / most) * (WIDTH - gutter - right);
  const block = HEAD + STAGES.length * ROW + 8;
  const height = Math.max(1, falls.length) * block + 26;
  const name = words.say("views.waterfall.picture", {title, falls: falls.length, stages: STAGES.length});
  const about = {viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img", "aria-label": name};
  const parts = falls.map((fall, i) => svg("g", {transform: `translate(0,${i * block})`}, ...fallParts(fall, x, make)));
  return svg("svg", about, axis(most, x, height, make), ...parts);
}

function axis(most: number, x: (value: number) => number, height: number, {svg, words}: Markup): SVGElement {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 600_000];
  const step = steps.find((s) => most / s <= 6) ?? 3_600_000;
  const ticks = Array.from({length: Math.floor(most / step) + 1}, (_, i) => i * step);
  return svg(
    "g",
    {class: "ground"},
    ...ticks.flatMap((at) => [
      svg("line", {x1: x(at), x2: x(at), y1: HEAD - 6, y2: height - 22}),
      svg("text", {x: x(at), y: height - 8, "text-anchor": "middle"}, words.number(at)),
    ]),
    svg("text", {x: 2, y: height - 8}, words.say("views.unit.ms")),
  );
}

function fallParts({name, steps, vacant}: Fall, x: (value: number) => number, make: Markup): SVGElement[] {
  const {svg} = make;
  const title = svg("text", {class: "fall", x: 2, y: 16}, name);
  const end =
    vacant === null ? [] : [svg("line", {class: "again", x1: x(vacant), x2: x(vacant), y1: HEAD - 4, y2: HEAD + STAGES.length * ROW})];
  return [title, ...end, ...STAGES.map((stage, i) => row(stage, steps[i] ?? null, HEAD + i * ROW, x, make))];
}

/** One stage. A bar of no length is still a line to be seen. */
function row(stage: Stage, step: Step | null, y: number, x: (value: number) => number, {svg, words}: Markup): SVGElement {
  const label = svg("text", {x: 2, y: y + 13}, words.say(`views.stage.${stage}`));
  if (step === null) return svg("g", {class: "step none"}, label, svg("text", {class: "value", x: x(0) + 4, y: y + 13}, "–"));
  const [x0, x1] = [x(step.from), x(step.from + step.value)];
  const bar = svg("rect", {x: x0, y: y + 3, width: Math.max(1.5, x1 - x0), height: ROW - 7});
  const ends = step.spread?.map((value) => x(step.from + value));
  const [low = x1, high = x1] = ends ?? [];
  const whisker = `M${short(low)},${y + 9.5}H${short(high)}M${short(low)},${y + 6}v7M${short(high)},${y + 6}v7`;
  const text = says(step, words);
  const place = Math.min(Math.max(x0 + 1.5, x1, high) + 5, WIDTH - wordWidth(text, 12));
  const value = svg("text", {class: "value", x: place, y: y + 13}, text);
  return svg("g", {class: "step"}, label, bar, ends ? svg("path", {class: "whisker", d: whisker}) : null, value);
}

function says({value, spread}: Step, words: Words): string {
  const length = inMs(value, words);
  return spread ? words.say("views.waterfall.spread", {value: length, range: rangeOf(spread, words)}) : length;
}

const rangeOf = (spread: readonly number[], words: Words): string => spread.map((value) => number(value, words)).join("–");

/** The same numbers, and what the stages are. */
function table(falls: readonly Fall[], {html, words}: Markup): HTMLElement {
  const cell = (step: Step | null) => {
    if (step === null) return "–";
    const value = inMs(step.value, words);
    return step.spread ? words.say("views.waterfall.spread-runs", {value, range: rangeOf(step.spread, words), runs: step.runs}) : value;
  };
  const columns = [words.say("views.waterfall.stage"), words.say("views.waterfall.over-when"), ...falls.map((f) => f.name)];
  const head = html("tr", {}, ...columns.map((name) => html("th", {scope: "col"}, name)));
  const rows = STAGES.map((stage, i) =>
    html(
      "tr",
      {},
      html("th", {scope: "row"}, words.say(`views.stage.${stage}`)),
      html("td", {}, words.say(`views.waterfall.over.${stage}`)),
      ...falls.map(({steps}) => html("td", {}, cell(steps[i] ?? null))),
    ),
  );
  const whole = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
  const about = {
    class: "measures",
    role: "group",
    "aria-label": words.say("views.waterfall.table-label"),
    tabindex: 0,
    "data-key": "table",
  };
  return html("details", {}, html("summary", {"data-key": "stages"}, words.say("views.waterfall.table")), html("div", about, whole));
}
