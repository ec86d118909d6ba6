import {type Interregnum, interregna} from "../engine/analysis/measures.ts";
import {quantile} from "../engine/analysis/quantile.ts";
import {mainScope} from "../engine/analysis/spans.ts";
import {columns, type Row} from "../engine/analysis/sweep.ts";
import {STAGES, type Stage} from "../engine/model/note.ts";
import type {Run} from "../engine/model/run.ts";
import {Refusal} from "../engine/vocabulary.ts";
import {short, wordWidth} from "./lanes.ts";
import {type Markup, markup} from "./markup.ts";

export interface WaterfallOptions {
  /** Where to draw. */
  readonly document: Document;
  /** What to see; which stage takes longest unless said. */
  readonly title?: string;
  /** What was run; system, scenario and seeds unless said. */
  readonly caption?: string;
}

/** One stage: how long it took, and between what and what in most runs. Times in ms. */
interface Step {
  readonly stage: Stage;
  /** When the stages before it were over. */
  readonly from: number;
  readonly value: number;
  /** The 10 % and the 90 % of the runs; null: there is one run. */
  readonly spread: readonly [low: number, high: number] | null;
  /** Runs that came to it. */
  readonly runs: number;
}

/** One interregnum, or those of many runs, split. */
interface Fall {
  readonly name: string;
  readonly steps: readonly (Step | null)[];
  /** How long nobody could write; null: it did not end. */
  readonly vacant: number | null;
}

/** What each stage is, for who has not met it. */
const means: {readonly [stage in Stage]: string} = {
  detect: "somebody notices that the leader is gone",
  agree: "enough of them agree that it is",
  elect: "a new leader is chosen",
  sync: "a quorum has its history",
  publish: "the first of the others knows it",
  notice: "a client's write is acknowledged",
};

/**
 * An interregnum split into detect, agree, elect, sync, publish and notice, each beginning where the one before it ends: the same axes for all
 * systems. Of one run every interregnum; of several the longest of each after its first fault, by system: median, and the middle 80 % of the
 * runs. Takes runs, or rows of a sweep with their stages as columns.
 */
export function waterfall(of: Run | readonly (Run | Row)[], options: WaterfallOptions): HTMLElement {
  const runs = isRun(of) ? [of] : of;
  const [first] = runs;
  if (first === undefined) throw new Refusal("waterfall: no run to show");
  const falls = runs.length === 1 && isRun(first) ? ofOne(first) : ofMany(runs);
  const make = markup(options.document);
  const {html} = make;
  const title = options.title ?? titleOf(falls);
  const about = {class: "picture", role: "group", "aria-label": "Picture of the stages", tabindex: 0, "data-key": "picture"};
  return html(
    "figure",
    {class: "figure waterfall", "aria-label": title},
    html("p", {class: "figure-title"}, title),
    html("div", about, draw(falls, title, make)),
    table(falls, make),
    html("figcaption", {}, options.caption ?? captionOf(runs)),
  );
}

const isRun = (of: Run | Row | readonly (Run | Row)[]): of is Run => "scenario" in of && typeof of.scenario === "object";

const total = (steps: Fall["steps"]): number => steps.reduce((sum, step) => sum + (step?.value ?? 0), 0);

function ofOne(run: Run): Fall[] {
  return interregna(run, mainScope(run)).map((i: Interregnum) => {
    const name = `from ${i.fromMs.toLocaleString("en")} ms${i.toMs === null ? ", without an end" : ""}`;
    const values = STAGES.map((stage) => i.stages[stage]);
    return {
      name,
      steps: stepped(values.map((value) => (value === null ? [] : [value]))),
      vacant: i.toMs === null ? null : i.toMs - i.fromMs,
    };
  });
}

/** By system, where they are of several. */
function ofMany(runs: readonly (Run | Row)[]): Fall[] {
  const groups = new Map<string, Row[]>();
  for (const run of runs) {
    const name = isRun(run) ? run.system : String(run.system ?? "");
    groups.set(name, [...(groups.get(name) ?? []), isRun(run) ? columns(run) : run]);
  }
  return [...groups].map(([name, rows]) => {
    const numbers = (column: string) => rows.map((row) => row[column]).filter((value) => typeof value === "number");
    const lengths = numbers("interregnumMs").filter((value) => value > 0);
    const words = `${name === "" ? "" : `${name}: `}median of ${rows.length.toLocaleString("en")} runs`;
    return {
      name: words,
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

function titleOf(falls: readonly Fall[]): string {
  const longest = falls.reduce<Fall | null>((best, fall) => (best === null || total(fall.steps) > total(best.steps) ? fall : best), null);
  const steps = (longest?.steps ?? []).filter((step) => step !== null);
  const slowest = steps.reduce<Step | null>((best, step) => (best === null || step.value > best.value ? step : best), null);
  if (longest === null || slowest === null) return falls.length === 0 ? "Somebody could always write" : "Nothing is known of its stages";
  const part = slowest.value / total(longest.steps);
  const word = part > 0.5 ? "most" : "the largest part";
  return `To ${slowest.stage} takes ${word} of it: ${ms(slowest.value)} of ${ms(total(longest.steps))}`;
}

const ms = (value: number): string => `${value.toLocaleString("en", {maximumFractionDigits: value < 10 ? 1 : 0})} ms`;

function captionOf(runs: readonly (Run | Row)[]): string {
  const own = runs.filter(isRun);
  const one = own[0];
  const names = [...new Set(own.map(({scenario}) => `${scenario.system}, scenario ${scenario.name}`))].join("; ");
  if (own.length === 1 && one) return `${names}, seed ${one.scenario.seed}. Dashed: somebody can write again.`;
  const seeds = own.map(({scenario}) => scenario.seed);
  const which = seeds.length > 0 ? `, seeds ${Math.min(...seeds)} to ${Math.max(...seeds)}` : "";
  const head = `${names}${names === "" ? "" : ": "}${runs.length.toLocaleString("en")} runs${which}.`;
  return `${head} Bars are medians, whiskers hold the middle 80 % of the runs. Dashed: somebody can write again.`;
}

const WIDTH = 640;
const GUTTER = 64;
/** Room right of the last bar for its words. */
const RIGHT = 132;
const ROW = 20;
const HEAD = 26;

function draw(falls: readonly Fall[], title: string, make: Markup): SVGSVGElement {
  const {svg} = make;
  const most = Math.max(
    1,
    ...falls.flatMap(({steps, vacant}) => [vacant ?? 0, ...steps.map((s) => (s ? s.from + (s.spread?.[1] ?? s.value) : 0))]),
  );
  const x = (value: number) => GUTTER + (value / most) * (WIDTH - GUTTER - RIGHT);
  const block = HEAD + STAGES.length * ROW + 8;
  const height = Math.max(1, falls.length) * block + 26;
  const name = `${title}. ${falls.length} split into ${STAGES.length} stages; the table below holds the same.`;
  const about = {viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img", "aria-label": name};
  const parts = falls.map((fall, i) => svg("g", {transform: `translate(0,${i * block})`}, ...fallParts(fall, x, make)));
  return svg("svg", about, axis(most, x, height, make), ...parts);
}

function axis(most: number, x: (value: number) => number, height: number, {svg}: Markup): SVGElement {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 600_000];
  const step = steps.find((s) => most / s <= 6) ?? 3_600_000;
  const ticks = Array.from({length: Math.floor(most / step) + 1}, (_, i) => i * step);
  return svg(
    "g",
    {class: "ground"},
    ...ticks.flatMap((at) => [
      svg("line", {x1: x(at), x2: x(at), y1: HEAD - 6, y2: height - 22}),
      svg("text", {x: x(at), y: height - 8, "text-anchor": "middle"}, at.toLocaleString("en")),
    ]),
    svg("text", {x: 2, y: height - 8}, "ms"),
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
function row(stage: Stage, step: Step | null, y: number, x: (value: number) => number, {svg}: Markup): SVGElement {
  const label = svg("text", {x: 2, y: y + 13}, stage);
  if (step === null) return svg("g", {class: "step none"}, label, svg("text", {class: "value", x: GUTTER + 4, y: y + 13}, "–"));
  const [x0, x1] = [x(step.from), x(step.from + step.value)];
  const bar = svg("rect", {x: x0, y: y + 3, width: Math.max(1.5, x1 - x0), height: ROW - 7});
  const ends = step.spread?.map((value) => x(step.from + value));
  const [low = x1, high = x1] = ends ?? [];
  const whisker = `M${short(low)},${y + 9.5}H${short(high)}M${short(low)},${y + 6}v7M${short(high)},${y + 6}v7`;
  const words = `${ms(step.value)}${step.spread ? ` (${rangeOf(step.spread)})` : ""}`;
  const place = Math.min(Math.max(x0 + 1.5, x1, high) + 5, WIDTH - wordWidth(words, 12));
  const value = svg("text", {class: "value", x: place, y: y + 13}, words);
  return svg("g", {class: "step"}, label, bar, ends ? svg("path", {class: "whisker", d: whisker}) : null, value);
}

const rangeOf = (spread: readonly number[]): string =>
  spread.map((value) => value.toLocaleString("en", {maximumFractionDigits: value < 10 ? 1 : 0})).join("–");

/** The same numbers, and what the stages are. */
function table(falls: readonly Fall[], {html}: Markup): HTMLElement {
  const cell = (step: Step | null) =>
    step === null ? "–" : `${ms(step.value)}${step.spread ? ` (${rangeOf(step.spread)}; ${step.runs.toLocaleString("en")} runs)` : ""}`;
  const head = html("tr", {}, ...["stage", "it is over when", ...falls.map((f) => f.name)].map((name) => html("th", {scope: "col"}, name)));
  const rows = STAGES.map((stage, i) =>
    html(
      "tr",
      {},
      html("th", {scope: "row"}, stage),
      html("td", {}, means[stage]),
      ...falls.map(({steps}) => html("td", {}, cell(steps[i] ?? null))),
    ),
  );
  const whole = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
  const about = {class: "measures", role: "group", "aria-label": "Stages as a table", tabindex: 0, "data-key": "table"};
  return html("details", {}, html("summary", {"data-key": "stages"}, "The stages as a table"), html("div", about, whole));
}
