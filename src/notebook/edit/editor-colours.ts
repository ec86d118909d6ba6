import {typescriptLanguage} from "@codemirror/lang-javascript";
import {syntaxTree} from "@codemirror/language";
import type {EditorState, Range} from "@codemirror/state";
import {Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate} from "@codemirror/view";

/**
 * Colours of the page's two Shiki themes, light and dark, by what a word is. Shiki itself would bring a page ten times the editor's own
 * parser; a test holds this table and the reading below to what Shiki says of every cell.
 */
export const colours = {
  plain: ["#0e1116", "#f0f3f6"],
  keyword: ["#A0111F", "#FF9492"],
  constant: ["#023B95", "#91CBFF"],
  function: ["#622CBC", "#DBB7FF"],
  string: ["#032563", "#ADDCFF"],
  parameter: ["#702C00", "#FFB757"],
  comment: ["#66707B", "#BDC4CC"],
} as const;
export type Kind = keyof typeof colours;

/** The part of the parser's tree that is used. */
interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly parent: Node | null;
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
  readonly prevSibling: Node | null;
  readonly lastChild: Node | null;
}

/** Words that the parser gives a name of their own and the theme the colour of a keyword. */
const keywords =
  /^(abstract|as|async|await|break|case|catch|class|const|continue|declare|default|delete|do|else|enum|export|extends|finally|for|from|function|get|if|implements|import|in|instanceof|interface|is|keyof|let|namespace|new|of|readonly|return|satisfies|set|static|switch|throw|try|type|typeof|var|while|with|yield)$/;
const operators = /^(Equals|Arrow|ArithOp|CompareOp|LogicOp|BitOp|UpdateOp|Spread|Optional)$/;
const primitives = /^(string|number|boolean|bigint|symbol|any|unknown|never|object|undefined)$/;
/** Properties that TypeScript's grammar takes for those of the language. */
const supported = /^(length|message|name|size|constructor|prototype|description)$/;
const constants = /^(true|false|null|this|super|BooleanLiteral|Number|undefined|NaN|Infinity|Promise)$/;

/** The theme's class of a leaf of the tree; null: plain text. */
export function kindOf(node: Node, text: string): Kind | null {
  const {name, parent} = node;
  if (name === "LineComment" || name === "BlockComment") return "comment";
  if (name === "String" || name === "TemplateString" || name === "RegExp") return "string";
  if (constants.test(name) || (name === "VariableName" && constants.test(text))) return "constant";
  if (name === "VoidType" || (name === "void" && parent?.name === "VoidType")) return "constant";
  if (name === "Escape" || keywords.test(name) || operators.test(name)) return "keyword";
  if (name === ":" && parent !== null && /^(TypeAnnotation|TypePredicate)$/.test(parent.name)) return "keyword";
  if (name === "TypeName") return primitives.test(text) ? "constant" : "parameter";
  if (name === "TypeDefinition") return "parameter";
  if (name === "VariableDefinition") return kindOfDefinition(node);
  if (name === "VariableName") return isCalled(node) ? "function" : /^[A-Z][A-Z0-9_]+$/.test(text) ? "constant" : null;
  if (name === "PropertyName") return kindOfProperty(node, text);
  if (name === "PropertyDefinition") {
    if (node.parent?.name === "PropertyType" || node.parent?.name === "IndexSignature") return "parameter";
    return isFunction(node.nextSibling?.name === ":" ? node.nextSibling.nextSibling : node.nextSibling) ? "function" : null;
  }
  return null;
}

function kindOfProperty(node: Node, text: string): Kind | null {
  if (isCalled(node)) return "function";
  if (node.parent?.name === "PatternProperty") return "parameter";
  const isLast = node.parent?.name === "MemberExpression" && node.parent.parent?.name !== "MemberExpression";
  return isLast && supported.test(text) ? "constant" : null;
}

const isFunction = (node: Node | null): boolean => node !== null && /^(ArrowFunction|FunctionExpression|ParamList)$/.test(node.name);

/** Of `const` the name is a constant's, of a function's head a parameter's, and of what holds a function a function's. */
function kindOfDefinition(node: Node): Kind | null {
  if (node.parent?.name === "FunctionDeclaration" || node.parent?.name === "FunctionExpression") return "function";
  if (node.parent?.name === "ClassDeclaration") return "parameter";
  for (let up = node.parent; up !== null; up = up.parent) {
    if (up.name === "ParamList") return "parameter";
    if (up.name === "ArrowFunction") return "parameter";
    if (up.name === "VariableDeclaration") {
      if (holdsFunction(node)) return "function";
      return up.firstChild?.name === "const" ? "constant" : null;
    }
    if (up.name === "ForOfSpec" || up.name === "ForInSpec") return childNamed(up, "const") ? "constant" : null;
  }
  return null;
}

function holdsFunction(node: Node): boolean {
  let next = node.nextSibling;
  if (next?.name === "TypeAnnotation") next = next.nextSibling;
  return next?.name === "Equals" && isFunction(next.nextSibling);
}

function childNamed(node: Node, name: string): boolean {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) if (child.name === name) return true;
  return false;
}

/** `f(x)`, `a.f(x)`, `new F(x)`. */
function isCalled(node: Node): boolean {
  const callee = node.name === "PropertyName" && node.parent?.name === "MemberExpression" ? node.parent : node;
  if (node.name === "PropertyName" && callee === node) return false;
  const {parent} = callee;
  if (parent === null) return false;
  if (parent.name === "NewExpression") return childNamed(parent, "ArgList");
  return parent.name === "CallExpression" && parent.firstChild?.from === callee.from && parent.firstChild?.to === callee.to;
}

/** Leaves of a range of code that are not plain, and the code inside template texts, in order. */
export function kindsOf(tree: ReturnType<typeof syntaxTree>, text: (from: number, to: number) => string, from: number, to: number) {
  const found: {readonly from: number; readonly to: number; readonly kind: Kind}[] = [];
  tree.iterate({
    from,
    to,
    enter: ({node}) => {
      const isLeaf = node.firstChild === null;
      const own = node as unknown as Node;
      if (!isLeaf && node.name !== "TemplateString" && node.name !== "String") return;
      const inText = own.parent?.name === "Interpolation" || isWithin(own, "Interpolation");
      if (node.name === "InterpolationStart" || node.name === "InterpolationEnd") return;
      const kind = kindOf(own, text(node.from, node.to)) ?? (inText && /\w/.test(text(node.from, node.to)) ? "plain" : null);
      if (kind !== null) found.push({from: node.from, to: node.to, kind});
    },
  });
  return found;
}

function isWithin(node: Node, name: string): boolean {
  for (let up = node.parent; up !== null; up = up.parent) if (up.name === name) return true;
  return false;
}

const marks = Object.fromEntries(
  Object.entries(colours).map(([kind, [light, dark]]) => [
    kind,
    Decoration.mark({attributes: {style: `--shiki-light:${light};--shiki-dark:${dark}`}}),
  ]),
) as {readonly [K in Kind]: Decoration};

function decorate({state, visibleRanges}: EditorView): DecorationSet {
  const found: Range<Decoration>[] = visibleRanges.flatMap(({from, to}) =>
    kindsOf(syntaxTree(state), (a, b) => textOf(state, a, b), from, to).map((one) => marks[one.kind].range(one.from, one.to)),
  );
  return Decoration.set(found, true);
}

const textOf = (state: EditorState, from: number, to: number): string => state.sliceDoc(from, to);

/** Extension: TypeScript, in the colours in which the page shows it. */
export const coloured = [
  typescriptLanguage,
  ViewPlugin.define(
    (view) => ({
      decorations: decorate(view),
      update(update: ViewUpdate) {
        const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
        if (update.docChanged || update.viewportChanged || parsed) this.decorations = decorate(update.view);
      },
    }),
    {decorations: (plugin) => plugin.decorations},
  ),
  EditorView.editorAttributes.of({class: "astro-code"}),
];
