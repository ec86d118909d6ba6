import {expect, test} from "vitest";
import {divergence} from "../../src/engine/analysis/divergence.ts";
import {measures} from "../../src/engine/analysis/measures.ts";
import {compare} from "../../src/views/compare.ts";
import {differenceWords} from "../../src/views/difference-words.ts";
import {playhead} from "../../src/views/playhead.ts";
import {english} from "../english.ts";
import {page, recordedRun, scenarios} from "./gallery.ts";
import {crash, paused} from "./tools.ts";

const [was, now] = [recordedRun(crash), recordedRun(paused)];
const draw = () => {
  const {document} = page();
  const figure = compare(was, now, {document, words: english});
  document.body.append(figure);
  return figure;
};

test("it says in what two runs differ, where they part, and every measure that is another", () => {
  const figure = draw();
  expect([...figure.querySelectorAll(".changes li")].map((li) => li.textContent)).toEqual(["added: pause z1 at 3,000 ms"]);
  expect(figure.querySelector(".split text")?.textContent).toBe("they part at 3,000 ms");
  expect(figure.querySelector(".parting")?.textContent).toContain("Now: z1 suffers: pause, at 3,000 ms.");
  const [first, second] = [measures(was), measures(now)];
  const rows = [...figure.querySelectorAll(".measures tbody tr")].map((tr) => [...tr.children].map((cell) => cell.textContent));
  const difference = second.operations.ok - first.operations.ok;
  expect(rows.find(([name]) => name === "operations acknowledged")).toEqual([
    "operations acknowledged",
    String(first.operations.ok),
    String(second.operations.ok),
    expect.stringContaining(`−${Math.abs(difference)} (`),
  ]);
});

test("what did not change is folded away, and counted", () => {
  const figure = draw();
  const [changed, same] = [...figure.querySelectorAll("tbody")].map((body) => [...body.querySelectorAll("tr")]);
  expect(figure.querySelector("details summary")?.textContent).toBe(`${same?.length} measures are the same`);
  for (const row of same ?? []) expect(row.lastElementChild?.textContent).toBe("=");
  for (const row of changed ?? []) expect(row.lastElementChild?.textContent).not.toBe("=");
});

test("the same run twice says so, and marks nothing", () => {
  const {document} = page();
  const figure = compare(was, recordedRun(crash), {document, words: english});
  expect(figure.querySelector(".figure-title")?.textContent).toBe("Nothing changes: the two runs are the same, event by event");
  expect(figure.querySelectorAll(".split, .parting").length).toBe(0);
  expect(figure.textContent).toContain("Nothing differs between the two scenarios.");
});

test("the title tells what changed most", () => {
  const {document} = page();
  const [short, long] = [scenarios.zookeeper("minority-leader"), scenarios.zookeeper("minority-leader", {syncLimit: 10})].map(recordedRun);
  if (!short || !long) throw new Error("two runs");
  const title = compare(short, long, {document, words: english}).querySelector(".figure-title")?.textContent;
  expect(title).toBe("Longest interregnum: 10,280 ms becomes 20,280 ms");
});

test("equal instants of both stand at equal places", () => {
  const crosses = [...draw().querySelectorAll(".run")].map((run) => {
    const marks = [...run.querySelectorAll(".fault")].filter((mark) => mark.textContent === "crash");
    return marks.map((mark) => mark.querySelector("circle")?.getAttribute("cx"));
  });
  expect(crosses[0]?.length).toBe(1);
  expect(crosses[0]).toEqual(crosses[1]);
});

test("the playhead moves through both at once, and a button takes it to where they part", () => {
  const {document} = page();
  const head = playhead(now, {document, words: english});
  const figure = compare(was, now, {document, words: english, playhead: head});
  document.body.append(head, figure);
  figure.querySelector<HTMLButtonElement>("[data-key=parting]")?.click();
  const parts = divergence(was, now);
  expect(head.stop?.at).toBeGreaterThanOrEqual(0.98 * 3_000_000);
  expect(head.stop?.at).toBeLessThanOrEqual(3_000_000);
  expect(parts?.at).toBe(3_000_000);
  const height = Number(figure.querySelector("svg[role=img]")?.getAttribute("height"));
  const line = figure.querySelector(".over .head line");
  expect(line?.parentElement?.getAttribute("transform")).toMatch(/^translate\(/);
  expect(Number(line?.getAttribute("y2"))).toBeGreaterThan(height - 40);
});

test.each([
  [{of: "config", key: "syncLimit", was: 5, now: 10}, "syncLimit was 5, is 10"],
  [{of: "config", key: "syncLimit", was: undefined, now: 10}, "syncLimit was its default, is 10"],
  [{of: "rules", key: "supersedes", was: undefined, now: "00"}, "rule supersedes: now overridden"],
  [{of: "faults", key: "1", was: {kind: "crash", node: "z1", at: 1500}, now: undefined}, "left out: crash z1 at 1,500 ms"],
  [{of: "network", key: "latency.constant", was: 10, now: 20}, "network latency.constant was 10, is 20"],
  [{of: "seed", key: "", was: 1, now: 2}, "seed was 1, is 2"],
])("a difference in a line: %j", (difference, says) => {
  expect(differenceWords(difference, english)).toBe(says);
});
