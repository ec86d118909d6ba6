import {join} from "node:path";
import {Application, Converter, type DeclarationReflection, type Reflection} from "typedoc";
import ts from "typescript";
import {engine, options} from "./compiler.ts";

/** A public name of the engine. */
export interface PublicName {
  readonly name: string;
  /** Its docstring, as Markdown; "" without one. */
  readonly says: string;
  readonly node: ts.Declaration;
  /** Its full type, where the declaration does not state it. */
  readonly type: string;
}

/** Names under one heading of `index.ts`, and the sentence that stands there. */
export interface Group {
  readonly title: string;
  readonly says: string;
  readonly names: readonly PublicName[];
}

export interface Reference {
  readonly groups: readonly Group[];
  /** TypeDoc's warnings: a public name whose type is not public. */
  readonly complaints: readonly string[];
}

/**
 * The public names as `index.ts` lists them, each with its docstring as TypeDoc reads it. The declaration is that of the source: TypeDoc's own
 * rendering writes `number` for `Ticks`, and with it the unit is gone.
 */
export async function readReference(): Promise<Reference> {
  const index = join(engine, "index.ts");
  const program = ts.createProgram([index], options);
  const sourceFile = program.getSourceFile(index);
  if (sourceFile === undefined) throw new Error(`${index} is not there`);
  const app = await Application.bootstrap({readme: "none", logLevel: "None", disableSources: true});
  const complaints: string[] = [];
  app.logger.warn = (text: string) => void complaints.push(text);
  const found = new Map<ts.Symbol, Reflection>();
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection: DeclarationReflection) => {
    const symbol = context.getSymbolFromReflection(reflection);
    if (symbol !== undefined && !found.has(symbol)) found.set(symbol, reflection);
  });
  const project = app.converter.convert([{displayName: "interregnum", program, sourceFile}]);
  app.validate(project);
  const checker = program.getTypeChecker();
  const groups = sectionsOf(sourceFile).map(({names, ...section}) => ({
    ...section,
    names: names.map((name) => publicName(checker, found, name)),
  }));
  return {groups, complaints};
}

function publicName(checker: ts.TypeChecker, found: ReadonlyMap<ts.Symbol, Reflection>, name: ts.Identifier): PublicName {
  const local = checker.getSymbolAtLocation(name);
  const symbol = local === undefined ? undefined : checker.getAliasedSymbol(local);
  const node = symbol?.declarations?.[0];
  if (symbol === undefined || node === undefined) throw new Error(`index.ts: ${name.text}: exported, and declared nowhere`);
  const reflection = found.get(symbol) as DeclarationReflection | undefined;
  const comment = reflection?.comment ?? reflection?.signatures?.[0]?.comment;
  return {
    name: name.text,
    says: comment?.summary.map(({text}) => text).join("") ?? "",
    node,
    type: typeText(checker, symbol, node),
  };
}

const FULL = ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.InTypeAlias | ts.NodeBuilderFlags.MultilineObjectLiterals;

function typeText(checker: ts.TypeChecker, symbol: ts.Symbol, node: ts.Declaration): string {
  const type = ts.isTypeAliasDeclaration(node) ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbolAtLocation(symbol, node);
  const made = checker.typeToTypeNode(type, node, FULL);
  return made === undefined ? "" : ts.createPrinter().printNode(ts.EmitHint.Unspecified, made, node.getSourceFile());
}

interface Section {
  readonly title: string;
  readonly says: string;
  readonly names: ts.Identifier[];
}

/** Exports under the comments that head them: `// Title: a sentence.` */
function sectionsOf(file: ts.SourceFile): Section[] {
  const sections: Section[] = [];
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) continue;
    const comment = ts.getLeadingCommentRanges(file.text, statement.pos)?.at(-1);
    const [, title, says] = /^\/\/ ([^:]+): (.*)$/.exec(comment === undefined ? "" : file.text.slice(comment.pos, comment.end)) ?? [];
    if (title !== undefined && says !== undefined) sections.push({title, says, names: []});
    sections.at(-1)?.names.push(...statement.exportClause.elements.map((element) => element.name as ts.Identifier));
  }
  return sections;
}
