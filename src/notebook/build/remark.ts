import {readFileSync} from "node:fs";
import {relative, sep} from "node:path";
import process from "node:process";
import type {Program} from "estree";
import type {Nodes as Node, Parents, Root} from "mdast";
import type {MdxJsxAttribute, MdxJsxFlowElement, MdxjsEsm} from "mdast-util-mdx";
import {assert} from "../../engine/vocabulary.ts";
import {type Chapter, chapterOf, chapters} from "./chapters.ts";
import {type Fence, isCell} from "./markdown.ts";
import {newLines} from "./new-lines.ts";
import {anchorsOf, answersOf} from "./notes.ts";
import {howToSave, readSaved, type SavedCell} from "./saved.ts";

/** What authors write as tags; a chapter imports nothing by hand. */
const tags = ["Cell", "Source", "Claim", "Out", "Ledger", "Rules", "Predict", "Exercise", "Progress", "Note", "Passage", "Bound", "Aside"];

/** Remark plugin: fences marked `cell` become cells with their saved outputs. It runs nothing. */
export function cellsFromFences() {
  return (tree: Root, file: {readonly path?: string}): void => {
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
    replaceFences(tree, (source) => {
      const fence = fences.next().value;
      assert(fence?.source === source, "the site's build and the notebook read Markdown alike");
      return cellTag(chapter, fence, saved?.cells.find(({id}) => id === fence.id) ?? null);
    });
    const notes = notesTold(chapter);
    tell(tree, (name) => {
      if (name === "Ledger" || name === "Rules") return {chapter: chapter.path};
      if (name === "Note" || name === "Passage") return notes[name]();
      return name === "Out" || name === "Predict" ? {values: JSON.stringify(saved?.values ?? {})} : {};
    });
    tree.children.unshift(...tags.map(importOf));
  };
}

/** What quotations of the notes and their passages are told, one after the other: its anchor, or all quotations that there are. */
function notesTold({tags}: Chapter): {readonly Note: () => {anchor: string}; readonly Passage: () => {answers: string}} {
  const anchors = anchorsOf(tags.flatMap(({name, attributes}) => (name === "Note" ? [attributes.get("id") ?? ""] : []))).values();
  const answers = tags.some(({name}) => name === "Passage") ? JSON.stringify(answersOf(chapters())) : "";
  return {Note: () => ({anchor: anchors.next().value ?? ""}), Passage: () => ({answers})};
}

/** Numbered in the order of the chapter: a cell inside a tag comes before one after the tag. */
function replaceFences(node: Parents, make: (source: string) => MdxJsxFlowElement): void {
  const children: Node[] = node.children.map((child) => {
    if (isCell(child)) return make(child.value);
    if ("children" in child) replaceFences(child, make);
    return child;
  });
  // A fence stands wherever a block may, and so may a tag.
  node.children = children as typeof node.children;
}

/** Gives tags what only the chapter knows. */
function tell(node: Node, given: (tag: string) => {readonly [name: string]: string}): void {
  if ("attributes" in node && node.name !== null) node.attributes.push(...attributesOf(given(node.name)));
  if ("children" in node) for (const child of node.children) tell(child, given);
}

const attributesOf = (values: {readonly [name: string]: string}): MdxJsxAttribute[] =>
  Object.entries(values).map(([name, value]) => ({type: "mdxJsxAttribute", name, value}));

function cellTag(chapter: Chapter, fence: Fence, saved: SavedCell | null): MdxJsxFlowElement {
  const {id, source, unlike} = fence;
  const attributes = attributesOf({
    chapter: chapter.name,
    id,
    source,
    ...(unlike === undefined ? {} : {unlike, fresh: JSON.stringify(newLines(chapter, fence))}),
    html: saved?.html ?? "",
    made: JSON.stringify(saved?.made ?? []),
    status: saved === null ? "unsaved" : "saved",
  });
  return {type: "mdxJsxFlowElement", name: "Cell", attributes, children: []};
}

/** `import Cell from "/src/components/Cell.astro"`, as MDX wants it: already parsed. */
function importOf(name: string): MdxjsEsm {
  const source = {type: "Literal", value: `/src/components/${name}.astro`, raw: JSON.stringify(`/src/components/${name}.astro`)} as const;
  const specifier = {type: "ImportDefaultSpecifier", local: {type: "Identifier", name}} as const;
  const declaration = {type: "ImportDeclaration", specifiers: [specifier], source, attributes: []} as const;
  const estree = {type: "Program", sourceType: "module", body: [declaration], comments: []};
  return {type: "mdxjsEsm", value: "", data: {estree: estree as unknown as Program}};
}
