import {expect, test} from "vitest";
import {leaderWithin, noLostWrite, oneWriterATerm} from "../../src/engine/analysis/aims.ts";
import {lights} from "../../src/views/lights.ts";
import {playhead} from "../../src/views/playhead.ts";
import {english} from "../english.ts";
import {page, recordedRun} from "./gallery.ts";
import {crash, lamps} from "./tools.ts";

const run = recordedRun({...crash, settle: false});
const aims = [oneWriterATerm, noLostWrite, leaderWithin(295)];

test("each light says in a word and by its shape whether it holds", () => {
  const figure = lights(run, {document: page().document, words: english, aims});
  const words = [...figure.querySelectorAll(".light strong")].map((strong) => strong.textContent);
  expect(words).toEqual(["holds", "undecided", "broken"]);
  const shapes = [...figure.querySelectorAll(".light .sign")].map((sign) => sign.innerHTML);
  expect(new Set(shapes).size).toBe(3);
  expect(figure.querySelector(".figure-title")?.textContent).toBe("1 of 3 aims hold, 1 broken, 1 undecided");
  expect([...figure.querySelectorAll(".says")].map((says) => says.textContent)).toEqual([
    "always one writer a term",
    "never an acknowledged write is lost",
    "eventually a leader within 295 ms",
  ]);
});

test("what decided a light is a button away: it moves the playhead there, and says so", () => {
  const {document} = page();
  const head = playhead(run, {document, words: english});
  const figure = lights(run, {document, words: english, aims, playhead: head});
  document.body.append(head, figure);
  let told = 0;
  figure.addEventListener("input", () => told++);
  expect(figure.value).toBeNull();
  const [button, ...others] = figure.querySelectorAll("button");
  expect(others).toEqual([]);
  expect(button?.getAttribute("aria-label")).toBe("Go to 295 ms, where this was decided");
  button?.click();
  const last = (run.trace ?? []).filter((e) => e.at <= 5_295_000).at(-1);
  expect(figure.value).toBe(last?.index);
  expect(told).toBe(1);
  expect(head.stop?.at).toBeLessThanOrEqual(5_295_000);
  expect(head.stop?.at).toBeGreaterThan(5_000_000);
});

test("many lights that are on are folded away; those that are off are not", () => {
  const broken = lamps.find(({name}) => name === "an invariant falls");
  const figure = broken?.draw(page().document);
  const folded = [...(figure?.querySelectorAll("details .light strong") ?? [])].map((strong) => strong.textContent);
  expect(new Set(folded)).toEqual(new Set(["holds"]));
  expect(figure?.querySelector("summary")?.textContent).toBe(`${folded.length} hold`);
  expect([...(figure?.querySelectorAll("figure > ul .light strong") ?? [])].map((strong) => strong.textContent)).not.toContain("holds");
});

test("what only settling brought to light has no event to go to", () => {
  const figure = lamps.find(({name}) => name === "an invariant falls")?.draw(page().document);
  const late = [...(figure?.querySelectorAll(".light") ?? [])].filter((light) => light.textContent?.includes("while it settled"));
  expect(late.length).toBeGreaterThan(0);
  for (const light of late) expect(light.querySelector("button")).toBeNull();
});
