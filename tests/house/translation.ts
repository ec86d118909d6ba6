import ts from "typescript";
import type {Chapter} from "../../src/notebook/build/chapters.ts";
import type {Tag} from "../../src/notebook/build/markdown.ts";

/** Attributes of tags that are read; the others name cells, claims, formats. */
const words: readonly string[] = ["title", "unit"];

/** Where a translated chapter differs from its author's in more than words: its cells in more than texts, or in a text that decides something. */
export function differences(author: Chapter, translated: Chapter): string[] {
  const at = (line: number, says: string) => `${translated.path}:${line}: ${says}`;
  const counted = [author, translated].map(({cells, tags}) => [cells.length, tags.length] as const);
  const [[cells, tags] = [0, 0], [ownCells, ownTags] = [0, 0]] = counted;
  if (ownCells !== cells) return [at(1, `has ${ownCells} cells, and its author's chapter ${cells}`)];
  if (ownTags !== tags) return [at(1, `has ${ownTags} tags, and its author's chapter ${tags}`)];
  const answers = new Set(author.tags.flatMap((tag) => optionsOf(author, tag)));
  return [
    ...translated.cells.flatMap(({source, line}, i) => {
      const [was, now] = [author.cells[i]?.source ?? "", source].map((cell) => tokensOf(cell, answers)) as [Token[], Token[]];
      const odd = now.findIndex((token, place) => token.text !== was[place]?.text);
      if (odd < 0 && now.length === was.length) return [];
      const [got, right] = [now[odd], was[odd]].map((token) => token?.text ?? "nothing");
      return [at(line + (now[odd]?.line ?? 0), `${got} stands for ${right}: only texts that decide nothing may be translated`)];
    }),
    ...translated.tags.flatMap((tag, i) => {
      const [was, now] = [tagText(author, author.tags[i] as Tag), tagText(translated, tag)];
      return was === now ? [] : [at(tag.line, `${now} stands for ${was}: only words may be translated`)];
    }),
  ];
}

function tagText(chapter: Chapter, tag: Tag): string {
  const attributes = [...tag.attributes].flatMap(([key, value]) => (words.includes(key) ? [] : [` ${key}="${value}"`]));
  const options = optionsOf(chapter, tag);
  return `<${tag.name}${attributes.join("")}${options.length > 0 ? ` options: ${options.join(", ")}` : ""}>`;
}

/** By what a cell's value is compared with the options of a prediction: `options={{lost: "it can be lost"}}`. */
function optionsOf({text}: Chapter, {name, open}: Tag): string[] {
  if (name !== "Predict") return [];
  const file = ts.createSourceFile("tag.tsx", `${text.slice(open.from, open.to)}</Predict>`, ts.ScriptTarget.Latest, true);
  const keys: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isPropertyAssignment(node)) keys.push(node.name.getText(file).replace(/^["']|["']$/g, ""));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return keys;
}

interface Token {
  readonly text: string;
  /** From 0. */
  readonly line: number;
}

/** The tokens of a cell, comments left out; of a text that is only shown its quotes. `answers` are no such texts. */
function tokensOf(source: string, answers: ReadonlySet<string>): Token[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const tokens: Token[] = [];
  const visit = (node: ts.Node) => {
    const children = node.getChildren(file);
    for (const child of children) visit(child);
    if (children.length > 0 || node.kind === ts.SyntaxKind.EndOfFileToken || node.getText(file) === "") return;
    const text = isText(node) && !decides(node) && !answers.has((node as ts.LiteralLikeNode).text) ? "a text" : node.getText(file);
    tokens.push({text, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line});
  };
  visit(file);
  return tokens;
}

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);

/** Whether a text is a key, a type, or what something is compared with. */
function decides({parent, ...node}: ts.Node): boolean {
  if (ts.isPropertyAssignment(parent)) return parent.name.pos === node.pos;
  if (ts.isBinaryExpression(parent)) return /^[!=]==?$/.test(parent.operatorToken.getText());
  return ts.isElementAccessExpression(parent) || ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent);
}
