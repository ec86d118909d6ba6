import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {lookUps} from "./house/entries.ts";
import {offences} from "./house/offences.ts";
import {readHouse, source} from "./house/source.ts";

const root = join(import.meta.dirname, "..");

test("the house keeps its rules", () => {
  expect(offences(readHouse(root))).toEqual([]);
});

test("every package has its one-line reason in the README, and the README names no other", () => {
  const {dependencies, devDependencies} = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const section = /\n## Packages\n([\s\S]*?)(?=\n## |$)/.exec(readme)?.[1] ?? "";
  const reasons = section.split("\n").flatMap((line) => /^\| `([^`]+)` \| (?=\S)/.exec(line)?.[1] ?? []);
  expect(reasons.sort()).toEqual(Object.keys({...dependencies, ...devDependencies}).sort());
});

/**
 * A registry that lacks another platform's binary makes npm leave it out of the lock, and then `npm ci` refuses the lock everywhere.
 * Such an entry is written by hand: version, os, cpu, libc and `optional`.
 */
test("package-lock.json has the binaries of every platform", () => {
  const {packages} = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, {optionalDependencies?: object}>;
  };
  const missing = Object.entries(packages).flatMap(([path, {optionalDependencies = {}}]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

const lines = (count: number) => "export const x = 1;\n".repeat(count);

/** A checker that finds nothing proves nothing: each row plants one breach. */
test.each<[claim: string, path: string, text: string, line: string]>([
  [
    "the kernel knows no system",
    "src/engine/kernel/a.ts",
    'import {x} from "../systems/zookeeper/index.ts";',
    "1: imports ../systems/zookeeper/index.ts: the kernel imports only",
  ],
  [
    "the kernel takes no other package",
    "src/engine/kernel/a.ts",
    '\nimport fc from "fast-check";',
    "2: imports fast-check: the kernel imports only",
  ],
  [
    "the model knows no kernel",
    "src/engine/model/a.ts",
    'import type {Kernel} from "../kernel/state.ts";',
    "1: imports ../kernel/state.ts: the model imports only",
  ],
  [
    "analysis takes of the kernel two files only",
    "src/engine/analysis/a.ts",
    'import type {Kernel} from "../kernel/state.ts";',
    "1: imports ../kernel/state.ts: analysis imports",
  ],
  ["the engine runs without Node", "src/engine/run.ts", 'import "node:fs";', "1: imports node:fs: only cli, bench, tests"],
  [
    "the engine never imports the site",
    "src/engine/index.ts",
    'export {x} from "../views/a.ts";',
    "1: imports ../views/a.ts: the engine's front",
  ],
  [
    "a dynamic import is an import",
    "src/engine/analysis/a.ts",
    'export const x = () => import("../../notebook/a.ts");',
    "1: imports ../../notebook/a.ts: analysis imports",
  ],
  [
    "a type is an import",
    "src/engine/kernel/a.ts",
    'export type X = import("../run.ts").Run;',
    "1: imports ../run.ts: the kernel imports only",
  ],
  [
    "systems do not import each other",
    "src/engine/systems/eureka/a.ts",
    'import type {X} from "../kafka/rules.ts";',
    "1: imports ../kafka/rules.ts: eureka does not stand on kafka",
  ],
  [
    "ZooKeeper does not know who uses it",
    "src/engine/systems/zookeeper/a.ts",
    'import type {X} from "../kafka/rules.ts";',
    "1: imports ../kafka/rules.ts: zookeeper does not",
  ],
  [
    "a system takes nothing of the kernel, not even a type",
    "src/engine/systems/zookeeper/a.ts",
    'import type {Flight} from "../../kernel/state.ts";',
    "1: imports ../../kernel/state.ts: a system imports model",
  ],
  ["views know no cells", "src/views/a.ts", 'import {x} from "../notebook/a.ts";', "1: imports ../notebook/a.ts: views import"],
  [
    "the notebook knows no system by name",
    "src/notebook/a.ts",
    'import {x} from "../engine/systems/kafka/index.ts";',
    "1: imports ../engine/systems/kafka/index.ts: the notebook",
  ],
  [
    "a component asks the notebook",
    "src/components/a.astro",
    '---\nimport {x} from "../engine/run.ts";\n---\n<p>',
    "2: imports ../engine/run.ts: components import",
  ],
  ["the command line knows no site", "cli/a.ts", 'import {x} from "../src/views/a.ts";', "1: imports ../src/views/a.ts: the command line"],
  [
    "the package knows no site",
    "package/a.ts",
    'import {x} from "../src/views/a.ts";',
    "1: imports ../src/views/a.ts: what makes the package",
  ],
  [
    "an example knows the package alone",
    "examples/a.ts",
    'import {run} from "../src/engine/run.ts";',
    "1: imports ../src/engine/run.ts: an example",
  ],
  [
    "a chapter imports nothing",
    "src/content/docs/a.mdx",
    '```ts\nimport "x";\n```\nimport X from "x";',
    "4: a chapter imports nothing by hand",
  ],

  ["wall time", "src/engine/kernel/a.ts", "export const x = () => Date.now();", "1: Date: wall time"],
  ["wall time by the other clock", "src/engine/kernel/a.ts", "export const x = () => performance.now();", "1: performance: wall time"],
  ["chance", "src/engine/kernel/a.ts", "export const x = Math.random();", "1: Math.random: draw from the run's streams"],
  ["an approximated function", "src/engine/kernel/a.ts", "export const x = Math.log(2);", "1: Math.log: approximated"],
  ["a power", "src/engine/analysis/a.ts", "export const x = (y: number) => y ** 0.5;", "1: **: approximated"],
  ["a task", "src/engine/kernel/a.ts", "export async function x() {}", "1: async: a run is one synchronous computation"],
  ["any", "src/engine/kernel/a.ts", "export const x = (y: any) => y;", "1: any: write the type"],
  ["a bigint", "src/engine/kernel/a.ts", "export const x = 1n;", "1: bigint: not JSON"],
  [
    "the reader's language",
    "src/engine/kernel/a.ts",
    "export const x = (a: string) => a.localeCompare('b');",
    "1: localeCompare: the reader's language",
  ],

  ["a long file without a reason", "src/engine/kernel/a.ts", lines(401), ": 401 lines: past 400"],
  ["a long function", "cli/a.ts", `export function x() {\n${"  y();\n".repeat(70)}}`, "1: a function of 72 lines: 70 is the most"],
  ["a vague name", "src/engine/kernel/utils.ts", "", ': "utils.ts": name it after the noun'],
  ["a vague folder", "src/views/helpers/a.ts", "", ': "helpers": name it after the noun'],
  ["a name in capitals", "src/views/SpaceTime.ts", "", ": a file is named in kebab-case"],
  ["an index within a room", "src/views/index.ts", "", ": inside a room import the file"],
  ["a default export", "src/views/a.ts", "export default 1;", "1: exports are named"],
  ["a class", "src/views/a.ts", "export class Diagram {}", "1: a class: plain objects"],

  ["a test that runs alone", "tests/engine/a.test.ts", 'test.only("x", () => {});', "1: .only: every test runs"],
  ["a test that does not run", "tests/engine/a.test.ts", 'test.each([1]).skip("x", () => {});', "1: .skip: every test runs"],
  ["a test that tries again", "tests/engine/a.test.ts", 'test("x", {retry: 2}, () => {});', "1: retry: a test that needs luck"],
  ["a test that waits", "tests/site/a.test.ts", "await page.waitForTimeout(100);", "1: waitForTimeout: wait for the event"],

  ["a rule without its id", "src/engine/systems/toy/rules.ts", "/** Why.\n * @source a@b c d */\nexport function x() {}", "3: x: @rule"],
  ["a rule without its source", "src/engine/systems/toy/rules.ts", "/** Why.\n * @rule L1 */\nexport const x = () => 1;", "3: x: @source"],
  [
    "a rule without a test",
    "src/engine/systems/toy/rules.ts",
    "/** Why.\n * @rule L2  @source a@b c d */\nexport function x() {}",
    "3: x: no test of toy names L2",
  ],

  [
    "a sentence in a view",
    "src/views/a.ts",
    'export const x = "Nobody leads now";',
    '1: "Nobody leads now": a sentence stands in src/words',
  ],
  ["a word beside what is filled in", "src/notebook/page/a.ts", `export const x = (n: number) => \`\${n} runs\`;`, '1: "… runs"'],
  [
    "a sentence in a refusal",
    "src/engine/toy.ts",
    'throw new Refusal(n > 1 ? "too many servers" : said("engine.none"));',
    '1: "too many servers"',
  ],
  [
    "a violation in English",
    "src/engine/systems/toy/invariants.ts",
    `export const x = (a: string) => \`\${a} leads twice\`;`,
    '1: "… leads twice"',
  ],
  [
    "a number in one language",
    "src/views/a.ts",
    'export const x = (n: number) => n.toLocaleString("en");',
    "1: toLocaleString: words.number",
  ],
])("refused: %s", (_, path, text, line) => {
  const tested = source("tests/engine/systems/toy/rules.test.ts", 'test("L1: x", () => {});');
  expect(offences([source(path, text), tested])).toEqual([expect.stringContaining(`${path}:${line.replace(/^:/, "")}`)]);
});

test.each<[claim: string, path: string, text: string]>([
  [
    "keys, classes, selectors and our own bugs are no sentences",
    "src/views/a.ts",
    'assert(ok, "this can never be"); html("p", {class: "a b"}, words.say("views.a.b")).querySelector("p > em");',
  ],
  ["what an invariant says stands beside it", "src/engine/systems/toy/invariants.ts", 'export const x = {says: "There is one leader."};'],
  ["a reader of files counts in the 64 bits of their program", "src/engine/systems/java.ts", "export const most = 9223372036854775807n;"],
  ["the kernel draws from pure-rand", "src/engine/kernel/a.ts", 'import {x} from "pure-rand/distribution/uniformInt";'],
  ["the notebook's build runs in Node", "src/notebook/build/a.ts", 'import "node:fs";\nimport "jsdom";'],
  [
    "exact arithmetic, and names of one's own",
    "src/engine/kernel/a.ts",
    "export const x = (process: {Date: number}) => Math.sqrt(process.Date) * Math.PI;",
  ],
  ["words in comments and strings", "src/engine/kernel/a.ts", '// Date.now(), any, async\nexport const x = "Math.random()";'],
  [
    "a long file with a reason",
    "src/engine/kernel/a.ts",
    `/** The network in one file, because its states are read side by side. More. */\n${lines(401)}`,
  ],
  [
    "a rule with all it needs",
    "src/engine/systems/toy/rules.ts",
    "/** Why.\n * @rule L1\n * @source a@b c d */\nexport function x() {}\nexport interface Y {}",
  ],
])("allowed: %s", (_, path, text) => {
  const tested = source("tests/engine/systems/toy/rules.test.ts", 'test("L1: x", () => {});');
  expect(offences([source(path, text), tested])).toEqual([]);
});

test.each(["index", "model"])("allowed: a system imports another that its %s says it stands on", (file) => {
  const kafka = source("src/engine/systems/kafka/a.ts", 'import {rules} from "../zookeeper/rules.ts";');
  const defined = (standsOn: string) => source(`src/engine/systems/kafka/${file}.ts`, `export const kafka = defineSystem({${standsOn}});`);
  expect(offences([kafka, defined("standsOn: [zookeeper.system]")])).toEqual([]);
  expect(offences([kafka, defined("")])).toEqual([expect.stringContaining("kafka does not stand on zookeeper")]);
});

test("every look-up by a pattern finds files", () => {
  expect(lookUps(readHouse(root), root)).toEqual([]);
});

test("refused: a look-up that finds nothing, with its line", () => {
  const moved = source("src/notebook/a.ts", 'const all = import.meta.glob(["../engine/systems/*/index.ts", "!../x.ts", "../gone/*.ts"]);');
  expect(lookUps([moved], root)).toEqual(["src/notebook/a.ts:1: ../gone/*.ts finds no file"]);
});

test("refused: an import of what a worker starts with; its types are nobody's second run", () => {
  const house = [
    source("src/notebook/a.ts", 'const worker = new Worker(new URL("./b.ts", import.meta.url), {type: "module"});'),
    source("src/notebook/c.ts", 'import {b} from "./b.ts";'),
    source("src/notebook/d.ts", 'import type {B} from "./b.ts";'),
  ];
  expect(offences(house)).toEqual(["src/notebook/c.ts:1: imports ./b.ts: it is a worker's entry, and would run again"]);
});

test("refused: a circle of values between modules, once, with the way round", () => {
  const house = [
    source("src/engine/kernel/a.ts", 'import {b} from "./b.ts";'),
    source("src/engine/kernel/b.ts", 'import {c, type C} from "./c.ts";'),
    source("src/engine/kernel/c.ts", 'export {a} from "./a.ts";'),
  ];
  expect(offences(house)).toEqual(["src/engine/kernel/a.ts: a circle of values: a.ts → b.ts → c.ts → a.ts"]);
});

test("allowed: modules that know each other's types", () => {
  const house = [
    source("src/engine/kernel/a.ts", 'import {b} from "./b.ts";'),
    source("src/engine/kernel/b.ts", 'import type {A} from "./a.ts";\nimport {type B} from "./a.ts";\nexport {type C} from "./a.ts";'),
  ];
  expect(offences(house)).toEqual([]);
});
