import {expect, test} from "vitest";
import {reigns} from "../../src/views/reigns.ts";
import {wordWidth} from "../../src/views/text-width.ts";
import {waterfall} from "../../src/views/waterfall.ts";
import {site} from "../../src/words/en/site.ts";
import {wordsOf} from "../../src/words/words.ts";
import {page, recordedRun, scenarios} from "./gallery.ts";

const run = recordedRun(scenarios.zookeeper("leader-loss", {writes: 3}));

/** A language whose names of strips and stages are longer than any of English. */
const words = wordsOf("zh", {
  ...site,
  "views.reigns.interregnum": "没有任何服务器能够确认写入",
  "views.stage.detect": "发现领导者已经失效",
});

const placeOf = (element: Element | null | undefined, name = "x") => Number(element?.getAttribute(name));

test("the bars of a waterfall begin where the longest name of a stage has ended", () => {
  const figure = waterfall(run, {document: page().document, words});
  const [label] = [...figure.querySelectorAll(".step text")].filter(({textContent}) => textContent === "发现领导者已经失效");
  const bars = [...figure.querySelectorAll(".step rect")];
  expect(bars.length).toBeGreaterThan(0);
  for (const bar of bars) expect(placeOf(bar)).toBeGreaterThan(placeOf(label) + wordWidth("发现领导者已经失效", 12));
});

test("time begins where the longest name of a strip has ended", () => {
  const figure = reigns(run, {document: page().document, words});
  const [label] = [...figure.querySelectorAll("text.quiet")].filter(({textContent}) => textContent === "没有任何服务器能够确认写入");
  const lives = [...figure.querySelectorAll("line.life")];
  expect(lives.length).toBeGreaterThan(0);
  for (const life of lives) expect(placeOf(life, "x1")).toBeGreaterThan(placeOf(label) + wordWidth("没有任何服务器能够确认写入", 12));
});
