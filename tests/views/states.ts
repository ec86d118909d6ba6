import {CARD_FAULTS, type CardRow} from "../../src/engine/analysis/card.ts";
import {type CardSummary, summaryOf} from "../../src/engine/analysis/card-summary.ts";
import {choices} from "../../src/engine/analysis/choices.ts";
import type {Strip} from "../../src/engine/analysis/strip.ts";
import type {Row} from "../../src/engine/analysis/sweep.ts";
import {TRIALS} from "../../src/engine/analysis/verdict.ts";
import type {Run, Scenario} from "../../src/engine/index.ts";
import {system as zookeeper} from "../../src/engine/systems/zookeeper/index.ts";
import {branch, plant} from "../../src/notebook/library/branches.ts";
import {grade, gradeReport} from "../../src/notebook/library/grade.ts";
import {branches} from "../../src/views/branches.ts";
import {chart, medians, type SpreadOptions, shares} from "../../src/views/chart.ts";
import {choiceList} from "../../src/views/choice-list.ts";
import {cluster} from "../../src/views/cluster.ts";
import {compare} from "../../src/views/compare.ts";
import {faults} from "../../src/views/faults.ts";
import {lights} from "../../src/views/lights.ts";
import type {Surface} from "../../src/views/markup.ts";
import {messages} from "../../src/views/messages.ts";
import {playhead} from "../../src/views/playhead.ts";
import {beside, type Comparison} from "../../src/views/recording-beside-model.ts";
import {reigns} from "../../src/views/reigns.ts";
import {scoreCard} from "../../src/views/score-card.ts";
import {spaceTime} from "../../src/views/space-time.ts";
import {strips} from "../../src/views/strips.ts";
import {verdict} from "../../src/views/verdict.ts";
import {waterfall} from "../../src/views/waterfall.ts";
import {english} from "../english.ts";
import {recordedRun, scenarios} from "./examples.ts";

/** What every view must bear: nothing, one of whatever it shows, thousands, and five servers, sides or branches. */
export const STATES = ["empty", "one", "5,000", "five"] as const;
type StateName = (typeof STATES)[number];

/** A view in a state. How it looks in the dark and at 360 px is a matter of the page that shows it. */
export interface State {
  readonly view: string;
  readonly state: StateName;
  readonly draw: (document: Document) => Element;
}

const alone: Scenario = {...scenarios.bully("nothing"), nodes: [{id: "b1"}]};
const scenario: {readonly [state in StateName]: Scenario} = {
  empty: scenarios.bully("nothing"),
  one: alone,
  "5,000": scenarios.zookeeper("leader-crash-sessions"),
  five: scenarios.zookeeper("minority-leader"),
};

const known = new Map<StateName, Run>();
function runOf(state: StateName): Run {
  const made = known.get(state) ?? recordedRun(scenario[state]);
  known.set(state, made);
  return made;
}

const COUNTS: {readonly [state in StateName]: number} = {empty: 0, one: 1, "5,000": 5000, five: 5};

/** Rows of a sweep: so many runs, over at most five places. */
const rowsOf = (state: StateName): Row[] =>
  Array.from({length: COUNTS[state]}, (_, i) => ({
    seed: i + 1,
    servers: 3 + 2 * (i % 5),
    outageMs: 200 + ((i * 37) % 400),
    late: i % 3 === 0,
  }));

/** Cells of the card: so many runs, over at most five setups and all faults. */
function cardCells(state: StateName): CardSummary[] {
  const rows = Array.from({length: COUNTS[state]}, (_, i): Row & CardRow => ({
    system: i % 2 === 0 ? "zookeeper" : "redis",
    setup: `setup-${i % 5}`,
    fault: CARD_FAULTS[i % CARD_FAULTS.length] as string,
    seed: i + 1,
    verdict: i % 4 === 0 ? ("illegal" as const) : ("ok" as const),
    lost: i % 7 === 0 ? null : i % 3,
    duplicates: i % 11,
    stale: i % 4 === 0 ? 2 : 0,
    besideMs: i % 6 === 0 ? null : 30_000 + i,
    elsewhereMs: 1000 + i,
    fallen: 0,
  }));
  return summaryOf(rows, [{name: "setup-1", copies: 2}]);
}

const needs = {noLoss: true, noStale: false, besideMs: null, elsewhereMs: 30_000, copies: 2};

/** Strips: so many systems, each with a run or two. */
const stripsOf = (state: StateName): Strip[] =>
  Array.from({length: Math.min(COUNTS[state], 50)}, (_, i) => ({
    ...{system: `system-${i + 1}`, patience: 5, fault: "leader-crash" as const, seed: 1, settings: {"time-out": 5000}},
    writers:
      i % 5 === 4 ? null : [{ids: ["n1"], from: -5000, to: 0}, ...(i % 4 === 3 ? [] : [{ids: ["n2"], from: 5000 * (i % 3), to: 90_000}])],
    waits: i % 3 === 0 ? [] : [{from: 800, to: 20_000 * (i % 5) + 1000}],
  }));

/** Rows of a verdict: so many runs a side, of one fault or of all. */
const trialRows = (state: StateName): Row[] =>
  TRIALS.slice(0, state === "one" ? 1 : 5).flatMap(({name}, place) =>
    ["usual", "file"].flatMap((variant, side) =>
      Array.from({length: Math.min(COUNTS[state], 500)}, (_, i) => ({
        ...{trial: name, variant, seed: i + 1, interregnumMs: 400 + 2000 * place * side + ((i * 37) % 90)},
        lostWrites: place === 4 && side === 1 ? i % 3 : 0,
      })),
    ),
  );

const recordings = (state: StateName): Comparison[] =>
  Array.from({length: Math.min(COUNTS[state], 60)}, (_, i) => {
    const ms = Array.from({length: 20}, (_, k) => 3 * (i + 1) * (k + 5));
    return {recording: `recording-${i + 1}`, metrics: [{metric: "outage_ms", role: "time", agrees: i % 4 > 0, real: ms, model: ms}]};
  });

const title = "The title says what to see";
const spread: Omit<SpreadOptions, keyof Surface> = {
  title,
  caption: "Rows of nothing real.",
  x: "servers",
  y: "outageMs",
  across: "servers",
  up: "outage, ms",
};

/** Branches that begin at each other. */
function twigs(state: StateName) {
  let tree = plant(scenario.five);
  for (let i = 0; i < Math.min(COUNTS[state], 20); i++)
    tree = branch(tree, tree.at(-1)?.name ?? "main", {kind: "fault", fault: {kind: "crash", node: "z1"}, atMs: 1000 + i}, english).tree;
  return tree;
}

const many = (state: StateName): Scenario => ({
  ...scenario[state],
  faults: Array.from({length: Math.min(COUNTS[state], 30)}, (_, i) => ({
    kind: "crash",
    node: scenario[state].nodes[0]?.id ?? "",
    at: 10 * i,
  })),
});

const says = {messages: zookeeper.messages, tells: zookeeper.tells as (state: never) => string};
const about = (state: StateName) => (scenario[state].system === "zookeeper" ? {fields: says.messages, tells: says.tells} : {});

/** How each view that a cell may use is drawn in a state. */
export const drawings: {readonly [view: string]: (state: StateName, surface: Surface) => Element} = {
  spaceTime: (state, surface) => spaceTime(runOf(state), {...surface, ...about(state)}),
  reigns: (state, surface) => reigns(runOf(state), surface),
  cluster: (state, surface) => cluster(runOf(state), {...surface, ...about(state)}),
  messages: (state, surface) => messages(runOf(state), {...surface, ...about(state)}),
  playhead: (state, surface) => playhead(runOf(state), surface),
  faults: (state, surface) => faults(many(state), surface),
  compare: (state, surface) => compare(runOf(state), recordedRun({...scenario[state], seed: 2}), surface),
  waterfall: (state, surface) => waterfall(runOf(state), surface),
  lights: (state, surface) => lights(runOf(state), surface),
  branches: (state, surface) => branches(twigs(state), surface),
  chart: (_state, surface) => chart({...surface, title, caption: spread.caption, marks: []}),
  medians: (state, surface) => medians(rowsOf(state), {...surface, ...spread}),
  shares: (state, surface) => shares(rowsOf(state), {...surface, ...spread, y: "late", up: "late, %"}),
  beside: (state, surface) => beside(recordings(state), {...surface, title}),
  verdict: (state, surface) => verdict(trialRows(state), {...surface, file: "zoo.cfg", nouns: {leads: "leader", follows: "follower"}}),
  scoreCard: (state, surface) => scoreCard(cardCells(state), surface),
  fiveStrips: (state, surface) => strips(stripsOf(state), surface),
  choiceList: (state, surface) => choiceList(choices(cardCells(state), needs), surface),
  gradeReport: (state, surface) => gradeReport(surface, grade(rowsOf(state).map((row) => ({...row, holds: !row.late})))),
};

export const states: readonly State[] = Object.entries(drawings).flatMap(([view, draw]) =>
  STATES.map((state) => ({view, state, draw: (document: Document) => draw(state, {document, words: english})})),
);
