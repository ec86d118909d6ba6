import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {showing} from "../../../src/engine/analysis/wanted.ts";
import {run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {type BadSeed, badSeed} from "../../../src/notebook/library/bad-seed.ts";
import type {Hand} from "../../../src/notebook/workers/pool.ts";
import type {Answer} from "../../../src/notebook/workers/runs.ts";
import {seedJob, shrinkJob} from "../../../src/notebook/workers/seed-search.ts";
import {english} from "../../english.ts";

const zookeeper = system as unknown as System;
const {document} = new JSDOM("<!doctype html><body></body>").window;
const scenario = {...scenarioOf(zookeeper, "leader-loss", {writes: 3}), settle: false};

/** Hands in this very thread, which count the runs that they make. */
function hands(count: number): {readonly make: (total: number) => Hand[]; readonly ended: () => number} {
  let ended = 0;
  const one = (): Hand => {
    let over = false;
    let told: (answer: Answer) => void = () => {};
    let job: (i: number) => unknown = () => null;
    return {
      heard: (to) => {
        told = to;
      },
      order: (order) =>
        setImmediate(() => {
          // One that was ended does nothing more: the other files of this process would wait for its runs.
          if (over) return;
          if (order.kind === "task") {
            const {task} = order;
            if (task.kind === "seeds") job = seedJob(zookeeper, task.asked);
            if (task.kind === "shrink") job = shrinkJob(zookeeper, task.asked, task.seed);
            return told({kind: "ready"});
          }
          const made = Array.from({length: order.to - order.from}, (_, i) => job(order.from + i));
          told({kind: "made", from: order.from, made, tookMs: 50});
        }),
      end: () => {
        over = true;
        ended++;
      },
    };
  };
  return {make: (total) => Array.from({length: Math.min(count, total)}, one), ended: () => ended};
}

const says = (input: BadSeed) => input.querySelector("output")?.textContent ?? "";
const press = (input: BadSeed, key: string) => input.querySelector<HTMLButtonElement>(`[data-key=${key}]`)?.click();

function shown(count = 1, runs = 60) {
  const workers = hands(count);
  const input = badSeed(scenario, {document, words: english, system: zookeeper, runs, hands: workers.make});
  document.body.replaceChildren(input);
  return {input, workers};
}

test("before anything is found its value is the scenario it was given", () => {
  expect(shown().input.value).toBe(scenario);
});

/** Three reigns within ten seconds, with faults drawn anew. */
function lookForFlapping(input: BadSeed): void {
  (input.querySelector("[data-key=wanted]") as HTMLSelectElement).value = "flapping";
  press(input, "find");
}

test("it finds leaders that come and go, makes it smaller, and says its new value", async () => {
  const {input, workers} = shown();
  let told = 0;
  input.addEventListener("input", () => told++);
  lookForFlapping(input);
  await expect.poll(() => says(input), {timeout: 15_000}).toMatch(/^Seed \d+ shows it, and /);
  expect(told).toBe(1);
  expect(showing({kind: "flapping", reigns: 3, withinMs: 10_000})(run(zookeeper, input.value))).toBe(true);
  expect(workers.ended()).toBe(2);
  const file = input.querySelector("a")?.href ?? "";
  expect(JSON.parse(decodeURIComponent(file.slice(file.indexOf(",") + 1)))).toEqual(input.value);
  expect(input.querySelector("pre")?.textContent).toContain("npm run -s sim -- ");
  // One fault less, and it is gone: the smallest run needs all that it has.
  await expect
    .poll(() => input.querySelector(".failing .figure-title")?.textContent, {timeout: 15_000})
    .toBe(`Seed ${input.value.seed} shows it; without one of its faults it does not`);
  expect(input.querySelector(".failing .compare .changes")?.textContent).toMatch(/^added: /);
});

test("the same question has the same answer with any number of workers", async () => {
  const answers = [];
  for (const count of [1, 3]) {
    const {input} = shown(count);
    lookForFlapping(input);
    await expect.poll(() => says(input), {timeout: 15_000}).toMatch(/^Seed \d+ shows it, and /);
    answers.push(input.value);
  }
  expect(answers[1]).toEqual(answers[0]);
});

test("other seeds that show it are buttons, each of which makes its own smaller", async () => {
  const {input} = shown();
  (input.querySelector("[data-key=wanted]") as HTMLSelectElement).value = "no-leader";
  (input.querySelector("[data-key=for]") as HTMLInputElement).value = "1";
  (input.querySelector("[data-key=faults]") as HTMLSelectElement).value = "own";
  press(input, "find");
  await expect.poll(() => input.querySelectorAll("[data-key^=other-]").length, {timeout: 15_000}).toBeGreaterThan(0);
  await expect.poll(() => input.querySelector(".failing"), {timeout: 15_000}).not.toBeNull();
  const other = input.querySelector<HTMLButtonElement>("[data-key^=other-]");
  other?.click();
  await expect.poll(() => says(input), {timeout: 15_000}).toMatch(new RegExp(`^Seed ${other?.textContent} shows it, and `));
});

test("Stop ends the workers, says how far it came, and leaves the value", async () => {
  const {input, workers} = shown(1, 100_000);
  (input.querySelector("[data-key=reigns]") as HTMLInputElement).value = "90";
  lookForFlapping(input);
  await expect.poll(() => says(input), {timeout: 15_000}).toMatch(/^\d+ of 100,000 seeds/);
  press(input, "stop");
  await expect.poll(() => says(input)).toMatch(/^Stopped after [\d,]+ seeds/);
  expect(workers.ended()).toBe(1);
  expect(input.value).toBe(scenario);
});

test("what was found elsewhere is taken from a link, with its file; the author's own takes it away again", () => {
  const {input} = shown();
  const theirs = {...scenario, seed: 7, faults: []};
  input.value = JSON.parse(JSON.stringify(theirs));
  expect(input.value).toEqual(theirs);
  expect(input.querySelector("a")?.download).toBe("zookeeper-leader-loss-7.json");
  input.value = JSON.parse(JSON.stringify(scenario));
  expect(input.value).toBe(scenario);
  expect(input.querySelector("a")).toBeNull();
});

test("a scenario whose run would hold the page up is not taken", () => {
  const {input} = shown();
  expect(() => {
    input.value = {...scenario, untilMs: 1e12};
  }).toThrow(/^stopped: 200,000 events/);
  expect(input.value).toBe(scenario);
});
