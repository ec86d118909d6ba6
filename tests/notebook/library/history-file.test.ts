import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {toldBy} from "../../../src/notebook/cells/told-by.ts";
import {type HistoryFile, historyFile} from "../../../src/notebook/library/history-file.ts";
import {historyReport} from "../../../src/notebook/workers/history-check.ts";
import type {Hand} from "../../../src/notebook/workers/pool.ts";
import type {Answer} from "../../../src/notebook/workers/runs.ts";
import {histories} from "../../engine/checking/histories/samples.ts";
import {english as words} from "../../english.ts";

const {window} = new JSDOM("<!doctype html><html lang=en><body></body></html>");

/** A worker in this very thread. One that is `slow` never gets to its work. */
const hand = (slow: boolean) => (): Hand[] => {
  let told: (answer: Answer) => void = () => {};
  let job: () => unknown = () => null;
  const answer = (make: () => Answer) => {
    try {
      told(make());
    } catch (error) {
      told({kind: "failed", says: toldBy(error)});
    }
  };
  return [
    {
      heard: (to) => {
        told = to;
      },
      order: (order) =>
        setImmediate(() => {
          if (order.kind === "task" && order.task.kind === "history") {
            const {asked} = order.task;
            job = () => historyReport(asked);
            answer(() => ({kind: "ready"}));
          } else if (order.kind === "runs" && !slow) answer(() => ({kind: "made", from: order.from, made: [job()], tookMs: 1}));
        }),
      end: () => {},
    },
  ];
};

function place(slow = false) {
  const {document} = window;
  const input = historyFile({document, words, hands: hand(slow)});
  document.body.replaceChildren(input);
  let told = 0;
  const waiting: (() => void)[] = [];
  input.addEventListener("input", () => {
    told++;
    for (const done of waiting.splice(0)) done();
  });
  /** Drops a file, and waits for what comes of it. */
  const drop = (name: string, text: string): Promise<void> => {
    const event = new window.Event("drop", {bubbles: true, cancelable: true});
    Object.assign(event, {dataTransfer: {files: [{name, text: async () => text}]}});
    return new Promise((done) => {
      waiting.push(done);
      input.dispatchEvent(event);
    });
  };
  const choose = (key: string, value: string): Promise<void> =>
    new Promise((done) => {
      waiting.push(done);
      const control = input.querySelector<HTMLInputElement>(`[data-key=${key}]`) as HTMLInputElement;
      control.value = value;
      control.dispatchEvent(new window.Event("change", {bubbles: true}));
    });
  return {input, drop, choose, told: () => told};
}

const says = (input: HistoryFile) => input.querySelector("output")?.textContent;
const title = (input: HistoryFile) => input.querySelector(".figure-title")?.textContent;
const log = histories[0]?.text ?? "";

test("a file that is dropped is checked and drawn, and its verdict is the value", async () => {
  const {input, drop} = place();
  expect([input.value, says(input)]).toEqual([null, "Choose a file, or drop one here. It stays in this page."]);
  await drop("etcd.log", log);
  expect([says(input), title(input)]).toEqual([
    expect.stringMatching(/^Right: 4 operations, \d steps\.$/),
    "All 4 operations have a place in one order",
  ]);
  expect(input.value).toMatchObject({file: "etcd.log", timeline: {verdict: "ok"}, counts: {operations: 4}});
  await drop("bad.log", log.replace(":ok\t:read\t3", ":ok\t:read\t4"));
  expect([says(input), title(input)]).toEqual([expect.stringMatching(/^Not right: 4 operations/), "No order fits read → 4 of process 1"]);
});

test("another model, or another beginning, checks the same file again", async () => {
  const {input, drop, choose} = place();
  await drop("h", log.replace(":ok\t:read\tnil", ":ok\t:read\t0"));
  expect(input.value?.timeline.verdict).toBe("illegal");
  await choose("initial", "0");
  expect(input.value?.timeline.verdict).toBe("ok");
  await choose("model", "register");
  expect([input.value, says(input), title(input)]).toEqual([
    null,
    expect.stringContaining("h line 6: cas is no operation of register"),
    undefined,
  ]);
});

test("what cannot be read is said with its line, and nothing is drawn", async () => {
  const {input, drop} = place();
  await drop("h", "nonsense");
  expect([input.value, says(input)]).toEqual([null, expect.stringContaining('h line 1: "nonsense" is no operation')]);
});

test("a check that takes long can be stopped", async () => {
  const {input, drop} = place(true);
  const over = drop("h", log);
  const stop = input.querySelector<HTMLButtonElement>("[data-key=stop]") as HTMLButtonElement;
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  expect(stop.hidden).toBe(false);
  stop.click();
  await over;
  expect([says(input), stop.hidden]).toEqual(["Stopped.", true]);
});
