import {basename, extname} from "node:path";
import ts from "typescript";
import {type Offence, offence, type Source, walk} from "./source.ts";

/** Names that say where code was put and not what it is. */
const vague = /^(types|utils?|helpers?|common|constants|misc|manager|service)$/;

/** The only places for an index: the engine's public names, and each system's. */
const index = /^src\/engine\/(systems\/[^/]+\/)?index\.ts$/;

/** The classes of the house: an error a reader sees, and the cell. */
const classes: ReadonlySet<string> = new Set(["Refusal", "CellElement"]);

const longest = {file: 400, function: 70};

/** What a file is called, and how long it is. */
export function shape(file: Source): Offence[] {
  return [...name(file), ...length(file), ...functions(file), ...declarations(file)];
}

function name(file: Source): Offence[] {
  if (!/\.(ts|mjs)$/.test(file.path)) return [];
  const found: Offence[] = [];
  const vagueWord = file.path.split("/").find((part) => vague.test(part.replace(/\..*$/, "")));
  if (vagueWord !== undefined) found.push(offence(file, null, `"${vagueWord}": name it after the noun it holds, in the room that owns it`));
  const own = basename(file.path, extname(file.path));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))*$/.test(own)) found.push(offence(file, null, "a file is named in kebab-case"));
  if (own === "index" && !index.test(file.path))
    found.push(offence(file, null, "inside a room import the file: only the engine and each system have an index"));
  return found;
}

function length(file: Source): Offence[] {
  if (!/\.(ts|mjs|astro|css)$/.test(file.path)) return [];
  const lines = file.text.split("\n").length - 1;
  if (lines <= longest.file || excused(file.text)) return [];
  return [offence(file, null, `${lines} lines: past ${longest.file} the first sentence of the file says why it is long`)];
}

/** Whether the comment that opens a file gives a reason in its first sentence. */
function excused(text: string): boolean {
  const comment = /^(?:---\s*)?(?:\/\*+([\s\S]*?)\*\/|((?:\/\/.*\n)+))/.exec(text);
  const words = (comment?.[1] ?? comment?.[2] ?? "").replace(/^\s*(\*|\/\/\/?)/gm, " ");
  return /\b(because|since|so that|long|lines|one file|one place)\b/i.test(words.split(/[.:](?:\s|$)/)[0] ?? "");
}

function functions(file: Source): Offence[] {
  if (file.tree === null || file.path.startsWith("tests/")) return [];
  const found: Offence[] = [];
  walk(file.tree, (node) => {
    if (!isFunction(node)) return;
    const lines = ownLines(node);
    if (lines > longest.function) found.push(offence(file, node, `a function of ${lines} lines: ${longest.function} is the most`));
  });
  return found;
}

/** Lines of a function without those of the functions in it: what makes a dozen small handlers is itself small. */
function ownLines(node: ts.Node): number {
  const within: ts.Node[] = [];
  ts.forEachChild(node, function find(child) {
    if (isFunction(child)) within.push(child);
    else ts.forEachChild(child, find);
  });
  return within.reduce((lines, inner) => lines - (span(inner) - 1), span(node));
}

function isFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

function span(node: ts.Node): number {
  const tree = node.getSourceFile();
  const line = (at: number) => tree.getLineAndCharacterOfPosition(at).line;
  return line(node.end) - line(node.getStart(tree)) + 1;
}

function declarations(file: Source): Offence[] {
  if (file.tree === null || !file.path.startsWith("src/") || !file.path.endsWith(".ts")) return [];
  const found: Offence[] = [];
  walk(file.tree, (node) => {
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({kind}) => kind === ts.SyntaxKind.DefaultKeyword));
    if (isDefault) found.push(offence(file, node, "exports are named"));
    if (ts.isClassLike(node) && !classes.has(node.name?.text ?? ""))
      found.push(offence(file, node, "a class: plain objects are made by literals"));
  });
  return found;
}

const runners: ReadonlySet<string> = new Set(["test", "it", "describe", "suite", "bench"]);
const evasions: ReadonlySet<string> = new Set(["only", "skip", "todo", "fails", "skipIf", "runIf"]);
const waits: ReadonlySet<string> = new Set(["setTimeout", "waitForTimeout", "sleep"]);

/** A test that does not run, runs alone, tries again, or waits for luck. */
export function tests(file: Source): Offence[] {
  if (file.tree === null || !file.path.startsWith("tests/")) return [];
  const found: Offence[] = [];
  walk(file.tree, (node) => {
    const says = evasion(node);
    if (says !== null) found.push(offence(file, node, says));
  });
  return found;
}

function evasion(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node) && evasions.has(node.name.text) && runners.has(rootOf(node)))
    return `.${node.name.text}: every test runs, every time`;
  if (ts.isPropertyAssignment(node) && /^(retry|retries|repeats)$/.test(node.name.getText()))
    return "retry: a test that needs luck proves nothing";
  if (!ts.isCallExpression(node)) return null;
  const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
  return waits.has(called) ? `${called}: wait for the event, not for the clock` : null;
}

/** `test.each(…).only` begins with `test`. */
function rootOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
    return rootOf(ts.isTaggedTemplateExpression(node) ? node.tag : node.expression);
  }
  return "";
}
