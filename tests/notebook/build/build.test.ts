import {spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import process from "node:process";
import {afterEach, beforeEach, expect, test} from "vitest";

/** The command itself, in a project of its own whose code is the house's. */
const house = join(import.meta.dirname, "../../..");
let project = "";

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "interregnum-"));
  mkdirSync(join(project, "src/content/docs"), {recursive: true});
  for (const shared of [
    "src/engine",
    "src/words",
    "src/views",
    "src/notebook",
    "package-lock.json",
    "package.json",
    "tsconfig.json",
    "node_modules",
  ])
    symlinkSync(join(house, shared), join(project, shared));
});

afterEach(() => rmSync(project, {recursive: true}));

function notebook(chapter: string, ...args: string[]): {status: number | null; lines: string[]} {
  writeFileSync(join(project, "src/content/docs/trial.mdx"), `---\ntitle: Trial\n---\n${chapter}`);
  return node([join(house, "src/notebook/build/main.ts"), ...args]);
}

function node(args: readonly string[]): {status: number | null; lines: string[]} {
  const {status, stderr} = spawnSync(process.execPath, args, {cwd: project, encoding: "utf8"});
  return {status, lines: stderr.trim() === "" ? [] : stderr.trim().split("\n")};
}

const cell = (source: string) => `\n\`\`\`ts cell\n${source}\n\`\`\`\n`;

test("a cell that throws fails the build with one line that names chapter, line and cell", () => {
  const chapter = `${cell("const a = 1")}${cell("const b = a + 1\nconst c = null as unknown as {d: number}\nconst d = c.d")}${cell("d")}`;
  expect(notebook(chapter)).toEqual({
    status: 1,
    lines: ["src/content/docs/trial.mdx:12: cell 2 throws TypeError: Cannot read properties of null (reading 'd')"],
  });
});

test("what the engine refuses is said in its own words", () => {
  const {status, lines} = notebook(cell("zookeeper.scenarios.coldStart({latencyMs: -1})"));
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^src\/content\/docs\/trial\.mdx:6: cell 1 throws zookeeper cold-start: latencyMs=-1: must be from 0/),
  ]);
});

test("outputs are saved once: as text, with ids of their cell and what controls hold", () => {
  const chapter = cell('const n = view(Inputs.range([0, 9], {label: "N", step: 1, value: 4}))');
  expect(notebook(chapter)).toEqual({status: 0, lines: []});
  const folder = join(project, ".cache/notebook");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  expect(files.length).toBe(1);
  const {cells} = JSON.parse(readFileSync(join(folder, files[0] ?? ""), "utf8")) as {cells: {html: string}[]};
  const {html = ""} = cells[0] ?? {};
  expect(html).toContain('id="cell-1-1"');
  expect(html.match(/value="4"/g)?.length).toBe(2);
});

test("a page without its saved outputs, or with stale ones, fails and says the command", () => {
  const page = `const {cellsFromFences} = await import(${JSON.stringify(join(house, "src/notebook/build/remark.ts"))});
    const tree = {type: "root", children: [{type: "code", lang: "ts", meta: "cell", value: "1 + 1"}]};
    try { cellsFromFences()(tree, {path: process.cwd() + "/src/content/docs/trial.mdx"}); console.error(JSON.stringify(tree.children.at(-1).name)); }
    catch (error) { console.error(error.message); }`;
  const build = () => node(["--input-type=module", "-e", page]).lines;
  expect(notebook(cell("1 + 1")).status).toBe(0);
  expect(build()).toEqual(['"Cell"']);
  writeFileSync(join(project, "src/content/docs/trial.mdx"), cell("1 + 2"));
  expect(build()).toEqual(["src/content/docs/trial.mdx: its saved outputs are missing or stale: run npm run notebook first"]);
});

test("a name that the engine's source does not declare fails the build with one line", () => {
  const {status, lines} = notebook('\n<Source of="systems/zookeeper/rules.ts" name="supersedez" />\n');
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(
      /^src\/content\/docs\/trial\.mdx:5: <Source of="systems\/zookeeper\/rules\.ts" name="supersedez" \/>: src\/engine\/systems\/zookeeper\/rules\.ts declares no supersedez; it declares .*supersedes/,
    ),
  ]);
});

test("a claim that no system checks fails the build with one line", () => {
  const {status, lines} = notebook('\n<Claim id="zookeeper/never-slow">It is never slow.</Claim>\n');
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(
      /^src\/content\/docs\/trial\.mdx:5: <Claim id="zookeeper\/never-slow">: .*src\/engine\/systems\/zookeeper\/claims\.ts/,
    ),
  ]);
});

test("a chapter that is no Markdown with tags fails the build with one line", () => {
  const {status, lines} = notebook("\n<Claim id='zookeeper/one-leader'>so\n");
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^src\/content\/docs\/trial\.mdx:5: Expected a closing tag for `<Claim>`/)]);
});

test("tags in code are no tags", () => {
  expect(notebook('\n`<Claim id="a/b">`\n\n```mdx\n<Source of="x" name="y" />\n```\n').status).toBe(0);
});

test("a cell of the wrong type is named with chapter, line and cell", () => {
  const {status, lines} = notebook(cell("const run = simulate(zookeeper.scenarios.coldStart({latency: 3}))"), "types");
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^src\/content\/docs\/trial\.mdx:6: cell 1: .*'latency' does not exist.*'latencyMs'\? \(TS2561\)$/),
  ]);
});

test("a cell may use a name that a later cell declares", () => {
  expect(notebook(`${cell("const b: number = a + 1")}${cell("const a = 1")}`, "types")).toEqual({status: 0, lines: []});
});
