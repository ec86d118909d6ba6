import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {Strip} from "../../src/engine/analysis/strip.ts";
import {type StripPlace, strips} from "../../src/views/strips.ts";
import {english} from "../english.ts";

const {window} = new JSDOM("");
const {document} = window;

const strip = (system: string, patience: number, fault: Strip["fault"], goneMs: number): Strip => ({
  ...{system, patience, fault, seed: 1, settings: {timeout: patience * 1000}},
  writers: [
    {ids: ["n1"], from: -5000, to: 0},
    {ids: ["n2"], from: goneMs, to: 90_000},
  ],
  waits: goneMs < 100 ? [] : [{from: 500, to: goneMs + 500}],
});
const leaderless = (patience: number, fault: Strip["fault"]): Strip => ({...strip("registry", patience, fault, 50), writers: null});
const all = [1, 5, 30].flatMap((patience) => [
  strip("told", patience, "leader-crash", 50),
  strip("told", patience, "leader-vanishes", patience * 1000),
  strip("waiting", patience, "leader-crash", patience * 1000),
  strip("waiting", patience, "leader-vanishes", patience * 1000),
  leaderless(patience, "leader-crash"),
  leaderless(patience, "leader-vanishes"),
]);

const draw = () => strips(all, {document, words: english});
const texts = (element: Element, selector: string) => [...element.querySelectorAll(selector)].map((one) => one.textContent);
const slide = (figure: HTMLElement, place: number) => {
  const slider = figure.querySelector<HTMLInputElement>("[data-key=patience]") as HTMLInputElement;
  slider.value = String(place);
  slider.dispatchEvent(new window.Event("input", {bubbles: true}));
};

test("it begins in the middle, with the crash: who takes writes, for how long nobody does, and how long a client waits", () => {
  const figure = draw();
  expect(figure.value).toEqual({patience: 5, fault: "leader-crash"});
  expect(texts(figure, "text.name")).toEqual(["told", "waiting", "registry"]);
  expect(texts(figure, "text.total")).toEqual(["nobody takes a write for 0.1 s", "nobody takes a write for 5 s"]);
  expect(texts(figure, ".waits text")).toEqual(["waits 5 s"]);
  expect(texts(figure, "text.settings").at(-1)).toBe("nobody leads: any server takes a write");
  expect(texts(figure, ".figure-title")).toEqual(["5 s of patience: a client elsewhere waits 0 s with told, 5 s with waiting"]);
});

test("the slider goes from run to run, on an axis that stays, and says in words where it stands", () => {
  const figure = draw();
  const axis = () => texts(figure, ".ground text");
  const before = axis();
  slide(figure, 2);
  expect(figure.value).toEqual({patience: 30, fault: "leader-crash"});
  expect(texts(figure, ".waits text")).toEqual(["waits 30 s"]);
  expect(figure.querySelector("[data-key=patience]")?.getAttribute("aria-valuetext")).toBe("30 s");
  expect(axis()).toEqual(before);
});

test("what happens can be chosen, and a value that is set from outside is shown", () => {
  const figure = draw();
  let heard = 0;
  figure.addEventListener("input", () => heard++);
  figure.value = {patience: 1, fault: "leader-vanishes"};
  expect(heard).toBe(1);
  expect(figure.querySelector("select")?.value).toBe("leader-vanishes");
  expect(texts(figure, ".waits text")).toEqual(["waits 1 s", "waits 1 s"]);
});

test("the numbers stand in a table, and in the name of the picture", () => {
  const figure = draw();
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) => [...row.children].map(({textContent}) => textContent));
  expect(rows).toEqual([
    ["told", "timeout 5,000", "0.1 s", "0 s"],
    ["waiting", "timeout 5,000", "5 s", "5 s"],
    ["registry", "timeout 5,000", "–", "0 s"],
  ]);
  expect(figure.querySelector("svg")?.getAttribute("aria-label")).toContain(
    "waiting: nobody takes writes for 5 s, a client elsewhere waits 5 s",
  );
});

test("a strip that is opened asks for its run, the one that is shown", () => {
  const figure = draw();
  const asked: StripPlace[] = [];
  figure.addEventListener("strip-run", (event) => asked.push((event as CustomEvent<StripPlace>).detail));
  slide(figure, 0);
  figure.querySelector<HTMLButtonElement>("[data-key=open-waiting]")?.click();
  expect(asked).toEqual([{system: "waiting", patience: 1, fault: "leader-crash", seed: 1}]);
});
