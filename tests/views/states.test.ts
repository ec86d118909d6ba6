import {expect, test} from "vitest";
import {cardViews} from "../../src/notebook/library/card-names.ts";
import {configViews} from "../../src/notebook/library/config-names.ts";
import {views} from "../../src/notebook/library/view-names.ts";
import {page} from "./gallery.ts";
import {drawings, states} from "./states.ts";

/** What is no picture of anything, or is tested as an input. */
const OTHER = ["palette", "configInput", "configLink"];

test("every view that a cell may use stands in the gallery", () => {
  const all = Object.keys({...views, ...configViews, ...cardViews}).filter((name) => !OTHER.includes(name));
  expect(Object.keys(drawings).sort()).toEqual(all.sort());
});

test.each(states)("$view, $state: it is drawn, and no number is none", ({draw}) => {
  expect(draw(page().document).outerHTML).not.toMatch(/NaN|undefined|Infinity|\[object/);
});
