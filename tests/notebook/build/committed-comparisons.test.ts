import {expect, test} from "vitest";
import {chapters} from "../../../src/notebook/build/chapters.ts";
import {causes, compare, judged, judgedTogether, readComparison, recordingsOf} from "../../../src/notebook/build/committed-comparisons.ts";
import {type RecordedFile, recordedFrom} from "../../../src/notebook/cells/recorded.ts";
import {DEPTH} from "../../depth.ts";
import {english} from "../../english.ts";

/** Rows of the model that are made again of each comparison, of a thousand. */
const AGAIN = DEPTH < 1 ? 2 : 20;

test("a recording comes with every real run beside the model's", async () => {
  const {recording, metrics} = recordedFrom(JSON.parse(JSON.stringify(await compare("z2-kill-leader-3-tick2000", 10))), english);
  expect(recording).toBe("z2-kill-leader-3-tick2000");
  const leading = metrics.find(({metric}) => metric === "leading_ms");
  expect(leading?.real.length).toBeGreaterThan(5);
  expect(leading?.model.length).toBeGreaterThanOrEqual(10);
  expect([...(leading?.real ?? []), ...(leading?.model ?? [])].every((value) => typeof value === "number")).toBe(true);
}, 60_000);

test("a recording that is not there is refused with those that are", async () => {
  await expect(compare("z2-kill-leader")).rejects.toThrow(
    /^recorded\("z2-kill-leader"\): no such recording in src\/content\/recordings; there are .*z2-kill-leader-3-tick2000/,
  );
});

/** A recording of one outcome, "a" in every real run, that is as likely as p under the model. */
const outcome = (recording: string, p: number): RecordedFile => ({
  key: {recording: "", runs: 2, behaviour: {}},
  recording,
  version: "",
  metrics: [
    {
      metric: "who",
      role: "outcome",
      ratio: null,
      agrees: p >= 0.01,
      by: "multinomial",
      shape: null,
      p,
      real: ["a", "a"],
      model: {values: ["a", "b"], width: 1, digits: "AB", length: 2},
      lacks: p >= 0.01 ? null : "a coin",
      lacksShape: null,
    },
  ],
});
const COIN = [{recording: "odd", metrics: ["who"], why: "a coin"}];
const agreeing = (files: readonly RecordedFile[]) =>
  judged(files.map((file) => ({file, lacks: COIN}))).map(({metrics: [one]}) => [one?.agrees, one?.lacks]);

test("an outcome is judged among those of its system: of two one may look odd by chance, and what no run of the model has never agrees", () => {
  expect(agreeing([outcome("odd", 0.006), outcome("even", 0.5)])).toEqual([
    [true, null],
    [true, null],
  ]);
  expect(agreeing([outcome("odd", 0.004), outcome("even", 0.5)])).toEqual([
    [false, "a coin"],
    [true, null],
  ]);
  expect(agreeing([outcome("odd", 0)])).toEqual([[false, "a coin"]]);
});

test("a cause is told of what differs: of the median, or of the shape alone", () => {
  const lacks = [
    {recording: "r1", metrics: ["one_ms", "two_ms"], why: "a disk"},
    {recording: "r1", metrics: ["two_ms"], why: "a hump", of: "shape" as const},
  ];
  const told = (metric: string, agrees: boolean, p: number) => causes(lacks, "r1-kill", {metric, agrees, shape: {p, power: 1}});
  expect(told("one_ms", false, 0.001)).toEqual({lacks: "a disk", lacksShape: "a disk"});
  expect(told("two_ms", false, 0.001)).toEqual({lacks: "a disk", lacksShape: "a hump"});
  expect(told("two_ms", true, 0.5)).toEqual({lacks: null, lacksShape: null});
});

test("the committed comparisons are of the systems as they are, and agree where they are made again", async () => {
  for (const name of new Set(chapters().flatMap(recordingsOf))) {
    const file = await readComparison(name);
    if (typeof file === "string") throw new Error(file);
    const again = recordedFrom(await compare(name, AGAIN), english).metrics.map(({metric, model}) => ({metric, model}));
    // A metric that some runs do not have has fewer values than there are runs.
    const committed = recordedFrom(file, english).metrics.map(({metric, model}, i) => ({
      metric,
      model: model.slice(0, again[i]?.model.length),
    }));
    expect(again).toEqual(committed);
  }
}, 600_000);

test("and their outcomes are judged among all of their system", async () => {
  expect(await judgedTogether([...new Set(chapters().flatMap(recordingsOf))])).toEqual(new Map());
}, 60_000);
