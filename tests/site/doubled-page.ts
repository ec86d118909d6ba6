import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {loadSystem, systemNames} from "../../cli/systems.ts";
import {MEASURES} from "../../src/engine/analysis/columns.ts";
import {FAULTS} from "../../src/engine/model/fault.ts";

import {chapters, root} from "../../src/notebook/build/chapters.ts";
import {CARD_PATH} from "../../src/notebook/build/committed-card.ts";
import {ledger} from "../../src/notebook/build/ledger.ts";
import type {CardFile} from "../../src/notebook/cells/card-file.ts";
import type {RecordedFile} from "../../src/notebook/cells/recorded.ts";
import {doubled} from "../words/doubled.ts";
import {everyMessage} from "../words/every-message.ts";
import {type Authored, authored, forgotten, isMessage} from "../words/forgotten.ts";
import type {Question} from "./tour.ts";

const twice = doubled(everyMessage);

/** A message in a script, as any bundler writes it: its key, and its text in quotes of some kind. */
const MESSAGE = /(["'`])([a-z][\w.-]*)\1:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)/g;

/** From now on the page gets its messages doubled: the site has no such language, so they are changed on their way. */
export async function doubleMessages(page: Page): Promise<void> {
  await page.route("**/*.js", async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    const body = script.replace(MESSAGE, (all, _quote, key) => (key in twice ? `"${key}":${JSON.stringify(twice[key])}` : all));
    await route.fulfill({response, body});
  });
}

/**
 * Asked of a page that came alive with doubled messages. What cells show must be doubled, or written by their author; the rest is as the build
 * made it, in English, and must be a message.
 */
export const forgetsNoWord: Question = {
  claim: "says nothing but messages of its language, its author's words and names",
  wrong: async ({page}, path) => {
    const all = chapters();
    const chapter = all.find(({name}) => name === (path.replace(/\/$/, "") || "index"));
    if (chapter === undefined) return [];
    // Chapters name each other's headings.
    const author = authored([chapter.text, ...all.flatMap(({text}) => text.match(/^#+ .*/gm) ?? []), ...(await definitions())]);
    const texts = await page.evaluate(textsOf, SKIPPED);
    return [...new Set(texts.flatMap((text) => complaint(text, author)))];
  },
};

interface Shown {
  readonly says: string;
  /** Where it stands, for whoever looks for it. */
  readonly at: string;
  readonly live: boolean;
}

function complaint({says, at, live}: Shown, author: Authored): string[] {
  if (!live && isMessage(says)) return [];
  const words = forgotten(says, author);
  return words.length > 0 ? [`${at}: "${says.slice(0, 80)}": ${words.join(" ")}`] : [];
}

/** Code, and what Starlight says in its own languages. */
const SKIPPED = "script, style, pre, code, .sl-anchor-link, .pagination-links";

/** Runs in the page. All of its texts, folded ones too, and what screen readers are told besides. */
function textsOf(skipped: string): Shown[] {
  const found: Shown[] = [];
  const add = (element: Element, says: string | null, what: string) => {
    if (says === null || says.trim() === "" || element.closest(skipped) !== null) return;
    // Plot has names of its own for its marks, in English.
    if (what !== "" && element.matches("svg[role=img] g")) return;
    const cell = element.closest("notebook-cell")?.id ?? "";
    found.push({says: says.trim(), at: `${cell} ${element.localName}${what}`, live: element.closest(".cell-output") !== null});
  };
  for (const element of document.querySelectorAll("main *, dialog:not(site-search *) *")) {
    for (const name of ["aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt"])
      add(element, element.getAttribute(name), `[${name}]`);
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) add(element, node.textContent, "");
  }
  return found;
}

/** Read once for all pages: the ledgers look through the whole source. */
let read: Promise<readonly string[]> | null = null;

async function definitions(): Promise<readonly string[]> {
  read ??= readDefinitions();
  return read;
}

/** What is found by its id and stands in English beside what it names: titles, rules, claims, setups, kinds of faults, measures, metrics of recordings. */
async function readDefinitions(): Promise<readonly string[]> {
  const told = systemNames().filter((name) => chapters().some((chapter) => chapter.name === name));
  const systems = await Promise.all(told.map(loadSystem));
  const ledgers = await Promise.all(systems.map(({name}) => ledger(name, `src/content/docs/${name}.mdx`)));
  const {setups} = JSON.parse(readFileSync(join(root, CARD_PATH), "utf8")) as CardFile;
  const folder = join(root, "data/recordings");
  const recordings = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as RecordedFile);
  const metrics = recordings.flatMap(({metrics}) =>
    metrics.flatMap(({metric, lacks, lacksShape}) => [metric.replaceAll("_", " "), lacks ?? "", lacksShape ?? ""]),
  );
  return [
    ...[...systems, ledgers, MEASURES, setups].flatMap((defined) => textsIn(defined)),
    ...Object.keys(FAULTS).map((kind) => kind.replaceAll("-", " ")),
    ...metrics,
  ];
}

function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsIn(part, seen)]);
}
