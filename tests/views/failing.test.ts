import {expect, test} from "vitest";
import {deciding} from "../../src/engine/analysis/deciding.ts";
import {failing} from "../../src/views/failing.ts";
import type {Figure} from "../../src/views/frame.ts";
import {english} from "../english.ts";
import {page, recordedRun, scenarios} from "./gallery.ts";

const {document} = page();
const crash = scenarios.zookeeper("leader-loss", {writes: 20});
const [bad, good] = [recordedRun(crash), recordedRun({...crash, faults: []})];
const options = {document, words: english, title: "Seed 1 fails"};

test("a failing run stands beside one that passes, with what differs, and its head at what decided it", () => {
  const element = failing(bad, good, options);
  const [picture, beside] = element.querySelectorAll<Figure>("figure");
  expect(picture?.querySelector(".figure-title")?.textContent).toBe("Seed 1 fails");
  const decided = bad.trace?.[deciding(bad, good) ?? -1];
  expect(bad.trace?.findLast(({index}) => index <= (picture?.value ?? 0))?.at).toBe(decided?.at);
  expect(beside?.value).toBe(picture?.value);
  expect(beside?.querySelector(".changes")?.textContent).toMatch(/^added: /);
});

test("of its hundreds of messages those are drawn that count, 40 at most", () => {
  const sent = bad.trace?.filter(({kind}) => kind === "send").length ?? 0;
  const drawn = failing(bad, good, options).querySelectorAll("svg [role=button], svg .flight").length;
  expect(sent).toBeGreaterThan(100);
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThanOrEqual(40);
});

test("without one that passes, and without anything that decided it, it is drawn alone and whole", () => {
  expect(failing(good, null, options).querySelectorAll("figure").length).toBe(1);
});
