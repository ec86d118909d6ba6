import {expect, test} from "vitest";
import {chapterOf} from "../../../src/notebook/build/chapters.ts";
import {compile, complain} from "../../../src/notebook/build/compile.ts";

const cell = (source: string) => `\`\`\`ts cell\n${source}\n\`\`\`\n`;
const chapter = (...cells: string[]) => chapterOf("src/content/docs/trial.mdx", `---\ntitle: Trial\n---\n\n${cells.map(cell).join("\n")}`);
const complaints = (...cells: string[]) => compile(chapter(...cells)).complaints.map(complain);

test("every line of a cell stands in the module where the chapter has it", () => {
  const trial = chapter("const a: number = 1\n\nconst b = a + 1", "a +\n  b", "\nawait b\ndisplay(a) // shown", "a // last");
  const module = compile(trial).code.split("\n");
  trial.text.split("\n").forEach((line, i) => {
    for (const word of ["const b = a + 1", "a +", "  b", "await b", "display(a) // shown", "a // last"])
      if (line === word) expect(module[i]).toBe(line);
  });
});

test("what a cell needs and declares is found; types are gone", () => {
  const {code} = compile(chapter("const a: number = 1", "a + 1"));
  expect(code).toContain('inputs:[],outputs:["a"],autodisplay:false');
  expect(code).toContain('inputs:["a"],outputs:[],autodisplay:true');
  expect(code).not.toContain("number");
});

test("a system that a cell names is imported, and no other", () => {
  expect(compile(chapter("const s = zookeeper.scenarios.coldStart()")).systems).toEqual(["zookeeper"]);
  expect(compile(chapter("const zookeeper = 1", "zookeeper")).systems).toEqual([]);
});

test("a syntax error names chapter, line and cell", () => {
  expect(complaints("const a = 1", "const b = 2\nconst c = = 3")).toEqual([
    expect.stringMatching(/^src\/content\/docs\/trial\.mdx:11: cell 2: /),
  ]);
});

test("a name that nobody declares is refused where it stands", () => {
  expect(complaints("const a = 1\nconst b = a + misspelt")).toEqual([
    expect.stringMatching(
      /^src\/content\/docs\/trial\.mdx:7: cell 1: no cell declares misspelt, and it is no system and none of .*spaceTime/,
    ),
  ]);
});

test("a name that two cells declare is refused in both", () => {
  expect(complaints("const a = 1", "const a = 2")).toEqual([
    "src/content/docs/trial.mdx:6: cell 1: a is declared by another cell too",
    "src/content/docs/trial.mdx:10: cell 2: a is declared by another cell too",
  ]);
});
