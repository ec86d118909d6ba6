import {expect, test} from "vitest";
import {chapterOf, chapters} from "../../../src/notebook/build/chapters.ts";
import {newLines, worthMarks} from "../../../src/notebook/build/new-lines.ts";

const chapter = (...fences: readonly string[]) =>
  chapterOf("src/content/docs/trial.mdx", fences.map((fence) => `\`\`\`${fence}\n\`\`\`\n`).join("\n"));
const linesOf = (...fences: readonly string[]) => {
  const made = chapter(...fences);
  return made.cells.map((cell) => newLines(made, cell));
};

test("lines that the earlier cell does not have are new; indents and brackets alone are no difference", () => {
  const one = "ts cell\nconst one = {\n  a: 1,\n  b: 2,\n}";
  const two = "ts cell unlike=one\nconst two = {\n    a: 1,\n  c: [\n    3,\n  ],\n  b: 2,\n  },\n}";
  expect(linesOf(one, two)).toEqual([
    [],
    [
      {from: 0, lines: 1},
      {from: 2, lines: 2},
    ],
  ]);
});

test("the latest cell before it that declares the name is meant, and a name that none declares is refused with its line", () => {
  expect(linesOf("ts cell\nconst a = 1", "ts cell\nlet a = 2", "ts cell unlike=a\nlet a = 2")[2]).toEqual([]);
  expect(() => linesOf("ts cell unlike=a\nconst b = 1", "ts cell\nconst a = 1")).toThrow(
    /^src\/content\/docs\/trial.mdx:1: unlike=a: no earlier cell declares that name$/,
  );
});

test("every design of the chapters that names an earlier one has it, and keeps some of it", () => {
  const found = chapters().flatMap((one) => one.cells.flatMap((cell) => (cell.unlike === undefined ? [] : [{one, cell}])));
  expect(found.length).toBeGreaterThan(2);
  for (const {one, cell} of found) {
    const fresh = newLines(one, cell).reduce((sum, {lines}) => sum + lines, 0);
    expect(fresh, cell.id).toBeGreaterThan(0);
    expect(fresh, cell.id).toBeLessThan(cell.source.split("\n").length);
  }
});

test("a cell of which more than half is new bears no marks", () => {
  const spans = [
    {from: 0, lines: 2},
    {from: 5, lines: 3},
  ];
  expect(worthMarks(spans, 10)).toEqual(spans);
  expect(worthMarks(spans, 9)).toEqual([]);
});
