import {join} from "node:path";
import ts from "typescript";

/** The folder of package.json. */
export const root = join(import.meta.dirname, "..");
export const engine = join(root, "src/engine");
/** What the package is compiled from: the engine, and the words it says. */
const source = join(root, "src");

/** How the engine is compiled on its own. */
export const options: ts.CompilerOptions = {
  rootDir: source,
  outDir: join(root, "lib"),
  declaration: true,
  skipLibCheck: true,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
  module: ts.ModuleKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  // The library of Node 20 and browsers of that age, without the DOM and without Node: anything else that the engine used would be a type
  // error here.
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
  types: [],
};
