import {expect, test} from "vitest";
import {columns} from "../../src/engine/analysis/columns.ts";
import {interregna} from "../../src/engine/analysis/measures.ts";
import {median, quantile} from "../../src/engine/analysis/quantile.ts";
import {mainScope} from "../../src/engine/analysis/spans.ts";
import {Refusal, type Run, run, type System} from "../../src/engine/index.ts";
import {STAGES} from "../../src/engine/model/note.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import {waterfall} from "../../src/views/waterfall.ts";
import {english} from "../english.ts";
import {page, recordedRun, scenarios} from "./gallery.ts";
import {crash} from "./tools.ts";

const draw = (of: Parameters<typeof waterfall>[0]) => waterfall(of, {document: page().document, words: english});
const rows = (figure: HTMLElement) =>
  [...figure.querySelectorAll("tbody tr")].map((tr) => [...tr.children].map((cell) => cell.textContent));

test("of one run every interregnum is split, each stage where the one before it ends", () => {
  const of = recordedRun(crash);
  const figure = draw(of);
  const split = interregna(of, mainScope(of));
  expect([...figure.querySelectorAll("text.fall")].map((text) => text.textContent)).toEqual([
    "from 5,000 ms before the crash",
    "from 0 ms after the crash",
  ]);
  const bars = [...figure.querySelectorAll(".step rect")];
  expect(bars.length).toBe(split.flatMap(({stages}) => STAGES.filter((stage) => stages[stage] !== null)).length);
  for (const [i, bar] of bars.entries()) {
    const before = bars[i - 1];
    if (before === undefined || bar.getAttribute("x") === bars[0]?.getAttribute("x")) continue;
    const end = Number(before.getAttribute("x")) + Number(before.getAttribute("width"));
    expect(Math.abs(end - Number(bar.getAttribute("x")))).toBeLessThan(1.6);
  }
});

test("in ZooKeeper a new reign is detected, elected, synced and published, and then clients notice; nobody has to agree first", () => {
  const [, fall] = interregna(recordedRun(crash), "ensemble");
  expect(fall?.stages).toEqual({detect: 10, agree: null, elect: 220, sync: 70, publish: 10, notice: expect.closeTo(191.8, 1)});
  // Published is known to a second server, 10 ms after a write could be accepted.
  expect((fall?.toMs ?? 0) - (fall?.fromMs ?? 0)).toBe(300);
});

test("the stages that a ZooKeeper run comes to fill its interregnum up to the publication", () => {
  for (const name of ["leader-crash-sessions", "minority-leader", "leader-pause", "quorum-loss", "bare-quorum-blip", "zxid-rollover"]) {
    const of = recordedRun(scenarios.zookeeper(name));
    for (const {fromMs, toMs, stages} of interregna(of, "ensemble")) {
      if (toMs === null) continue;
      const led = (stages.detect ?? 0) + (stages.elect ?? 0) + (stages.sync ?? 0);
      expect({name, led}).toEqual({name, led: toMs - fromMs});
    }
  }
});

test("of several runs each stage is a median with the middle 80 %, and the table says the same", () => {
  const runs = Array.from({length: 12}, (_, i) =>
    run(system as unknown as System, scenarios.zookeeper("leader-crash-sessions", {jitter: 0.8}, i + 1)),
  );
  const figure = draw(runs);
  const elect = runs.map((of) => columns(of).electMs ?? Number.NaN);
  const [low, high] = [quantile(elect, 0.1), quantile(elect, 0.9)].map((value) => Math.round(value));
  const words = `${Math.round(median(elect))} ms (${low}–${high}`;
  expect([...figure.querySelectorAll(".step .value")].map((text) => text.textContent)).toContain(`${words})`);
  expect(rows(figure).find(([stage]) => stage === "elect")?.[2]).toBe(`${words}; 12 runs)`);
  expect(figure.querySelectorAll(".whisker").length).toBe(5);
  expect(figure.querySelector("figcaption")?.textContent).toContain("12 runs, seeds 1 to 12");
});

test("rows of a sweep are drawn as their runs are", () => {
  const runs = [1, 2, 3].map((seed) => run(system as unknown as System, scenarios.zookeeper("leader-crash-sessions", {jitter: 0.8}, seed)));
  const drawn = (of: Parameters<typeof draw>[0]) => draw(of).querySelector("svg")?.querySelectorAll(".step")[2]?.outerHTML;
  expect(drawn(runs.map(columns))).toBe(drawn(runs));
});

test("several systems have the same stages, one under the other", () => {
  const of = [recordedRun(crash), recordedRun(scenarios.bully("leader-loss"))];
  const figure = draw(of);
  expect(figure.querySelectorAll(".step").length).toBe(2 * STAGES.length);
  expect(figure.querySelectorAll("text.fall").length).toBe(2);
  expect(rows(figure).map(([stage]) => stage)).toEqual([...STAGES]);
});

test("the title names the stage that takes longest", () => {
  const title = (of: Run) => draw(of).querySelector(".figure-title")?.textContent;
  expect(title(recordedRun(scenarios.zookeeper("minority-leader")))).toBe("To detect takes most of it: 9,990 ms of 10,886 ms");
  expect(title(recordedRun(scenarios.bully("leader-loss")))).toBe("Nothing is known of its stages");
});

test("no run is refused", () => {
  expect(() => draw([])).toThrow(Refusal);
});

test("with a scale that is said a stage takes as many pixels in every run, and a longer run still has room", () => {
  const barOf = (of: Run, scaleMs: number) => {
    const figure = waterfall(of, {document: page().document, words: english, scaleMs});
    const numbers = [...figure.querySelectorAll(".ground text")].map((text) => text.textContent ?? "");
    return {last: numbers.at(-2), width: [...figure.querySelectorAll(".step rect")].map((bar) => Number(bar.getAttribute("width"))).at(-1)};
  };
  const of = recordedRun(crash);
  const [close, far, short] = [barOf(of, 1000), barOf(of, 2000), barOf(of, 1)];
  expect(close.last).toBe("1,000");
  expect(Number(close.width) / Number(far.width)).toBeCloseTo(2, 1);
  expect(Number(short.width)).toBeGreaterThan(Number(close.width));
});
