import fc from "fast-check";
import {expect, test} from "vitest";
import {advance, createKernel} from "../../../src/engine/kernel/kernel.ts";
import {type HostSet, isCut, linkOf} from "../../../src/engine/kernel/links.ts";
import {cut, heal, slow} from "../../../src/engine/kernel/partition.ts";
import type {Kernel} from "../../../src/engine/kernel/state.ts";
import {passes} from "../../../src/engine/kernel/wire.ts";
import {ms} from "../../../src/engine/vocabulary.ts";
import {DEPTH} from "../../depth.ts";
import {type Talks, talkers, talks} from "./talkers.ts";

const worldOf = (t: Talks): Kernel => createKernel(talkers, talks(t), {bare: true}).k;

test("a world of two thousand hosts makes a link only where something is sent", () => {
  const ids = Array.from({length: 2000}, (_, i) => `n${i}`);
  const k = worldOf({
    nodes: Object.fromEntries(ids.map((id, i) => [id, i === 0 ? [{at: 10, do: "connect", to: "n1"}] : []])),
    faults: [
      {at: 20, kind: "cut", nodes: ids.slice(0, 1000)},
      {at: 30, kind: "heal"},
    ],
    untilMs: 40,
  });
  advance(k, ms(40));
  expect([...k.s.links.values()].map(({from, to}) => [from, to])).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

interface Naive {
  readonly cut: boolean[][];
  readonly factor: number[][];
}

const HOSTS = 5;
const side = fc.option(fc.array(fc.boolean(), {minLength: HOSTS, maxLength: HOSTS}), {nil: null});
const deed = fc.record({
  left: side,
  right: side,
  does: fc.constantFrom("cut", "cut one way", "heal", "slow", "quick", "look"),
  at: fc.tuple(fc.nat(HOSTS - 1), fc.nat(HOSTS - 1)),
});
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

/** The same, link by link, on a matrix in which every link stands from the beginning. */
function onMatrix({cut: cuts, factor}: Naive, {left, right, does}: Deed): void {
  const has = (set: HostSet, host: number) => set === null || set[host] === true;
  for (let a = 0; a < HOSTS; a++) {
    for (let b = 0; b < HOSTS; b++) {
      if (a === b || !has(left, a) || !has(right, b)) continue;
      for (const [x, y] of does === "cut one way"
        ? [[a, b]]
        : [
            [a, b],
            [b, a],
          ]) {
        const [from, to] = [x as number, y as number];
        if (does.startsWith("cut")) (cuts[from] as boolean[])[to] = true;
        if (does === "heal") (cuts[from] as boolean[])[to] = false;
        if (does === "slow") (factor[from] as number[])[to] = 3;
        if (does === "quick") (factor[from] as number[])[to] = 1;
      }
    }
  }
}

function onKernel(k: Kernel, {left, right, does, at: [a, b]}: Deed): void {
  const sides = {left, right, oneWay: does === "cut one way"};
  if (does.startsWith("cut")) cut(k, {...sides, cut: true, factor: null});
  else if (does === "heal") heal(k, {...sides, cut: false, factor: null});
  else if (does === "look") linkOf(k, a, b);
  else slow(k, {...sides, cut: null, factor: does === "slow" ? 3 : 1});
}

test("a link that is made late is as cut and as slow as if it had been there from the beginning", () => {
  const nodes = Object.fromEntries(Array.from({length: HOSTS}, (_, i) => [`n${i}`, []]));
  fc.assert(
    fc.property(fc.array(deed, {maxLength: 12}), (deeds) => {
      const k = worldOf({nodes, untilMs: 1});
      const naive: Naive = {
        cut: Array.from({length: HOSTS}, () => Array.from({length: HOSTS}, () => false)),
        factor: Array.from({length: HOSTS}, () => Array.from({length: HOSTS}, () => 1)),
      };
      for (const one of deeds) {
        onMatrix(naive, one);
        onKernel(k, one);
      }
      advance(k, ms(1));
      for (let a = 0; a < HOSTS; a++) {
        for (let b = 0; b < HOSTS; b++) {
          expect(isCut(k, a, b)).toBe(naive.cut[a]?.[b]);
          expect(passes(k, a, b)).toBe(!naive.cut[a]?.[b]);
          expect(linkOf(k, a, b)).toMatchObject({cut: naive.cut[a]?.[b], factor: naive.factor[a]?.[b]});
        }
      }
    }),
    {numRuns: Math.ceil(2000 * DEPTH), seed: 1},
  );
});
