import {expect, test} from "vitest";
import {ticks} from "../../src/engine/vocabulary.ts";
import {bundlesOf, fewKinds, MOST} from "../../src/views/bundles.ts";
import type {Flight} from "../../src/views/story.ts";

const axis = {from: ticks(0), to: ticks(1_000_000)};
const flight = (id: number, kind: string, at: number, lost = false): Flight => ({
  id,
  kind,
  from: "a",
  to: id % 2 ? "b" : "c",
  sentAt: ticks(at),
  arrivedAt: lost ? null : ticks(at + 1000),
  lostAt: lost ? ticks(at + 500) : null,
  sent: id,
  ended: id + 1,
  message: {kind},
  fields: "",
});
const many = (n: number, kind = "PING") => Array.from({length: n}, (_, i) => flight(i, kind, (i * 1_000_000) / n));

test("few messages have an arrow each", () => {
  expect(bundlesOf({flights: many(MOST), axis}).map(({members}) => members.length)).toEqual(Array(MOST).fill(1));
});

test("many become few arrows, and each message is in one of them", () => {
  for (const n of [MOST + 1, 500, 20_000]) {
    const bundles = bundlesOf({flights: many(n), axis});
    expect(bundles.length).toBeLessThanOrEqual(MOST);
    expect(bundles.flatMap(({members}) => members).sort((a, b) => a - b)).toEqual(many(n).map((_, i) => i));
  }
});

test("one arrow has one kind, one way and one end", () => {
  const flights = [...many(200), ...many(200, "ACK"), flight(900, "PING", 500_000, true)];
  for (const {first, members} of bundlesOf({flights, axis})) {
    for (const i of members) {
      const {kind, from, to, lostAt} = flights[i] as Flight;
      expect([kind, from, to, lostAt === null]).toEqual([first.kind, first.from, first.to, first.lostAt === null]);
    }
  }
});

test("of too many kinds the most frequent are left out to begin with; where all can be seen, nothing is said", () => {
  expect(fewKinds({flights: many(500), axis})).toBeUndefined();
  const rare = Array.from({length: 40}, (_, i) => ({...flight(i, "VOTE", i * 20_000), to: `n${i}`}));
  const often = Array.from({length: 4000}, (_, i) => ({...flight(i, "PING", i * 200), to: `n${i % 50}`}));
  expect(fewKinds({flights: [...rare, ...often], axis})).toEqual(["VOTE"]);
});
