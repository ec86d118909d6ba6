import {parseJavaScript} from "@observablehq/notebook-kit";
import {transform} from "sucrase";
import {said} from "../../words/en/cells.ts";
import {inEnglish} from "../../words/said.ts";
import {isCallOf, isTree, type Tree} from "./syntax.ts";

/** A cell made ready for the runtime: what it needs, what it declares, and its function as text. */
export interface Transpiled {
  /** The first line opens the function, the last one closes it; between them stands the source, each line as its author has it but for types. */
  readonly body: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The cell is one expression, whose value is shown. */
  readonly autodisplay: boolean;
  /** The name that it gives the rows of its sweep; null: it has no sweep, or one without a name, which is refused where it runs. */
  readonly rows: string | null;
  /** On which line of the source, from 1, a name is first used or declared. */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Compiles one cell. Types go first, by sucrase, which keeps every line in its place: notebook-kit's own way would bring the TypeScript
 * compiler into a page. Then notebook-kit finds what is declared and what is used.
 */
export function transpile(source: string): Transpiled {
  const {code} = transform(source, {transforms: ["typescript"], disableESTransforms: true, keepUnusedImports: true});
  // A trailing semicolon would turn an expression that its author wants to show into a statement.
  const {body, references, declarations, expression, async} = parseJavaScript(code);
  const tree = body as unknown as Tree;
  const lineAt = (place: number) => code.slice(0, place).split("\n").length;
  const statements = Array.isArray(tree.body) ? tree.body.filter(isTree) : [];
  const imported = statements.find(({type}) => type === "ImportDeclaration");
  if (imported !== undefined) throw new SyntaxError(`${inEnglish(said("cells.import"))} (${lineAt(imported.start)}:0)`);
  const named = [...(declarations ?? []), ...references];
  const inputs = [...new Set(references.map(({name}) => name))];
  const outputs = [...new Set((declarations ?? []).map(({name}) => name))];
  const [open, close] = expression ? ["return (", ")"] : ["", outputs.length > 0 ? `return {${outputs}};` : ""];
  return {
    body: `${async ? "async " : ""}(${inputs}) => {${open}\n${code}\n${close}}`,
    inputs,
    outputs,
    autodisplay: expression && !inputs.includes("display") && !inputs.includes("view"),
    rows: rowsName(statements),
    lines: new Map(named.map(({name, start}) => [name, lineAt(start)] as const).reverse()),
  };
}

/** `rows` of `const rows = sweep(…)`. */
function rowsName(statements: readonly Tree[]): string | null {
  for (const {declarations} of statements) {
    for (const {id, init} of (declarations ?? []) as readonly {readonly id: Tree; readonly init: unknown}[])
      if (isCallOf(init, "sweep") && typeof id.name === "string") return id.name;
  }
  return null;
}
