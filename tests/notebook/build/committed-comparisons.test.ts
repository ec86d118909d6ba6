import {expect, test} from "vitest";
import {chapters} from "../../../src/notebook/build/chapters.ts";
import {compare, readComparison, recordingsOf} from "../../../src/notebook/build/committed-comparisons.ts";
import {recordedFrom} from "../../../src/notebook/cells/recorded.ts";

/** Rows of the model that are made again of each comparison: 2 % of a thousand. */
const AGAIN = 20;

test("a recording comes with every real run beside the model's", async () => {
  const {recording, metrics} = recordedFrom(JSON.parse(JSON.stringify(await compare("z2-kill-leader-3-tick2000", 10))));
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

test("the committed comparisons are of the systems as they are, and agree where they are made again", async () => {
  for (const name of new Set(chapters().flatMap(recordingsOf))) {
    const file = await readComparison(name);
    if (typeof file === "string") throw new Error(file);
    const again = recordedFrom(await compare(name, AGAIN)).metrics.map(({metric, model}) => ({metric, model}));
    // A metric that some runs do not have has fewer values than there are runs.
    const committed = recordedFrom(file).metrics.map(({metric, model}, i) => ({metric, model: model.slice(0, again[i]?.model.length)}));
    expect(again).toEqual(committed);
  }
}, 600_000);
