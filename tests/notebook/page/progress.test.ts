import fc from "fast-check";
import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {grade, gradeReport} from "../../../src/notebook/library/grade.ts";
import {isDone, noProgress, progressBook, readProgress, type Shelf} from "../../../src/notebook/page/progress.ts";
import {inEnglish} from "../../../src/words/said.ts";
import {english} from "../../english.ts";

function shelf(first?: string): Shelf & {readonly kept: Map<string, string>} {
  const kept = new Map<string, string>(first === undefined ? [] : [["interregnum", first]]);
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test("what a reader did is there when the page is opened again", () => {
  const own = shelf();
  const book = progressBook(own);
  book.begin("zookeeper");
  book.predict("zookeeper/who-wins", "z1", true);
  book.attempt("zookeeper/sooner", false);
  book.attempt("zookeeper/sooner", true);
  book.attempt("zookeeper/sooner", false);
  book.hint("zookeeper/sooner", 2);
  book.hint("zookeeper/sooner", 1);
  expect(progressBook(own).now()).toEqual({
    version: 1,
    chapters: {zookeeper: "begun"},
    predictions: {"zookeeper/who-wins": {answer: "z1", right: true}},
    exercises: {"zookeeper/sooner": {tries: 3, hints: 2, solved: true}},
  });
});

test("the first prediction counts, and a chapter that is done stays so", () => {
  const book = progressBook(shelf());
  book.predict("p", "z1", false);
  book.predict("p", "z3", true);
  book.finish("zookeeper");
  book.begin("zookeeper");
  expect([book.now().predictions.p, book.now().chapters.zookeeper]).toEqual([{answer: "z1", right: false}, "done"]);
});

test("a browser that keeps nothing, or has no room, loses nothing of the open page", () => {
  const full: Shelf = {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => {
      throw new Error("forbidden");
    },
  };
  for (const book of [progressBook(null), progressBook(full)]) {
    book.attempt("e", true);
    expect(book.now().exercises.e?.solved).toBe(true);
    book.erase();
    expect(book.now()).toEqual(noProgress);
  }
});

test("a file brings what it has beside what there is; neither takes anything away", () => {
  const there = progressBook(shelf());
  there.finish("kafka");
  there.attempt("e", true);
  there.predict("p", "theirs", true);
  const here = progressBook(shelf());
  here.begin("kafka");
  here.attempt("e", false);
  here.attempt("e", false);
  here.predict("p", "mine", false);
  expect(here.take(there.text())).toEqual([]);
  expect(here.now()).toEqual({
    version: 1,
    chapters: {kafka: "done"},
    predictions: {p: {answer: "mine", right: false}},
    exercises: {e: {tries: 2, hints: 0, solved: true}},
  });
});

test("erased is erased, in the browser too", () => {
  const own = shelf();
  const book = progressBook(own);
  book.attempt("e", true);
  book.erase();
  expect([own.kept.size, book.now()]).toEqual([0, noProgress]);
});

test.each<[claim: string, text: string, refused: RegExp]>([
  ["no JSON", "{", /^this file is no JSON/],
  ["another file", "[1]", /^this file is no progress of version 1/],
  ["another version", '{"version": 2}', /^this file is no progress of version 1/],
  ["a state there is not", '{"version": 1, "chapters": {"kafka": "read"}}', /^chapters, kafka: is not as this page would have written it$/],
  ["an attempt with more in it", '{"version": 1, "exercises": {"e": {"tries": 1, "hints": 0, "solved": true, "x": 1}}}', /^exercises, e: /],
  ["a name that is none", '{"version": 1, "predictions": {"__proto__": {"answer": "a", "right": true}}}', /^predictions, __proto__: /],
  ["a part that is none", '{"version": 1, "grades": {}}', /^grades: is no part of progress$/],
  ["a list in place of a part", '{"version": 1, "chapters": []}', /^chapters: must be an object$/],
])("refused by name: %s", (_, text, refused) => {
  const book = progressBook(shelf());
  expect(book.take(text).map(inEnglish)).toEqual([expect.stringMatching(refused)]);
  expect(book.now()).toEqual(noProgress);
});

test("whatever stands in a file or in the browser, reading it throws nothing", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"version": 1, "exercises": ${json}}`),
      ),
      (text) => {
        expect(readProgress(text).progress.version).toBe(1);
        expect(progressBook(shelf(text)).now().version).toBe(1);
      },
    ),
    {numRuns: 1000, seed: 1},
  );
});

const rows = (...holds: boolean[]) => holds.map((one, i) => ({seed: i + 1, holds: one}));
const all = (n: number, failing: readonly number[] = []) =>
  Array.from({length: n}, (_, i) => ({seed: i + 1, holds: !failing.includes(i + 1)}));

test("an exercise is solved when its predicate holds in all of 200 runs, and not before", () => {
  expect(grade(all(200))).toEqual({runs: 200, held: 200, solved: true, failing: []});
  expect(grade(all(199)).solved).toBe(null);
  expect(grade(all(200, [7, 12]))).toEqual({
    ...{runs: 200, held: 198, solved: false},
    failing: [
      {failed: {seed: 7, holds: false}, passed: {seed: 6, holds: true}},
      {failed: {seed: 12, holds: false}, passed: {seed: 11, holds: true}},
    ],
  });
});

test("one failure decides it at once; where a part suffices, so many as it takes", () => {
  expect(grade(rows(true, false)).solved).toBe(false);
  expect(grade(all(50, [1, 2, 3]), {atLeast: 0.95}).solved).toBe(null);
  expect(grade(all(200, [1, 2, 3]), {atLeast: 0.95}).solved).toBe(true);
  expect(
    grade(
      all(
        50,
        Array.from({length: 11}, (_, i) => i + 1),
      ),
      {atLeast: 0.95},
    ).solved,
  ).toBe(false);
});

test("a row without an answer is refused", () => {
  expect(() => grade([{seed: 1, holds: null}])).toThrow(/^grade: a row has holds null: must be true or false$/);
  expect(() => grade([], {atLeast: 0})).toThrow(/^grade: atLeast is 0: must be a part of the runs/);
});

test("a failing run is set beside one of its own point, and bears its name where there are several", () => {
  const of = (how: string, seed: number, holds: boolean) => ({how, seed, holds});
  const {failing} = grade([of("cut", 1, false), of("pause", 1, true), of("pause", 2, false), of("pause", 3, true)], {runs: 4});
  expect(failing.map(({passed}) => passed)).toEqual([null, of("pause", 1, true)]);
  const report = gradeReport({document: new JSDOM("").window.document, words: english}, grade([of("cut", 1, false)]));
  expect(report.querySelector("button")?.textContent).toBe("1 (cut)");
});

test("runs with one seed are told apart by any parameter, and a measure is none", () => {
  const of = (dies: boolean, lateMs: number) => ({dies, seed: 2, lateMs, holds: false});
  const report = gradeReport({document: new JSDOM("").window.document, words: english}, grade([of(false, 7), of(true, 8)]));
  expect([...report.querySelectorAll("button")].map((one) => one.textContent)).toEqual(["2 (dies false)", "2 (dies true)"]);
});

test("the grade says how many runs hold and which seeds to look at", () => {
  const {document} = new JSDOM("").window;
  const report = (...given: Parameters<typeof grade>) => gradeReport({document, words: english}, grade(...given));
  expect(report(all(200)).textContent).toBe("Solved. It holds in 200 of 200 runs.");
  const not = report(all(200, [1, 2, 3, 4, 5, 6]));
  expect(not.textContent).toBe("Not yet. It holds in 194 of 200 runs. It fails with seed 1, 2, 3, 4, 5 and others.");
  expect([not.dataset.solved, not.querySelector("p")?.getAttribute("role"), report(all(3)).dataset.solved]).toEqual([
    "false",
    "status",
    undefined,
  ]);
});

const solved = (is: boolean) => ({tries: 1, hints: 0, solved: is});
const answered = {answer: "z1", right: false};

test.each<[claim: string, asked: Parameters<typeof isDone>[1], done: boolean]>([
  ["all its exercises are solved", {exercises: ["a/one"], predictions: ["a/not-answered"]}, true],
  ["one exercise is open", {exercises: ["a/one", "a/two"], predictions: []}, false],
  ["one exercise was never tried", {exercises: ["a/one", "a/three"], predictions: []}, false],
  ["it has only predictions, and each is answered, right or wrong", {exercises: [], predictions: ["a/who"]}, true],
  ["it has only predictions, and one is open", {exercises: [], predictions: ["a/who", "a/when"]}, false],
  ["it asks nothing: that it was read is not told by answers", {exercises: [], predictions: []}, false],
])("whether a chapter is done: %s", (_, asked, done) => {
  const progress = {...noProgress, exercises: {"a/one": solved(true), "a/two": solved(false)}, predictions: {"a/who": answered}};
  expect(isDone(progress, asked)).toBe(done);
});
