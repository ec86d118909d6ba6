import {expect, test} from "vitest";
import {timeline} from "../../src/views/timeline.ts";

const line = (instants: number[], spans: [number, number][] = []) =>
  timeline({from: 0, to: 1_000_000, x0: 0, x1: 600, instants, spans, least: 0, zero: 0});

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

test("a place is taken back to its time, in the folds and outside", () => {
  const {x, at, folds} = line([0, 10_000, 20_000, 500_000, 510_000, 990_000]);
  expect(folds.length).toBeGreaterThan(0);
  for (let time = 0; time <= 1_000_000; time += 7000) expect(at(x(time))).toBeCloseTo(time, 3);
});

test("an axis is numbered from zero, wherever that is, and has two ticks at least", () => {
  const of = (zero: number, from: number, to: number, instants: number[] = []) =>
    timeline({from, to, x0: 0, x1: 600, instants, spans: [], least: 0, zero}).ticks.map((tick) => tick.at - zero);
  expect(of(437_000, 0, 1_000_000)).toContain(0);
  expect(of(437_000, 0, 1_000_000).every((at) => at % 100_000 === 0)).toBe(true);
  for (const length of [7, 90, 1300, 17_000, 2_300_000, 90_000_000]) {
    expect(of(0, 0, length).length, String(length)).toBeGreaterThan(1);
    expect(of(0, 0, length, [0, length / 50, length / 49, length]).length, String(length)).toBeGreaterThan(1);
  }
});
