import {expect, test} from "vitest";
import {deleteBranch} from "../../src/notebook/library/branches.ts";
import {branches} from "../../src/views/branches.ts";
import {english} from "../english.ts";
import {page} from "./gallery.ts";
import {tree} from "./tools.ts";

function open(selected = "main") {
  const window = page();
  const {document} = window;
  const input = branches(tree(), {document, words: english, selected});
  document.body.append(input);
  const removed: string[] = [];
  let told = 0;
  input.addEventListener("input", () => told++);
  input.addEventListener("remove", (event) => removed.push((event as CustomEvent<string>).detail));
  const items = () => [...input.querySelectorAll<HTMLElement>("[role=treeitem]")].filter((item) => !item.hidden);
  const names = () => items().map((item) => item.textContent);
  const focused = () => document.activeElement?.textContent;
  const press = (...keys: string[]) => {
    for (const key of keys)
      document.activeElement?.dispatchEvent(new window.KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  };
  items()
    .find((item) => item.tabIndex === 0)
    ?.focus();
  return {input, items, names, focused, press, removed, told: () => told};
}

const NAMES = ["main", "crash z1 at 3000 ms", "cut z2, z3 at 4000.3 ms", "tickTime=500"];

test("a tree of scenarios is a tree to a screen reader, with its levels and what is selected", () => {
  const {input, items} = open();
  expect(input.querySelector("[role=tree]")?.getAttribute("aria-label")).toBe("Branches");
  expect(items().map((item) => [item.textContent, item.getAttribute("aria-level"), item.getAttribute("aria-selected")])).toEqual([
    [NAMES[0], "1", "true"],
    [NAMES[1], "2", "false"],
    [NAMES[2], "3", "false"],
    [NAMES[3], "2", "false"],
  ]);
  expect(items().filter((item) => item.tabIndex === 0).length).toBe(1);
});

test("its value is the scenario of the branch that is selected; the last one unless said", () => {
  expect(open().input.value).toEqual(tree()[0]?.scenario);
  expect(branches(tree(), {document: page().document, words: english}).value.config).toMatchObject({tickTime: 500});
});

test("arrows, Home and End go through it without selecting; Enter selects, and fires input once", () => {
  const {input, press, focused, told} = open();
  press("ArrowDown", "ArrowDown");
  expect(focused()).toBe(NAMES[2]);
  press("End", "ArrowDown");
  expect(focused()).toBe(NAMES[3]);
  press("Home", "ArrowUp", "ArrowDown");
  expect([focused(), input.selected, told()]).toEqual([NAMES[1], "main", 0]);
  press("Enter", "Enter");
  expect([input.selected, told()]).toEqual([NAMES[1], 1]);
  expect(input.value.faults.at(-1)).toEqual({kind: "crash", node: "z1", at: 3000});
});

test("left closes a branch or goes to where it began, right opens it or goes in", () => {
  const {names, press, focused, items} = open(NAMES[1]);
  press("ArrowLeft");
  expect(names()).toEqual([NAMES[0], NAMES[1], NAMES[3]]);
  expect(items()[1]?.getAttribute("aria-expanded")).toBe("false");
  press("ArrowRight");
  expect(names()).toEqual(NAMES);
  press("ArrowRight");
  expect(focused()).toBe(NAMES[2]);
  press("ArrowLeft");
  expect(focused()).toBe(NAMES[1]);
  press("ArrowLeft", "ArrowLeft");
  expect(focused()).toBe(NAMES[0]);
});

test("Delete takes a branch and what began at it away, as the tree's own delete does, and focus goes to where it began", () => {
  const {input, names, press, focused, removed, told} = open(NAMES[2]);
  press("ArrowLeft", "Delete");
  expect(removed).toEqual([NAMES[1]]);
  expect(names()).toEqual(deleteBranch(tree(), NAMES[1] ?? "").map(({name}) => name));
  expect([focused(), input.selected, told()]).toEqual(["main", "main", 1]);
});

test("the root cannot be deleted, by key or by button", () => {
  const {input, names, press, removed} = open();
  press("Delete");
  const button = input.querySelector("button");
  expect(button?.disabled).toBe(true);
  expect([names(), removed]).toEqual([NAMES, []]);
});

test("a click selects, and the button deletes what is focused", () => {
  const {input, items, removed} = open();
  items()[3]?.click();
  expect(input.selected).toBe(NAMES[3]);
  input.querySelector("button")?.click();
  expect([removed, input.selected]).toEqual([[NAMES[3]], "main"]);
});
