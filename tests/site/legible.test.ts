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
