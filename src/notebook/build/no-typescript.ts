import type {Plugin} from "vite";

const stub = "\0no-typescript";

/**
 * Vite plugin: pages go without the TypeScript compiler, of which notebook-kit's transpiler names a few parts for cells in TypeScript.
 * Sucrase has stripped the types before, so that none of them is ever called. With it a page would fetch 1.06 MB more.
 */
export function noTypescript(): Plugin {
  return {
    name: "interregnum:no-typescript",
    enforce: "pre",
    resolveId: (id, importer) => (id === "typescript" && importer?.includes("notebook-kit") ? stub : null),
    load(id) {
      if (id !== stub) return null;
      const never = "() => { throw new Error('Interregnum is wrong: the TypeScript compiler is not in this page'); }";
      const functions = [
        "transpile",
        "createProgram",
        "createSourceFile",
        ...["Class", "Function", "Parenthesized"].map((kind) => `is${kind}Expression`),
      ];
      return [
        ...[...functions, "isExpressionStatement"].map((name) => `export const ${name} = ${never};`),
        "export const ModuleKind = {}; export const ScriptTarget = {};",
      ].join("\n");
    },
  };
}
