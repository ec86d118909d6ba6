import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {said} from "../../src/words/en/engine.ts";
import {rare} from "../../src/words/en/rare.ts";
import {inEnglish} from "../../src/words/said.ts";
import {wordsOf} from "../../src/words/words.ts";

const budget = said("engine.run.budget", {budget: 0});

test("what the engine says is told in the page's language, and in English where that has no words for it", () => {
  const words = wordsOf("de", {"engine.run.budget": "{budget} Ereignisse sind keine Grenze"});
  expect(words.tell(budget)).toBe("0 Ereignisse sind keine Grenze");
  expect(wordsOf("de", {}).tell(budget)).toBe(inEnglish(budget));
});

test("what an author said stays as it is, braces and all", () => {
  expect(wordsOf("de", {}).tell("{seed} is mine")).toBe("{seed} is mine");
});

test("a title is found by its id, and is the author's English unless it was translated", () => {
  const words = wordsOf("de", {"redis.scenario.master-crash.title": "Der Master stürzt ab"});
  expect(words.of("redis.scenario.master-crash.title", "The master crashes")).toBe("Der Master stürzt ab");
  expect(words.of("redis.scenario.slow-disk.title", "A disk is slow")).toBe("A disk is slow");
});

test("numbers, plurals and lists are those of the language", () => {
  const words = wordsOf("pl", {"engine.run.budget": "{budget, plural, one {# głos} few {# głosy} many {# głosów} other {# głosu}}"});
  const votes = (n: number) => words.tell(said("engine.run.budget", {budget: n}));
  expect([1, 2, 5, 22].map(votes)).toEqual(["1 głos", "2 głosy", "5 głosów", "22 głosy"]);
  expect(wordsOf("de", {}).number(1234.56, {digits: 1})).toBe("1.234,6");
  expect(wordsOf("en", {}).number(-1234.56)).toBe("−1,234.56");
  expect(wordsOf("en", {}).number(3, {signed: true})).toBe("+3");
  expect(wordsOf("ja", {}).list(["z1", "z2", "z3"], "each")).toBe("z1、z2、z3");
});

test("words that come late are said by those views alone that bring them", () => {
  const folder = join(import.meta.dirname, "../../src");
  const files = readdirSync(folder, {recursive: true, encoding: "utf8"}).filter(
    (file) => file.endsWith(".ts") && !file.startsWith("words"),
  );
  const saying = files.filter((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return Object.keys(rare).some((key) => text.includes(`"${key}"`));
  });
  expect(saying.sort()).toEqual([
    "notebook/library/bad-seed.ts",
    "notebook/library/branches.ts",
    "notebook/library/branching.ts",
    "notebook/library/history-file.ts",
    "notebook/page/card-runs.ts",
    "views/choice-list.ts",
    "views/history-editor.ts",
    "views/history.ts",
    "views/score-card.ts",
    "views/strips.ts",
    "views/waterfall.ts",
  ]);
});

test("and whoever shows such a view without a cell takes all words", () => {
  const root = join(import.meta.dirname, "../..");
  const views = /(?:from|import\() ?"[./a-z]*\/views\/(?:choice-list|history|history-editor|score-card|strips|waterfall)\.ts"/;
  const files = readdirSync(join(root, "cli"), {recursive: true, encoding: "utf8"}).filter((file) => file.endsWith(".ts"));
  const showing = files.filter((file) => views.test(readFileSync(join(root, "cli", file), "utf8")));
  expect(showing).toEqual(["history-picture.ts"]);
  for (const file of showing) expect(readFileSync(join(root, "cli", file), "utf8")).toContain("allWordsIn(");
});
