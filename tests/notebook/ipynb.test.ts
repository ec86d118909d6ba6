import {expect, test} from "vitest";
import {chapterOf} from "../../src/notebook/build/chapters.ts";
import {ipynb} from "../../src/notebook/build/ipynb.ts";

const text = [
  "---",
  "title: A chapter",
  "---",
  "",
  'It takes <Out of="outage" format=".0f" unit="ms" />, and <Claim id="a/b">nothing is lost.</Claim>',
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
const book = ipynb(chapterOf("src/content/docs/a.mdx", text), saved, ".reigns text{fill:red}");

/** What nbformat 4.5 asks of a notebook, from its document; every complaint is a line. */
function complaints(value: unknown): string[] {
  const found: string[] = [];
  const wants = (holds: boolean, says: string) => void (holds || found.push(says));
  const {nbformat, nbformat_minor, metadata, cells, ...more} = value as {[key: string]: unknown};
  wants(nbformat === 4 && nbformat_minor === 5, "nbformat is 4.5");
  wants(typeof metadata === "object" && metadata !== null, "metadata is an object");
  wants(Object.keys(more).length === 0, "there is nothing else at the top");
  const {language_info} = metadata as {language_info?: {name?: unknown}};
  wants(typeof language_info?.name === "string", "language_info has a name");
  const ids = new Set<unknown>();
  for (const cell of cells as {[key: string]: unknown}[]) {
    const keys = ["cell_type", "id", "metadata", "source"];
    wants(/^[a-zA-Z0-9-_]{1,64}$/.test(String(cell.id)) && !ids.has(cell.id), `id ${cell.id} is its own, of 1 to 64 plain characters`);
    ids.add(cell.id);
    wants(typeof cell.source === "string", `${cell.id}: source is text`);
    wants(typeof cell.metadata === "object", `${cell.id}: metadata is an object`);
    if (cell.cell_type === "code") {
      keys.push("execution_count", "outputs");
      wants(cell.execution_count === null || Number.isInteger(cell.execution_count), `${cell.id}: execution_count is null or whole`);
      for (const output of cell.outputs as {[key: string]: unknown}[]) {
        wants(Object.keys(output).sort().join() === "data,metadata,output_type", `${cell.id}: an output has its three keys`);
        wants(output.output_type === "display_data", `${cell.id}: output_type is known`);
        const values = Object.entries(output.data as object);
        wants(
          values.every(([type, one]) => /^\w+\/[\w+.-]+$/.test(type) && typeof one === "string"),
          `${cell.id}: data are text by media type`,
        );
      }
    } else wants(cell.cell_type === "markdown", `${cell.id}: cell_type is known`);
    wants(Object.keys(cell).sort().join() === keys.sort().join(), `${cell.id}: it has the keys of its type and no others`);
  }
  return found;
}

test("it is what nbformat 4.5 asks for", () => {
  expect(complaints(JSON.parse(JSON.stringify(book)))).toEqual([]);
});

test("prose, cells and what they show come in the chapter's order, without the tags of the course", () => {
  expect(book.cells.map(({cell_type, source}) => [cell_type, source.split("\n")[0]])).toEqual([
    ["markdown", "# A chapter"],
    ["markdown", "It takes 12\u00a0ms, and nothing is lost."],
    ["code", "const outage = 12"],
    ["markdown", "Which?"],
    ["code", "display(picture)"],
    ["markdown", "The end."],
  ]);
});

test("a figure is a picture that brings its colours, and its words as text; inputs are left out", () => {
  const outputs = book.cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  expect(outputs.map(({data}) => Object.keys(data))).toEqual([
    ["text/html", "text/plain"],
    ["image/svg+xml", "text/plain"],
  ]);
  expect(outputs[1]?.data["text/plain"]).toBe("Who led\nOne run.");
  const svg = outputs[1]?.data["image/svg+xml"] ?? "";
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" class="figure reigns" viewBox="0 0 9 9"/);
  expect(svg).toContain(".reigns text{fill:red}");
  expect(svg).toContain("a &amp; b");
});
