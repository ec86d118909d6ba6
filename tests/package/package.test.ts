import {readdirSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import ts from "typescript";
import {build, type Rolldown} from "vite";
import {afterAll, beforeAll, expect, test} from "vitest";
import {systemNames} from "../../cli/systems.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import {type Installed, install, printed} from "./installed.ts";

let installed: Installed;

beforeAll(() => {
  installed = install();
}, 60_000);

afterAll(() => {
  rmSync(installed.folder, {recursive: true});
});

const own = /^(package\.json|README\.md|LICENSE|lib\/[\w/-]+\.(js|d\.ts))$/;
const rooms =
  /^lib\/engine\/((model|kernel|systems|analysis|checking|outside)\/|[\w-]+\.(js|d\.ts)$)|^lib\/words\/(en\/)?[\w-]+\.(js|d\.ts)$/;

test("the package holds the compiled engine with its types, README and licence, and nothing else", () => {
  const {files} = installed;
  expect(files.filter((file) => !own.test(file))).toEqual([]);
  expect(files.filter((file) => file.startsWith("lib/") && !rooms.test(file))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "lib/engine/interregnum.js", "lib/engine/interregnum.d.ts"]));
});

test("every system of the house is in the package under its own name, and its scenarios give the runs that they give here", () => {
  const names = systemNames();
  const script = `import * as interregnum from "interregnum";
const {simulate, zookeeper} = interregnum;
console.log(${JSON.stringify(names)}.filter((name) => name in interregnum).join());
console.log(simulate(zookeeper.scenarios.coldStart({seed: 7})).hash);`;
  writeFileSync(join(installed.folder, "smoke.mjs"), script);
  expect(printed(installed, "smoke.mjs")).toEqual([names.join(), run(system, scenarioOf(system, "cold-start", {}, 7)).hash]);
});

test("what is wrong is refused in a line that names what there is", () => {
  const script = `import {Refusal, simulate, zookeeper} from "interregnum";
const says = (wrong) => { try { wrong(); } catch (error) { console.log(error instanceof Refusal, error.message); } };
says(() => simulate({...zookeeper.scenarios.coldStart(), system: "etcd"}));
says(() => zookeeper.scenarios.coldStart({servers: 99}));`;
  writeFileSync(join(installed.folder, "wrong.mjs"), script);
  expect(printed(installed, "wrong.mjs")).toEqual([
    `true simulate: unknown system "etcd": this program holds ${systemNames().sort().join(", ")}; import it, or introduce one of your own`,
    "true zookeeper cold-start: servers=99: must be from 3 to 21 servers (default 3)",
  ]);
});

test.each([
  ["nodenext", ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  ["bundler", ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
])("the examples hold the types of the package, resolved as %s does, and a wrong name does not", (_, module, moduleResolution) => {
  const wrong = join(installed.folder, "wrong.ts");
  const lines = ["coldStart({serverz: 3})", 'coldStart({seed: "7"})', "coldstart()"].map((call) => `zookeeper.scenarios.${call};`);
  writeFileSync(wrong, `import {zookeeper} from "interregnum";\n${lines.join("\n")}\n`);
  // All that an example asks of its surroundings.
  writeFileSync(join(installed.folder, "console.d.ts"), "declare const console: {log(line: string): void};\n");
  const sources = readdirSync(installed.folder).filter((file) => file.endsWith(".ts"));
  const program = ts.createProgram(
    sources.map((file) => join(installed.folder, file)),
    // Without DOM or Node, and with the declarations checked as well: what a reader's project may have is not for the package to lean on.
    {strict: true, noEmit: true, module, moduleResolution, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"], types: []},
  );
  const places = ts
    .getPreEmitDiagnostics(program)
    .map(({file, start}) => `${file?.fileName.split("/").at(-1)}:${file?.getLineAndCharacterOfPosition(start ?? 0).line}`);
  expect(places).toEqual(["wrong.ts:1", "wrong.ts:2", "wrong.ts:3"]);
});

test.each([
  [
    "election.ts",
    [
      "z5 leads epoch 1 from 220 ms to 5000 ms",
      "z4 leads epoch 2 from 5230 ms to the end",
      "3 servers: nobody can acknowledge a write for 304 ms (median), in one run of twenty for 421 ms or more",
      "5 servers: nobody can acknowledge a write for 306 ms (median), in one run of twenty for 319 ms or more",
      "7 servers: nobody can acknowledge a write for 310 ms (median), in one run of twenty for 316 ms or more",
    ],
  ],
  [
    "split-brain.ts",
    [
      "min-replicas-to-write 0: 5061 acknowledged writes are lost (median), 5210 at most",
      "  two masters accept writes in 100 % of the runs (95 %: 84 % to 100 %)",
      "min-replicas-to-write 1: 553 acknowledged writes are lost (median), 693 at most",
      "  two masters accept writes in 0 % of the runs (95 %: 0 % to 16 %)",
    ],
  ],
  [
    "own-rule.ts",
    [
      "ZooKeeper's own rules: z1 believes to lead at the end; nobody could acknowledge a write for 410 ms",
      "votes by id alone: z3 believes to lead at the end; nobody could acknowledge a write for 3490 ms",
      "and nobody looks again: z3 believes to lead at the end; nobody could acknowledge a write for 410 ms",
      "  leader-completeness falls at 7380 ms: z3 leads epoch 2 without 0x10000007c",
    ],
  ],
])("%s prints what it finds, the same wherever it is run", (example, lines) => {
  expect(printed(installed, example)).toEqual(lines);
});

/** Bytes of a bundle, gzipped, in which a page that names these systems runs a scenario of each. */
async function bundled(names: readonly string[]): Promise<{code: string; bytes: number}> {
  const entry = join(installed.folder, `page-${names.join("-")}.mjs`);
  const kept = names.map((name) => `${name}.scenarios`).join(", ");
  writeFileSync(
    entry,
    `import {simulate, ${names.join(", ")}} from "interregnum";\nexport const page = (scenario) => [simulate(scenario), ${kept}];`,
  );
  const built = await build({
    configFile: false,
    root: installed.folder,
    logLevel: "error",
    build: {write: false, lib: {entry, formats: ["es"]}},
  });
  const [output] = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const chunk = output?.output[0];
  if (chunk?.type !== "chunk") throw new Error("the bundle has no chunk");
  return {code: chunk.code, bytes: gzipSync(chunk.code).length};
}

test("a bundle holds the systems that it names, and no other", async () => {
  const [zookeeper, both] = await Promise.all([bundled(["zookeeper"]), bundled(["zookeeper", "redis"])]);
  expect(zookeeper.code).toContain("tickTime");
  expect(zookeeper.code).not.toContain("down-after-milliseconds");
  expect(both.code).toContain("down-after-milliseconds");
  console.log(`simulate and zookeeper: ${zookeeper.bytes} bytes gzipped; with redis ${both.bytes}`);
  expect(zookeeper.bytes).toBeLessThan(70_000);
  expect(zookeeper.bytes).toBeLessThan(0.75 * both.bytes);
});

test("a bundle runs what the package runs", async () => {
  const {code} = await bundled(["zookeeper"]);
  writeFileSync(join(installed.folder, "bundle.mjs"), `${code}\n`);
  const script = `import {page} from "./bundle.mjs";\nconsole.log(page(${JSON.stringify(scenarioOf(system, "cold-start", {}, 7))})[0].hash);`;
  writeFileSync(join(installed.folder, "bundled.mjs"), script);
  expect(printed(installed, "bundled.mjs")).toEqual([run(system, scenarioOf(system, "cold-start", {}, 7)).hash]);
});
