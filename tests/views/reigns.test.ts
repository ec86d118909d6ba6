import {expect, test} from "vitest";
import {measures} from "../../src/engine/index.ts";
import {ms} from "../../src/engine/vocabulary.ts";
import {span} from "../../src/views/clock.ts";
import {reigns} from "../../src/views/reigns.ts";
import {wordWidth} from "../../src/views/text-width.ts";
import {english} from "../english.ts";
import {draw, type Example, examples, page, recordedRun, scenarios} from "./gallery.ts";

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

test("a heal of all links is marked where the cuts were, and nothing is marked on a row that is not drawn", () => {
  const healed = draw(named("reigns with a cut that heals")).figure;
  expect(texts(healed, ".fault text")).toEqual(["cut from all but z5", "cut from all but z4", "heal", "heal"]);
  expect([...healed.querySelectorAll(".fault circle")].map((ring) => ring.getAttribute("cy"))).toEqual(
    rows(healed, ["z4", "z5", "z4", "z5"]),
  );
  const scenario = scenarios.zookeeper("leader-loss", {writes: 3});
  const [client] = scenario.clients ?? [];
  const cutOff = recordedRun({...scenario, faults: [{kind: "cut", nodes: [client?.id ?? ""], at: 1000}]});
  expect(texts(reigns(cutOff, {document: page().document, words: english}), ".fault text")).toEqual([]);
});

/** The height of each row: its name's, above the line of its letters. */
const rows = (figure: Element, ids: readonly string[]) => {
  const names = [...figure.querySelectorAll(".process > text.name")];
  return ids.map((id) => String(Number(names.find((name) => name.textContent === id)?.getAttribute("y")) - 5));
};

test("unit and zero of time stand under its axis, and nothing covers the numbers above", () => {
  for (const {figure} of examples.filter(({view}) => view === "reigns").map(draw)) {
    const [name] = [...figure.querySelectorAll(".names text")].filter((text) => /^m?s (since|from) /.test(text.textContent ?? ""));
    const axis = Number(name?.getAttribute("y")) - 14;
    const covering = [...figure.querySelectorAll(".names rect")].filter((rect) => {
      const top = Number(rect.getAttribute("y"));
      return top < axis && top + Number(rect.getAttribute("height")) > axis;
    });
    expect(covering).toEqual([]);
  }
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

test("no word of a bar lies under the ring of a fault", () => {
  for (const example of examples) {
    const {figure} = draw(example);
    const rings = [...figure.querySelectorAll(".fault circle")].map((ring) => ["cx", "cy"].map((name) => Number(ring.getAttribute(name))));
    for (const word of figure.querySelectorAll(".role text")) {
      const [x, y] = ["x", "y"].map((name) => Number(word.getAttribute(name))) as [number, number];
      const end = x + wordWidth(word.textContent ?? "", 12.5);
      const over = rings.filter(([cx = 0, cy = 0]) => Math.abs(cy - y) < 9 && cx + 8 > x && cx - 8 < end);
      expect(over, `${example.name}: ${word.textContent}`).toEqual([]);
    }
  }
});
