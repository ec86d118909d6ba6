import {expect, test} from "vitest";
import {chapterOf, chapters} from "../../../src/notebook/build/chapters.ts";
import {boundOf} from "../../../src/notebook/build/find-claim.ts";
import {anchorsOf, answersOf, NOTES, noteWrong, passageWrong} from "../../../src/notebook/build/notes.ts";

const page = (name: string, text: string) => chapterOf(`src/content/docs/${name}.mdx`, `---\ntitle: A page\n---\n\n${text}\n`);

const notes = page(
  "notes",
  [
    '<Passage id="a">\n\n<Fragment slot="original">\n\n甲\n\n</Fragment>\n\nThe largest zxid\nwins.\n\n</Passage>',
    '<Passage id="b" toCome="Kafka">\n\nIt is fast.\n\n</Passage>',
  ].join("\n\n"),
);
const quoting = (tag: string, name = "zookeeper") => page(name, `## The rule\n\nThey say ${tag}.`);

/** What is wrong with the first tag of a chapter. */
const wrong = (chapter: ReturnType<typeof page>) => chapter.tags.slice(0, 1).map((tag) => noteWrong(tag, chapter, notes))[0];

test.each([
  ["what the passage says", '<Note id="a">the largest zxid</Note>', null],
  ["over the end of a line", '<Note id="a">The largest zxid wins</Note>', null],
  ["what the passage does not say", '<Note id="a">the smallest zxid</Note>', '<Note id="a">: the passage does not say "the smallest zxid"'],
  ["nothing", '<Note id="a"></Note>', '<Note id="a">: quotes nothing'],
  ["what is not there", '<Note id="c">wins</Note>', '<Note id="c">: src/content/docs/notes.mdx has no such passage; it has a, b'],
])("a quotation of %s", (_of, tag, says) => {
  expect(wrong(quoting(tag))).toBe(says);
});

test("a translation quotes in its own words, but only a passage that is there", () => {
  expect(wrong(quoting('<Note id="a">der größte zxid</Note>', "de/zookeeper"))).toBeNull();
  expect(wrong(quoting('<Note id="c">der größte zxid</Note>', "de/zookeeper"))).toMatch(/no such passage/);
});

test("a passage is answered by a chapter, or its answer is still to come", () => {
  const [a, b] = notes.tags.filter(({name}) => name === "Passage");
  const answers = answersOf([quoting('<Note id="a">wins</Note>')]);
  expect(answers).toEqual([{id: "a", chapter: "zookeeper", title: "A page", heading: "The rule", anchor: "notes-a"}]);
  if (a === undefined || b === undefined) throw new Error("there are two passages");
  expect([passageWrong(a, answers), passageWrong(b, answers)]).toEqual([null, null]);
  expect(passageWrong(a, [])).toBe('<Passage id="a">: no chapter quotes it (<Note id="a">…</Note>), and it is not marked as still to come');
});

test("a passage that is quoted twice on a page has two places there", () => {
  expect(anchorsOf(["a", "b", "a"])).toEqual(["notes-a", "notes-b", "notes-a-2"]);
});

test("every passage of the course's notes is answered or marked, and every quotation is true to it", () => {
  const all = chapters();
  const answers = answersOf(all);
  const own = all.find(({name}) => name === NOTES);
  if (own === undefined) throw new Error("there is no page of the notes");
  const passages = own.tags.filter(({name}) => name === "Passage");
  expect(passages.flatMap((tag) => passageWrong(tag, answers) ?? [])).toEqual([]);
  const quotations = all.flatMap((chapter) => chapter.tags.filter(({name}) => name === "Note").map((tag) => [tag, chapter] as const));
  expect(quotations.flatMap(([tag, chapter]) => noteWrong(tag, chapter, own) ?? [])).toEqual([]);
  // None of them is left for a chapter to come.
  expect([passages.length, passages.filter(({attributes}) => attributes.has("toCome"))]).toEqual([38, []]);
});

test("so many runs without an exception are worth the upper end of Wilson's interval; a claim that allows some has no such bound", async () => {
  expect(await boundOf("zookeeper/longer-log-wins")).toEqual({seeds: 200, most: expect.closeTo(0.0188, 3)});
  expect(await boundOf("redis/second-fail-over")).toBe(
    '<Bound of="redis/second-fail-over" />: its check allows exceptions, and says how many',
  );
  expect(await boundOf("redis/no-such")).toMatch(/^<Bound of="redis\/no-such">: .* has no such claim/);
});
