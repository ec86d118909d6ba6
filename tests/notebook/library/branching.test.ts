import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {run, type System, scenarioOf} from "../../../src/engine/index.ts";
import {system} from "../../../src/engine/systems/zookeeper/index.ts";
import {type Branching, branching} from "../../../src/notebook/library/branching.ts";
import {playhead} from "../../../src/views/playhead.ts";
import {english} from "../../english.ts";

const zookeeper = system as unknown as System;
const {document} = new JSDOM("<!doctype html><body></body>").window;
const scenario = scenarioOf(zookeeper, "leader-loss", {writes: 3});

function shown() {
  const head = playhead(scenario, {document, words: english, fields: {}} as never);
  const first = run(zookeeper, scenario, {record: true});
  head.load(first);
  const input = branching(scenario, {document, words: english, system: zookeeper, playhead: head});
  document.body.replaceChildren(head, input);
  const names: string[] = [];
  input.addEventListener("input", () => names.push(input.value.name));
  return {input, head, names};
}

const key = <E extends HTMLElement>(input: Branching, name: string) => input.querySelector(`[data-key="${name}"]`) as E;

test("it begins on the root, which has nothing to be compared with", () => {
  expect(shown().input.value).toEqual({name: "main", scenario, was: null});
});

test("a fault at the playhead begins a branch there, selects it, and compares it with what it began at", () => {
  const {input, head, names} = shown();
  head.seek(200);
  const at = (head.stop?.at ?? 0) / 1000;
  key(input, "fault-crash").click();
  const {name, scenario: now, was} = input.value;
  expect(now.faults.at(-1)).toMatchObject({kind: "crash", at});
  expect(was).toEqual(scenario);
  expect(names).toEqual([name]);
  expect([...input.querySelectorAll("[role=treeitem]")].map((one) => one.textContent)).toEqual(["main", name]);
});

test("a setting of another value is a branch, which can be named, walked from and deleted", () => {
  const {input, names} = shown();
  key<HTMLSelectElement>(input, "setting").value = "tickTime";
  key(input, "setting").dispatchEvent(new (document.defaultView as Window & typeof globalThis).Event("input", {bubbles: true}));
  key<HTMLInputElement>(input, "value").value = "500";
  key(input, "set").click();
  expect(input.value).toMatchObject({name: "tickTime=500", was: scenario});
  expect(input.value.scenario.config.tickTime).toBe(500);
  key<HTMLInputElement>(input, "name").value = "faster";
  key(input, "rename").click();
  expect(input.value.name).toBe("faster");
  (input.querySelector("[role=treeitem]") as HTMLElement).click();
  expect(input.value).toEqual({name: "main", scenario, was: null});
  const against = key<HTMLSelectElement>(input, "against");
  expect([...against.options].map(({value}) => value)).toEqual(["", "faster"]);
  key(input, "branch-faster").click();
  key(input, "delete").click();
  expect(input.value.name).toBe("main");
  expect(names).toEqual(["tickTime=500", "faster", "main", "faster", "main"]);
});

test("a name that is taken is refused in words", () => {
  const {input} = shown();
  key(input, "fault-crash").click();
  key<HTMLInputElement>(input, "name").value = "main";
  key(input, "rename").click();
  expect(input.querySelector(".branching > output")?.textContent).toContain('there is a branch "main" already');
});

test("the one that takes its place on another root keeps what was grown, where the reader stood, and says so", () => {
  const {input, head} = shown();
  head.seek(200);
  key(input, "fault-crash").click();
  key<HTMLSelectElement>(input, "fault-target").value = "z3";
  key(input, "fault-restart").click();
  const {name} = input.value;
  const next = branching({...scenario, untilMs: 60_000}, {document, words: english, system: zookeeper, playhead: head});
  next.keep(input);
  expect(next.value.name).toBe(name);
  expect(next.value.scenario).toEqual({...input.value.scenario, untilMs: 60_000});
  expect(next.querySelector(".branching > output")?.textContent).toBe(
    `The scenario at the root is another: 2 of 2 branches follow it; on ${name}`,
  );
});

test("a branch that the other root cannot have is listed with the reason, and cannot be chosen", () => {
  const {input} = shown();
  key<HTMLSelectElement>(input, "fault-target").value = "z3";
  key(input, "fault-crash").click();
  const {name} = input.value;
  const next = branching({...scenario, nodes: scenario.nodes.slice(0, 2)}, {document, words: english, system: zookeeper});
  next.keep(input);
  const item = key(next, `branch-${name}`);
  expect([item.textContent, item.getAttribute("aria-disabled")]).toEqual([`${name}: there is no z3`, "true"]);
  item.click();
  expect(next.value.name).toBe("main");
  expect(next.querySelector(".branching > output")?.textContent).toContain(`${name} is left out (there is no z3); on main`);
});

test("a line that a link brings is the one it was, beside what it was compared with", () => {
  const grown = shown().input;
  key(grown, "fault-crash").click();
  key(grown, "fault-pause").click();
  const mine = grown.value;
  key<HTMLSelectElement>(grown, "against").value = "main";
  key(grown, "against").dispatchEvent(new (document.defaultView as Window & typeof globalThis).Event("input", {bubbles: true}));
  (grown.querySelector("[role=treeitem]") as HTMLElement).click();
  const {name} = mine;
  for (const line of [mine, {name, scenario: mine.scenario, was: scenario}, {name: "first", scenario, was: null}, grown.value]) {
    const {input} = shown();
    input.value = JSON.parse(JSON.stringify(line));
    expect(input.value).toEqual(line);
  }
});

test.each<[claim: string, line: object]>([
  ["of another system", {...scenario, system: "redis"}],
  ["without nodes", {...scenario, nodes: undefined}],
  ["with a run that never ends", {...scenario, untilMs: 1e12}],
  ["as long as a book", {...scenario, name: "x".repeat(30_000)}],
])("a scenario %s is not taken, and the history stays as it is", (_, other) => {
  const {input} = shown();
  expect(() => {
    input.value = {name: "theirs", scenario: other as typeof scenario, was: null};
  }).toThrow();
  expect(input.value).toEqual({name: "main", scenario, was: null});
});
