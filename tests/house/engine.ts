import ts from "typescript";
import {type Offence, offence, type Source, walk} from "./source.ts";

/** Members of Math that ECMAScript fixes to the last bit; every other one is approximated by each engine in its own way, or random. */
const exact = new Set(["abs", "ceil", "clz32", "floor", "fround", "imul", "max", "min", "round", "sign", "sqrt", "trunc"]);

const NOT_JSON = "not JSON; a zxid is a pair of 32-bit numbers";

/** Names that bring in the outside: time, chance, tasks, the host, the reader's language. */
const outside: Readonly<Record<string, string>> = {
  Date: "wall time; a run has virtual time only",
  performance: "wall time; a run has virtual time only",
  crypto: "chance; draw from the run's streams",
  Promise: "a run is one synchronous computation",
  setTimeout: "a run is one synchronous computation",
  setInterval: "a run is one synchronous computation",
  queueMicrotask: "a run is one synchronous computation",
  Intl: "the reader's language; a run is the same everywhere",
  BigInt: NOT_JSON,
  console: "an effect; note an event",
  process: "Node; the engine runs in a page too",
  document: "the page; the engine runs in Node too",
  window: "the page; the engine runs in Node too",
  globalThis: "the host; the engine knows none",
};

/** Methods whose answer hangs on the host's language. */
const localised = new Set(["localeCompare", "toLocaleString", "toLocaleLowerCase", "toLocaleUpperCase"]);

/** Readers of files, whose programs count in 64 bits: nothing of that comes into a run. */
const sixtyFourBits = /^src\/engine\/(systems\/(java|redis\/(directives|config-table))|checking\/histories\/large-numbers)\.ts$/;

/** What would make a run of the engine differ between two machines, or not be plain data. */
export function determinism(file: Source): Offence[] {
  const {path, tree} = file;
  if (tree === null || !path.startsWith("src/engine/")) return [];
  const found: Offence[] = [];
  const own = bound(tree);
  walk(tree, (node) => {
    const says = refuse(node, own);
    if (says?.endsWith(NOT_JSON) && sixtyFourBits.test(path)) return;
    if (says !== null) found.push(offence(file, node, says));
  });
  return found;
}

function refuse(node: ts.Node, own: ReadonlySet<string>): string | null {
  if (ts.isIdentifier(node)) return isFree(node) && !own.has(node.text) ? named(node.text) : null;
  if (ts.isPropertyAccessExpression(node)) return member(node);
  if (ts.isBinaryExpression(node) && isPower(node.operatorToken.kind)) return "**: approximated by each engine in its own way, as Math.pow";
  if (ts.isAwaitExpression(node)) return "await: a run is one synchronous computation";
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async: a run is one synchronous computation";
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any: write the type you want to see in a hover";
  if (node.kind === ts.SyntaxKind.BigIntKeyword || ts.isBigIntLiteral(node)) return `bigint: ${NOT_JSON}`;
  return null;
}

function named(name: string): string | null {
  const why = Object.hasOwn(outside, name) ? outside[name] : undefined;
  return why === undefined ? null : `${name}: ${why}`;
}

function member({expression, name}: ts.PropertyAccessExpression): string | null {
  if (localised.has(name.text)) return `${name.text}: the reader's language; a run is the same everywhere`;
  if (!ts.isIdentifier(expression) || expression.text !== "Math" || exact.has(name.text) || name.text === name.text.toUpperCase())
    return null;
  return name.text === "random"
    ? "Math.random: draw from the run's streams"
    : `Math.${name.text}: approximated by each engine in its own way`;
}

function isPower(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
}

/** A name that refers to something outside: not a member, not a field. */
function isFree(node: ts.Identifier): boolean {
  const {parent} = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  const hasKey =
    ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent);
  return !hasKey || parent.name !== node;
}

/** Names the file itself binds, wherever: a parameter called `process` is no door to Node. */
function bound(tree: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  walk(tree, (node) => {
    const binds = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node);
    const {name} = binds || ts.isImportSpecifier(node) || ts.isImportClause(node) ? node : {};
    if (name !== undefined && ts.isIdentifier(name)) names.add(name.text);
  });
  return names;
}
