import {expect, test} from "vitest";
import {page} from "./gallery.ts";
import {type Example, tools} from "./tools.ts";

const drawn = ({draw}: Example): HTMLElement => {
  const {document} = page();
  const element = draw(document);
  document.body.append(element);
  return element;
};

test.each(tools)("$name: it has a name, and no number is none", (example) => {
  const element = drawn(example);
  expect(element.outerHTML).not.toMatch(/NaN|undefined|Infinity|\[object/);
  for (const named of element.querySelectorAll("figure, svg[role], [role=group], [role=tree], button, summary"))
    expect(named.getAttribute("aria-label") ?? named.textContent).toMatch(/\S/);
});

test.each(tools)("$name: nothing in its picture is clipped", (example) => {
  const svg = drawn(example).querySelector("svg[role=img]");
  const [, , width = 0, height = 0] = (svg?.getAttribute("viewBox") ?? "").split(" ").map(Number);
  for (const element of svg?.querySelectorAll("line, rect, circle, text") ?? []) {
    if (element.matches(".head *, .veil")) continue;
    const number = (name: string) => Number(element.getAttribute(name) ?? 0);
    const xs = [number("x"), number("x") + number("width"), number("x1"), number("x2"), number("cx"), ...extent(element)];
    const ys = [number("y"), number("y") + number("height"), number("y1"), number("y2"), number("cy")].map((y) => y + below(element, svg));
    for (const x of xs) expect(x, element.outerHTML).toBeGreaterThanOrEqual(-1);
    for (const x of xs) expect(x, element.outerHTML).toBeLessThanOrEqual(width + 1);
    for (const y of ys) expect(y, element.outerHTML).toBeLessThanOrEqual(height + 1);
  }
});

/** How far down the groups in which it stands are moved. */
function below(element: Element | null, svg: Element | null): number {
  if (element === null || element === svg) return 0;
  const [, y = 0] = /^translate\(-?[\d.]+,(-?[\d.]+)\)/.exec(element.getAttribute("transform") ?? "") ?? [];
  return Number(y) + below(element.parentElement, svg);
}

/** Where a word begins and ends, about. */
function extent(element: Element): number[] {
  if (element.tagName !== "text") return [];
  const x = Number(element.getAttribute("x"));
  const room = (element.textContent ?? "").length * 6;
  const anchor = element.getAttribute("text-anchor") ?? "start";
  const start = anchor === "start" ? x : anchor === "end" ? x - room : x - room / 2;
  return [start, start + room];
}

test.each(tools)("$name: whoever can be focused has a key of its own", (example) => {
  const keys = [...drawn(example).querySelectorAll("input, select, button, summary, [tabindex]")].map((e) => e.getAttribute("data-key"));
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each(tools)("$name: drawn twice, it is the same to the letter", (example) => {
  expect(drawn(example).outerHTML).toBe(drawn(example).outerHTML);
});
