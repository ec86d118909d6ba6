import type {Row} from "../../engine/analysis/sweep.ts";
import type {Run} from "../../engine/model/run.ts";
import type {Scenario} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import type {BranchesInput, BranchesOptions, Twig} from "../../views/branches.ts";
import type {ChartOptions, SpreadOptions} from "../../views/chart.ts";
import type {ClusterOptions} from "../../views/cluster.ts";
import type {ChosenRuns} from "../../views/dots.ts";
import type {FaultsInput, FaultsOptions} from "../../views/faults.ts";
import type {Figure, FrameOptions} from "../../views/frame.ts";
import type {Lights, LightsOptions} from "../../views/lights.ts";
import {markup, type Surface} from "../../views/markup.ts";
import type {MessagesOptions} from "../../views/messages.ts";
import type {Playhead, PlayheadOptions} from "../../views/playhead.ts";
import type {BesideOptions, Comparison} from "../../views/recording-beside-model.ts";
import type {SpaceTimeOptions} from "../../views/space-time.ts";
import type {palette} from "../../views/theme.ts";
import type {WaterfallOptions} from "../../views/waterfall.ts";
import {allWordsIn} from "../../words/languages.ts";
import {systemNamed} from "../cells/chapter-systems.ts";
import {rememberRows, rememberRun} from "../cells/provenance.ts";
import type {FailingRow, Grade} from "./grade.ts";

/** The views as a cell calls them: the document, the language and the run's system are filled in. */
export interface Views {
  /** Processes over time with their messages between them. */
  readonly spaceTime: (run: Run, options?: Partial<SpaceTimeOptions>) => Figure;
  /** Who believed to lead, and when with effect. */
  readonly reigns: (run: Run, options?: Partial<FrameOptions>) => Figure;
  /** The servers at the playhead, and what is on its way between them. */
  readonly cluster: (run: Run, options?: Partial<ClusterOptions>) => Figure;
  /** The events of a run as a table. */
  readonly messages: (run: Run, options?: Partial<MessagesOptions>) => Figure;
  /** A playhead for several views to share, of a run, or of a scenario whose run is still to come. */
  readonly playhead: (of: Run | Scenario, options?: Partial<PlayheadOptions>) => Playhead;
  /** An input whose value is the scenario's faults, as the reader has changed them. */
  readonly faults: (scenario: Scenario, options?: Partial<FaultsOptions>) => FaultsInput;
  /** Two runs that differ in one thing, on one axis of time, with the first difference marked and every measure as it was and is. */
  readonly compare: (was: Run, now: Run, options?: Partial<FrameOptions>) => Figure;
  /** An interregnum split into its stages: of one run, or of many. */
  readonly waterfall: (of: Run | readonly (Run | Row)[], options?: Partial<WaterfallOptions>) => HTMLElement;
  /** One light an aim; what is wanted of any system and the system's own invariants unless said. `own`: these alone. */
  readonly lights: (run: Run, options?: Partial<LightsOptions> & {readonly own?: boolean}) => Lights;
  /** An input whose value is the scenario of the branch that is selected. */
  readonly branches: (tree: readonly Twig[], options?: Partial<BranchesOptions>) => BranchesInput;
  /** A plot of Plot's as a figure of the house, with title and caption. */
  readonly chart: (options: Omit<ChartOptions, keyof Surface>) => HTMLElement;
  /** How a number is spread over the runs of each point of a sweep. */
  readonly medians: <T extends object>(rows: readonly T[], options: Omit<SpreadOptions, keyof Surface>) => HTMLElement;
  /** In which share of the runs of each point of a sweep something holds. */
  readonly shares: <T extends object>(rows: readonly T[], options: Omit<SpreadOptions, keyof Surface>) => HTMLElement;
  /** Times of recordings beside those of the model. */
  readonly beside: (comparisons: readonly Comparison[], options: Omit<BesideOptions, keyof Surface>) => HTMLElement;
  /** How an attempt at an exercise did, in words. */
  readonly gradeReport: (grade: Grade) => HTMLElement;
  /** Colours of roles and of series, for Plot. */
  readonly palette: typeof palette;
}

/** What the names that draw need: where and in which language, and the systems whose runs they may draw. */
export interface Drawing extends Surface {
  readonly systems: readonly System[];
}

/** Makes a name's value; called when a cell that uses the name is first evaluated. */
export type Drawn<T> = {readonly [name in keyof T]: (drawing: Drawing) => Promise<T[name]>};

/** Views that few pages have: their words come with them. */
export const rarelyDrawn = <T>(views: Drawn<T>): Drawn<T> =>
  Object.fromEntries(
    Object.entries(views).map(([name, draw]) => [
      name,
      async (drawing: Drawing) => (draw as Drawn<T>[keyof T])({...drawing, words: await allWordsIn(drawing.words.language)}),
    ]),
  ) as Drawn<T>;

/** The rows that the first mark draws that has any; Plot's marks keep what they were given. */
function rowsIn(marks: unknown): readonly unknown[] | null {
  const isRow = (one: unknown) => typeof one === "object" && one !== null && !Array.isArray(one);
  const data = ([marks] as readonly unknown[]).flat(9).map((mark) => (isRow(mark) ? Reflect.get(mark as object, "data") : null));
  return data.find((rows): rows is readonly unknown[] => Array.isArray(rows) && isRow(rows[0])) ?? null;
}

/** What a view of a run says in its system's words. */
const about = ({document, words, systems}: Drawing, name: string) => {
  const {messages: fields, tells} = systemNamed(systems, name);
  return {document, words, fields, ...(tells ? {tells: tells as (state: never, home: string) => string} : {})};
};

/** A chart whose dots open the runs behind them. Who lists those comes when a dot is chosen. */
export function opening(figure: HTMLElement, rows: readonly unknown[] | null, drawing: Drawing): HTMLElement {
  figure.addEventListener("runs", (event) => {
    const {detail} = event as CustomEvent<ChosenRuns>;
    void import("../page/dot-runs.ts").then(({openRuns}) => openRuns(figure, detail, drawing));
  });
  return rows === null ? figure : rememberRows(figure, rows);
}

const drawn =
  <O extends object>(drawing: Drawing, view: (run: Run, options: O) => Figure) =>
  (run: Run, options: Partial<O> = {}): Figure =>
    rememberRun(view(run, {...about(drawing, run.system), ...options} as unknown as O), run);

export const views: Drawn<Views> = {
  spaceTime: async (drawing) => drawn(drawing, (await import("../../views/space-time.ts")).spaceTime),
  reigns: async (drawing) => drawn(drawing, (await import("../../views/reigns.ts")).reigns),
  cluster: async (drawing) => drawn(drawing, (await import("../../views/cluster.ts")).cluster),
  messages: async (drawing) => drawn(drawing, (await import("../../views/messages.ts")).messages),
  playhead: async (drawing) => {
    const [{playhead}, {wholeBar}] = await Promise.all([import("../../views/playhead.ts"), import("../../views/playhead-bar.ts")]);
    return (of, options) => {
      const head = playhead(of, {...about(drawing, of.system), ...options});
      // It is seen only in the bars of its views; who displays it itself sees one, too.
      return Object.assign(head, {displayed: () => wholeBar(head, markup(drawing))});
    };
  },
  faults: async ({document, words}) => {
    const {faults} = await import("../../views/faults.ts");
    return (scenario, options) => faults(scenario, {document, words, ...options});
  },
  compare: async (drawing) => {
    const {compare} = await import("../../views/compare.ts");
    return (was, now, options) => rememberRun(compare(was, now, {...about(drawing, now.system), ...options}), now);
  },
  ...rarelyDrawn<Pick<Views, "waterfall">>({
    waterfall: async ({document, words}) => {
      const {waterfall} = await import("../../views/waterfall.ts");
      return (of, options) => {
        const figure = waterfall(of, {document, words, ...options});
        if ("hash" in of) return rememberRun(figure, of);
        return of.some((one) => typeof one.scenario === "object") ? figure : rememberRows(figure, of);
      };
    },
  }),
  lights: async ({document, words, systems}) => {
    const [{lights}, {commonAims, invariantAims}] = await Promise.all([
      import("../../views/lights.ts"),
      import("../../engine/analysis/aims.ts"),
    ]);
    return (run, options) => {
      const aims = [...(options?.own ? [] : commonAims), ...invariantAims(systemNamed(systems, run.system))];
      return rememberRun(lights(run, {document, words, aims, ...options}), run);
    };
  },
  branches: async ({document, words}) => {
    const {branches} = await import("../../views/branches.ts");
    return (tree, options) => branches(tree, {document, words, ...options});
  },
  chart: async (drawing) => {
    const {chart} = await import("../../views/chart.ts");
    return (options) => opening(chart({...options, document: drawing.document, words: drawing.words}), rowsIn(options.marks), drawing);
  },
  medians: async (drawing) => {
    const {medians} = await import("../../views/chart.ts");
    const {document, words} = drawing;
    return (rows, options) =>
      opening(medians(rows as readonly {[column: string]: unknown}[], {...options, document, words}), rows, drawing);
  },
  shares: async (drawing) => {
    const {shares} = await import("../../views/chart.ts");
    const {document, words} = drawing;
    return (rows, options) => opening(shares(rows as readonly {[column: string]: unknown}[], {...options, document, words}), rows, drawing);
  },
  beside: async ({document, words}) => {
    const {beside} = await import("../../views/recording-beside-model.ts");
    return (comparisons, options) => beside(comparisons, {...options, document, words});
  },
  gradeReport: async (drawing) => {
    const {gradeReport} = await import("./grade.ts");
    return (grade) => {
      const report = gradeReport(drawing, grade);
      report.addEventListener("failing", (event) => {
        const {detail} = event as CustomEvent<FailingRow>;
        void import("../page/failing-run.ts").then(({showFailing}) => showFailing(report, detail, drawing));
      });
      return report;
    };
  },
  palette: async () => (await import("../../views/theme.ts")).palette,
};
