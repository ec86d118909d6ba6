import {expect, test} from "vitest";
import {measures} from "../../src/engine/index.ts";
import {ms} from "../../src/engine/vocabulary.ts";
import {span} from "../../src/views/lanes.ts";
import {english} from "../english.ts";
import {draw, type Example, examples} from "./gallery.ts";

const named = (name: string): Example => examples.find((example) => example.name === name) as Example;
const texts = (root: Element, selector: string) => [...root.querySelectorAll(selector)].map((text) => text.textContent);

test("the three strips say when nobody could write, two believed to lead, and two could write", () => {
  const {figure, run} = draw(named("reigns with a leader in the minority"));
  const {dualReignMs, dualWriteMs, interregna} = measures(run);
  expect(texts(figure, ".strip > text:first-of-type")).toEqual(["interregnum", "dual reign", "dual write"]);
  expect(figure.querySelectorAll(".strip.none rect").length).toBe(interregna.length);
  expect(texts(figure, ".strip.two text")[1]).toBe(span(ms(dualReignMs), english));
  expect(dualWriteMs).toBe(0);
  expect(texts(figure, ".strip.both text")).toEqual(["dual write", "never"]);
});

test("a reign bears its term, and one without effect is an outline with another word", () => {
  const {figure} = draw(named("reigns around a pause"));
  const words = (selector: string) => texts(figure, `${selector} text`).join(" ");
  expect(words(".leader:not(.hollow)")).toContain("term 3");
  expect(words(".hollow")).toContain("believes it leads, term 2");
});

test("faults stand where they happened, with a word", () => {
  expect(texts(draw(named("reigns around a pause")).figure, ".fault text")).toEqual(["pause", "resume"]);
});

test("the picture says in words who led when", () => {
  const {figure} = draw(named("reigns around a leader that died"));
  expect(figure.querySelector("[role=img]")?.getAttribute("aria-label")).toMatch(
    /z2 leads term 1 from .* to .*, z1 leads term 2 from .* to the end/,
  );
});

test("the title tells the worst of it", () => {
  const titles = ["reigns where nothing happens", "reigns around a leader that died", "reigns around a pause"].map(
    (name) => draw(named(name)).figure.querySelector(".figure-title")?.textContent,
  );
  expect(titles[0]).toBe("Somebody leads all the time");
  expect(titles[1]).toMatch(/^For .* in all nobody accepts a write$/);
  expect(titles[2]).toMatch(/^For .* two believe that they lead$/);
});
