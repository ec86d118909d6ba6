import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {placeOf, type Quote, quote} from "../../../src/notebook/build/quote.ts";
import {wordsOf} from "../../../src/words/words.ts";
import {doubled} from "../../words/doubled.ts";
import {everyMessage} from "../../words/every-message.ts";

const english = wordsOf("en", everyMessage);

test("a file is quoted whole, in its language, with its path for a place", () => {
  const file = "deploy/sweep.json";
  const found = quote({file});
  expect(found).toEqual({code: readFileSync(file, "utf8").trimEnd(), lang: "json", path: file});
  expect(placeOf(found as Quote, english)).toBe(file);
});

test.each([
  ["deploy/kubernetes.yaml", "yaml"],
  [".github/workflows/sweep.yml", "yaml"],
  ["deploy/slurm.sh", "bash"],
  ["deploy/outages.sql", "sql"],
  ["deploy/Dockerfile", "docker"],
])("%s is in %s", (file, lang) => {
  expect(quote({file})).toMatchObject({lang});
});

test("a declaration is quoted with its lines, in words of the language", () => {
  const found = quote({of: "vocabulary.ts", name: "Ticks"}) as Quote;
  expect(found).toMatchObject({lang: "ts", path: "src/engine/vocabulary.ts"});
  expect(placeOf(found, english)).toMatch(/^src\/engine\/vocabulary\.ts, lines \d+ to \d+$/);
  expect(placeOf(found, wordsOf("en", doubled(everyMessage)))).toMatch(/ lines lines \d+ to to \d+$/);
});

test.each([
  ["is gone", "deploy/gone.yaml", "there is no deploy/gone.yaml"],
  ["lies outside", "../secret.json", "there is no ../secret.json"],
  ["has no colours", "README.md", "a file that ends in .md has no colours here; one ends in .json"],
])("a file that %s is refused in one line", (_what, file, says) => {
  expect(quote({file})).toMatch(new RegExp(`^<Source file="${file}" />: ${says}[^\n]*$`));
});
