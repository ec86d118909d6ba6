import ts from "typescript";
import {type Offence, offence, type Source} from "./source.ts";

const rulesOf = /^src\/engine\/systems\/([^/]+)\/rules\.ts$/;

/** Every exported rule says which rule of the fact sheet it is and where it comes from, and a test of its system names it. */
export function rules(file: Source, house: readonly Source[]): Offence[] {
  const system = rulesOf.exec(file.path)?.[1];
  if (file.tree === null || system === undefined) return [];
  return file.tree.statements.flatMap(exportedRules).flatMap(([name, node]) => {
    const tags = ts.getJSDocTags(node).map((tag) => [tag.tagName.text, ts.getTextOfJSDocComment(tag.comment)?.trim() ?? ""] as const);
    const ids = tags
      .filter(([tag]) => tag === "rule")
      .flatMap(([, text]) => text.split(/[\s,]+/).filter((word) => /^[A-Z]+[0-9]+[a-z]?$/.test(word)));
    const sourced =
      tags.some(([tag, text]) => tag === "source" && text !== "") ||
      tags.some(([tag, text]) => tag === "rule" && /@source\s+\S/.test(text));
    return [
      ...(ids.length === 0 ? [offence(file, node, `${name}: @rule and an id of the fact sheet (E5) are missing`)] : []),
      ...(sourced ? [] : [offence(file, node, `${name}: @source and its repository@commit, file and function are missing`)]),
      ...ids.filter((id) => !isNamed(id, system, house)).map((id) => offence(file, node, `${name}: no test of ${system} names ${id}`)),
    ];
  });
}

/** Functions a statement exports, by name: declarations, and constants that hold one. */
function exportedRules(statement: ts.Statement): [string, ts.Node][] {
  const exported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({kind}) => kind === ts.SyntaxKind.ExportKeyword);
  if (!exported) return [];
  if (ts.isFunctionDeclaration(statement)) return [[statement.name?.text ?? "default", statement]];
  if (!ts.isVariableStatement(statement)) return [];
  const isFunction = (node: ts.Expression | undefined) => node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  return statement.declarationList.declarations
    .filter(({initializer}) => isFunction(initializer))
    .map(({name}) => [name.getText(), statement]);
}

/** Whether a test or flow in a folder (or file) of this system says the id. */
function isNamed(id: string, system: string, house: readonly Source[]): boolean {
  const says = new RegExp(`\\b${id}\\b`);
  return house.some(
    ({path, text}) => path.startsWith("tests/") && /\.(test\.ts|flow)$/.test(path) && path.includes(system) && says.test(text),
  );
}
