import {parseJavaScript} from "@observablehq/notebook-kit";

/** The part of a syntax tree's shape that is used here. */
export interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

/** The tree of a program or of one expression. */
export const treeOf = (code: string): Tree => parseJavaScript(code).body as unknown as Tree;

/** Each node of a tree, a parent before its children. */
export function walk(node: Tree, visit: (node: Tree) => void): void {
  visit(node);
  for (const part of Object.values(node)) {
    for (const one of Array.isArray(part) ? part : [part]) if (isTree(one)) walk(one, visit);
  }
}

export const isTree = (part: unknown): part is Tree => typeof part === "object" && part !== null && "type" in part && "start" in part;

/** Whether a node is a call of the function of that name. */
export const isCallOf = (node: unknown, name: string): node is Tree =>
  isTree(node) && node.type === "CallExpression" && isTree(node.callee) && node.callee.name === name;
