import type {Nodes, Root} from "mdast";

/** After which signs a long name in a table may break, as those of metrics are made of parts. */
const PARTS = /(?<=[.,:=](?=\w))/;
/** Names up to this length, in letters, stay whole. */
const WHOLE = 24;

/** Remark plugin: a table can be reached by the keyboard, since it scrolls where it is wider than its column; long names in it break between their parts. */
export function tablesWithinReach() {
  return (tree: Root): void => visit(tree, false);
}

function visit(node: Nodes, inTable: boolean): void {
  if (node.type === "table") node.data = {...node.data, hProperties: {tabIndex: 0}};
  if (node.type === "inlineCode" && inTable && node.value.length > WHOLE) node.data = {...node.data, hChildren: broken(node.value)};
  if ("children" in node) for (const child of node.children) visit(child, inTable || node.type === "table");
}

const broken = (name: string) =>
  name.split(PARTS).flatMap((part, i) => {
    const text = {type: "text" as const, value: part};
    return i === 0 ? [text] : [{type: "element" as const, tagName: "wbr", properties: {}, children: []}, text];
  });
