import {describe, expect, test} from "vitest";
import {drawsOf} from "../../../src/engine/model/recorded.ts";

/** Draws that go up by one µs each, from the low end of whatever is asked for. */
function rising() {
  let drawn = 0;
  return drawsOf((low) => low + drawn++);
}

describe("what a plan leaves open", () => {
  test("an instant that is a number is that number, and one that is not controlled is the other", () => {
    const {instant} = rising();
    expect([instant(-800, 5), instant(0, 5), instant(null, 5), instant({after: "start", plusMs: 7}, 5)]).toEqual([-800, 0, 5, 5]);
  });

  test("clients with the same range start together, those with another range by a draw of their own", () => {
    const {instant} = rising();
    const [one, other, third] = [{uniform: [10, 20]}, {uniform: [10, 20]}, {uniform: [10, 30]}] as const;
    expect([instant(one, 0), instant(other, 0), instant(third, 0)]).toEqual([10, 10, 10.001]);
  });

  test("what comes after an event is drawn anew each time", () => {
    const {lag} = rising();
    const late = {after: "start", plusMs: {uniform: [10, 20]}} as const;
    expect([lag(late, 0), lag(late, 0), lag({after: "start", plusMs: 300}, 0)]).toEqual([10, 10.001, 300]);
    expect([lag(null, 4), lag(5, 4), lag({uniform: [1, 2]}, 4)]).toEqual([4, 4, 4]);
  });
});
