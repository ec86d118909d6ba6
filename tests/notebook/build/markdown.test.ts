import {expect, test} from "vitest";
import {directivesOf, type Fence, fencesOf, importLines, parse, proseOf, tagsOf} from "../../../src/notebook/build/markdown.ts";

const path = "src/content/docs/trial.mdx";
const fences = (text: string): Fence[] => fencesOf(parse(path, text));
const tags = (text: string) => tagsOf(parse(path, text), text);

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
])("%s is no cell", (_what, chapter) => {
  expect(fences(chapter)).toEqual([]);
});

test("a word right behind a colon is found with its line, and not in code, in a tag or in an address", () => {
  const text =
    '---\ntitle: T\n---\n\nOne: two\nthree:four, `:code` <Out of="a:b" /> [link](https://x.y)\n\n```ts\na ? b :c\n```\n\n- :five-six\n';
  expect(directivesOf(parse(path, text))).toEqual([
    {word: ":four", line: 6},
    {word: ":five-six", line: 12},
  ]);
});

test("a fence of longer marks may hold shorter ones", () => {
  expect(fences("````ts cell\nconst a = `\n```\n`\n````").map(({source}) => source)).toEqual(["const a = `\n```\n`"]);
});

test("an indented fence loses its indent", () => {
  expect(fences("- item\n\n  ```ts cell\n  const a = {\n    b: 1,\n  }\n  ```")[0]?.source).toBe("const a = {\n  b: 1,\n}");
});

test("a fence that is never closed goes on to the end, as it does in the page", () => {
  expect(fences("```ts cell\n1\n2").map(({source}) => source)).toEqual(["1\n2"]);
});

test("a tag has its attributes, its line, its words and the places at which it opens and closes", () => {
  const text = '---\ntitle: T\n---\n\nIt takes <Out of="outage" format=".0f" />, and <Claim id="a/b">nothing *is* `lost`.</Claim>';
  const found = tags(text);
  expect(found.map(({name, line, says}) => [name, line, says])).toEqual([
    ["Out", 5, ""],
    ["Claim", 5, "nothing is lost."],
  ]);
  expect([...(found[0]?.attributes ?? [])]).toEqual([
    ["of", "outage"],
    ["format", ".0f"],
  ]);
  expect(found.map(({open, close}) => [text.slice(open.from, open.to), text.slice(close.from, close.to)])).toEqual([
    ['<Out of="outage" format=".0f" />', ""],
    ['<Claim id="a/b">', "</Claim>"],
  ]);
});

test("a tag that holds paragraphs and cells opens and closes on lines of its own; a list is none of its texts", () => {
  const text = '<Predict id="a/b" options={["1 > 2", "b"]}>\n\nWhich?\n\n```ts cell\n1\n```\n\n</Predict>\n';
  const [tag] = tags(text);
  expect([...(tag?.attributes.keys() ?? [])]).toEqual(["id"]);
  expect(text.slice(tag?.open.to, tag?.close.from)).toBe("\n\nWhich?\n\n```ts cell\n1\n```\n\n");
  expect(fences(text)).toEqual([{id: "cell-1", source: "1", line: 6}]);
});

test("tags in code are no tags", () => {
  expect(tags('`<Claim id="a/b">`\n\n```mdx\n<Source of="x" name="y" />\n```\n')).toEqual([]);
});

test("prose is what is read: neither marks nor code, addresses or attributes, each word in its place", () => {
  const text = "---\ntitle: 1\n---\n\n2. [four](./5.html) `6` <Out of='a7' /> *eight*\n\n```ts cell\n9\n```\n";
  const prose = proseOf(text, parse(path, text));
  expect(prose.length).toBe(text.length);
  expect(prose.split(/\s+/).filter((word) => word !== "")).toEqual(["four", "eight"]);
  expect(prose.indexOf("eight")).toBe(text.indexOf("eight"));
});

test("an import in a fence is no import of the chapter", () => {
  expect(importLines(parse(path, '```ts\nimport a from "b"\n```\n\nimport c from "d"\n'))).toEqual([5]);
});

test("what the site's build would not read is refused with its line", () => {
  expect(() => parse(path, "---\ntitle: T\n---\n\n<Claim>so")).toThrow(/^src\/content\/docs\/trial\.mdx:5: Expected a closing tag/);
});
