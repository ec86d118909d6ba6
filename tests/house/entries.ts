import {globSync} from "node:fs";
import {posix} from "node:path";
import ts from "typescript";
import {importsOf} from "./doors.ts";
import {type Offence, offence, type Source, walk} from "./source.ts";

/**
 * A worker's entry whose values are imported runs a second time, in the page or in the worker itself, and then two listeners answer one
 * question. WebKit evaluates an entry twice even where only a chunk of the worker imports it.
 */
export function entries(house: readonly Source[]): Offence[] {
  const entryOf = new Set(house.flatMap(({path, tree}) => (tree === null ? [] : startedBy(tree).map((file) => at(path, file)))));
  return house.flatMap((file) =>
    file.tree === null
      ? []
      : importsOf(file.tree)
          .filter(({from, typeOnly}) => from.startsWith(".") && !typeOnly && entryOf.has(at(file.path, from)))
          .map(({from, at: node}) => offence(file, node, `imports ${from}: it is a worker's entry, and would run again`)),
  );
}

const at = (path: string, from: string): string => posix.join(posix.dirname(path), from);

/** The files that `new Worker(new URL("…", import.meta.url))` starts. */
function startedBy(tree: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText(tree) !== "Worker") return;
    const [url] = node.arguments ?? [];
    if (url === undefined || !ts.isNewExpression(url)) return;
    const [file] = url.arguments ?? [];
    if (file !== undefined && ts.isStringLiteral(file)) found.push(file.text);
  });
  return found;
}

/** Look-ups by `import.meta.glob` that find no file: after a move they give an empty table, and nobody is told. */
export function lookUps(house: readonly Source[], root: string): Offence[] {
  return house.flatMap((file) => {
    const {path, tree} = file;
    if (tree === null) return [];
    const found: Offence[] = [];
    walk(tree, (node) => {
      if (!ts.isCallExpression(node) || node.expression.getText(tree) !== "import.meta.glob") return;
      const [given] = node.arguments;
      const patterns = given === undefined ? [] : ts.isArrayLiteralExpression(given) ? [...given.elements] : [given];
      for (const pattern of patterns) {
        if (!ts.isStringLiteral(pattern) || pattern.text.startsWith("!")) continue;
        // From a slash on it is counted from the root of the project.
        const from = pattern.text.startsWith("/") ? pattern.text.slice(1) : at(path, pattern.text);
        if (globSync(from, {cwd: root}).length === 0) found.push(offence(file, pattern, `${pattern.text} finds no file`));
      }
    });
    return found;
  });
}
