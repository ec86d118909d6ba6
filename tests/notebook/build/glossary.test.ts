import type {Link, ListItem, Nodes} from "mdast";
import {expect, test} from "vitest";
import {type Chapter, chapters} from "../../../src/notebook/build/chapters.ts";
import {headingsOf, parse} from "../../../src/notebook/build/markdown.ts";
import {slugsOf} from "./slugs.ts";

interface Entry {
  readonly term: string;
  readonly id: string;
  readonly says: string;
  readonly links: readonly string[];
}

function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ("children" in node) for (const child of node.children) yield* nodesOf(child);
}

const wordsOf = (node: Nodes): string => [...nodesOf(node)].map((one) => ("value" in one ? String(one.value) : "")).join("");

function entryOf(item: ListItem): Entry {
  const nodes = [...nodesOf(item)];
  const bold = nodes.find((node) => node.type === "mdxJsxTextElement" && node.name === "b");
  const named = bold?.type === "mdxJsxTextElement" ? bold.attributes.find((one) => "name" in one && one.name === "id") : undefined;
  return {
    term: bold === undefined ? "" : wordsOf(bold),
    id: typeof named?.value === "string" ? named.value : "",
    says: wordsOf(item),
    links: nodes.filter((node): node is Link => node.type === "link").map(({url}) => url),
  };
}

function entries({path, text}: Chapter): Entry[] {
  return [...nodesOf(parse(path, text))].filter((node): node is ListItem => node.type === "listItem").map(entryOf);
}

/** The prose of each section of a page by the address of its heading: up to the next one of any rank. What stands before the first has "". */
function sectionsOf({path, text}: Chapter): ReadonlyMap<string, string> {
  const tree = parse(path, text);
  const headings = headingsOf(tree);
  const lines = text.split("\n");
  const slugs = slugsOf(headings.map(({says}) => says));
  const ends = [...headings.slice(1).map(({line}) => line - 1), lines.length];
  return new Map(headings.map(({line}, i) => [slugs[i] as string, lines.slice(line - 1, ends[i]).join("\n")] as const));
}

const all = chapters();
const glossary = all.find(({name}) => name === "glossary") as Chapter;
const found = entries(glossary);

test("the glossary has its terms in the order of the alphabet, each once and with a place of its own", () => {
  const terms = found.map(({term}) => term);
  expect(terms.length).toBeGreaterThan(60);
  expect(terms).toEqual([...terms].sort((a, b) => a.localeCompare(b, "en", {sensitivity: "base"})));
  expect(new Set(terms).size).toBe(terms.length);
  expect(new Set(found.map(({id}) => id)).size).toBe(terms.length);
});

test("each term of the glossary leads to a section of a chapter that shows it by that name", () => {
  const sections = new Map(all.map((page) => [page.name, sectionsOf(page)] as const));
  // A sentence may have another ending, or the term in the plural; of two words the first one names it.
  const stem = (term: string) => (term.split(/[ ,]/)[0] ?? "").toLowerCase().replace(/(?:ed|ly|s)$/, "");
  const lacking = found.flatMap(({term, links}) => {
    if (links.length === 0) return [`${term}: leads nowhere`];
    return links.flatMap((url) => {
      const [, page = "", place = ""] = /^\.\.\/([\w-]+)\/#(.+)$/.exec(url) ?? [];
      const section = sections.get(page)?.get(place);
      if (section === undefined) return [`${term}: ${url} is no section of a chapter`];
      return section.toLowerCase().includes(stem(term)) ? [] : [`${term}: ${url} does not speak of it`];
    });
  });
  expect(lacking).toEqual([]);
});

test("an entry is short", () => {
  expect(found.filter(({says}) => says.length > 420).map(({term}) => term)).toEqual([]);
});
