import {posix} from "node:path";
import ts from "typescript";
import {importLines, parse} from "../../src/notebook/build/markdown.ts";
import {type Offence, offence, type Source, walk} from "./source.ts";

/**
 * What a room may import: of the house by path, of packages by name; a package's subpaths go with it.
 * The table is that of README, "A map of the house". A file belongs to the first room whose `of` fits its path.
 */
interface Room {
  readonly name: string;
  readonly of: RegExp;
  readonly house: RegExp;
  /** `null` is any package, Node's own modules too. */
  readonly packages: readonly string[] | null;
  readonly says: string;
}

const rooms: readonly Room[] = [
  {
    name: "words",
    of: /^src\/words\//,
    house: /^src\/words\//,
    packages: [],
    says: "words stand on nothing: every room says its own by key",
  },
  {
    name: "vocabulary",
    of: /^src\/engine\/vocabulary\.ts$/,
    house: /^src\/words\/(message|said)\.ts$/,
    packages: [],
    says: "the words all rooms share stand on nothing but how a message is said",
  },
  {
    name: "model",
    of: /^src\/engine\/model\//,
    house: /^src\/(engine\/(model\/|(vocabulary|outside\/forms)\.ts$)|words\/message\.ts$)/,
    packages: [],
    says: "the model imports only vocabulary and forms: it is what every kernel and every system stand on",
  },
  {
    name: "kernel",
    of: /^src\/engine\/kernel\//,
    house: /^src\/(engine\/(kernel\/|model\/|vocabulary\.ts$)|words\/(message|said|en\/(engine|outside))\.ts$)/,
    packages: ["pure-rand"],
    says: "the kernel imports only model, vocabulary, the engine's words and pure-rand",
  },
  {
    name: "system",
    of: /^src\/engine\/systems\//,
    house: /^src\/(engine\/(model\/|systems\/|(vocabulary|define|outside\/forms)\.ts$)|words\/(message|said|en\/[\w-]+)\.ts$)/,
    packages: [],
    says: "a system imports model, vocabulary, its words and what defines it: the same code runs under any kernel",
  },
  {
    name: "checking",
    of: /^src\/engine\/checking\//,
    house:
      /^src\/(engine\/(checking\/|model\/|kernel\/|(vocabulary|run|outside\/json)\.ts$)|words\/(message|said|en\/(engine|histories|checking))\.ts$)/,
    packages: ["fast-check", "pure-rand"],
    says: "checking imports model, kernel, run, vocabulary, the reader of JSON and fast-check, and is handed a system",
  },
  {
    name: "analysis",
    of: /^src\/engine\/analysis\//,
    house:
      /^src\/(engine\/(analysis\/|checking\/consistency\/|model\/|kernel\/(hash|streams)\.ts$|(vocabulary|run)\.ts$)|words\/(message|said|en\/(analysis|aims|trials))\.ts$)/,
    packages: ["pure-rand"],
    says: "analysis imports model, vocabulary, run, what judges histories, and of the kernel its hash and its streams of chance",
  },
  {
    name: "outside",
    of: /^src\/engine\/outside\//,
    house: /^src\/(engine\/(outside\/|model\/|kernel\/latency\.ts$|vocabulary\.ts$)|words\/(message|said|en\/outside)\.ts$)/,
    packages: ["valibot", "fastest-levenshtein"],
    says: "what judges what comes from outside imports the model, its words, valibot and fastest-levenshtein",
  },
  {
    name: "engine",
    of: /^src\/engine\//,
    house: /^src\/(engine\/(?!systems\/)|words\/(message|said|en\/(engine|outside))\.ts$)/,
    packages: [],
    says: "the engine's front names no system and nothing of the site",
  },
  {
    name: "views",
    of: /^src\/views\//,
    house: /^src\/(views|engine|words(?!\/en))\//,
    packages: ["@observablehq/plot"],
    says: "views import engine, Plot, theme and words, and no language by name",
  },
  {
    name: "notebook/build",
    of: /^src\/notebook\/build\//,
    house: /^src\/(notebook|views|engine|words)\//,
    packages: null,
    says: "the notebook's build imports notebook, views and engine",
  },
  {
    name: "notebook",
    of: /^src\/notebook\//,
    house: /^(data\/card|src\/(notebook|views|engine(?!\/systems)|words(?!\/en\/(?!cells))))\//,
    packages: [
      "@observablehq/inputs",
      "@observablehq/notebook-kit",
      "@observablehq/plot",
      "@observablehq/runtime",
      "@codemirror",
      "d3-format",
      "sucrase",
    ],
    says: "the notebook imports views, engine, the committed card, Observable's packages, d3-format, sucrase and CodeMirror, and no system by name",
  },
  {
    name: "components",
    of: /^src\/components\//,
    house: /^src\/(components|notebook|words)\//,
    packages: ["@astrojs/starlight", "@pagefind/default-ui", "astro", "astro:assets", "astro:content", "shiki"],
    says: "components import notebook, Astro, Starlight, its search and Shiki",
  },
  {
    name: "site",
    of: /^src\/[^/]+$/,
    house: /^src\//,
    packages: ["@astrojs/starlight", "astro", "astro:content"],
    says: "the site's own files import src, Astro and Starlight",
  },
  {
    name: "cli/history-picture",
    of: /^cli\/history-picture\.ts$/,
    house: /^src\/(views|engine|words|notebook\/export)\//,
    packages: null,
    says: "what draws for the command line imports views, engine, words and what a page saves",
  },
  {
    name: "cli/cap",
    of: /^cli\/cap\/committed-rows\.ts$/,
    house: /^src\/(engine\/|notebook\/build\/committed-card\.ts$)/,
    packages: null,
    says: "what reads the committed card imports what the site's build reads it with",
  },
  {
    name: "cli",
    of: /^cli\//,
    house: /^(cli|src\/engine|src\/words)\//,
    packages: null,
    says: "the command line imports the engine alone",
  },
  {
    name: "package",
    of: /^package\//,
    house: /^(package\/|src\/engine\/|cli\/systems\.ts$)/,
    packages: null,
    says: "what makes the package imports the engine alone",
  },
  {
    name: "examples",
    of: /^examples\//,
    house: /^$/,
    packages: ["interregnum"],
    says: "an example imports the package alone, as its readers do",
  },
];

/** By system: those whose names its definition has in `standsOn`. */
export type Standing = ReadonlyMap<string, readonly string[]>;

/** Which systems stand on which, as they say themselves. */
export function standingOf(files: readonly Source[]): Standing {
  const found = new Map<string, readonly string[]>();
  for (const {path, tree} of files) {
    const name = systemOf(path);
    // One that reads files of the real system is defined in its model.ts.
    if (name === null || tree === null || !/\/(index|model)\.ts$/.test(path)) continue;
    found.set(name, [...(found.get(name) ?? []), ...stoodOn(tree)]);
  }
  return found;
}

function stoodOn(tree: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (!ts.isPropertyAssignment(node) || node.name.getText(tree) !== "standsOn") return;
    walk(node.initializer, (part) => {
      if (ts.isIdentifier(part)) found.push(part.text);
    });
  });
  return found;
}

/** Imports that go through a wall. */
export function doors(file: Source, standing: Standing): Offence[] {
  if (file.path.endsWith(".mdx")) return chapter(file);
  const room = rooms.find(({of}) => of.test(file.path));
  if (file.tree === null || room === undefined) return [];
  return importsOf(file.tree).flatMap((entry) => {
    const wrong = refuse(file.path, room, entry, standing);
    return wrong === null ? [] : [offence(file, entry.at, `imports ${entry.from}: ${wrong}`)];
  });
}

export interface Import {
  readonly from: string;
  readonly at: ts.Node;
  readonly typeOnly: boolean;
}

/** Why a room may not have this import, or null. */
function refuse(path: string, room: Room, {from}: Import, standing: Standing): string | null {
  if (!from.startsWith(".")) {
    if (room.packages === null) return null;
    if (from.startsWith("node:")) return "only cli, bench, tests, scripts and the notebook's build run in Node alone";
    return room.packages.some((name) => from === name || from.startsWith(`${name}/`)) ? null : room.says;
  }
  const target = posix.join(posix.dirname(path), from);
  if (!room.house.test(target)) return room.says;
  if (room.name !== "system") return null;
  const [own, other] = [systemOf(path), systemOf(target)];
  if (other === null) return null;
  return own === other || (own !== null && standing.get(own)?.includes(other)) ? null : `${own} does not stand on ${other}`;
}

function systemOf(path: string): string | null {
  return /^src\/engine\/systems\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Every module a file names: import, export … from, import(). */
export function importsOf(tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({from: node.moduleSpecifier.text, at: node, typeOnly: onlyTypes(node.importClause)});
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({from: node.moduleSpecifier.text, at: node, typeOnly: node.isTypeOnly || exportsTypes(node.exportClause)});
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments;
      if (name !== undefined && ts.isStringLiteralLike(name)) found.push({from: name.text, at: node, typeOnly: false});
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push({from: node.argument.literal.text, at: node, typeOnly: true});
    }
  });
  return found;
}

function exportsTypes(clause: ts.NamedExportBindings | undefined): boolean {
  return clause !== undefined && ts.isNamedExports(clause) && clause.elements.every((e) => e.isTypeOnly);
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const {namedBindings} = clause;
  return (
    clause.name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((e) => e.isTypeOnly)
  );
}

/** A chapter imports nothing by hand: its tags and names are provided. Lines inside fences are code, not the chapter's own. */
const chapter = ({path, text}: Source): Offence[] =>
  importLines(parse(path, text)).map((line) => `${path}:${line}: a chapter imports nothing by hand: tags and names are provided`);
