import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import ts from "typescript";

const folder = join(import.meta.dirname, "../../src/words/en");

/** Every message of the course by its key, those of the engine's rooms too, which keep them to themselves. */
export const everyMessage: {readonly [key: string]: string} = Object.fromEntries(
  readdirSync(folder).flatMap((file) =>
    messagesOf(ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true)),
  ),
);

function messagesOf(node: ts.Node): [key: string, pattern: string][] {
  if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && ts.isStringLiteralLike(node.initializer))
    return [[node.name.text, node.initializer.text]];
  return node.getChildren().flatMap(messagesOf);
}
