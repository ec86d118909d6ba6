import {expect, test} from "vitest";
import {SAVED_ROWS} from "../../src/views/event-list.ts";
import {draw, type Example, examples} from "./gallery.ts";

const named = (name: string): Example => examples.find((example) => example.name === name) as Example;
const long = () => draw(named("ten messages to begin with"));
const rows = (figure: Element) => figure.querySelectorAll<HTMLElement>("tbody tr");

test("a table with a head for time, ends, event and fields", () => {
  const {figure} = draw(named("messages of a cold start"));
  expect([...figure.querySelectorAll("th[scope=col]")].map((th) => th.textContent)).toEqual([
    "ms from the start",
    "from → to",
    "event",
    "fields",
  ]);
  expect([...(rows(figure)[1]?.children ?? [])].map((cell) => cell.textContent)).toEqual([
    "0.0",
    "z1 → z1",
    "NOTIFICATION",
    expect.stringContaining("leader=1"),
  ]);
  expect(rows(figure).length).toBeLessThanOrEqual(SAVED_ROWS);
});

test("it begins with as many rows as are asked for, and shows the rest on demand", () => {
  const {figure} = long();
  expect(rows(figure).length).toBe(10);
  figure.querySelector<HTMLButtonElement>(".more")?.click();
  expect(rows(figure).length).toBeGreaterThan(SAVED_ROWS);
  expect(figure.querySelector(".more")).toBeNull();
});

test("a playhead beyond the rows brings those around it, and no more", () => {
  const {figure, window} = long();
  const range = figure.querySelector("input") as HTMLInputElement;
  range.value = "500";
  range.dispatchEvent(new window.Event("input", {bubbles: true}));
  expect(rows(figure).length).toBe(10);
  expect(figure.querySelectorAll("tr[aria-current]").length).toBe(1);
});

test("on a far jump the rows stay and their words change, to those of the whole list", () => {
  const {figure, window} = long();
  const range = figure.querySelector("input") as HTMLInputElement;
  const before = [...rows(figure)];
  const first = before[0]?.textContent;
  range.value = "500";
  range.dispatchEvent(new window.Event("input", {bubbles: true}));
  expect([...rows(figure)]).toEqual(before);
  expect(before[0]?.textContent).not.toBe(first);
  const shown = before.map((row) => row.textContent);
  figure.querySelector<HTMLButtonElement>(".more")?.click();
  const all = [...rows(figure)].map((row) => row.textContent).join("\n");
  expect(all).toContain(shown.join("\n"));
});

test("up and down go through the rows, with focus and playhead", () => {
  const {figure, window} = long();
  const press = (key: string) =>
    figure.querySelector(".rows")?.dispatchEvent(new window.KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  for (let i = 0; i < 13; i++) press("ArrowDown");
  const at = () => figure.querySelector("tr[aria-current]");
  expect(window.document.activeElement).toBe(at());
  const thirteenth = at()?.textContent;
  press("ArrowUp");
  press("ArrowDown");
  expect(at()?.textContent).toBe(thirteenth);
});
