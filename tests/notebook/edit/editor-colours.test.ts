import {typescriptLanguage} from "@codemirror/lang-javascript";
import {codeToTokens} from "shiki";
import {expect, test} from "vitest";
import {chapters} from "../../../src/notebook/build/chapters.ts";
import {shikiThemes} from "../../../src/notebook/build/themes.ts";
import {colours, kindsOf} from "../../../src/notebook/edit/editor-colours.ts";

/** The colours of each sign, light and dark, as the editor gives them. */
function edited(source: string): string[] {
  const signs = Array.from({length: source.length}, () => colours.plain.join(" ").toUpperCase());
  const tree = typescriptLanguage.parser.parse(source);
  for (const {from, to, kind} of kindsOf(tree, (a, b) => source.slice(a, b), 0, source.length))
    signs.fill(colours[kind].join(" ").toUpperCase(), from, to);
  return signs;
}

/** As Shiki gives them, in the page. */
async function shown(source: string): Promise<string[]> {
  // With a limit of time its answer would hang on how busy the machine is.
  const {tokens} = await codeToTokens(source, {lang: "ts", themes: shikiThemes, defaultColor: false, tokenizeTimeLimit: 0});
  return tokens.flatMap((line, i) => {
    const signs = line.flatMap(({content, htmlStyle}) =>
      [...content].map(() => `${htmlStyle?.["--shiki-light"]} ${htmlStyle?.["--shiki-dark"]}`.toUpperCase()),
    );
    return i === 0 ? signs : ["newline", ...signs];
  });
}

/** Words whose colours differ. White space has none; within a regular expression, which the editor shows in one colour, Shiki has four. */
async function differences(source: string): Promise<string[]> {
  const [was, is] = [await shown(source), edited(source)];
  typescriptLanguage.parser.parse(source).iterate({
    enter: ({name, from, to}) => {
      if (name === "RegExp") was.splice(from, to - from, ...is.slice(from, to));
    },
  });
  return [...source.matchAll(/[\w$]+|[^\w\s]/g)].flatMap(({0: word, index}) =>
    was[index] === is[index]
      ? []
      : [`${word} at ${source.slice(Math.max(0, index - 12), index + word.length + 8)}: ${was[index]} is ${is[index]}`],
  );
}

test("of the words of all cells of the course not two in a thousand have another colour in the editor than in the page", async () => {
  let words = 0;
  const wrong: string[] = [];
  for (const {cells} of chapters()) {
    for (const {source} of cells) {
      words += source.match(/[\w$]+|[^\w\s]/g)?.length ?? 0;
      // Shiki's own grammar slips now and then: it takes a name like `of` for the keyword.
      wrong.push(...(await differences(source)));
    }
  }
  expect(wrong.length > words / 500 ? wrong : []).toEqual([]);
});

test("what cells may hold has the colours of the page in both themes", async () => {
  const sample = `// why
const total: number = rows.map((r) => (r.leader === "z1" ? 1 : 0)).length
const {a, b: [e]} = view(Inputs.range([1, 60], {label: "ms", step: 1, value: 10}))
function larger(a: Vote, b: Vote): boolean { return a.leader > b.leader && !a.lost }
const rule = (a: {leader: number}, b: {leader: number}) => a.leader > b.leader
for (const x of [1, 2.5]) { if (!x) continue; else break }
let u = null
u ??= new Map([[1, true]]).get(1)
display(Plot.plot({marks: [Plot.dot(rows, {x: "latencyMs", y: (d) => d.outageMs / 1000})]}))
const title = \`seed \${total} of \${rows.length}\`
while (total > 3) { throw new Error("no") }
const all = [...rows, ...await others, "a\\n\\"b", \`\${a}\\n\`]
interface Row { readonly id: string; size?: number }
const same = all as unknown as readonly Row[]
const last = {id: 1, "a b": 2, [b]: 3, f: function () { return this }, g() { return undefined }}
if (a >= 0 && MAX_RUNS !== 3 || typeof u === "string") try { u() } catch (error) { delete last.id }`;
  expect(await differences(sample)).toEqual([]);
});
