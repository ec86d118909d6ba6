import {expect, test} from "vitest";
import {fences} from "../../../src/notebook/cells/fences.ts";

test("a fence marked cell is a cell, with the line on which its source begins", () => {
  expect(fences("---\n---\n\n```ts cell\nconst a = 1\nconst b = 2\n```\n\ntext\n\n```ts cell\na\n```\n")).toEqual([
    {id: "cell-1", source: "const a = 1\nconst b = 2", line: 5},
    {id: "cell-2", source: "a", line: 12},
  ]);
});

test.each([
  ["another language", "```js cell\n1\n```"],
  ["no mark", "```ts\n1\n```"],
  ["a longer word", "```ts cells\n1\n```"],
  ["inside a longer fence", "````mdx\n```ts cell\n1\n```\n````"],
  ["never closed", "```ts cell\n1\n"],
])("%s is no cell", (_what, chapter) => {
  expect(fences(chapter)).toEqual([]);
});

test("a fence of longer marks may hold shorter ones", () => {
  expect(fences("````ts cell\nconst a = `\n```\n`\n````").map(({source}) => source)).toEqual(["const a = `\n```\n`"]);
});

test("an indented fence loses its indent", () => {
  expect(fences("- item\n\n  ```ts cell\n  const a = {\n    b: 1,\n  }\n  ```")[0]?.source).toBe("const a = {\n  b: 1,\n}");
});
