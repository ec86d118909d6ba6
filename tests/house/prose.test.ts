import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {readAllowed, typedNumbers} from "./prose.ts";
import {readHouse, source} from "./source.ts";

const root = join(import.meta.dirname, "../..");

test("numbers in prose are outputs, or stand on the list with their reason", () => {
  const allowed = readAllowed(readFileSync(join(root, "tests/house/numbers.txt"), "utf8"));
  expect(typedNumbers(readHouse(root), allowed)).toEqual([]);
});

const chapter = (text: string) => [source("src/content/docs/trial.mdx", `---\ntitle: Chapter 7\n---\n${text}`)];
const says = (number: string) =>
  `src/content/docs/trial.mdx:4: ${number} is typed: print a cell's value (<Out of="…" />), or allow it in tests/house/numbers.txt`;

test.each([
  ["a time", "It takes 410 ms.", ["410"]],
  ["a share", "In 12.5 % of the runs, or 1,000.", ["12.5", "1,000"]],
  ["what is allowed", "Of server 2, in 3.9.5.", []],
  ["an output", '<Out of="p99" format=".0f" /> and <Claim id="zookeeper/e5">so</Claim>', []],
  ["a quotation of the notes", 'They say <Note id="zk-votes">(1, 124)</Note>.', []],
  ["what follows a quotation", 'They say <Note id="zk-votes">(1, 124)</Note>, not 125.', ["125"]],
  ["code, links and lists", "1. `finalizeWait = 200` is [there](./a1.html)\n\n```ts cell\nconst a = 1\n```\n", []],
])("%s in prose", (_what, text, numbers) => {
  const allowed = readAllowed("# names\nserver \\d  # a name\n3\\.9\\.5  # a version\n");
  expect(typedNumbers(chapter(text), allowed)).toEqual(numbers.map(says));
});

test("an allowance without a reason is refused", () => {
  expect(() => readAllowed("42 once said")).toThrow("numbers.txt: 42 once said: must be a pattern, two spaces, # and the reason");
});
