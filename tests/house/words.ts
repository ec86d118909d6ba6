import ts from "typescript";
import {type Offence, offence, type Source, walk} from "./source.ts";

/** Where each string is for a reader, unless it is plain that it is not. What the notebook's build says is for its author's terminal. */
const shown = /^src\/(views|components|notebook\/(?!build\/))/;
/**
 * What speaks to readers from the engine, where a sentence of its author would be no type error. The readers of configuration files need no
 * rule: what they find is a `Said`, and their strings are what the real program prints.
 */
const speaking = /^src\/engine\/(systems\/[^/]+\/invariants|analysis\/aims|checking\/interregnum)\.ts$/;

/** Sentences that stand in the code: a reader of another language would read them in English. */
export function sentences(file: Source): Offence[] {
  if (file.tree === null || !/^src\/(?!words\/)/.test(file.path) || file.path.startsWith("src/notebook/build/")) return [];
  const found: Offence[] = [];
  walk(file.tree, (node) => {
    const says = wrong(node, file.path);
    if (says !== null) found.push(offence(file, node, says));
  });
  return found;
}

function wrong(node: ts.Node, path: string): string | null {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text.startsWith("toLocale"))
    return /String$/.test(node.expression.name.text) ? "toLocaleString: words.number writes numbers as the page's language does" : null;
  const text = textOf(node);
  if (text === null || !isSentence(text)) return null;
  const seen = shown.test(path) ? !isUnseen(node) : speaking.test(path) ? !isDefinition(node) && !isUnseen(node) : isRefused(node);
  return seen ? `"${text.slice(0, 40)}": a sentence stands in src/words, here its key and values` : null;
}

/** The text of a literal, with … for what is filled in. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return ts.isLiteralTypeNode(node.parent) ? null : node.text;
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({literal}) => literal.text)].join("…") : null;
}

/** Two words with a blank between them, or a word beside what is filled in; code is none, nor what a real program prints. */
const isSentence = (text: string): boolean => /\p{L}{2,}[,.:;]? +(\p{L}{2,}|…)|… +\p{L}{2,}/u.test(text) && !code.test(text);
const code = /^(npm run |[+-][a-z]+ |--|<\?xml|\{"|return |input, select, |role |leader hollow|AbortController |Malformed )/;

/** Attributes and calls whose strings nobody reads. */
const attributes = /^(class|className|style|d|viewBox|transform|rel|sandbox|rootMargin|"class"|"text-anchor")$/;
const calls =
  /^(querySelector|querySelectorAll|closest|matches|assert|Error|RegExp|test|split|startsWith|endsWith|includes|glob|find|touched|Worker|add|toggle|set|insertAdjacentHTML|createElementNS|import)$/;

function isUnseen(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const {parent} = at;
    if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isBlock(parent)) return !ts.isBlock(parent);
    if (ts.isPropertyAssignment(parent) && attributes.test(parent.name.getText())) return true;
    if (ts.isBinaryExpression(parent) && /\.(className|rel|cssText|innerHTML)$/.test(parent.left.getText())) return true;
    if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(at as ts.Expression)) {
      const name = ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : parent.expression.getText();
      if (calls.test(name)) return true;
    }
  }
  return false;
}

/** Beside what it names, in its author's language: found by id in a translation. */
const isDefinition = (node: ts.Node): boolean => {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const {parent} = at;
    if (ts.isPropertyAssignment(parent) && /^(says|name|title|means|unknown|sample)$/.test(parent.name.getText())) return true;
    if (ts.isBlock(parent)) return false;
  }
  return false;
};

/** What a `Refusal` is made of. */
function isRefused(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const {parent} = at;
    if (ts.isNewExpression(parent) && parent.expression.getText() === "Refusal") return true;
    if (ts.isCallExpression(parent) && parent.arguments.includes(at as ts.Expression)) return false;
    if (ts.isBlock(parent)) return false;
  }
  return false;
}
