import type {DOMWindow} from "jsdom";
import {expect, test} from "vitest";
import {playhead} from "../../src/views/playhead.ts";
import type {PlayheadBar} from "../../src/views/playhead-bar.ts";
import {english} from "../english.ts";
import {page, recordedRun, scenarios, views} from "./gallery.ts";

const run = recordedRun(scenarios.zookeeper("leader-loss", {writes: 3}));

/** A window whose frames come when they are called for. */
function frames(window: DOMWindow, calm: boolean): (n: number, ms?: number) => void {
  const asked: FrameRequestCallback[] = [];
  let now = 0;
  Object.assign(window, {
    requestAnimationFrame: (frame: FrameRequestCallback) => asked.push(frame),
    matchMedia: () => ({matches: calm}),
  });
  return (n, ms = 16) => {
    for (let i = 0; i < n; i++) {
      now += ms;
      for (const frame of asked.splice(0)) frame(now);
    }
  };
}

function drawn(calm = false) {
  const window = page();
  const pass = frames(window, calm);
  const figure = views.spaceTime(run, {document: window.document, words: english, window: "interregnum"});
  window.document.body.append(figure);
  const {head} = figure.querySelector(".playhead") as PlayheadBar;
  const button = (key: string) => figure.querySelector<HTMLElement>(`[data-key=${key}]`) as HTMLElement;
  return {window, pass, figure, head, play: button("play"), range: button("playhead") as HTMLInputElement};
}

test("it plays from the beginning to the end, at the picture's pace, between events, too, and stops there", () => {
  const {pass, head, play, range} = drawn();
  play.click();
  expect(play.getAttribute("aria-label")).toBe("Pause");
  const places: number[] = [];
  const between: boolean[] = [];
  for (let i = 0; i < 40; i++) {
    pass(10);
    places.push(Number(range.value));
    between.push(!(run.trace ?? []).some((e) => e.at === head.stop?.at));
  }
  expect(places).toEqual([...places].sort((a, b) => a - b));
  // Even steps: what is folded in the picture is passed as quickly as it is drawn short.
  for (const [i, place] of places.entries()) if (i > 0) expect(Math.abs(place - (places[i - 1] ?? 0) - 10)).toBeLessThan(1);
  expect(between).toContain(true);
  pass(1000);
  expect(head.stop).toBeNull();
  expect(head.playing).toBe(false);
  expect(play.getAttribute("aria-label")).toBe("Play");
});

test("the space bar plays and stops, and whoever takes hold of the head stops it", () => {
  const {window, pass, head, range} = drawn();
  const press = (key: string) => range.dispatchEvent(new window.KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  press(" ");
  pass(20);
  expect(head.playing).toBe(true);
  press(" ");
  const stop = head.stop;
  pass(20);
  expect(head.stop).toEqual(stop);
  press(" ");
  pass(5);
  press("ArrowRight");
  expect(head.playing).toBe(false);
  expect((run.trace ?? []).some((e) => e.at === head.stop?.at)).toBe(true);
});

test("twice as fast is twice as far", () => {
  const [once, twice] = [1, 2].map((speed) => {
    const {window, pass, play, figure, range} = drawn();
    const select = figure.querySelector("select") as HTMLSelectElement;
    select.value = String(speed);
    select.dispatchEvent(new window.Event("input", {bubbles: true}));
    play.click();
    pass(101);
    return Number(range.value);
  }) as [number, number];
  expect(twice / once).toBeCloseTo(2, 1);
});

test("for who wants no motion it goes from event to event", () => {
  const {pass, head, play} = drawn(true);
  play.click();
  pass(1);
  for (let i = 0; i < 8; i++) {
    pass(1, 1000);
    expect((run.trace ?? []).some((e) => e.at === head.stop?.at)).toBe(true);
  }
});

test("nobody to see it, it stops", () => {
  const {pass, head, play, figure} = drawn();
  play.click();
  pass(3);
  figure.remove();
  pass(3);
  expect(head.playing).toBe(false);
});

test("a head that plays takes all its views along", () => {
  const window = page();
  const pass = frames(window, false);
  const {document} = window;
  const head = playhead(run, {document, words: english});
  const figures = [views.spaceTime, views.cluster].map((view) => view(run, {document, words: english, playhead: head}));
  document.body.append(...figures);
  figures[0]?.querySelector<HTMLElement>("[data-key=play]")?.click();
  pass(50);
  expect(figures.map((figure) => figure.querySelector("[data-key=play]")?.getAttribute("aria-label"))).toEqual(["Pause", "Pause"]);
  expect(figures[0]?.value).toBeGreaterThan(0);
  expect(figures[1]?.value).toBe(figures[0]?.value);
});
