import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import ts from "typescript";
import {root} from "./chapters.ts";

/** A piece of the engine's own source. */
export interface Quote {
  readonly code: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** The declaration of that name, with its comment; else what is wrong, as one line. `of` is a path under src/engine. */
export function declaration(of: string, name: string): Quote | string {
  const path = `src/engine/${of}`;
  const tag = `<Source of="${of}" name="${name}" />`;
  if (of.includes("..") || !existsSync(join(root, path))) return `${tag}: there is no ${path}`;
  const text = readFileSync(join(root, path), "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = file.statements.find((statement) => namesOf(statement).includes(name));
  if (found === undefined) {
    const known = file.statements.flatMap(namesOf);
    return `${tag}: ${path} declares no ${name}; it declares ${known.join(", ")}`;
  }
  const start = found.getStart(file, true);
  const line = (at: number) => file.getLineAndCharacterOfPosition(at).line + 1;
  return {code: text.slice(start, found.end), path, from: line(start), to: line(found.end)};
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({name}) => name.getText());
  const named = ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return named && statement.name !== undefined ? [statement.name.text] : [];
}
