import {expect, test} from "vitest";
import {playhead} from "../../src/views/playhead.ts";
import {english} from "../english.ts";
import {page, recordedRun, scenarios, together, views} from "./gallery.ts";

const scenario = scenarios.zookeeper("leader-loss", {writes: 3});

const current = (figure: HTMLElement) => figure.querySelector("tr[aria-current]")?.textContent;

test("views on one playhead follow it together, each with a bar of its own to move it by", () => {
  const {head, figures, run} = together(scenario);
  for (const figure of Object.values(figures)) expect(figure.querySelectorAll(".playhead").length).toBe(1);
  expect(head.value).toBe(run.events);
  const moved: string[] = [];
  for (const [name, figure] of Object.entries(figures)) figure.addEventListener("input", () => moved.push(name));
  const crash = run.trace?.findIndex((e) => e.kind === "fault" && e.fault.kind === "crash") ?? -1;
  head.seek(crash);
  expect(moved).toEqual(Object.keys(figures));
  for (const figure of Object.values(figures)) expect(figure.value).toBe(run.trace?.[crash]?.index);
  expect(figures.spaceTime.querySelector(".head")?.getAttribute("visibility")).toBe("visible");
  expect(current(figures.messages)).toContain("crash");
  expect(current(figures.spaceTime)).toContain("crash");
  expect(figures.cluster.querySelector("svg")?.getAttribute("aria-label")).toContain("z2, down");
});

test("a row or a message that is chosen moves the playhead, and with it every view", () => {
  const {head, figures, run, window} = together(scenario);
  const flight = figures.spaceTime.querySelectorAll(".flights .flight")[12];
  flight?.dispatchEvent(new window.MouseEvent("click", {bubbles: true}));
  const sent = run.trace?.find((e) => e.kind === "send" && `m${e.id}` === flight?.getAttribute("data-key"));
  expect(head.value).toBe(sent?.index);
  const row = figures.messages.querySelectorAll("tbody tr")[2] as HTMLElement;
  row.click();
  expect(row.getAttribute("aria-current")).toBe("true");
  expect(figures.cluster.value).toBe(head.value);
});

test("a playhead of a scenario takes the events of each run of it, and stays at its time", () => {
  const {window} = page();
  const {document} = window;
  const head = playhead(scenario, {document, words: english});
  expect(head.value).toBe(0);
  const first = recordedRun(scenario);
  document.body.append(head, views.spaceTime(first, {document, words: english, playhead: head}));
  expect(head.value).toBe(first.events);
  head.seek(200);
  const at = head.stop?.at ?? 0;
  const second = recordedRun({...scenario, seed: 2, faults: [{kind: "pause", node: "z1", at: 100}]});
  document.body.append(views.spaceTime(second, {document, words: english, playhead: head}));
  expect(head.run).toBe(second);
  expect(head.stop?.at).toBe(at);
});

test("a playhead of one run takes a view of another to the same time", () => {
  const {window} = page();
  const {document} = window;
  const [mine, other] = [recordedRun(scenario), recordedRun({...scenario, seed: 2})];
  const head = playhead(mine, {document, words: english});
  const figure = views.messages(other, {document, words: english, playhead: head});
  document.body.append(head, figure);
  head.seek(300);
  expect(head.run).toBe(mine);
  const ms = Number(figure.querySelector("tr[aria-current] td")?.textContent?.replaceAll(",", "").replace("−", "-"));
  const crash = other.faults.find(({kind}) => kind === "crash")?.at ?? 0;
  expect(ms * 1000 + crash).toBeLessThanOrEqual(head.stop?.at ?? 0);
});

test("a value that is set is the last stop up to that event, or the end", () => {
  const {window} = page();
  const run = recordedRun(scenario);
  const head = playhead(run, {document: window.document, words: english});
  head.value = 100;
  expect(head.value).toBeLessThanOrEqual(100);
  expect(head.stop).not.toBeNull();
  head.value = run.events;
  expect(head.stop).toBeNull();
});

test("a view that was taken out of the page is no longer told", () => {
  const {head, figures} = together(scenario);
  head.seek(10);
  const before = figures.cluster.outerHTML;
  figures.cluster.remove();
  head.seek(300);
  head.seek(400);
  expect(figures.cluster.querySelector(".says")?.textContent).not.toBe("");
  const after = figures.cluster.outerHTML;
  expect(after).toBe(before);
});
