import {expect, test} from "vitest";
import {normaliseBase} from "../../scripts/base.mjs";

test.each([
  [undefined, "/"],
  ["", "/"],
  ["/", "/"],
  ["repo", "/repo/"],
  ["/some/path", "/some/path/"],
  ["//some//path//", "/some/path/"],
])("a base given as %j is %s", (given, base) => {
  expect(normaliseBase(given)).toBe(base);
});
