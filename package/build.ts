/** `npm run package`, and before `npm pack`: compiles the engine alone into `lib`, as JavaScript with its declarations. */
import {rmSync} from "node:fs";
import {join} from "node:path";
import process from "node:process";
import ts from "typescript";
import {loadSystem, systemNames} from "../cli/systems.ts";
import {engine, options} from "./compiler.ts";
import {packageSources} from "./entry.ts";

const sources = packageSources(await Promise.all(systemNames().map(loadSystem)));
const host = hostWith(new Map(Object.entries(sources).map(([file, text]) => [join(engine, file), text])));
rmSync(options.outDir ?? "", {recursive: true, force: true});
const program = ts.createProgram([join(engine, "interregnum.ts")], options, host);
const wrong = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
if (wrong.length > 0) console.error(ts.formatDiagnostics(wrong, host));
process.exitCode = wrong.length === 0 ? 0 : 1;

/** The file system with these generated files added. */
function hostWith(made: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const {fileExists, readFile, getSourceFile} = host;
  host.fileExists = (file) => made.has(file) || fileExists(file);
  host.readFile = (file) => made.get(file) ?? readFile(file);
  host.getSourceFile = (file, language, ...rest) => {
    const text = made.get(file);
    return text === undefined ? getSourceFile(file, language, ...rest) : ts.createSourceFile(file, text, language);
  };
  return host;
}
