import ts from "typescript";

/** An exported rule of a system's rules.ts, as its doc comment tells of it. */
export interface TaggedRule {
  readonly name: string;
  readonly node: ts.Node;
  /** Ids of the fact sheet, from `@rule`: `E5`. */
  readonly ids: readonly string[];
  /** Repository, commit, file and function, from `@source`; "" without. */
  readonly source: string;
  /** The comment before the tags. */
  readonly says: string;
}

/** The exported functions of a file, with their tags. The house test and the ledger read them here. */
export const taggedRules = (file: ts.SourceFile): TaggedRule[] =>
  file.statements.flatMap((statement) => exported(statement).map((name) => tagged(name, statement)));

function tagged(name: string, node: ts.Node): TaggedRule {
  const tags = ts.getJSDocTags(node).map((tag) => [tag.tagName.text, ts.getTextOfJSDocComment(tag.comment)?.trim() ?? ""] as const);
  const rules = tags.flatMap(([tag, text]) => (tag === "rule" ? [text] : []));
  // Both may stand on one line, where the first takes the second for its own text.
  const inline = rules.flatMap((text) => /@source\s+(\S.*)/.exec(text)?.[1] ?? []);
  const [comment] = ts.getJSDocCommentsAndTags(node);
  return {
    name,
    node,
    ids: rules.flatMap((text) => text.split(/[\s,]+/).filter((word) => /^[A-Z]+[0-9]+[a-z]?$/.test(word))),
    source: [...tags.flatMap(([tag, text]) => (tag === "source" ? [text] : [])), ...inline].join("; "),
    says: (comment !== undefined && ts.isJSDoc(comment) ? (ts.getTextOfJSDocComment(comment.comment) ?? "") : "")
      .replace(/\s+/g, " ")
      .trim(),
  };
}

/** Names of the functions a statement exports: declarations, and constants that hold one. */
function exported(statement: ts.Statement): string[] {
  const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({kind}) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? "default"];
  if (!ts.isVariableStatement(statement)) return [];
  const isFunction = (node: ts.Expression | undefined) => node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  return statement.declarationList.declarations.filter(({initializer}) => isFunction(initializer)).map(({name}) => name.getText());
}
