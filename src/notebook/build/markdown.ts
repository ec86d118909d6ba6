import type {Code, Nodes, Root} from "mdast";
import {fromMarkdown} from "mdast-util-from-markdown";
import {type MdxJsxFlowElement, type MdxJsxTextElement, mdxFromMarkdown} from "mdast-util-mdx";
import {mdxjs} from "micromark-extension-mdxjs";
import {Refusal} from "../../engine/vocabulary.ts";

/** A cell as its author wrote it. */
export interface Fence {
  /** `cell-1`, `cell-2` … in the order of the chapter. */
  readonly id: string;
  readonly source: string;
  /** Line of the chapter's file on which the source begins; the fence is the line before. */
  readonly line: number;
  /** A name that an earlier cell declares, from which this one differs in the lines that are then marked: `ts cell unlike=voting`. */
  readonly unlike?: string;
}

/** What an author writes as a tag, as in `<Out of="outage" unit="ms" />`. */
export interface Tag {
  readonly name: string;
  /** Those that are texts, as all but lists are. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: number;
  /** Where it opens and where it closes in the text; one that closes itself does both at once. */
  readonly open: Span;
  readonly close: Span;
  /** The words that stand in it. */
  readonly says: string;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Markdown with tags, as the site's own build reads it. Refuses, with path and line, what that would not read. */
export function parse(path: string, text: string): Root {
  // Who builds the site takes the front matter away, too, and leaves every character in its place.
  const body = text.replace(/^---\n[\s\S]*?\n---(?=\n|$)/, blank);
  try {
    return fromMarkdown(body, {extensions: [mdxjs()], mdastExtensions: [mdxFromMarkdown()]});
  } catch (error) {
    const {reason, line} = error as {readonly reason?: string; readonly line?: number};
    if (reason === undefined) throw error;
    throw new Refusal(`${path}:${line ?? 1}: ${reason}`);
  }
}

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

type JsxElement = MdxJsxFlowElement | MdxJsxTextElement;

/** Each node of a tree, a parent before what stands in it. */
function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ("children" in node) for (const child of node.children) yield* nodesOf(child);
}

/** Whether a node of a Markdown tree is a cell: a fence of `ts` that is marked `cell`. */
export const isCell = (node: Nodes): node is Code =>
  node.type === "code" && node.lang === "ts" && (node.meta ?? "").split(/\s+/).includes("cell");

/** The cells, in order. A fence inside another fence (a chapter that shows how to write cells) is none. */
export function fencesOf(tree: Root): Fence[] {
  const cells = [...nodesOf(tree)].filter(isCell);
  return cells.map(({value, meta, position}, i) => {
    const [, unlike] = /(?:^|\s)unlike=(\S+)/.exec(meta ?? "") ?? [];
    return {id: `cell-${i + 1}`, source: value, line: (position?.start.line ?? 0) + 1, ...(unlike === undefined ? {} : {unlike})};
  });
}

/** The tags, those inside others too, in order. What stands in fences and in inline code is none. */
export const tagsOf = (tree: Root, text: string): Tag[] =>
  [...nodesOf(tree)].flatMap((node) =>
    (node.type === "mdxJsxFlowElement" || node.type === "mdxJsxTextElement") && node.name !== null ? [tagOf(node, node.name, text)] : [],
  );

function tagOf(node: JsxElement, name: string, text: string): Tag {
  const [first, last] = [node.children[0], node.children.at(-1)];
  const {from, to} = spanOf(node, node);
  // There may be blank lines between a tag and its content.
  const opened = first === undefined ? to : from + text.slice(from, spanOf(first, first).from).trimEnd().length;
  const closed = last === undefined ? to : to - text.slice(spanOf(last, last).to, to).trimStart().length;
  const texts = node.attributes.flatMap((one) =>
    one.type === "mdxJsxAttribute" && typeof one.value === "string" ? [[one.name, one.value] as const] : [],
  );
  return {
    name,
    attributes: new Map(texts),
    line: node.position?.start.line ?? 1,
    open: {from, to: opened},
    close: {from: closed, to},
    says: wordsOf(node),
  };
}

/** What a reader reads of a node, without its marks, on one line. */
const wordsOf = (node: Nodes): string =>
  [...nodesOf(node)]
    .flatMap((one) => (one.type === "text" || one.type === "inlineCode" ? [one.value] : []))
    .join("")
    .replace(/\s+/g, " ")
    .trim();

/** Headings of the second and third rank, in order. */
export const headingsOf = (tree: Root): {readonly says: string; readonly line: number}[] =>
  tree.children.flatMap((node) =>
    node.type === "heading" && node.depth > 1 && node.depth < 4 ? [{says: wordsOf(node), line: node.position?.start.line ?? 1}] : [],
  );

const spanOf = (first: Nodes, last: Nodes): Span => ({from: first.position?.start.offset ?? 0, to: last.position?.end.offset ?? 0});

/** The text with all blanked that is not the prose itself: marks, code, tags, addresses. Each word keeps its place. */
export function proseOf(text: string, tree: Root): string {
  let prose = "";
  for (const node of nodesOf(tree)) {
    if (node.type !== "text") continue;
    const {from, to} = spanOf(node, node);
    prose += blank(text.slice(prose.length, from)) + text.slice(from, to);
  }
  return prose + blank(text.slice(prose.length));
}

/**
 * Words right behind a colon. The site's build takes `:word` in prose for a directive and ends in a plugin's stack: a blank behind the
 * colon, or code, is what an author means.
 */
export const directivesOf = (tree: Root): {readonly word: string; readonly line: number}[] =>
  [...nodesOf(tree)].flatMap((node) => {
    if (node.type !== "text") return [];
    const first = node.position?.start.line ?? 1;
    return [...node.value.matchAll(/:[A-Za-z][\w-]*/g)].map(({0: word, index}) => ({
      word,
      line: first + node.value.slice(0, index).split("\n").length - 1,
    }));
  });

/** On which lines a chapter imports or exports something by hand. */
export const importLines = (tree: Root): number[] =>
  tree.children.flatMap((node) => (node.type === "mdxjsEsm" ? [node.position?.start.line ?? 1] : []));

/** Names of cells whose values stand in the prose. */
export const outsOf = (tags: readonly Tag[]): string[] => [
  ...new Set(tags.flatMap(({name, attributes}) => (name === "Out" || name === "Predict" ? [attributes.get("of") ?? ""] : []))),
];
