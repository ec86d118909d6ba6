import type {Link, Nodes} from "mdast";
import {expect, test} from "vitest";
import {type Chapter, chapterOf, chapters, systemFile} from "../../../src/notebook/build/chapters.ts";
import {headingsOf, parse} from "../../../src/notebook/build/markdown.ts";
import {anchorsOf, answersOf} from "../../../src/notebook/build/notes.ts";
import {slugsOf} from "./slugs.ts";

/** Pages that no author writes: the reference of the package. */
const MADE = ["api", "api/systems"];

function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ("children" in node) for (const child of node.children) yield* nodesOf(child);
}

/** Every place of a page that a link may lead to. */
function placesOf({path, text, tags, cells}: Chapter): ReadonlySet<string> {
  const headings = headingsOf(parse(path, text)).map(({says}) => says);
  const notes = tags.flatMap(({name, attributes}) => (name === "Note" ? [attributes.get("id") ?? ""] : []));
  const own = tags.flatMap(({name, attributes}) => {
    const id = attributes.get("id");
    if (name === "Rules") return [`rules-${attributes.get("system")}`];
    return id !== undefined && (name === "Passage" || /^[a-z]/.test(name)) ? [id] : [];
  });
  return new Set(["", ...slugsOf(headings), ...anchorsOf(notes), ...own, ...cells.map(({id}) => id)]);
}

const linksOf = ({path, text}: Chapter): {readonly url: string; readonly line: number}[] =>
  [...nodesOf(parse(path, text))]
    .filter((node): node is Link => node.type === "link")
    .map(({url, position}) => ({url, line: position?.start.line ?? 1}));

/** The links of some pages that lead nowhere, among all pages that there are. */
function astray(some: readonly Chapter[], all: readonly Chapter[]): string[] {
  const places = new Map([...all.map((one) => [one.name, placesOf(one)] as const), ...MADE.map((name) => [name, null] as const)]);
  return some.flatMap((page) =>
    linksOf(page).flatMap(({url, line}) => {
      // Downloads and other files of the site.
      if (/\.[a-z]+$/.test(url)) return [];
      const {origin, pathname, hash} = new URL(url, `https://site/${page.name === "index" ? "" : `${page.name}/`}`);
      // What is cited stands elsewhere; whether it still does is not asked here.
      if (origin !== "https://site") return [];
      const name = pathname.replace(/^\/|\/$/g, "") || "index";
      const known = places.get(name);
      if (known === undefined) return [`${page.path}:${line}: ${url}: there is no such page`];
      const place = decodeURIComponent(hash.slice(1));
      return known === null || known.has(place) ? [] : [`${page.path}:${line}: ${url}: that page has no #${place}`];
    }),
  );
}

test("every link of every page leads to a page, and to a place on it", () => {
  expect(astray(chapters(), chapters())).toEqual([]);
});

test("a passage of the notes leads to the places that quote it, and those lead back", () => {
  const all = chapters();
  const places = new Map(all.map((one) => [one.name, placesOf(one)] as const));
  for (const {id, chapter, anchor} of answersOf(all))
    expect([id, chapter, places.get(chapter)?.has(anchor), places.get("notes")?.has(id)]).toEqual([id, chapter, true, true]);
});

test("the rules of every system that a ledger speaks of stand on the page of the rules", () => {
  const all = chapters();
  const rules = placesOf(all.find(({name}) => name === "rules") as Chapter);
  const told = all.flatMap(({tags}) => tags.flatMap(({name, attributes}) => (name === "Ledger" ? [attributes.get("system") ?? ""] : [])));
  expect(told.filter((system) => systemFile(system) === null)).toEqual([]);
  expect(told.filter((system) => !rules.has(`rules-${system}`))).toEqual([]);
});

const page = (name: string, text: string) => chapterOf(`src/content/docs/${name}.mdx`, `---\ntitle: A page\n---\n\n${text}\n`);

test.each([
  ["to a heading", "[x](../two/#a-heading)", null],
  ["to a heading that is there twice", "[x](../two/#a-heading-1)", null],
  ["to a page", "[x](../two/)", null],
  ["to an element", "[x](../two/#term)", null],
  ["to no page", "[x](../three/)", "there is no such page"],
  ["to no place", "[x](../two/#nowhere)", "that page has no #nowhere"],
  ["to what is cited", "[x](https://example.org/)", null],
])("a link %s", (_to, text, wrong) => {
  const two = page("two", '## A heading\n\n## A heading\n\n- <b id="term">Term</b>');
  const one = page("one", text);
  const [found = null] = astray([one], [one, two]);
  expect(found?.split(": ").slice(2).join(": ") ?? null).toBe(wrong);
});
