import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {Refusal} from "../../src/engine/index.ts";
import {SAVED_ROWS} from "../../src/views/event-list.ts";
import {spaceTime} from "../../src/views/space-time.ts";
import {looks} from "../../src/views/theme.ts";
import {draw, type Example, examples} from "./gallery.ts";

const named = (name: string): Example => examples.find((example) => example.name === name) as Example;

test.each(examples)("$name: figure, picture, playhead and list have names", (example) => {
  const {figure} = draw(example);
  expect(figure.getAttribute("aria-label")).not.toBe("");
  expect(figure.querySelector("svg")?.getAttribute("aria-label")).toContain("messages");
  for (const control of figure.querySelectorAll("input, button, [role=group]"))
    expect(control.getAttribute("aria-label") ?? control.textContent).not.toBe("");
  for (const flight of figure.querySelectorAll(".flight")) expect(flight.getAttribute("aria-label")).toMatch(/^\w+ \w+ → \w+/);
});

test.each(examples)("$name: a mark for every message between members in the window, and a row for each", (example) => {
  const {figure, run} = draw(example);
  const {kinds, fromMs = 0, toMs = Number.POSITIVE_INFINITY, window} = example.options;
  const sends = (run.trace ?? []).filter(
    (e) => e.kind === "send" && run.ids.includes(e.node) && run.ids.includes(e.to) && (kinds?.includes(e.message.kind) ?? true),
  );
  const arrivals = new Map((run.trace ?? []).flatMap((e) => (e.kind === "receive" ? [[e.id, e.arrivedAt]] : [])));
  const until = Math.min(run.end, toMs * 1000);
  const inside = sends.filter(
    (e) => e.at <= until && (e.at >= fromMs * 1000 || (arrivals.get(e.kind === "send" ? e.id : -1) ?? -1) >= fromMs * 1000),
  );
  const drawn = figure.querySelectorAll(".flight").length;
  if (window === undefined) expect(drawn).toBe(inside.length);
  expect(drawn).toBeLessThanOrEqual(sends.length);
  const rows = figure.querySelectorAll("tbody tr").length;
  expect(rows).toBeLessThanOrEqual(SAVED_ROWS);
  const more = Number(/\d+/.exec(figure.querySelector(".more")?.textContent ?? "0")?.[0]);
  expect(rows + more).toBeGreaterThanOrEqual(drawn);
});

test.each(examples)("$name: no number is none, and nothing is clipped", (example) => {
  const {figure} = draw(example);
  expect(figure.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
  const svg = figure.querySelector("svg");
  const [, , width = 0, height = 0] = (svg?.getAttribute("viewBox") ?? "").split(" ").map(Number);
  for (const element of svg?.querySelectorAll("line, rect, circle, text") ?? []) {
    if (element.matches(".head *, .veil")) continue;
    const number = (name: string) => Number(element.getAttribute(name) ?? 0);
    const xs = [number("x"), number("x") + number("width"), number("x1"), number("x2"), number("cx")];
    const ys = [number("y"), number("y") + number("height"), number("y1"), number("y2"), number("cy")];
    for (const x of [...xs, ...extent(element)]) expect(x, element.outerHTML).toBeGreaterThanOrEqual(-1);
    for (const x of [...xs, ...extent(element)]) expect(x, element.outerHTML).toBeLessThanOrEqual(width + 1);
    for (const y of ys) expect(y, element.outerHTML).toBeLessThanOrEqual(height);
  }
});

/** Where a word begins and ends, about. */
function extent(element: Element): number[] {
  if (element.tagName !== "text") return [];
  const x = Number(element.getAttribute("x"));
  const room = (element.textContent ?? "").length * 6;
  const anchor = element.getAttribute("text-anchor") ?? "start";
  const start = anchor === "start" ? x : anchor === "end" ? x - room : x - room / 2;
  return [start, start + room];
}

test("words on arrows do not lie on each other", () => {
  for (const example of examples) {
    const words = [...draw(example).figure.querySelectorAll(".flight text")].map((text) => {
      const half = ((text.textContent ?? "").length * 6) / 2;
      const [x, y] = [Number(text.getAttribute("x")), Number(text.getAttribute("y"))];
      return {x0: x - half, x1: x + half, y0: y - 10, y1: y};
    });
    const clashes = words.filter((a, i) => words.some((b, j) => j > i && a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1));
    expect({name: example.name, clashes}).toEqual({name: example.name, clashes: []});
  }
});

test("a lost message ends in a cross, one that arrives in a tip", () => {
  const {figure} = draw(named("the interregnum of a leader that died"));
  expect(figure.querySelectorAll(".flight.lost .cross").length).toBeGreaterThan(0);
  for (const flight of figure.querySelectorAll(".flight:not(.lost)")) expect(flight.querySelectorAll(".tip, .loop").length).toBe(1);
});

test("who believes to lead and has no effect is drawn hollow", () => {
  const {figure} = draw(named("votes on their arrows"));
  expect(figure.querySelectorAll("rect.leader.hollow").length).toBe(1);
  expect([...figure.querySelectorAll("text.vacant")].map((text) => text.textContent)).toEqual(["nobody, 400 ms"]);
});

test("the title says how long nobody led", () => {
  const {figure} = draw(named("the interregnum of a leader that died"));
  expect(figure.querySelector(".figure-title")?.textContent).toBe("For 410 ms nobody leads");
});

test("the playhead goes by event, tells it, marks its row, fades what comes later, and fires input", () => {
  const {figure, run, window} = draw(named("votes on their arrows"));
  const range = figure.querySelector("input") as HTMLInputElement;
  let fired = 0;
  figure.addEventListener("input", () => fired++);
  expect(figure.value).toBe(run.events);
  range.value = "2";
  range.dispatchEvent(new window.Event("input", {bubbles: true}));
  expect(fired).toBeGreaterThan(0);
  expect(figure.value).toBeLessThan(run.events);
  expect(figure.querySelector("output")?.textContent).toMatch(/^0 ms: z1 sends NOTIFICATION to z2: sid=1 .*leader=1/);
  expect(range.getAttribute("aria-valuetext")).toMatch(/^3 of \d+\. 0 ms/);
  expect(figure.querySelector("tr[aria-current]")?.textContent).toContain("z1 → z2 NOTIFICATION");
  expect(figure.querySelectorAll(".flight.future").length).toBe(figure.querySelectorAll(".flight").length - 2);
  const [back, forth] = figure.querySelectorAll<HTMLButtonElement>(".playhead button");
  forth?.click();
  expect(range.value).toBe("3");
  back?.click();
  back?.click();
  expect(range.value).toBe("1");
});

test("focus on a message tells its fields, and arrow keys go on to the next", () => {
  const {figure, window} = draw(named("votes on their arrows"));
  const [first, second] = figure.querySelectorAll<SVGGElement>(".flight");
  first?.focus();
  first?.dispatchEvent(new window.KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
  expect(window.document.activeElement).toBe(second);
  expect(figure.querySelectorAll(".flight[tabindex='0']").length).toBe(1);
  expect(figure.querySelector("output")?.textContent).toBe(second?.getAttribute("aria-label"));
});

test("a long list shows the rest when it is asked for", () => {
  const {figure} = draw(named("more events than a page may hold"));
  expect(figure.querySelectorAll("tbody tr").length).toBe(SAVED_ROWS);
  figure.querySelector<HTMLButtonElement>(".more")?.click();
  expect(figure.querySelectorAll("tbody tr").length).toBeGreaterThan(SAVED_ROWS);
  expect(figure.querySelector(".more")).toBeNull();
});

test("a run without a trace is refused", () => {
  const {run, window} = draw(named("votes on their arrows"));
  expect(() => spaceTime({...run, trace: null}, {document: window.document})).toThrow(Refusal);
});

test("every role has its colours, by day and by night", () => {
  const css = readFileSync("src/views/theme.css", "utf8");
  for (const {name} of Object.values(looks)) {
    for (const colour of [`--role-${name}:`, `--role-${name}-ink:`]) expect(css.split(colour).length - 1, colour).toBe(2);
  }
});
