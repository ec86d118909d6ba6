import {expect, test} from "vitest";
import {draw, examples} from "./gallery.ts";

type Drawn = ReturnType<typeof draw>;

const drawings = new Map<(typeof examples)[number], Drawn>();

/** An example as it was drawn first: nobody here changes it. */
function drawn(example: (typeof examples)[number]): Drawn {
  const made = drawings.get(example) ?? draw(example);
  drawings.set(example, made);
  return made;
}

test.each(examples)("$name: no number is none, and nothing is clipped", (example) => {
  const {figure} = drawn(example);
  expect(figure.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
  const svg = figure.querySelector("svg[role]");
  const [, , width = 0, height = 0] = (svg?.getAttribute("viewBox") ?? "").split(" ").map(Number);
  for (const element of svg?.querySelectorAll("line, rect, circle, text") ?? []) {
    const [dx, dy] = shift(element);
    const number = (name: string) => Number(element.getAttribute(name) ?? 0);
    const xs = [number("x"), number("x") + number("width"), number("x1"), number("x2"), number("cx")].map((x) => x + dx);
    const ys = [number("y"), number("y") + number("height"), number("y1"), number("y2"), number("cy")].map((y) => y + dy);
    for (const x of [...xs, ...extent(element, dx)]) expect(x, element.outerHTML).toBeGreaterThanOrEqual(-1);
    for (const x of [...xs, ...extent(element, dx)]) expect(x, element.outerHTML).toBeLessThanOrEqual(width + 1);
    for (const y of ys) expect(y, element.outerHTML).toBeLessThanOrEqual(height);
  }
});

/** How far the group in which it stands is moved. */
function shift(element: Element): [number, number] {
  const [, x = 0, y = 0] = /^translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(element.parentElement?.getAttribute("transform") ?? "") ?? [];
  return [Number(x), Number(y)];
}

/** Where a word begins and ends, about. */
function extent(element: Element, dx: number): number[] {
  if (element.tagName !== "text") return [];
  const x = Number(element.getAttribute("x")) + dx;
  const room = (element.textContent ?? "").length * 6;
  const anchor = element.getAttribute("text-anchor") ?? "start";
  const start = anchor === "start" ? x : anchor === "end" ? x - room : x - room / 2;
  return [start, start + room];
}

test.each(examples)("$name: whoever can be focused has a key of its own, and a name", (example) => {
  const {figure} = drawn(example);
  const focusable = [...figure.querySelectorAll("input, select, button, summary, [tabindex]")];
  const keys = focusable.map((element) => element.getAttribute("data-key"));
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each(examples)("$name: drawn twice, it is the same to the letter", (example) => {
  expect(draw(example).figure.outerHTML).toBe(drawn(example).figure.outerHTML);
});
