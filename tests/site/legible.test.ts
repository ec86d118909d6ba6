import {beforeAll, expect, test} from "vitest";
import {openSite} from "./chromium.ts";
import {illegible} from "./legible.ts";

const picture = (inner: string) => `<div class="picture"><svg viewBox="0 0 300 100" width="300" height="100">${inner}</svg></div>`;
const text = (x: number, y: number, says: string) => `<text x="${x}" y="${y}" font-size="14">${says}</text>`;

const examples: readonly (readonly [what: string, body: string, found: readonly string[]])[] = [
  ["words with room between them", picture(text(10, 20, "one") + text(10, 60, "two")), []],
  ["a word under a shape", picture(`${text(10, 20, "one")}<rect width="60" height="30"/>`), ["hidden: “one”"]],
  ["a word on a shape", picture(`<rect width="60" height="30" fill="#ddd"/>${text(10, 20, "one")}`), []],
  [
    "a word under the same one, on a ground of its own",
    picture(`${text(10, 20, "one")}<rect width="60" height="30" fill="#ddd"/>${text(10, 20, "one")}`),
    [],
  ],
  ["a word beyond the picture's edge", picture(text(290, 20, "one")), ["cut: “one”"]],
  [
    "a word beyond a box that shows nothing outside",
    `<div style="overflow: hidden; width: 2em; white-space: nowrap">one two three</div>`,
    ["cut: “one two three”"],
  ],
  ["a word that one comes to by scrolling", `<div style="overflow: auto; width: 2em; white-space: nowrap">one two three</div>`, []],
  ["a word too pale for its ground", picture(`<text x="10" y="20" style="fill: #999">one</text>`), ["pale: “one”, 2.8 : 1"]],
  ["a dark word on a dark bar", picture(`<rect width="60" height="30" fill="#b3261e"/>${text(10, 20, "one")}`), ["pale: “one”, 2.7 : 1"]],
  [
    "a word on a bar of another colour, with a light rim",
    picture(
      `<rect width="60" height="30" fill="#b3261e"/><text x="10" y="20" style="paint-order: stroke; stroke: #fff; stroke-width: 3px">one</text>`,
    ),
    [],
  ],
  ["an axis with one number", picture(`<g class="ground">${text(10, 20, "5,000")}</g>`), ["an axis with too few ticks: 5,000"]],
  ["an axis with two", picture(`<g class="ground">${text(10, 20, "0")}${text(90, 20, "5,000")}</g>`), []],
  [
    "an axis of Plot's with one number",
    picture(`<g aria-label="y-axis tick label">${text(10, 20, "10%")}</g>`),
    ["an axis with too few ticks: 10%"],
  ],
  ["an axis of Plot's with one name", picture(`<g aria-label="y-axis tick label">${text(10, 20, "z1")}</g>`), []],
  [
    "two panels with one name",
    picture(
      `<g aria-label="x-axis tick label"><g>${text(10, 60, "1")}${text(40, 60, "2")}</g><g>${text(90, 60, "1")}${text(120, 60, "2")}</g></g><g aria-label="fx-axis tick label">${text(10, 20, "near")}</g>`,
    ),
    ["2 panels, 1 names"],
  ],
  ["two words at one place", picture(text(10, 20, "one") + text(14, 22, "two")), ["overlap: “one” and “two”"]],
];

/** What was found in each example, all of them looked at on one page. */
const seen = new Map<string, readonly string[]>();

beforeAll(async () => {
  const site = await openSite();
  await site.visit("api/", {}, async ({page}) => {
    for (const [what, body] of examples) {
      await page.evaluate((figure) => {
        const content = document.querySelector(".sl-markdown-content");
        if (content) content.innerHTML = figure;
      }, `<figure class="figure" aria-label="f">${body}</figure>`);
      seen.set(what, await illegible(page));
    }
  });
  await site.close();
});

test.each(examples)("%s", (what, _body, found) => {
  expect(seen.get(what)).toEqual(found.map((one) => ` “f”: ${one}`));
});
