import {parseJavaScript} from "@observablehq/notebook-kit";
import type {System} from "../../engine/model/system.ts";
import type {Cell} from "../cells/cell.ts";
import {isCallOf, isTree, type Tree, walk} from "../cells/syntax.ts";

/**
 * The parts of the cells' source that decide what the rows of a sweep hold: no other text of a cell, no comment, no layout. It follows a
 * declaration to everything that it uses, in whichever cell that is declared.
 */
export interface DecidingSource {
  /** The source that makes the columns of a row; null: the default measures do. */
  readonly measures: string | null;
  /** The source of a system that a cell defines. */
  readonly ofSystem: (system: System) => string;
}

/** `cells`: those that the sweep depends on, its own last; `systems`: those that cells define. */
export function decidingSource(cells: readonly Cell[], systems: readonly System[]): DecidingSource {
  const sources = cells.map((cell) => sourceOf(String(cell.body)));
  const uses = usesIn(sources);
  const definitions = sources.flatMap(({tree}) => definitionsIn(tree));
  // Which other systems the chapter has defined by now depends on what was evaluated.
  const own = systems.filter(({name}) => definitions.some((definition) => nameIn(definition) === name));
  const words = new Set(sources.flatMap((source) => wordsIn(source, own)));
  const row = rowOf(sources.at(-1)?.tree ?? null);
  return {
    measures: row === null ? null : textOf([row], {uses, words}),
    ofSystem: ({name}) => {
      const defined = definitions.filter((definition) => nameIn(definition) === name);
      // One whose name is computed may stand anywhere.
      return textOf(defined.length > 0 ? defined : sources.map(({tree}) => tree), {uses, words});
    },
  };
}

/** The code of a cell as text and tree. */
interface Source {
  readonly code: string;
  readonly tree: Tree;
  readonly declared: ReadonlyMap<string, Tree>;
  /** Where it uses a name that it does not declare. */
  readonly references: ReadonlySet<unknown>;
}

/** The first line of a cell's function opens it, and the last one closes it. */
function sourceOf(body: string): Source {
  const code = body.split("\n").slice(1, -1).join("\n");
  const {body: parsed, references} = parseJavaScript(code);
  const tree = parsed as unknown as Tree;
  const statements = Array.isArray(tree.body) ? tree.body.filter(isTree) : [];
  return {code, tree, declared: new Map(statements.flatMap(declarations)), references: new Set(references)};
}

/** The declaration that an identifier refers to, by the identifier. */
function usesIn(sources: readonly Source[]): Map<Tree, Tree> {
  const declared = new Map(sources.flatMap((source) => [...source.declared]));
  const uses = new Map<Tree, Tree>();
  for (const source of sources) {
    for (const node of found(source.tree, ({type}) => type === "Identifier")) {
      const declaration = (source.references.has(node) ? declared : source.declared).get(String(node.name));
      if (declaration !== undefined) uses.set(node, declaration);
    }
  }
  return uses;
}

/** The names that a statement of a cell declares, each with its value. An input has none: its value is kept separately. */
function declarations(statement: Tree): (readonly [name: string, node: Tree])[] {
  if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration")
    return isTree(statement.id) ? [[String(statement.id.name), statement]] : [];
  if (statement.type !== "VariableDeclaration") return [];
  return (statement.declarations as readonly Tree[]).flatMap((one) => {
    const value = isTree(one.init) && one.init.type === "AwaitExpression" ? one.init.argument : one.init;
    return isCallOf(value, "view") || !isTree(one.id) ? [] : namesOf(one.id).map((name) => [name, one] as const);
  });
}

/** The names that a pattern binds. */
function namesOf(pattern: Tree): string[] {
  const parts = [pattern.properties, pattern.elements, pattern.argument, pattern.left].flat().filter(isTree);
  if (pattern.type === "Identifier") return [String(pattern.name)];
  return parts.flatMap((part) => (part.type === "Property" && isTree(part.value) ? namesOf(part.value) : namesOf(part)));
}

/** The function that makes a row of a cell's sweep; null: it gives none. */
function rowOf(tree: Tree | null): Tree | null {
  const [call] = tree === null ? [] : found(tree, (node) => isCallOf(node, "sweep"));
  const options = (call?.arguments as readonly Tree[] | undefined)?.[2];
  if (options === undefined) return null;
  if (options.type !== "ObjectExpression") return options;
  const parts = options.properties as readonly Tree[];
  // What a spread adds cannot be told here.
  return parts.some(({type}) => type === "SpreadElement") ? options : (parts.find((part) => keyOf(part) === "row") ?? null);
}

const definitionsIn = (tree: Tree): Tree[] =>
  found(tree, (node) => isCallOf(node, "defineSystem")).flatMap(({arguments: given}) => (given as readonly Tree[]).slice(0, 1));

function nameIn(definition: Tree): unknown {
  const parts = (definition.properties ?? []) as readonly Tree[];
  const name = parts.find((part) => keyOf(part) === "name")?.value;
  return isTree(name) && name.type === "Literal" ? name.value : undefined;
}

function found(tree: Tree, wanted: (node: Tree) => boolean): Tree[] {
  const nodes: Tree[] = [];
  walk(tree, (node) => {
    if (wanted(node)) nodes.push(node);
  });
  return nodes;
}

/** The key of a property that is written out; undefined: it is computed. */
function keyOf({key, computed}: Tree): string | undefined {
  if (computed === true || !isTree(key)) return undefined;
  return String(key.type === "Identifier" ? key.name : key.value);
}

/**
 * The parts of a cell that are only for reading: titles and explanations of the systems that cells define, and the sentences in which their
 * invariants say what is wrong. A word that could be a name or a key is never among them.
 */
function wordsIn({code, tree}: Source, systems: readonly System[]): Tree[] {
  const labels = new Set(systems.flatMap(labelsOf).filter((label) => !/^[\w@.:-]*$/.test(label)));
  const sentences = new Set(systems.flatMap(({invariants}) => invariants.flatMap(functionsIn)).map(String));
  return [
    ...found(tree, (node) => typeof node.value === "string" && node.type === "Literal" && labels.has(node.value)),
    ...found(tree, ({start, end}) => sentences.has(code.slice(start, end))).flatMap(answersOf),
  ];
}

const labelsOf = ({scenarios, config, invariants, ablations}: System): string[] => [
  ...scenarios.flatMap(({title, parameters}) => [title, ...parameters.map(({means}) => means)]),
  ...config.map(({means}) => means),
  ...[...invariants, ...ablations].map(({says}) => says),
];

function functionsIn(part: unknown): unknown[] {
  if (typeof part === "function") return [part];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(functionsIn) : [];
}

/** The texts that a function returns. */
function answersOf(method: Tree): Tree[] {
  const self = method.type === "Property" && isTree(method.value) ? method.value : method;
  if (!isTree(self.body)) return [];
  const answers = self.body.type === "BlockStatement" ? found(self.body, ({type}) => type === "ReturnStatement") : [];
  const values = [...answers.map(({argument}) => argument), ...(self.body.type === "BlockStatement" ? [] : [self.body])];
  return values.flatMap(textsOf);
}

function textsOf(value: unknown): Tree[] {
  if (!isTree(value)) return [];
  if (value.type === "ConditionalExpression") return [value.consequent, value.alternate].flatMap(textsOf);
  if (value.type === "LogicalExpression") return [value.left, value.right].flatMap(textsOf);
  return value.type === "TemplateLiteral" || (value.type === "Literal" && typeof value.value === "string") ? [value] : [];
}

interface Surroundings {
  readonly uses: ReadonlyMap<Tree, Tree>;
  readonly words: ReadonlySet<Tree>;
}

/** Nodes and everything that they use, as text; equal for sources that say the same. */
function textOf(roots: readonly Tree[], {uses, words}: Surroundings): string {
  const used = new Set(roots);
  const textOfNode = (node: unknown): string => {
    // An additional semicolon is layout: a bundler adds some.
    if (Array.isArray(node))
      return `[${node
        .filter((one) => !isTree(one) || one.type !== "EmptyStatement")
        .map(textOfNode)
        .join()}]`;
    if (!isTree(node)) return typeof node === "bigint" ? `${node}n` : (JSON.stringify(node) ?? "");
    if (words.has(node)) return "words";
    const {type} = node;
    if (type === "Identifier") {
      const declaration = uses.get(node);
      if (declaration !== undefined) used.add(declaration);
      return String(node.name);
    }
    const named = keyOf(type === "MemberExpression" ? {...node, key: node.property} : node);
    const parts = Object.entries(node).flatMap(([part, value]) => {
      if (["type", "start", "end", "raw", "shorthand"].includes(part)) return [];
      // The name of a property is no use of what is declared under it.
      if (named !== undefined && (part === "key" || part === "property")) return `${part}:${JSON.stringify(named)}`;
      return `${part}:${textOfNode(value)}`;
    });
    return `${type}{${parts.join()}}`;
  };
  // The set grows while it is iterated: what is used may use more.
  return [
    ...(function* () {
      for (const node of used) yield textOfNode(node);
    })(),
  ].join("\n");
}
