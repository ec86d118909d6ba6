import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {Refusal, type Run, run, scenarioOf} from "../../src/engine/index.ts";
import type {Operation} from "../../src/engine/model/operation.ts";
import type {System} from "../../src/engine/model/system.ts";
import {system as redis} from "../../src/engine/systems/redis/index.ts";
import {ms} from "../../src/engine/vocabulary.ts";
import {MOST} from "../../src/views/bundles.ts";
import {diagram} from "../../src/views/diagram.ts";
import {SAVED_ROWS} from "../../src/views/event-list.ts";
import {markup} from "../../src/views/markup.ts";
import type {PlayheadBar} from "../../src/views/playhead-bar.ts";
import {legend, type SpaceTimeOptions, spaceTime} from "../../src/views/space-time.ts";
import {type Flight, story} from "../../src/views/story.ts";
import {wordWidth} from "../../src/views/text-width.ts";
import {looks, palette} from "../../src/views/theme.ts";
import {english} from "../english.ts";
import {draw, type Example, examples as everything, page} from "./gallery.ts";

const examples = everything.filter(({view = "spaceTime"}) => view === "spaceTime");
const named = (name: string): Example => examples.find((example) => example.name === name) as Example;

test.each(examples)("$name: figure, picture, playhead and list have names", (example) => {
  const {figure} = draw(example);
  expect(figure.getAttribute("aria-label")).not.toBe("");
  expect(figure.querySelector("svg[role]")?.getAttribute("aria-label")).toContain("messages");
  for (const control of figure.querySelectorAll("input, button, [role=group]"))
    expect(control.getAttribute("aria-label") ?? control.closest("label, button")?.textContent).not.toBe("");
  for (const flight of figure.querySelectorAll(".flight")) expect(flight.getAttribute("aria-label")).toMatch(/^\w+ \w+ → \w+/);
});

test.each(examples)("$name: a mark for every message in the window between those that are drawn, and a row for each", (example) => {
  const {figure, run} = draw(example);
  const {kinds, fromMs = 0, toMs = Number.POSITIVE_INFINITY, window, clients} = example.options;
  const nodes = [...run.ids, ...(clients ? (run.scenario.clients ?? []).map(({id}) => id) : [])];
  const sends = (run.trace ?? []).filter(
    (e) => e.kind === "send" && nodes.includes(e.node) && nodes.includes(e.to) && (kinds?.includes(e.message.kind) ?? true),
  );
  const arrivals = new Map((run.trace ?? []).flatMap((e) => (e.kind === "receive" ? [[e.id, e.arrivedAt]] : [])));
  const until = Math.min(run.end, toMs * 1000);
  const inside = sends.filter(
    (e) => e.at <= until && (e.at >= fromMs * 1000 || (arrivals.get(e.kind === "send" ? e.id : -1) ?? -1) >= fromMs * 1000),
  );
  // An arrow stands for many where there are too many, and kinds of which there are most are left out unless they are asked for.
  const members = (arrow: Element) => Number(/, (\d+) messages/.exec(arrow.getAttribute("aria-label") ?? "")?.[1] ?? 1);
  const arrows = [...figure.querySelectorAll(".flight")];
  const drawn = arrows.reduce((sum, arrow) => sum + members(arrow), 0);
  if (window === undefined && (kinds !== undefined || inside.length <= MOST)) expect(drawn).toBe(inside.length);
  expect(arrows.length).toBeLessThanOrEqual(MOST);
  expect(drawn).toBeLessThanOrEqual(sends.length);
  const rows = figure.querySelectorAll("tbody tr").length;
  expect(rows).toBeLessThanOrEqual(SAVED_ROWS);
  const more = Number(/\d+/.exec(figure.querySelector(".more")?.textContent?.replaceAll(",", "") ?? "0")?.[0]);
  expect(rows + more).toBeGreaterThanOrEqual(drawn);
});

test("words on arrows do not lie on each other", () => {
  for (const example of examples) {
    const words = [...draw(example).figure.querySelectorAll(".said text")].map((text) => {
      const half = ((text.textContent ?? "").length * 6) / 2;
      const [x, y] = [Number(text.getAttribute("x")), Number(text.getAttribute("y"))];
      return {x0: x - half, x1: x + half, y0: y - 10, y1: y};
    });
    const clashes = words.filter((a, i) => words.some((b, j) => j > i && a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1));
    expect({name: example.name, clashes}).toEqual({name: example.name, clashes: []});
  }
});

test("a lost message ends in a cross, one that arrives in a tip", () => {
  const {figure} = draw(named("the interregnum of a leader that died"));
  expect(figure.querySelectorAll(".flight.lost .cross").length).toBeGreaterThan(0);
  for (const flight of figure.querySelectorAll(".flight:not(.lost)")) expect(flight.querySelectorAll(".tip, .loop").length).toBe(1);
});

test("who believes to lead and has no effect is drawn hollow", () => {
  const {figure} = draw(named("votes on their arrows"));
  expect(figure.querySelectorAll(".role.leader.hollow rect").length).toBe(1);
  expect([...figure.querySelectorAll(".vacant text")].map((text) => text.textContent)).toEqual(["nobody, 400 ms"]);
});

test("the title says how long nobody led", () => {
  const {figure} = draw(named("the interregnum of a leader that died"));
  expect(figure.querySelector(".figure-title")?.textContent).toBe("For 410 ms nobody leads");
});

test("clients are drawn when they are asked for, with what they asked and how it ended", () => {
  expect(draw(named("the interregnum of a leader that died")).figure.querySelector(".operation")).toBeNull();
  const {figure} = draw(named("the same, with the client"));
  expect([...figure.querySelectorAll(".process > text.name")].map((text) => text.textContent)).toEqual(["z1", "z2", "z3", "writer"]);
  expect(figure.querySelectorAll(".operation.ok").length).toBeGreaterThan(0);
  expect([...figure.querySelectorAll(".operation.info text")].map((text) => text.textContent)).toEqual(["write ?"]);
  expect(figure.querySelectorAll("[aria-label^='CALL writer →']").length).toBeGreaterThan(0);
});

test("the words of operations that overlap stand only where no later bar covers them", () => {
  const {of, ...example} = named("the same, with the client");
  const asked = of().history.find(({f, type}) => f === "write" && type === "ok") as Operation;
  // Each asks before the one before it is answered, and all are answered at once.
  const history = Array.from({length: 20}, (_, i) => ({...asked, id: i, invokedAt: ms(2000 + 40 * i), completedAt: ms(4000)}));
  const {figure} = draw({...example, of: () => ({...of(), history}), options: {clients: true, fromMs: 1900, toMs: 4100}});
  const drawn = [...figure.querySelectorAll(".operation")].map((operation) => ({
    from: Number(operation.querySelector("rect")?.getAttribute("x")),
    said: operation.querySelector("text"),
  }));
  expect(drawn.length).toBe(20);
  expect(drawn.at(-1)?.said?.textContent).toBe("write ✓");
  const ends = drawn.map(({said}) => (said === null ? 0 : Number(said.getAttribute("x")) + wordWidth(said.textContent ?? "", 11)));
  const covered = ends.filter((end, i) => end > (drawn[i + 1]?.from ?? Number.POSITIVE_INFINITY));
  expect(covered).toEqual([]);
});

const press = (target: Element, key: string) => {
  const {KeyboardEvent} = target.ownerDocument.defaultView as unknown as typeof globalThis;
  target.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
};

test("the playhead goes by event, tells it, marks its row, veils what comes later, and fires input", () => {
  const {figure, run} = draw(named("votes on their arrows"));
  const range = figure.querySelector("input") as HTMLInputElement;
  let fired = 0;
  expect(figure.value).toBe(run.events);
  expect(figure.querySelector(".veil")?.getAttribute("visibility")).toBe("hidden");
  press(range, "Home");
  press(range, "ArrowRight");
  figure.addEventListener("input", () => fired++);
  press(range, "ArrowRight");
  expect(fired).toBe(1);
  expect(figure.value).toBeLessThan(run.events);
  expect(figure.querySelector("output")?.textContent).toMatch(/^0 ms: z1 sends NOTIFICATION to z2: sid=1 .*leader=1/);
  expect(range.getAttribute("aria-valuetext")).toMatch(/^3 of \d+\. 0 ms/);
  const cells = [...(figure.querySelector("tr[aria-current]")?.children ?? [])].map((cell) => cell.textContent);
  expect(cells.slice(1, 3)).toEqual(["z1 → z2", "NOTIFICATION"]);
  expect(figure.querySelector(".veil")?.getAttribute("visibility")).toBe("visible");
  expect(figure.querySelectorAll(".front > .flight").length).toBe(1);
  const button = (key: string) => figure.querySelector<HTMLButtonElement>(`[data-key=${key}]`);
  const place = () => range.getAttribute("aria-valuetext")?.split(" ")[0];
  button("forth")?.click();
  expect(place()).toBe("4");
  button("back")?.click();
  button("back")?.click();
  expect(place()).toBe("2");
});

test("the thumb stands where the picture has its line, and takes the head to the time there, between two events, too", () => {
  const {figure, run} = draw(named("the interregnum of a leader that died"));
  const {head} = figure.querySelector(".playhead") as PlayheadBar;
  const range = figure.querySelector("input") as HTMLInputElement;
  const bar = figure.querySelector<HTMLElement>(".playhead");
  const [x0, x1] = ["--x0", "--x1"].map((name) => Number(bar?.style.getPropertyValue(name)) * 640) as [number, number];
  const line = () => Number(/\d+(\.\d+)?/.exec(figure.querySelector(".over .head")?.getAttribute("transform") ?? "")?.[0]);
  for (const value of ["137", "500", "731.5", "990"]) {
    range.value = value;
    range.dispatchEvent(new (figure.ownerDocument.defaultView as unknown as typeof globalThis).Event("input", {bubbles: true}));
    expect(line()).toBeCloseTo(x0 + (Number(value) / 1000) * (x1 - x0), 0);
    const trace = (run.trace ?? []).filter((e) => e.at <= (head.stop?.at ?? 0));
    expect(head.stop?.index).toBeLessThanOrEqual(trace.at(-1)?.index ?? 0);
    expect(range.value).toBe(value);
  }
});

test("the message above the veil is one element, which takes the look of each in turn and hides where there is none", () => {
  const {figure, run} = draw(named("votes on their arrows"));
  const {head} = figure.querySelector(".playhead") as PlayheadBar;
  const orders = (run.trace ?? []).flatMap((e, order) => (e.kind === "send" ? [order] : []));
  const to = (order: number | null) => {
    if (order === null) head.moveTo(null);
    else head.seek(order);
    const front = figure.querySelector(".front");
    return {
      shown: front?.getAttribute("visibility"),
      parts: [...(front?.querySelectorAll("*") ?? [])],
      look: front?.innerHTML,
    };
  };
  const [one, other] = [to(orders[0] ?? 0), to(orders[2] ?? 0)];
  expect([one.shown, other.shown]).toEqual(["visible", "visible"]);
  expect(other.parts).toEqual(one.parts);
  expect(other.look).not.toBe(one.look);
  expect(to(null).shown).toBe("hidden");
});

test("focus on a message tells its fields, arrow keys go on to the next, and Enter moves the playhead to it", () => {
  const {figure, window} = draw(named("votes on their arrows"));
  const [first, second] = [...figure.querySelectorAll<SVGGElement>(".flights .flight")] as [SVGGElement, SVGGElement];
  expect(first?.getAttribute("tabindex")).toBe("0");
  first.focus();
  press(first, "ArrowRight");
  expect(window.document.activeElement).toBe(second);
  expect(figure.querySelectorAll(".flight[tabindex='0']").length).toBe(1);
  expect(figure.querySelector("output")?.textContent).toBe(second?.getAttribute("aria-label"));
  press(second, "Enter");
  expect(figure.querySelector("tr[aria-current]")?.textContent).toContain("z1 → z2");
});

test("a box for each kind of message; what is unticked is neither drawn, listed nor stepped through", () => {
  const {figure, run, window} = draw(named("the interregnum of a leader that died"));
  expect(figure.querySelector(".kinds")?.textContent).toContain("NOTIFICATION, ");
  expect(figure.querySelector(".kinds input")).toBeNull();
  figure.querySelector(".kinds")?.dispatchEvent(new window.Event("toggle"));
  const boxes = [...figure.querySelectorAll<HTMLInputElement>(".kinds input")];
  expect(boxes.length).toBeGreaterThan(5);
  expect(boxes.every((box) => box.checked && box.dataset.key === `kind-${box.value}`)).toBe(true);
  const stops = () => Number(/\d+/.exec(figure.querySelector("[data-key=playhead]")?.getAttribute("aria-valuetext") ?? "")?.[0]);
  const [before, votes] = [stops(), () => figure.querySelectorAll(".flight[aria-label^=NOTIFICATION]").length];
  expect(votes()).toBeGreaterThan(0);
  let fired = 0;
  figure.addEventListener("input", () => fired++);
  const box = boxes.find(({value}) => value === "NOTIFICATION") as HTMLInputElement;
  box.checked = false;
  box.dispatchEvent(new window.Event("input", {bubbles: true}));
  expect(votes()).toBe(0);
  expect(figure.querySelector("tbody")?.textContent).not.toContain("NOTIFICATION");
  expect(stops()).toBeLessThan(before);
  expect(figure.value).toBe(run.events);
  expect(fired).toBe(0);
});

test("the names stand in a picture of their own, to the same scale, so that they can stay", () => {
  const {figure} = draw(named("a narrow picture"));
  const [picture, names] = figure.querySelectorAll(".picture > svg:not(.over)");
  const box = (svg: Element | undefined) => (svg?.getAttribute("viewBox") ?? "").split(" ").map(Number);
  expect(names?.getAttribute("aria-hidden")).toBe("true");
  expect(box(names)[3]).toBe(box(picture)[3]);
  expect(Number.parseFloat(names?.getAttribute("width") ?? "")).toBeCloseTo((100 * (box(names)[2] ?? 0)) / 420, 1);
  expect([...(names?.querySelectorAll("text") ?? [])].map((text) => text.textContent)).toEqual(["ms since the cut", "b1", "b2", "b3"]);
});

test("the caption speaks of what was left out only where a grey stretch stands", () => {
  const told = (sinceFaultMs?: [number, number]) => {
    const example = named("the interregnum of a leader that died");
    const {figure} = draw({...example, options: {...example.options, ...(sinceFaultMs && {sinceFaultMs})}});
    return [figure.querySelectorAll(".fold").length > 0, (figure.querySelector("figcaption")?.textContent ?? "").includes("left out")];
  };
  expect([told(), told([-50, 1100])]).toEqual([
    [true, true],
    [false, false],
  ]);
});

test("a run without a trace is refused", () => {
  const {run, window} = draw(named("votes on their arrows"));
  expect(() => spaceTime({...run, trace: null}, {document: window.document, words: english})).toThrow(Refusal);
});

test("every role and every series has its colours, by day and by night", () => {
  const css = readFileSync("src/views/theme.css", "utf8");
  for (const {name} of Object.values(looks)) {
    for (const colour of [`--role-${name}:`, `--role-${name}-ink:`]) expect(css.split(colour).length - 1, colour).toBe(2);
  }
  for (const colour of palette.series.range) expect(css.split(`${colour.slice(4, -1)}:`).length - 1, colour).toBe(2);
  expect(palette.roles.domain.length).toBe(palette.roles.range.length);
});

test("the legend has each look once, with all roles that are drawn so", () => {
  const {run, window} = draw(named("the interregnum of a leader that died"));
  const surface = {document: window.document, words: english};
  const told = story(run, surface);
  const [band] = told.bands;
  if (band === undefined) throw new Error("a run with beliefs");
  const bands = ["asks for votes", "elected"].map((role) => ({...band, role, look: "candidate" as const, leads: false}));
  const items = [...legend({...told, bands}, markup(surface)).children].map((item) => item.textContent);
  expect(items).toEqual(["? asks for votes, elected"]);
});

test("what is written on arrows stands above all of them", () => {
  const {figure} = draw(named("the interregnum of a leader that died"));
  const parts = [...figure.querySelectorAll("svg > g")].map((g) => g.getAttribute("class"));
  expect(parts.indexOf("said")).toBeGreaterThan(parts.indexOf("flights"));
  expect(figure.querySelectorAll(".said text").length).toBeGreaterThan(3);
});

test("a message that is lost ends between two rows, and on none that it passes", () => {
  const {run, window} = draw(named("the interregnum of a leader that died"));
  const surface = {document: window.document, words: english};
  const told = story(run, {...surface, kinds: ["NOTIFICATION"]});
  const [one] = told.flights;
  const [from = "", , to = ""] = told.nodes;
  for (const lostAt of [one?.sentAt ?? null, null]) {
    const lost = {...(one as Flight), from, to, arrivedAt: null, lostAt};
    const {layout, arrows} = diagram({...told, flights: [lost]}, markup(surface), {width: 640, label: () => null, name: ""});
    const end = Number(arrows[0]?.element.querySelector("line")?.getAttribute("y2"));
    for (const node of told.nodes) expect(Math.abs(layout.row(node) - end)).toBeGreaterThan(15);
  }
});

/** The figure that opens the chapter of Redis, at each value of its slider. */
const crashes = [1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000].map((down) => ({
  down,
  crash: run(
    redis as unknown as System,
    scenarioOf(redis as unknown as System, "master-crash", {"down-after-milliseconds": down, intervalMs: 50}, 1),
    {
      record: true,
    },
  ),
}));
const asks: SpaceTimeOptions["label"] = ({kind, message}) =>
  kind === "SLAVEOF" ? (message.master === null ? "NO ONE" : `SLAVEOF ${message.master}`) : message.runid === "*" ? "down?" : "vote?";
const opening = (crash: Run) => {
  const {document} = page();
  return spaceTime(crash, {document, words: english, kinds: ["ISMASTERDOWN", "SLAVEOF"], label: asks, sinceFaultMs: [-200, 6600]});
};

test.each(crashes)("what is sent once has its words on its arrow, among arrows that are many: $down ms", ({crash}) => {
  const said = [...opening(crash).querySelectorAll(".said text")].map(({textContent}) => textContent);
  expect(said).toContain("NO ONE");
  expect(said).toContain("SLAVEOF n2");
});

test("the choice of kinds has the words on their arrows beside their names", () => {
  const [{crash}] = crashes as [(typeof crashes)[number]];
  const kinds = opening(crash).querySelector(".kinds p")?.textContent?.split(" · ");
  expect(kinds).toContainEqual(expect.stringMatching(/^ISMASTERDOWN \(down\?, vote\?\), \d+$/));
  expect(kinds).toContainEqual(expect.stringMatching(/^PING, \d+$/));
});

test("the word of a long bar stands in it again where a phone sees only its middle", () => {
  const [{crash}] = crashes as [(typeof crashes)[number]];
  const bars = [...opening(crash).querySelectorAll(".role")].filter(
    (bar) => Number(bar.querySelector("rect")?.getAttribute("width")) > 400,
  );
  expect(bars.length).toBeGreaterThan(2);
  for (const bar of bars) {
    const words = [...bar.querySelectorAll("text")];
    expect(new Set(words.map(({textContent}) => textContent)).size).toBe(1);
    expect(words.map((word) => word.getAttribute("class"))).toEqual([null, ...words.slice(1).map(() => "again")]);
    expect(words.length).toBeGreaterThan(1);
  }
});
