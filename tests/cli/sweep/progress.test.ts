import {expect, test} from "vitest";
import {inWords} from "../../../cli/sweep/progress.ts";

test.each([
  [{before: 400, made: 600, of: 2000, seconds: 5}, "1,000 of 2,000 rows, 120 a second, 9 s to go"],
  [{before: 0, made: 3, of: 12, seconds: 2}, "3 of 12 rows, 1.5 a second, 6 s to go"],
  [{before: 2, made: 10, of: 12, seconds: 4}, "12 of 12 rows, 2.5 a second, 0 s to go"],
])("progress counts what was there, and its rate only what was made: %o", (progress, line) => {
  expect(inWords(progress)).toBe(line);
});
