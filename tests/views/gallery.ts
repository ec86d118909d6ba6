import {JSDOM} from "jsdom";
import type {Run, Scenario} from "../../src/engine/index.ts";
import {type FaultsInput, faults} from "../../src/views/faults.ts";
import type {Figure} from "../../src/views/frame.ts";
import {messages} from "../../src/views/messages.ts";
import {type Playhead, playhead} from "../../src/views/playhead.ts";
import {reigns} from "../../src/views/reigns.ts";
import {spaceTime} from "../../src/views/space-time.ts";
import {english} from "../english.ts";
import {type Example, recordedRun, views} from "./examples.ts";

export {type Example, examples, recordedRun, scenarios, views} from "./examples.ts";

export const page = (): JSDOM["window"] => new JSDOM("<!doctype html><html lang=en><body></body></html>").window;

/** Draws an example in a document of its own. */
export function draw({of, view = "spaceTime", options}: Example): {figure: Figure; run: Run; window: JSDOM["window"]} {
  const window = page();
  const result = of();
  const figure = views[view](result, {document: window.document, words: english, ...options});
  window.document.body.append(figure);
  return {figure, run: result, window};
}

/** Three views and a fault editor on one playhead, as a chapter has them. */
export interface Together {
  readonly window: JSDOM["window"];
  readonly run: Run;
  readonly head: Playhead;
  readonly editor: FaultsInput;
  readonly figures: {readonly [view in keyof typeof views]: Figure};
}

export function together(scenario: Scenario): Together {
  const window = page();
  const {document} = window;
  const head = playhead(scenario, {document, words: english});
  const editor = faults(scenario, {document, words: english, playhead: head});
  const result = recordedRun({...scenario, faults: editor.value});
  const options = {document, words: english, playhead: head};
  const figures = {
    spaceTime: spaceTime(result, {...options, window: "interregnum"}),
    reigns: reigns(result, options),
    messages: messages(result, options),
    cluster: views.cluster(result, options),
  };
  document.body.append(editor, head, ...Object.values(figures));
  return {window, run: result, head, editor, figures};
}
