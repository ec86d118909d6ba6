import {expect, test} from "vitest";
import {at} from "../../src/engine/index.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {cluster} from "../../src/views/cluster.ts";
import type {PlayheadBar} from "../../src/views/playhead-bar.ts";
import {english} from "../english.ts";
import {draw, type Example, examples, page, recordedRun, scenarios, views} from "./gallery.ts";

const named = (name: string): Example => examples.find((example) => example.name === name) as Example;

/** Moves a figure's own playhead to a stop, given as a share of the way. */
function scrub(figure: HTMLElement & {value: number}, share: number): void {
  const range = figure.querySelector("input") as HTMLInputElement;
  range.value = String(Math.round(Number(range.max) * share));
  const {Event} = figure.ownerDocument.defaultView as unknown as typeof globalThis;
  range.dispatchEvent(new Event("input", {bubbles: true}));
}

const tally = {down: "✕", starting: "…", paused: "‖"};

test.each(["a cluster of a toy", "a cluster of three", "a cluster with a pause"])("%s: shows the world as `at` gives it", (name) => {
  const {figure, run} = draw(named(name));
  for (const share of [0, 0.1, 0.33, 0.5, 0.72, 0.9]) {
    scrub(figure, share);
    const world = at<{role: string}>(run, figure.value);
    const servers = [...figure.querySelectorAll(".server")];
    for (const [i, id] of run.ids.entries()) {
      const status = world.status(id);
      const [letter, ...lines] = [...(servers[i]?.querySelectorAll("text") ?? [])].map((text) => text.textContent);
      expect(lines.join(" ")).toContain(id);
      if (status !== "up") expect(letter).toBe(tally[status]);
      else expect(lines.join(" ")).toContain(`${world.state(id)?.role}, term `);
      const soonest = world.timers(id).map(({due}) => due);
      const arcs = [...(servers[i]?.querySelectorAll(".arc") ?? [])].filter(
        (arc) => !arc.getAttribute("stroke-dasharray")?.startsWith("0 "),
      );
      if (status === "up") expect(arcs.length).toBeLessThanOrEqual(soonest.length);
    }
    const pairs = run.ids.flatMap((a, i) => run.ids.slice(i + 1).map((b) => world.linked(a, b)));
    expect([...figure.querySelectorAll(".link")].map((link) => !link.classList.contains("cut"))).toEqual(pairs);
  }
});

test("a message is drawn from its sending to its handling, where it is on the way", () => {
  const {figure, run} = draw(named("a cluster of three"));
  const send = run.trace?.find((e) => e.kind === "send" && e.node === "z1" && e.to === "z2");
  (figure.querySelector(".playhead") as PlayheadBar).head.seek(run.trace?.indexOf(send as never) ?? 0);
  const shown = [...figure.querySelectorAll(".mail > g[visibility=visible]")];
  expect(shown.length).toBeGreaterThan(0);
  expect(figure.querySelector("svg")?.getAttribute("aria-label")).toContain("NOTIFICATION z1 → z2");
});

test.each([
  ["a whole run", {}],
  ["a window of it", {sinceFaultMs: [-100, 300]}],
] as const)(
  "at the end of %s the ring beside it shows who is down, as the picture does, and not how the world settles",
  async (_what, options) => {
    const {document} = page();
    const run = recordedRun({...scenarios.zookeeper("leader-loss"), settle: true});
    const figure = views.spaceTime(run, {document, words: english, ...options});
    const dead = run.faults[0]?.nodes[0] ?? "";
    expect(run.trace?.findLast((e) => e.kind === "status" && e.node === dead)).toMatchObject({status: "up"});
    for (const share of [0.99, 1]) {
      scrub(figure, share);
      // What draws it comes with the first move.
      await expect.poll(() => figure.querySelectorAll(".server").length).toBe(run.ids.length);
      const shown = [...figure.querySelectorAll(".server")][run.ids.indexOf(dead)];
      expect(shown?.classList.contains("down"), `${dead} at ${share}`).toBe(true);
    }
  },
);

test("a leader without effect is an outline", () => {
  const {figure, run} = draw(named("a cluster with a pause"));
  const second = run.beliefs.filter(({leads}) => leads)[1]?.from ?? 0;
  scrub(figure, (second + 400_000) / run.end);
  expect(figure.querySelectorAll(".server.leader").length).toBe(2);
  expect(figure.querySelectorAll(".server.leader.hollow").length).toBe(1);
});

test("scrubbing changes attributes and rebuilds nothing", () => {
  const {figure} = draw(named("a cluster of five with a leader cut off"));
  scrub(figure, 0.2);
  const servers = [...figure.querySelectorAll(".servers *")];
  for (const share of [0.21, 0.5, 0.8]) scrub(figure, share);
  expect([...figure.querySelectorAll(".servers *")]).toEqual(servers);
});

test("a run that was read from elsewhere is refused", () => {
  const {run, window} = draw(named("a cluster of three"));
  expect(() => cluster({...run}, {document: window.document, words: english})).toThrow(Refusal);
});
