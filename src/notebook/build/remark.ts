import {readFileSync} from "node:fs";
import {relative, sep} from "node:path";
import process from "node:process";
import {isCell} from "../cells/fences.ts";
import {chapterOf} from "./chapters.ts";
import {howToSave, readSaved, type SavedCell} from "./saved.ts";

/** As much of a Markdown tree as is touched here. */
interface MarkdownNode {
  readonly type: string;
  readonly lang?: string | null | undefined;
  readonly meta?: string | null | undefined;
  /** Of a tag. */
  readonly name?: string | null | undefined;
  readonly attributes?: {readonly type: string; readonly name: string; readonly value: string}[] | undefined;
  children?: MarkdownNode[] | undefined;
}

/** What authors write as tags; a chapter imports nothing by hand. */
const tags = ["Cell", "Source", "Claim", "Out", "Ledger", "Predict", "Exercise", "Progress"];

/** Remark plugin: fences marked `cell` become cells with their saved outputs. It runs nothing. */
export function cellsFromFences() {
  return (tree: MarkdownNode, file: {readonly path?: string}): void => {
    const path = relative(process.cwd(), file.path ?? "")
      .split(sep)
      .join("/");
    if (!path.startsWith("src/content/docs/")) return;
    const chapter = chapterOf(path, readFileSync(file.path ?? "", "utf8"));
    const saved = chapter.cells.length === 0 ? {cells: [], values: {}} : readSaved(chapter);
    // While an author writes, the page shows what is not yet saved as such; the site that is built has no such cells.
    if (saved === null && process.env.NODE_ENV !== "development") {
      throw new Error(`${path}: its saved outputs are missing or stale: run ${howToSave} first`);
    }
    const fences = chapter.cells.values();
    replaceFences(tree, () => {
      const fence = fences.next().value;
      if (fence === undefined) throw new Error(`${path}: Markdown sees a cell that the notebook does not: is it inside another fence?`);
      return cellTag(chapter.name, fence, saved?.cells.find(({id}) => id === fence.id) ?? null);
    });
    tell(tree, (name) => {
      if (name === "Ledger") return {chapter: chapter.path};
      return name === "Out" || name === "Predict" ? {values: JSON.stringify(saved?.values ?? {})} : {};
    });
    tree.children?.unshift(...tags.map(importOf));
  };
}

function replaceFences(node: MarkdownNode, make: () => MarkdownNode): void {
  if (node.children === undefined) return;
  node.children = node.children.map((child) => {
    if (child.type === "code" && isCell(child.lang, child.meta)) return make();
    replaceFences(child, make);
    return child;
  });
}

/** Gives tags what only the chapter knows. */
function tell(node: MarkdownNode, given: (tag: string) => {readonly [name: string]: string}): void {
  if (node.name && node.attributes)
    for (const [name, value] of Object.entries(given(node.name))) node.attributes.push({type: "mdxJsxAttribute", name, value});
  for (const child of node.children ?? []) tell(child, given);
}

function cellTag(chapter: string, {id, source}: {readonly id: string; readonly source: string}, saved: SavedCell | null): MarkdownNode {
  const values = {
    chapter,
    id,
    source,
    html: saved?.html ?? "",
    made: JSON.stringify(saved?.made ?? []),
    status: saved === null ? "unsaved" : "saved",
  };
  const attributes = Object.entries(values).map(([name, value]) => ({type: "mdxJsxAttribute", name, value}));
  return {type: "mdxJsxFlowElement", name: "Cell", attributes, children: []} as MarkdownNode;
}

/** `import Cell from "/src/components/Cell.astro"`, as MDX wants it: already parsed. */
function importOf(name: string): MarkdownNode {
  const source = {type: "Literal", value: `/src/components/${name}.astro`, raw: JSON.stringify(`/src/components/${name}.astro`)};
  const specifier = {type: "ImportDefaultSpecifier", local: {type: "Identifier", name}};
  const declaration = {type: "ImportDeclaration", specifiers: [specifier], source, attributes: []};
  const estree = {type: "Program", sourceType: "module", body: [declaration], comments: []};
  return {type: "mdxjsEsm", value: "", data: {estree}} as MarkdownNode;
}
