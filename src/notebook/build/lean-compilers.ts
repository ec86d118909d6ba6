import type {Plugin} from "vite";

/**
 * The parts of the two compilers of cells that a page never calls: notebook-kit's TypeScript cells (sucrase has stripped the types before),
 * and sucrase's other languages and its maps. Measured with gzip: TypeScript 1,060 KB, the rest 18 KB of the 250 KB that Edit may bring.
 */
const unused =
  /\/sucrase\/dist\/esm\/(computeSourceMap|CJSImportProcessor|parser\/plugins\/(flow|jsx\/index)|transformers\/(CJSImport|Flow|JestHoist|JSX|ReactDisplayName|ReactHotLoader)Transformer)\.js$/;
/** Checks options; we have one fixed set. */
const checks = /\/sucrase\/dist\/esm\/Options\.js$/;

const typescript = "\0no-typescript";

/** What notebook-kit imports from TypeScript. */
const names =
  "createProgram createSourceFile isClassExpression isExpressionStatement isFunctionExpression isParenthesizedExpression ModuleKind ScriptTarget transpile";

/** Vite plugin: parts of compilers that no page ever calls are replaced by functions that would say so. */
export function leanCompilers(): Plugin {
  return {
    name: "interregnum:lean-compilers",
    enforce: "pre",
    resolveId: (id, importer) => (id === "typescript" && importer?.includes("notebook-kit") ? typescript : null),
    load: (id) => (id === typescript ? hollow(names.split(" ")) : null),
    transform(code, id) {
      const [path = ""] = id.replaceAll("\\", "/").split("?");
      if (checks.test(path)) return {code: "export function validateOptions() {}", map: null};
      return unused.test(path) ? {code: hollow(exportsOf(code)), map: null} : null;
    },
  };
}

const exportsOf = (code: string): string[] =>
  [...code.matchAll(/^export (default|(?:async )?function|class|const|let|var)\*?\s+(\w+)/gm)].map(([, kind, name = ""]) =>
    kind === "default" ? "default" : name,
  );

function hollow(exported: readonly string[]): string {
  const lines = exported.map((name) => (name === "default" ? "export default never;" : `export const ${name} = never;`));
  return `function never() { throw new Error("Interregnum is wrong: this part of a compiler is not in the page"); }\n${lines.join("\n")}`;
}
