import {expect, test} from "vitest";
import {chapterOf} from "../../../src/notebook/build/chapters.ts";
import {ipynb} from "../../../src/notebook/build/ipynb.ts";
import {english} from "../../english.ts";

const chapterText = [
  "---",
  "title: A chapter",
  "---",
  "",
  'It takes <Out of="outage" format=".0f" unit="ms" />, and <Claim id="a/b">nothing is lost.</Claim> They say <Note id="a">so</Note>. <Aside>All of them.</Aside>',
  "",
  "```ts cell",
  "const outage = 12",
  "```",
  "",
  '<Predict id="a/c" of="outage" options={["a > b", "c"]}>Which?</Predict>',
  "",
  "```ts cell",
  "display(picture)",
  "```",
  "",
  "The end.",
].join("\n");
const figure =
  '<figure class="figure reigns"><p class="figure-title">Who led</p><div><svg viewBox="0 0 9 9" width="9" height="9"><text>a &amp; b</text></svg></div><figcaption>One run.</figcaption></figure>';
const saved = {
  cells: [
    {id: "cell-1", html: "<form><input></form><pre>12</pre>", made: []},
    {id: "cell-2", html: figure, made: []},
  ],
  values: {outage: 12},
};
const book = ipynb(chapterOf("src/content/docs/a.mdx", chapterText), saved, {css: ".reigns text{fill:red}", words: english});

type Schema = {readonly [key: string]: (value: unknown) => boolean};

const isText = (value: unknown): boolean => typeof value === "string";
const isTexts = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText));
const isObject = (value: unknown): value is {[key: string]: unknown} =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => value === null || (Number.isInteger(value) && (value as number) >= 0);
const isBundle = (value: unknown): boolean =>
  isObject(value) && Object.entries(value).every(([type, one]) => /^application\/(.*\+)?json$/.test(type) || isTexts(one));
const isMetadata = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const {tags = [], name = "-", collapsed = false} = value;
  const tagged =
    Array.isArray(tags) && new Set(tags).size === tags.length && tags.every((tag) => isText(tag) && /^[^,]+$/.test(String(tag)));
  return tagged && isText(name) && name !== "" && typeof collapsed === "boolean";
};

/** The definitions of nbformat.v4.5.schema.json: each has these keys, and no others but `attachments`, which no chapter has. */
const outputs: {readonly [type: string]: Schema} = {
  display_data: {data: isBundle, metadata: isObject},
  execute_result: {data: isBundle, metadata: isObject, execution_count: isCount},
  stream: {name: isText, text: isTexts},
  error: {ename: isText, evalue: isText, traceback: (value) => Array.isArray(value) && value.every(isText)},
};
const isOutput = (value: unknown): boolean =>
  isObject(value) &&
  complaintsOf(value, {output_type: isText, ...outputs[String(value.output_type)]}).length === 0 &&
  String(value.output_type) in outputs;
const text: Schema = {id: (value) => /^[a-zA-Z0-9-_]{1,64}$/.test(String(value)), metadata: isMetadata, source: isTexts};
const cells: {readonly [type: string]: Schema} = {
  raw: text,
  markdown: text,
  code: {...text, execution_count: isCount, outputs: (value) => Array.isArray(value) && value.every(isOutput)},
};
const notebook: Schema = {
  nbformat: (value) => value === 4,
  nbformat_minor: (value) => Number.isInteger(value) && (value as number) >= 5,
  metadata: (value) => {
    if (!isObject(value)) return false;
    const {language_info: language, kernelspec: kernel = {name: "", display_name: ""}, title = ""} = value;
    return (
      isText(title) && isObject(language) && isText(language.name) && isObject(kernel) && isText(kernel.name) && isText(kernel.display_name)
    );
  },
  cells: Array.isArray,
};

function complaintsOf(value: {[key: string]: unknown}, schema: Schema): string[] {
  const wrong = Object.entries(schema).flatMap(([key, fits]) => (key in value && fits(value[key]) ? [] : [key]));
  return [...wrong, ...Object.keys(value).filter((key) => !(key in schema))];
}

/** What nbformat 4.5 asks of a notebook, and that each id is there once, which its schema cannot say. */
function complaints(value: unknown): string[] {
  if (!isObject(value)) return ["it is no object"];
  const found = complaintsOf(value, notebook);
  const ids = new Set<unknown>();
  for (const cell of (Array.isArray(value.cells) ? value.cells : []) as {[key: string]: unknown}[]) {
    const schema = cells[String(cell.cell_type)];
    const wrong = schema === undefined ? ["cell_type"] : complaintsOf(cell, {cell_type: isText, ...schema});
    found.push(...wrong.map((key) => `${cell.id}: ${key}`), ...(ids.has(cell.id) ? [`${cell.id}: stands twice`] : []));
    ids.add(cell.id);
  }
  return found;
}

const written = (): {cells: {[key: string]: unknown}[]; [key: string]: unknown} => JSON.parse(JSON.stringify(book));

test("it is what nbformat 4.5 asks for", () => {
  expect(complaints(written())).toEqual([]);
});

test.each<[complaint: string, spoil: (book: ReturnType<typeof written>) => void]>([
  ["nbformat", (it) => Object.assign(it, {nbformat: "4"})],
  ["metadata", (it) => Object.assign(it, {metadata: {language_info: {}}})],
  ["worksheets", (it) => Object.assign(it, {worksheets: []})],
  ["a b: id", (it) => Object.assign(it.cells[0] ?? {}, {id: "a b"})],
  ["title: stands twice", (it) => Object.assign(it.cells[1] ?? {}, {id: "title"})],
  ["title: source", (it) => Object.assign(it.cells[0] ?? {}, {source: 1})],
  ["title: outputs", (it) => Object.assign(it.cells[0] ?? {}, {outputs: []})],
  ["cell-1: execution_count", (it) => Object.assign(it.cells[2] ?? {}, {execution_count: -1})],
  [
    "cell-1: outputs",
    (it) => Object.assign(it.cells[2] ?? {}, {outputs: [{output_type: "display_data", data: {"text/plain": 1}, metadata: {}}]}),
  ],
  ["cell-1: outputs", (it) => Object.assign(it.cells[2] ?? {}, {outputs: [{output_type: "picture", data: {}, metadata: {}}]})],
])("the check of the format finds what is not right: %s", (complaint, spoil) => {
  const spoilt = written();
  spoil(spoilt);
  expect(complaints(spoilt)).toEqual([complaint]);
});

test("prose, cells and what they show come in the chapter's order, without the tags of the course", () => {
  expect(book.cells.map(({cell_type, source}) => [cell_type, source.split("\n")[0]])).toEqual([
    ["markdown", "# A chapter"],
    ["markdown", "It takes 12\u00a0ms, and nothing is lost. They say “so”. (All of them.)"],
    ["code", "const outage = 12"],
    ["markdown", "Which?"],
    ["code", "display(picture)"],
    ["markdown", "The end."],
  ]);
});

const shownIn = () => book.cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));

test("a figure is a picture that brings its colours, with title, caption and other words for those who do not see it; inputs are left out", () => {
  expect(shownIn().map(({data}) => Object.keys(data))).toEqual([
    ["text/html", "text/plain"],
    ["text/html", "text/plain"],
  ]);
  const data = shownIn()[1]?.data ?? {};
  expect(data["text/plain"]).toBe("Who led\nOne run.");
  const [, html = "", svg = "", rest = ""] = /^(.*)data:image\/svg\+xml;base64,([^"]*)(.*)$/.exec(data["text/html"] ?? "") ?? [];
  expect(html + rest).toBe('<figure><p><strong>Who led</strong></p><img src="" alt="Who led"><figcaption>One run.</figcaption></figure>');
  const drawn = Buffer.from(svg, "base64").toString();
  expect(drawn).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" class="figure reigns" viewBox="0 0 9 9"/);
  expect(drawn).toContain(".reigns text{fill:red}");
  expect(drawn).toContain("a &amp; b");
});

test("of a table each row is a line, and its words stand apart", () => {
  const table = "<table><tbody><tr><th>outage</th><td>12 ms</td></tr><tr><th>lost</th><td>0</td></tr></tbody></table>";
  const [cell] = ipynb(
    chapterOf("src/content/docs/a.mdx", chapterText),
    {...saved, cells: [{id: "cell-1", html: table, made: []}]},
    {css: "", words: english},
  ).cells.slice(2);
  expect(cell).toMatchObject({outputs: [{data: {"text/plain": "outage 12 ms\nlost 0"}}]});
});
