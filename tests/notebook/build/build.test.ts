import {spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import process from "node:process";
import {afterAll, expect, test} from "vitest";

/** The command itself, in projects of their own whose code is the house's. Chapters that are asked the same share one: a start costs seconds. */
const house = join(import.meta.dirname, "../../..");
const projects: string[] = [];

afterAll(() => {
  for (const project of projects) rmSync(project, {recursive: true});
});

function projectOf(chapters: {readonly [name: string]: string}): string {
  const project = mkdtempSync(join(tmpdir(), "interregnum-"));
  projects.push(project);
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
  for (const [name, text] of Object.entries(chapters)) write(project, name, text);
  return project;
}

function write(project: string, name: string, text: string): void {
  writeFileSync(join(project, `src/content/docs/${name}.mdx`), `---\ntitle: Trial\n---\n${text}`);
}

interface Ended {
  readonly status: number | null;
  readonly lines: readonly string[];
}

const notebook = (project: string, ...args: string[]): Ended => node(project, [join(house, "src/notebook/build/main.ts"), ...args]);

function node(project: string, args: readonly string[]): Ended {
  const env = {...process.env, NODE_COMPILE_CACHE: join(house, ".cache/node")};
  const {status, stderr} = spawnSync(process.execPath, args, {cwd: project, encoding: "utf8", env});
  return {status, lines: stderr.trim() === "" ? [] : stderr.trim().split("\n")};
}

const cell = (source: string) => `\n\`\`\`ts cell\n${source}\n\`\`\`\n`;

/** A claim, its chapter, and the one line that is said of it, from the line's number on. */
type Bad = readonly [claim: string, chapter: string, line: string | RegExp];

/** Whether each bad chapter has its one line, of all that one run of the command says of them, and nothing else is said. */
function testLines(bad: readonly Bad[], ...args: string[]): void {
  const {status, lines} = notebook(projectOf(Object.fromEntries(bad.map(([, chapter], i) => [`trial-${i}`, chapter]))), ...args);
  const said = bad.map((_, i) => lines.filter((line) => line.startsWith(`src/content/docs/trial-${i}.mdx:`)));

  test.each(bad.map(([claim, , line], i) => [claim, line, i] as const))("%s", (_, line, i) => {
    const place = `src/content/docs/trial-${i}.mdx:`;
    expect(said[i]).toEqual([typeof line === "string" ? `${place}${line}` : expect.stringMatching(line)]);
  });

  test(`and with such chapters the command ends with 1: ${bad.length}`, () => {
    expect([status, said.flat().length]).toEqual([1, lines.length]);
  });
}

testLines([
  [
    "a cell that throws fails the build with one line that names chapter, line and cell",
    `${cell("const a = 1")}${cell("const b = a + 1\nconst c = null as unknown as {d: number}\nconst d = c.d")}${cell("d")}`,
    "12: cell 2 throws TypeError: Cannot read properties of null (reading 'd')",
  ],
  [
    "what the engine refuses is said in its own words",
    cell("zookeeper.scenarios.coldStart({latencyMs: -1})"),
    /:6: cell 1 throws zookeeper cold-start: latencyMs=-1: must be from 0/,
  ],
  [
    "a name that the engine's source does not declare fails the build with one line",
    '\n<Source of="systems/zookeeper/rules.ts" name="supersedez" />\n',
    /:5: <Source of="systems\/zookeeper\/rules\.ts" name="supersedez" \/>: src\/engine\/systems\/zookeeper\/rules\.ts declares no supersedez; it declares .*supersedes/,
  ],
  [
    "a claim that no system checks fails the build with one line",
    '\n<Claim id="zookeeper/never-slow">It is never slow.</Claim>\n',
    /:5: <Claim id="zookeeper\/never-slow">: .*src\/engine\/systems\/zookeeper\/claims\.ts/,
  ],
]);

testLines(
  [
    [
      "a cell of the wrong type is named with chapter, line and cell",
      cell("const run = simulate(zookeeper.scenarios.coldStart({latency: 3}))"),
      /:6: cell 1: .*'latency' does not exist.*'latencyMs'\? \(TS2561\)$/,
    ],
    [
      "a cell may use a name that a later cell declares, and is held to its type",
      `${cell("const b: number = a + 1\nconst c: string = a")}${cell("const a = 1")}`,
      /:7: cell 1: Type 'number' is not assignable to type 'string'. \(TS2322\)$/,
    ],
  ],
  "types",
);

test("a chapter that is no Markdown with tags fails the build with one line", () => {
  const {status, lines} = notebook(projectOf({trial: "\n<Claim id='zookeeper/one-leader'>so\n"}));
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^src\/content\/docs\/trial\.mdx:5: Expected a closing tag for `<Claim>`/)]);
});

test("outputs are saved once: as text, with ids of their cell and what controls hold; tags in code are no tags", () => {
  const project = projectOf({
    input: cell('const n = view(Inputs.range([0, 9], {label: "N", step: 1, value: 4}))'),
    tags: '\n`<Claim id="a/b">`\n\n```mdx\n<Source of="x" name="y" />\n```\n',
  });
  expect(notebook(project)).toEqual({status: 0, lines: []});
  const folder = join(project, ".cache/notebook");
  const saved = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const cells = saved.flatMap((file) => (JSON.parse(readFileSync(join(folder, file), "utf8")) as {cells: {html: string}[]}).cells);
  expect(cells.length).toBe(1);
  const {html = ""} = cells[0] ?? {};
  expect(html).toContain('id="cell-1-1"');
  expect(html.match(/value="4"/g)?.length).toBe(2);
});

test("a page without its saved outputs, or with stale ones, fails and says the command", () => {
  const page = `const {cellsFromFences} = await import(${JSON.stringify(join(house, "src/notebook/build/remark.ts"))});
    for (const name of ["saved", "stale"]) {
      const tree = {type: "root", children: [{type: "code", lang: "ts", meta: "cell", value: "1 + 1"}]};
      try { cellsFromFences()(tree, {path: process.cwd() + "/src/content/docs/" + name + ".mdx"}); console.error(JSON.stringify(tree.children.at(-1).name)); }
      catch (error) { console.error(error.message); }
    }`;
  const project = projectOf({saved: cell("1 + 1"), stale: cell("1 + 1")});
  expect(notebook(project).status).toBe(0);
  write(project, "stale", cell("1 + 2"));
  expect(node(project, ["--input-type=module", "-e", page]).lines).toEqual([
    '"Cell"',
    "src/content/docs/stale.mdx: its saved outputs are missing or stale: run npm run notebook first",
  ]);
});
