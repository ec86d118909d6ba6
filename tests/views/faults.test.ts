import {expect, test} from "vitest";
import type {Scenario} from "../../src/engine/index.ts";
import {type FaultsInput, faults} from "../../src/views/faults.ts";
import {english} from "../english.ts";
import {page, recordedRun, scenarios, together} from "./gallery.ts";

const calm: Scenario = {...scenarios.zookeeper("leader-loss", {writes: 3}), faults: []};

function editor(scenario: Scenario = calm) {
  const window = page();
  const form = faults(scenario, {document: window.document, words: english});
  window.document.body.append(form);
  let fired = 0;
  form.addEventListener("input", () => fired++);
  const key = <E extends HTMLElement = HTMLInputElement>(name: string) => form.querySelector(`[data-key="${name}"]`) as E;
  const type = (control: HTMLInputElement | HTMLSelectElement, value: string) => {
    control.value = value;
    control.dispatchEvent(new window.Event("input", {bubbles: true}));
  };
  return {form, window, key, type, fired: () => fired};
}

const add = ({key, type}: ReturnType<typeof editor>, what: string, target: string, at: number) => {
  type(key("fault-target"), target);
  type(key("fault-time"), String(at));
  key(`fault-${what}`).click();
};

test("its value is the scenario's own faults, until it is changed", () => {
  const scenario = scenarios.zookeeper("leader-loss");
  expect(editor(scenario).form.value).toEqual(scenario.faults);
});

test("a fault is added to a server, or to a link, as data that a scenario takes", () => {
  const e = editor();
  add(e, "crash", "@leader", 2000);
  add(e, "pause", "z1", 2100);
  add(e, "restart", "z2", 3000);
  add(e, "cut", "z1 z3", 500);
  add(e, "cut", "z2", 600);
  add(e, "heal", "z1 z3", 700);
  expect(e.form.value).toEqual([
    {kind: "crash", node: "@leader", at: 2000},
    {kind: "pause", node: "z1", forMs: 2000, at: 2100},
    {kind: "restart", node: "z2", at: 3000},
    {kind: "cut", nodes: ["z1"], from: ["z3"], at: 500},
    {kind: "cut", nodes: ["z2"], at: 600},
    {kind: "heal", nodes: ["z1"], from: ["z3"], at: 700},
  ]);
  expect(e.fired()).toBe(6);
  expect(recordedRun({...calm, faults: e.form.value}).faults.length).toBeGreaterThanOrEqual(6);
});

test("to choose whom and when is not yet a change", () => {
  const e = editor();
  e.type(e.key("fault-target"), "z1");
  e.type(e.key("fault-time"), "10");
  expect(e.fired()).toBe(0);
});

test("only what can befall a link can be chosen for one", () => {
  const e = editor();
  e.type(e.key("fault-target"), "z1 z2");
  const open = [...e.form.querySelectorAll<HTMLButtonElement>(".adder button")].filter((b) => !b.disabled).map((b) => b.textContent);
  expect(open).toEqual(["Cut", "Heal"]);
});

test("a new fault has focus; its mark is moved, its time typed, and the other shows it", () => {
  const e = editor();
  add(e, "crash", "z2", 1000);
  const mark = e.key("fault-0");
  expect(e.window.document.activeElement).toBe(mark);
  e.type(mark, "1500");
  expect(e.form.value).toEqual([{kind: "crash", node: "z2", at: 1500}]);
  expect(e.key("fault-0-at").value).toBe("1500");
  e.type(e.key("fault-0-at"), "1600.5");
  expect(e.form.value).toEqual([{kind: "crash", node: "z2", at: 1600.5}]);
  expect(mark.getAttribute("aria-valuetext")).toBe("1600.5 ms");
  expect(e.fired()).toBe(3);
});

test("a time that is none is not taken", () => {
  const e = editor();
  add(e, "crash", "z2", 1000);
  for (const bad of ["", "-5", "1e9"]) e.type(e.key("fault-0-at"), bad);
  expect(e.form.value).toEqual([{kind: "crash", node: "z2", at: 1000}]);
  expect(e.fired()).toBe(1);
});

test("Delete on a mark removes it, as its button does, and focus goes to a neighbour", () => {
  const e = editor();
  for (const at of [100, 200, 300]) add(e, "crash", "z2", at);
  e.key("fault-1").dispatchEvent(new e.window.KeyboardEvent("keydown", {key: "Delete", bubbles: true, cancelable: true}));
  expect(e.form.value.map((f) => "at" in f && f.at)).toEqual([100, 300]);
  expect(e.window.document.activeElement).toBe(e.key("fault-1"));
  e.key("fault-0-remove").click();
  e.key("fault-0-remove").click();
  expect(e.form.value).toEqual([]);
  expect(e.form.contains(e.window.document.activeElement)).toBe(true);
});

test("how long a pause lasts can be typed", () => {
  const e = editor();
  add(e, "pause", "z2", 1000);
  e.type(e.key("fault-0-for"), "750");
  expect(e.form.value).toEqual([{kind: "pause", node: "z2", forMs: 750, at: 1000}]);
});

test("a fault that waits for an event says for which, and has no mark to move", () => {
  const scenario = scenarios.zookeeper("leader-loss", {writes: 3});
  const {form} = editor(scenario);
  const waiting = scenario.faults.filter((f) => "when" in f);
  expect(waiting.length).toBeGreaterThan(0);
  expect(form.querySelectorAll(".when").length).toBe(waiting.length);
  expect(form.querySelectorAll("li input").length).toBe(0);
});

test("new faults come at the playhead", () => {
  const {head, editor: form} = together({...calm, faults: []});
  head.seek(100);
  const time = (input: FaultsInput) => Number((input.querySelector("[data-key=fault-time]") as HTMLInputElement).value);
  expect(time(form) * 1000).toBe(head.stop?.at);
});

test("every control has a name, and so has what it stands in", () => {
  const e = editor();
  add(e, "pause", "z2", 1000);
  for (const control of e.form.querySelectorAll("input, select, button, [role=group], ol"))
    expect(control.getAttribute("aria-label") ?? control.textContent).not.toBe("");
});

test("there is an end to how many", () => {
  const e = editor();
  for (let i = 0; i < 40; i++) add(e, "crash", "z2", i);
  expect(e.form.value.length).toBe(30);
  expect(e.form.querySelector("output")?.textContent).toContain("30 faults already");
});
