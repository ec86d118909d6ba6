import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import ts from "typescript";
import type {Parameter} from "../../engine/model/scenario.ts";
import type {System} from "../../engine/model/system.ts";
import {camelCase} from "../../engine/subject.ts";
import {cardNames, cardViews} from "../library/card-names.ts";
import {configNames, configViews} from "../library/config-names.ts";
import {historyNames, historyViews} from "../library/history-names.ts";
import {judgingNames} from "../library/judging-names.ts";
import {scenarioInputs} from "../library/scenario-inputs.ts";
import {views} from "../library/view-names.ts";
import {type Chapter, root, systemFile} from "./chapters.ts";
import {type Complaint, compile} from "./compile.ts";

/** "Block-scoped variable used before its declaration": the runtime orders cells by what they use, not by where they stand. */
const BEFORE_ITS_DECLARATION = new Set([2448, 2454]);

/** Checks the cells of all chapters: one generated file a chapter, in which every line is the chapter's own. */
export async function checkTypes(chapters: readonly Chapter[]): Promise<Complaint[]> {
  const withCells = chapters.filter(({cells}) => cells.length > 0);
  const folder = join(root, ".cache", "cells");
  mkdirSync(folder, {recursive: true});
  const names = new Set(withCells.flatMap((chapter) => compile(chapter).systems));
  const ambient = join(folder, "names.d.ts");
  writeFileSync(ambient, await namesFile([...names]));
  const files = new Map(withCells.map((chapter) => [join(folder, `${chapter.name.replaceAll("/", "+")}.ts`), chapter]));
  for (const [file, chapter] of files) writeFileSync(file, generated(chapter));
  const program = ts.createProgram([ambient, join(root, "src/notebook/cells/observable.d.ts"), ...files.keys()], options());
  return [...files].flatMap(([file, chapter]) => {
    const source = program.getSourceFile(file);
    const found = source ? [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)] : [];
    return found.filter(({code}) => !BEFORE_ITS_DECLARATION.has(code)).map((diagnostic) => complaintOf(chapter, diagnostic));
  });
}

function options(): ts.CompilerOptions {
  const read = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({...read.config, include: [], files: ["package.json"]}, ts.sys, root);
  // Not every name that a cell declares is used by another one.
  return {
    ...parsed.options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    isolatedModules: false,
    allowJs: false,
    checkJs: false,
    skipLibCheck: true,
  };
}

/** The chapter with everything but its cells blanked. A semicolon closes each, where its fence was. */
function generated({cells}: Chapter): string {
  const lines = ["export {};"];
  for (const {source, line} of cells) {
    while (lines.length < line - 1) lines.push("");
    lines.push(...source.split("\n"), ";");
  }
  return lines.join("\n");
}

function complaintOf({path, cells}: Chapter, {file, start, messageText, code}: ts.Diagnostic): Complaint {
  const line = (file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0) + 1;
  const cell = cells.findLast((fence) => fence.line <= line);
  return {path, line, says: `${cell?.id.replace("-", " ")}: ${ts.flattenDiagnosticMessageText(messageText, " ")} (TS${code})`};
}

/** The names that the library gives a cell, as ambient declarations; systems with the parameters that their scenarios really have. */
async function namesFile(systems: readonly string[]): Promise<string> {
  const declared = await Promise.all(systems.map(async (name) => `  const ${name}: ${subjectType(await systemOf(name))};`));
  return [
    'import type {Columns} from "../../src/engine/analysis/columns.ts";',
    'import type {Grid, Point, Row, SweepOptions} from "../../src/engine/analysis/sweep.ts";',
    'import type {measures as $measures} from "../../src/engine/index.ts";',
    'import type {Run, Scenario} from "../../src/engine/index.ts";',
    'import type {JudgingNames} from "../../src/notebook/library/judging-names.ts";',
    'import type {CardNames, CardViews} from "../../src/notebook/library/card-names.ts";',
    'import type {ConfigNames, ConfigViews} from "../../src/notebook/library/config-names.ts";',
    'import type {HistoryNames, HistoryViews} from "../../src/notebook/library/history-names.ts";',
    'import type {ScenarioInputs} from "../../src/notebook/library/scenario-inputs.ts";',
    'import type {Views} from "../../src/notebook/library/view-names.ts";',
    'import type {Simulate} from "../../src/notebook/library/computing.ts";',
    'import type {SeedInput} from "../../src/notebook/library/seed-input.ts";',
    "declare global {",
    '  const Plot: typeof import("@observablehq/plot");',
    '  const Inputs: typeof import("@observablehq/inputs");',
    "  const measures: typeof $measures;",
    '  const bootstrap: (typeof import("../../src/engine/analysis/bootstrap.ts"))["bootstrap"];',
    '  const ecdf: (typeof import("../../src/engine/analysis/ecdf.ts"))["ecdf"];',
    '  const median: (typeof import("../../src/engine/analysis/quantile.ts"))["median"];',
    '  const quantile: (typeof import("../../src/engine/analysis/quantile.ts"))["quantile"];',
    '  const wilson: (typeof import("../../src/engine/analysis/wilson.ts"))["wilson"];',
    "  /** A recording of a real cluster beside the model. It comes a moment later, so what shows it stands in another cell. */",
    '  const recorded: (name: string) => import("../../src/notebook/cells/recorded.ts").Recorded;',
    "  const simulate: Simulate;",
    "  /** A system of your own, by the call that defines those of the course. */",
    '  const defineSystem: (typeof import("../../src/engine/define.ts"))["defineSystem"];',
    '  const ms: (typeof import("../../src/engine/vocabulary.ts"))["ms"];',
    '  const underFaults: import("../../src/notebook/library/computing.ts").UnderFaults;',
    '  type Handlers<S, M extends {kind: string}, R = object> = import("../../src/engine/define.ts").Handlers<S, M, R>;',
    '  type Context<M extends {kind: string}, R = object> = import("../../src/engine/model/process.ts").Context<M, R, Scenario["config"]>;',
    '  type Invariant<S = unknown, T = unknown> = import("../../src/engine/model/monitor.ts").Invariant<S, T>;',
    '  type ScenarioEntry = import("../../src/engine/model/scenario.ts").ScenarioEntry;',
    '  type World<S = unknown> = import("../../src/engine/model/world.ts").World<S>;',
    "  /** A run for every point of a grid and every seed. The rows grow while they are computed, so what shows them stands in another cell. */",
    "  const sweep: <G extends Grid, R extends Row = Columns>(",
    "    make: (point: Point<G> & {readonly seed: number}) => Scenario, grid: G, options: SweepOptions<Point<G>, R>",
    "  ) => readonly (Point<G> & {readonly seed: number} & R)[];",
    ...Object.keys(views).map((name) => `  const ${name}: Views["${name}"];`),
    ...Object.keys(judgingNames).map((name) => `  const ${name}: JudgingNames["${name}"];`),
    ...Object.keys(configNames).map((name) => `  const ${name}: ConfigNames["${name}"];`),
    ...Object.keys(configViews).map((name) => `  const ${name}: ConfigViews["${name}"];`),
    ...Object.keys(historyNames).map((name) => `  const ${name}: HistoryNames["${name}"];`),
    ...Object.keys(historyViews).map((name) => `  const ${name}: HistoryViews["${name}"];`),
    ...Object.keys(cardNames).map((name) => `  const ${name}: CardNames["${name}"];`),
    ...Object.keys(cardViews).map((name) => `  const ${name}: CardViews["${name}"];`),
    ...Object.keys(scenarioInputs).map((name) => `  const ${name}: ScenarioInputs["${name}"];`),
    "  const seedInput: (options?: {readonly label?: string; readonly value?: number}) => SeedInput;",
    "  /** Shows a value under the cell. */",
    "  const display: <T>(value: T) => T;",
    "  /** Shows an input under the cell; its value is the reader's. */",
    "  const view: <T>(input: Element & {value: T}) => T;",
    ...declared,
    "}",
  ].join("\n");
}

async function systemOf(name: string): Promise<System> {
  return ((await import(pathToFileURL(systemFile(name) ?? "").href)) as {system: System}).system;
}

function subjectType({scenarios, config, name}: System): string {
  const keys = (parameters: readonly Parameter[]) => parameters.map((p) => `${JSON.stringify(p.key)}?: ${valueType(p)}`);
  const made = scenarios.map(
    (s) => `${camelCase(s.name)}: (parameters?: {seed?: number; ${[...keys(s.parameters), ...keys(config)].join("; ")}}) => Scenario`,
  );
  return `import("../../src/engine/subject.ts").Subject<(typeof import("../../src/engine/systems/${name}/index.ts"))["system"], {${made.join("; ")}}>`;
}

const valueType = ({default: value, range}: Parameter): string =>
  typeof value === "string" && range !== null ? range.map((word) => JSON.stringify(word)).join(" | ") : typeof value;
