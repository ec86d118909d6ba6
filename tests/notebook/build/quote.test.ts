import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {quote} from "../../../src/notebook/build/quote.ts";

test("a file is quoted whole, in its language, with its path for a place", () => {
  const file = "deploy/sweep.json";
  expect(quote({file})).toEqual({code: readFileSync(file, "utf8").trimEnd(), lang: "json", place: file});
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

test("a declaration is quoted with its lines", () => {
  expect(quote({of: "vocabulary.ts", name: "Ticks"})).toMatchObject({
    lang: "ts",
    place: expect.stringMatching(/^src\/engine\/vocabulary\.ts, lines \d+ to \d+$/),
  });
});

test.each([
  ["is gone", "deploy/gone.yaml", "there is no deploy/gone.yaml"],
  ["lies outside", "../secret.json", "there is no ../secret.json"],
  ["has no colours", "README.md", "a file that ends in .md has no colours here; one ends in .json"],
])("a file that %s is refused in one line", (_what, file, says) => {
  expect(quote({file})).toMatch(new RegExp(`^<Source file="${file}" />: ${says}[^\n]*$`));
});
