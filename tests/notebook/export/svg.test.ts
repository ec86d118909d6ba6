import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {Refusal} from "../../../src/engine/index.ts";
import {svgOf} from "../../../src/notebook/export/svg.ts";
import {medians} from "../../../src/views/chart.ts";
import {compare} from "../../../src/views/compare.ts";
import {reigns} from "../../../src/views/reigns.ts";
import {waterfall} from "../../../src/views/waterfall.ts";
import {english} from "../../english.ts";
import {page, recordedRun, scenarios} from "../../views/gallery.ts";

const run = recordedRun(scenarios.zookeeper("leader-pause"));

function drawn(view: (document: Document) => HTMLElement): {figure: HTMLElement; svg: Document; text: string} {
  const window = page();
  const figure = view(window.document);
  window.document.body.append(figure);
  const text = svgOf(figure);
  return {figure, text, svg: new JSDOM(text, {contentType: "image/svg+xml"}).window.document};
}

test("a picture that stands alone has its title, its legend and its caption", () => {
  const {figure, svg} = drawn((document) => reigns(run, {document, words: english}));
  const title = figure.querySelector(".figure-title")?.textContent;
  expect(svg.querySelector("svg > title")?.textContent).toBe(title);
  const words = [...svg.querySelectorAll("svg > text, svg > g text")].map((text) => text.textContent).join(" ");
  expect(words).toContain(title);
  for (const role of ["LOOKING", "FOLLOWING", "LEADING", "believes it leads, without effect"]) expect(words).toContain(role);
  expect(words).toContain(figure.querySelector("figcaption")?.textContent?.slice(0, 40));
});

test("two runs that are compared say in what they differ", () => {
  const other = recordedRun(scenarios.zookeeper("leader-pause", {tickTime: 1000}));
  const {svg} = drawn((document) => compare(run, other, {document, words: english}));
  expect([...svg.querySelectorAll("svg > text")].map((text) => text.textContent)).toContain("tickTime was its default, is 1000");
});

test("it is one well-formed drawing with a size, and needs neither class nor style", () => {
  const {svg, text} = drawn((document) => reigns(run, {document, words: english}));
  expect(svg.querySelector("parsererror")).toBeNull();
  const [, , width, height] = (svg.documentElement.getAttribute("viewBox") ?? "").split(" ").map(Number);
  expect([width, height]).toEqual([Number(svg.documentElement.getAttribute("width")), Number(svg.documentElement.getAttribute("height"))]);
  expect(text).not.toMatch(/ (class|style|tabindex|data-[\w-]+)="|NaN|undefined/);
});

test("nothing lies below its lower edge or right of its right one", () => {
  const {svg} = drawn((document) => waterfall(run, {document, words: english}));
  const [, , width = 0, height = 0] = (svg.documentElement.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const inner = svg.querySelector("svg svg");
  const number = (name: string) => Number(inner?.getAttribute(name));
  expect(number("x") + number("width")).toBeLessThanOrEqual(width);
  expect(number("y") + number("height")).toBeLessThanOrEqual(height);
  for (const text of svg.querySelectorAll("svg > text")) expect(Number(text.getAttribute("y"))).toBeLessThanOrEqual(height);
});

test("names that lie over a picture are not its picture, and what is hidden stays out", () => {
  const {figure, svg} = drawn((document) => reigns(run, {document, words: english}));
  expect(figure.querySelectorAll("svg").length).toBe(3);
  expect(svg.querySelectorAll("svg svg").length).toBe(1);
  expect(svg.querySelector("svg svg")?.getAttribute("viewBox")).toBe(figure.querySelector("svg:not(.names)")?.getAttribute("viewBox"));
  expect(svg.querySelectorAll("[visibility=hidden]").length).toBe(0);
});

test("a playhead that is not at the end is taken along", () => {
  const {svg} = drawn((document) => {
    const figure = reigns(run, {document, words: english});
    document.body.append(figure);
    figure.querySelector<HTMLButtonElement>("[data-key=back]")?.click();
    return figure;
  });
  const layers = [...svg.querySelectorAll("svg svg")].map((layer) => layer.getAttribute("viewBox"));
  expect(layers.length).toBe(2);
  expect(layers[0]).toBe(layers[1]);
});

test("the figure in the page is left as it was", () => {
  const window = page();
  const figure = reigns(run, {document: window.document, words: english});
  window.document.body.append(figure);
  const before = figure.outerHTML;
  svgOf(figure);
  expect(figure.outerHTML).toBe(before);
});

test("a figure without a picture is refused, and so is one outside a page", () => {
  const {document} = page();
  const empty = document.createElement("figure");
  expect(() => svgOf(empty)).toThrow(Refusal);
  const outside = document.implementation.createHTMLDocument("").createElement("figure");
  expect(() => svgOf(outside)).toThrow("it is in no page");
});

test("panels stand two in a row, none over another", () => {
  const rows = [1, 2].flatMap((n) => ["a", "b", "c"].flatMap((panel) => [0, 1, 2].map((seed) => ({n, panel, seed, ms: n + seed}))));
  const options = {words: english, title: "Toys", caption: "A toy.", x: "n", y: "ms", fx: "panel", across: "n", up: "ms"};
  const {svg} = drawn((document) => medians(rows, {document, ...options}));
  const places = [...svg.querySelectorAll("svg svg")].map((panel) => ["x", "y"].map((name) => Number(panel.getAttribute(name))));
  const [[x = 0, y = 0] = [], [right = 0] = [], [, below = 0] = []] = places;
  expect(places).toEqual([
    [x, y],
    [right, y],
    [x, below],
  ]);
  expect(right).toBeGreaterThan(x + 300);
  expect(below).toBeGreaterThan(y + 200);
});
