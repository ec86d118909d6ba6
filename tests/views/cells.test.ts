import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import type {Run, Scenario, System} from "../../src/engine/index.ts";
import {system} from "../../src/engine/systems/zookeeper/index.ts";
import type {Cell} from "../../src/notebook/cells/cell.ts";
import {notebook} from "../../src/notebook/cells/runtime.ts";
import {type Drawing, type Views, views} from "../../src/notebook/library/view-names.ts";
import type {FaultsInput} from "../../src/views/faults.ts";
import type {Playhead} from "../../src/views/playhead.ts";
import {english} from "../english.ts";
import {recordedRun, scenarios} from "./gallery.ts";

const {window} = new JSDOM("<!doctype html>");
const {document} = window;

const cell = (id: string, inputs: string[], outputs: string[], body: (...inputs: never[]) => unknown): Cell => ({
  id,
  inputs,
  outputs,
  body,
  autodisplay: false,
});

const scenario = {...scenarios.zookeeper("leader-loss", {writes: 3}), faults: []};
type Show = (value: unknown) => unknown;
let head: Playhead;

/** A chapter's cells as the build would compile them: a head, faults at it, a run with them, and a picture of the run. */
const cells = [
  cell("c1", ["playhead", "display"], ["head"], ((playhead: Views["playhead"], display: Show) => {
    head = playhead(scenario);
    return {head: display(head)};
  }) as never),
  cell("c2", ["faults", "head", "view"], ["trouble"], ((faults: Views["faults"], head: Playhead, view: Show) => ({
    trouble: view(faults(scenario, {playhead: head})),
  })) as never),
  cell("c3", ["trouble"], ["run"], ((trouble: Scenario["faults"]) => ({run: recordedRun({...scenario, faults: trouble})})) as never),
  cell(
    "c4",
    ["cluster", "run", "head", "display"],
    [],
    ((cluster: Views["cluster"], run: Run, head: Playhead, display: Show) => void display(cluster(run, {playhead: head}))) as never,
  ),
];

test("in a chapter the run follows the fault editor, the views follow the run, and the playhead stays at its time", async () => {
  const latest = new Map<string, Element>();
  const waiting: (() => void)[] = [];
  const drawing = {document, words: english, systems: [system as unknown as System]};
  const book = notebook(cells, {
    document,
    library: Object.fromEntries(Object.entries<(drawing: Drawing) => unknown>(views).map(([name, make]) => [name, () => make(drawing)])),
    own: {},
    observe: ({id}) => ({
      shown: ([node]) => {
        if (!node) return;
        latest.get(id)?.replaceWith(node);
        latest.set(id, node as Element);
        document.body.append(node);
        if (id === "c4") for (const done of waiting.splice(0)) done();
      },
      rejected: (error) => {
        throw error;
      },
    }),
  });
  const drawn = () => new Promise<void>((done) => waiting.push(done));
  const first = drawn();
  for (const {id} of cells) book.watch(id);
  await first;
  // The head itself is for other cells; displayed before it has a run it says so.
  expect(latest.get("c1")?.textContent).toBe(english.say("views.playhead.no-run"));
  expect(head.run?.faults).toEqual([]);
  head.seek(300);
  const at = head.stop?.at ?? 0;
  const again = drawn();
  (latest.get("c2") as FaultsInput).querySelector<HTMLButtonElement>("[data-key=fault-crash]")?.click();
  await again;
  expect(head.run?.faults.map(({kind, at: when}) => [kind, when])).toEqual([["crash", at]]);
  expect(head.stop?.at).toBeLessThanOrEqual(at);
  head.seek(Number.POSITIVE_INFINITY);
  expect(latest.get("c4")?.querySelectorAll(".server.down").length).toBe(1);
  book.dispose();
});
