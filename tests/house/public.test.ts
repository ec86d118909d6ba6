import {beforeAll, expect, test} from "vitest";
import {type Reference, readReference} from "../../package/public-names.ts";

let reference: Reference;

beforeAll(async () => {
  reference = await readReference();
});

test("every public name of the engine has a docstring, and stands under a heading", () => {
  const names = reference.groups.flatMap((group) => group.names);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter(({says}) => says === "").map(({name}) => name)).toEqual([]);
});

test("no public type names a type that is not public", () => {
  expect(reference.complaints).toEqual([]);
});
