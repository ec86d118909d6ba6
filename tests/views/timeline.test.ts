import {expect, test} from "vitest";
import {timeline} from "../../src/views/timeline.ts";

const line = (instants: number[], spans: [number, number][] = []) =>
  timeline({from: 0, to: 1_000_000, x0: 0, x1: 600, instants, spans, least: 0});

test("time never runs backwards, and ends where it should", () => {
  const {x} = line([0, 10_000, 20_000, 500_000, 510_000, 990_000]);
  const places = Array.from({length: 1001}, (_, i) => x(i * 1000));
  expect(places[0]).toBe(0);
  expect(places.at(-1)).toBeCloseTo(600);
  for (const [i, place] of places.entries()) expect(place).toBeGreaterThanOrEqual(places[i - 1] ?? 0);
});

test("equal times outside the folds take equal room", () => {
  const flights: [number, number][] = [
    [0, 20_000],
    [500_000, 520_000],
    [980_000, 1_000_000],
  ];
  const {x, folds} = line(flights.flat(), flights);
  expect(folds.length).toBe(2);
  expect(x(20_000) - x(0)).toBeCloseTo(x(520_000) - x(500_000));
});

test("an even pulse is not folded", () => {
  expect(line(Array.from({length: 21}, (_, i) => i * 50_000)).folds).toEqual([]);
});

test("a message in flight keeps its time open", () => {
  expect(line([0, 400_000, 1_000_000], [[0, 400_000]]).folds.length).toBe(1);
});

test("nothing to see is not folded away", () => {
  expect(line([]).folds).toEqual([]);
});
