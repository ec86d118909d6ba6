import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {measureNames} from "../../../src/engine/analysis/columns.ts";
import {sweepsOf} from "../../../src/notebook/build/chapter-sweeps.ts";
import {chapterOf} from "../../../src/notebook/build/chapters.ts";
import {changes, rowsOfKey} from "../../../src/notebook/build/committed-rows.ts";
import {compile} from "../../../src/notebook/build/compile.ts";
import type {Artefact, RowsKey} from "../../../src/notebook/cells/rows.ts";

const cell = (source: string) => `\`\`\`ts cell\n${source}\n\`\`\`\n`;

/** A system, an input, a sweep and a figure of it. */
const text = [
  `const patience = view(Inputs.range([100, 900], {label: "Patience", step: 100, value: 300}))
const helps = (role: string) => role === "leader"`,
  `const key = (name: string, value: number, means: string) => ({key: name, default: value, unit: "ms", range: null, means, source: "here"})
const quiet = {
  name: "quiet",
  says: "Nobody says anything.",
  init: () => ({said: 0}),
  on: {
    saying(m, {node}) {
      m.said++
      return m.said > 3 ? \`\${node} says too much\` : null
    },
  },
}
const turns = {next: (id: string) => (id === "a" ? "b" : "a")}
const toy = defineSystem({
  name: "toy",
  messages: {PING: []},
  processes: {
    server: {
      init: ({id}) => ({id, role: "follower"}),
      start: (s, ctx) => ctx.setTimer("tick", ms(100)),
      timer(s, name, arg, ctx) {
        s.role = "leader"
        ctx.note({kind: "saying"})
      },
      receive() {},
    },
  },
  rules: turns,
  config: [key("patienceMs", 300, "how long one waits")],
  invariants: [quiet],
  believe: ({role}) => [{scope: "group", role, term: 1, leads: helps(role)}],
  scenarios: [
    {
      name: "calm",
      title: "Nothing at all",
      parameters: [],
      make: () => ({config: {}, nodes: [{id: "a"}, {id: "b"}], network: {latency: {constant: 1}}, faults: [], untilMs: 300, settle: false}),
    },
  ],
})`,
  `const counted = (run) => run.history.filter(({f}) => f === "write").length
const rows = sweep(
  ({load, seed}) => ({...toy.scenarios.calm({seed}), untilMs: load === "light" ? patience : 400}),
  {load: ["light", "heavy"]},
  {runs: 3, row: (run) => ({writes: counted(run), led: run.beliefs.some(({role}) => role === "leader")})},
)`,
  `display(chart({title: "What was written", marks: [Plot.dot(rows, {x: "load", y: "writes"})]}))`,
];

let made = 0;
async function keyOf(cells: readonly string[], name = `row-key-${++made}`): Promise<RowsKey> {
  const chapter = chapterOf(`src/content/docs/${name}.mdx`, `---\ntitle: Trial\n---\n\n${cells.map(cell).join("\n")}`);
  const compiled = compile(chapter);
  expect(compiled.complaints).toEqual([]);
  const [found] = await sweepsOf(chapter, compiled);
  if (found === undefined || "says" in found) throw new Error(found?.says ?? "no sweep");
  return found.key;
}

const changed = (was: string, now: string): string[] => {
  const cells = text.map((source) => source.replaceAll(was, now));
  expect(cells).not.toEqual(text);
  return cells;
};

test.each<[what: string, cells: readonly string[]]>([
  ["the label of an input", changed('label: "Patience"', 'label: "耐心"')],
  ["the title of a figure", changed("What was written", "写了什么")],
  ["the title of a scenario", changed("Nothing at all", "什么也没有")],
  ["what a key means, where it is handed to a function", changed("how long one waits", "等待多久")],
  ["what an invariant says", changed("Nobody says anything.", "没有人说话。")],
  ["the sentence in which it says what is wrong", changed("} says too much`", "} 说得太多`")],
  ["the name of a point, which the columns do not hear of", changed('"light"', '"轻"')],
  ["a comment", changed("const counted", "// how many\nconst counted")],
  ["layout and types", changed("(run) => run.history", "(run: unknown) =>\n  run\n    .history")],
  ["a helper that nothing of it uses", changed("const counted", 'const other = "x"\nconst counted')],
  ["a cell more", ["const before = 1", ...text]],
  ["another cell's place", [text[3] ?? "", text[2] ?? "", text[1] ?? "", text[0] ?? ""]],
])("%s makes no row stale", async (_what, cells) => {
  expect(await keyOf(cells)).toEqual(await keyOf(text));
});

test("the same chapter in another language, and under another name, has the same rows", async () => {
  const [here, there] = [await keyOf(text, "row-key"), await keyOf(text, "zh-cn/row-key")];
  expect(there).toEqual(here);
});

test.each<[what: string, cells: readonly string[], why: string]>([
  [
    "a string in a helper of what makes the columns",
    changed('f === "write"', 'f === "read"'),
    "what makes its columns is written in another way",
  ],
  ["a string in a column", changed('({role}) => role === "leader")}', '({role}) => role === "follower")}'), "what makes its columns is"],
  [
    "that the house's own measures make the columns",
    changed(', row: (run) => ({writes: counted(run), led: run.beliefs.some(({role}) => role === "leader")})', ""),
    "what makes its columns is written in another way",
  ],
  [
    "a string in a rule that no scenario asks",
    changed('(id === "a" ? "b"', '(id === "a" ? "c"'),
    "toy, which a cell defines, is written in another way",
  ],
  ["a string in another cell that the system uses", changed('=> role === "leader"', '=> role === "boss"'), "toy, which a cell defines"],
  ["when an invariant is violated", changed("m.said > 3", "m.said > 1"), "toy, which a cell defines"],
  ["a name that the scenario has", changed('{id: "b"}', '{id: "c"}'), "its scenarios are others"],
  ["the value of an input", changed("value: 300}))", "value: 200}))"), "an input has another default; its scenarios are others"],
  ["how many runs there are", changed("runs: 3", "runs: 4"), "runs was 3 and is 4"],
  [
    "a value of the grid that the columns hear of",
    changed("row: (run) =>", "row: (run, point) =>"),
    "its grid has other values, of which `row` is told",
  ],
])("%s does", async (_what, cells, why) => {
  const [was, now] = [await keyOf(text), await keyOf(cells)];
  expect(changes(was, now).join("; ")).toContain(why);
});

test("a scenario more of a system makes no row stale, one that goes otherwise does, and is named", async () => {
  const key = await keyOf(text);
  const {toy = {}} = key.behaviour;
  const keyWith = (behaviour: RowsKey["behaviour"][string]): RowsKey => ({...key, behaviour: {toy: behaviour}});
  expect(changes(key, keyWith({...toy, storm: "00000000"}))).toEqual([]);
  expect(changes(keyWith({...toy, storm: "00000000"}), keyWith({...toy, storm: "11111111"}))).toEqual([
    "toy behaves in another way in storm",
  ]);
});

test("rows of the house's own measures hang on which there are", async () => {
  const key = await keyOf(changed(', row: (run) => ({writes: counted(run), led: run.beliefs.some(({role}) => role === "leader")})', ""));
  const digest = createHash("sha256").update(measureNames.join()).digest("hex");
  expect(digest.startsWith(key.measures)).toBe(true);
});

test("rows are found by what they are of, whatever their chapter and cell are called", () => {
  const path = "data/notebook/crashes.json";
  const {key} = JSON.parse(readFileSync(join(import.meta.dirname, "../../..", path), "utf8")) as Artefact;
  expect(rowsOfKey(key)?.path).toBe(path);
  expect(rowsOfKey({...key, measures: "another"})).toBeNull();
});
