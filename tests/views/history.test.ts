import {expect, test} from "vitest";
import type {Model} from "../../src/engine/checking/consistency/model.ts";
import {timelineOf} from "../../src/engine/checking/consistency/timeline.ts";
import {checkFile, type FileModel, modelOf} from "../../src/engine/checking/histories/check-file.ts";
import {type HistoryOperation, linearizable, models} from "../../src/engine/index.ts";
import {historyTimeline} from "../../src/views/history.ts";
import {historyEditor} from "../../src/views/history-editor.ts";
import {op, read, write} from "../engine/checking/consistency/notation.ts";
import {atomicHistory, registerRequest} from "../engine/checking/consistency/random-history.ts";
import {histories} from "../engine/checking/histories/samples.ts";
import {english as words} from "../english.ts";
import {page} from "./gallery.ts";

function draw(history: readonly HistoryOperation[], model: Model) {
  const {document} = page();
  const timeline = timelineOf(history, linearizable(model, history), {model});
  const figure = historyTimeline(timeline, {document, words});
  document.body.append(figure);
  return {figure, timeline, calls: [...figure.querySelectorAll(".call")], title: figure.getAttribute("aria-label")};
}

/** Numbers of a drawing that would be wrong to draw. */
const isSound = (figure: Element) => !/NaN|undefined|Infinity/.test(figure.outerHTML);

const stale = [write(1, [0, 10], {process: "a"}), write(2, [20, 30], {process: "a"}), read(1, [40, 50], {process: "b"})];

test("a history that is right is drawn with the order in which all can have happened", () => {
  const {figure, calls, title} = draw(stale.slice(0, 2), models.register(0));
  expect(title).toBe("All 2 operations have a place in one order");
  expect(calls.map((call) => call.getAttribute("class"))).toEqual(["call ordered", "call ordered"]);
  expect([...figure.querySelectorAll(".order text")].map(({textContent}) => textContent)).toEqual(["1", "2"]);
  expect(figure.querySelector("figcaption")?.textContent).toBe(
    "The line joins the operations in an order in which they can have happened.",
  );
  expect(isSound(figure)).toBe(true);
});

test("one that is not shows the longest prefix, the operation that breaks it, and what the value may be", () => {
  const {figure, calls, title} = draw(stale, models.register(0));
  expect(title).toBe("No order fits read → 1 of process b");
  expect(calls.map((call) => [call.querySelector("text")?.lastChild?.textContent, call.getAttribute("class")])).toEqual([
    ["write 1", "call ordered"],
    ["write 2", "call ordered"],
    ["read → 1", "call breaks"],
  ]);
  expect(calls[2]?.querySelector(".cross")).not.toBeNull();
  expect(figure.querySelector("figcaption")?.textContent).toContain("the value may be 2");
});

test("the table says what the picture shows", () => {
  const {figure} = draw([...stale, write(3, [45, null], {process: "c"})], models.register(0));
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) => [...row.children].map(({textContent}) => textContent));
  expect(rows).toEqual([
    ["a", "write 1", "0", "10", "1"],
    ["a", "write 2", "20", "30", "2"],
    ["b", "read → 1", "40", "50", "breaks it"],
    ["c", "write 3", "45", "unknown", "none"],
  ]);
});

test("each process has a lane while it is there, and one whose outcome is unknown gives its lane up", () => {
  const {timeline} = draw(
    [write(1, [0, null], {process: "0"}), write(2, [5, 10], {process: "1"}), write(3, [20, 30], {process: "5"})],
    models.register(0),
  );
  expect([timeline.lanes, timeline.operations.map(({lane}) => lane)]).toEqual([2, [0, 1, 0]]);
});

test("no two words stand on each other, in any lane, and all is within the picture", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const history = atomicHistory(seed, {
      operations: 60,
      processes: 4,
      unknown: 15,
      model: models.casRegister(),
      request: registerRequest,
      readsOf: (f) => f === "read",
    });
    const {figure} = draw(history, models.casRegister());
    const [, , width] = (figure.querySelector("svg")?.getAttribute("viewBox") ?? "").split(" ").map(Number);
    const lanes = new Map<string, [number, number][]>();
    for (const call of figure.querySelectorAll(".call")) {
      const [rect, text] = [call.querySelector("rect"), call.querySelector("text")];
      const x = Number(text?.getAttribute("x"));
      const right = x + (text?.lastChild?.textContent?.length ?? 0) * 12 * 0.56;
      const y = rect?.getAttribute("y") ?? "";
      lanes.set(y, [...(lanes.get(y) ?? []), [x, right]]);
      expect(right).toBeLessThanOrEqual(width as number);
    }
    for (const own of lanes.values()) {
      own.sort((a, b) => a[0] - b[0]);
      for (const [i, [left]] of own.slice(1).entries()) expect(left).toBeGreaterThan(own[i]?.[1] as number);
    }
    expect(isSound(figure)).toBe(true);
  }
});

test("of a long history what is drawn lies around the operation that breaks it", () => {
  const long = Array.from({length: 300}, (_, i) => write(i, [10 * i, 10 * i + 5], {process: String(i % 3)}));
  const history = [...long, read(7, [2502, 2508], {process: "r"})].sort((a, b) => a.invokedAt - b.invokedAt);
  const {figure, timeline} = draw(history, models.register());
  expect([timeline.operations.length, timeline.hidden]).toEqual([40, 261]);
  expect(timeline.operations.some(({role}) => role === "breaks")).toBe(true);
  expect(figure.querySelector("figcaption")?.textContent).toContain("261 more operations of this object are not drawn.");
});

test.each(histories)("$name is drawn, right and with its last line gone wrong", ({text, model}) => {
  const {document} = page();
  for (const changed of [text, text.replace(/(\[\[10 |:read\t|\[)(1|3)(?=\D*$)/, "$19")]) {
    const {operations, verdict} = checkFile(changed, {file: "h", model: model as FileModel});
    const figure = historyTimeline(timelineOf(operations, verdict, {model: modelOf(model)}), {document, words});
    expect(isSound(figure)).toBe(true);
    expect(figure.querySelectorAll(".call").length).toBeGreaterThan(0);
  }
});

test("a broken rule names itself, and outlines what makes it so", () => {
  const history = [
    op("append", "a", [0, 5], {result: 0}),
    op("append", "b", [10, 15], {result: 1}),
    op("read", null, [20, 25], {result: [[1, "b"]]}),
  ];
  const {document} = page();
  const verdict = {
    verdict: "illegal",
    operations: 3,
    steps: 3,
    explanation: {kind: "rule", part: "", rule: "lost", breaks: history[0], because: [history[2]]},
  };
  const figure = historyTimeline(timelineOf(history, verdict as never, {model: null}), {document, words});
  expect(figure.getAttribute("aria-label")).toBe("append a → 0 of process append 0 was acknowledged, and is lost");
  expect([...figure.querySelectorAll(".call")].map((call) => call.getAttribute("class"))).toEqual([
    "call breaks",
    "call other",
    "call because",
  ]);
});

test("nothing at all is drawn as nothing", () => {
  expect(draw([], models.register()).title).toBe("No operation");
});

function edit(history: readonly HistoryOperation[]) {
  const window = page();
  const {document} = window;
  const editor = historyEditor(history, {document, words, model: models.register(0), until: 60});
  document.body.append(editor);
  let told = 0;
  editor.addEventListener("input", () => told++);
  const grip = (index: number) => editor.querySelector<SVGElement>(`[data-key="operation-${index}"]`) as SVGElement;
  const press = (index: number, key: string, shiftKey = false) =>
    grip(index).dispatchEvent(new window.KeyboardEvent("keydown", {key, shiftKey, bubbles: true, cancelable: true}));
  return {editor, press, grip, told: () => told, document};
}

test("a history is dragged by its keys until no order fits it, and back", () => {
  const {editor, press, told} = edit([write(1, [0, 20], {process: "a"}), read(0, [20, 40], {process: "b"})]);
  const title = () => editor.querySelector(".figure-title")?.textContent;
  expect(title()).toBe("All 2 operations have a place in one order");
  press(1, "ArrowRight");
  expect([title(), editor.className]).toEqual(["No order fits read → 0 of process b", "figure history editor illegal"]);
  expect(editor.value.map(({invokedAt, completedAt}) => [invokedAt, completedAt])).toEqual([
    [0, 20],
    [21, 41],
  ]);
  press(0, "ArrowRight", true);
  expect([title(), told()]).toEqual(["All 2 operations have a place in one order", 2]);
});

test("no operation leaves the picture, vanishes, or runs into its own process's next", () => {
  const {editor, press} = edit([write(1, [0, 3], {process: "a"}), write(2, [5, 8], {process: "a"})]);
  for (let i = 0; i < 9; i++) {
    press(0, "ArrowRight");
    press(1, "ArrowLeft", true);
  }
  expect(editor.value.map(({invokedAt, completedAt}) => [invokedAt, completedAt])).toEqual([
    [1, 4],
    [5, 6],
  ]);
  for (let i = 0; i < 90; i++) press(1, "ArrowRight");
  expect(editor.value[1]).toMatchObject({invokedAt: 59, completedAt: 60});
});

test("Delete makes an outcome unknown, and known again; focus stays on the operation", () => {
  const {editor, press, grip, document} = edit([write(1, [0, 20], {process: "a"}), read(0, [30, 40], {process: "b"})]);
  grip(0).focus();
  press(0, "Delete");
  expect(editor.value[0]).toMatchObject({type: "info", completedAt: null});
  expect(editor.className).toContain("ok");
  expect(document.activeElement?.getAttribute("data-key")).toBe("operation-0");
  press(0, "Delete");
  expect(editor.value[0]).toMatchObject({type: "ok", completedAt: 6});
  // Of a read without its answer nothing would be left.
  press(1, "Delete");
  expect(editor.value[1]?.type).toBe("ok");
});
