import {JSDOM} from "jsdom";
import {expect, test} from "vitest";
import {computing, unseenLibrary} from "../../../src/notebook/library/computing.ts";
import {drawnNames} from "../../../src/notebook/library/drawn-names.ts";
import {library, libraryNames} from "../../../src/notebook/library/library.ts";
import {english} from "../../english.ts";

const given = {systems: [], recorded: () => Promise.reject(new Error("none"))};

test("the names that draw are those that a cell is given besides what computes, in a page as in a worker", () => {
  const {document} = new JSDOM().window;
  const names = Object.keys(library({...given, surface: {document, words: english}}));
  expect(names.filter((name) => !(name in computing)).sort()).toEqual([...drawnNames].sort());
  expect(Object.keys(unseenLibrary(given, () => null)).sort()).toEqual(names.sort());
  for (const name of names) expect(libraryNames).toContain(name);
});
