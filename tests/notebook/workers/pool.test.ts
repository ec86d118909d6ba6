import {expect, test} from "vitest";
import {type Hand, type Progress, work} from "../../../src/notebook/workers/pool.ts";
import type {Answer} from "../../../src/notebook/workers/runs.ts";

const task = {kind: "claim", id: "toy/one"} as const;

/** A worker that makes the squares of its runs, or answers as it is told to. */
function toy({fails = -1, silentAfter = Number.POSITIVE_INFINITY} = {}): Hand & {ended: boolean; orders: number} {
  let told: (answer: Answer) => void = () => {};
  const hand = {
    ended: false,
    orders: 0,
    heard: (by: typeof told) => {
      told = by;
    },
    order: (order: Parameters<Hand["order"]>[0]) => {
      if (order.kind === "task") return queueMicrotask(() => told({kind: "ready"}));
      if (++hand.orders > silentAfter) return;
      const {from, to} = order;
      if (from <= fails && fails < to) return queueMicrotask(() => told({kind: "failed", says: `run ${fails} broke`}));
      queueMicrotask(() => told({kind: "made", from, made: Array.from({length: to - from}, (_, i) => (from + i) ** 2), tookMs: 50}));
    },
    end: () => {
      hand.ended = true;
    },
  };
  return hand;
}

async function all(progress: AsyncGenerator<Progress<number>>): Promise<Progress<number>[]> {
  const seen: Progress<number>[] = [];
  for await (const one of progress) seen.push(one);
  return seen;
}

test("what workers make comes in the order of the runs, and they are ended", async () => {
  const hands = [toy(), toy(), toy()];
  const seen = await all(work(task, 100, new AbortController().signal, hands));
  expect(seen.at(-1)?.made).toEqual(Array.from({length: 100}, (_, i) => i ** 2));
  expect(hands.every(({ended, orders}) => ended && orders > 0)).toBe(true);
});

test("when it is stopped it ends the workers at once, and a last time tells what there is", async () => {
  const stop = new AbortController();
  const hands = [toy({silentAfter: 2})];
  const progress = work<number>(task, 100, stop.signal, hands);
  const first = (await progress.next()).value as Progress<number>;
  expect(first.made.length).toBeGreaterThan(0);
  const last = progress.next();
  stop.abort();
  expect(((await last).value as Progress<number>).made.length).toBeLessThan(100);
  expect((await progress.next()).done).toBe(true);
  expect(hands[0]?.ended).toBe(true);
});

test("a run that throws ends the work with its words", async () => {
  const hands = [toy({fails: 3}), toy({fails: 3})];
  await expect(all(work(task, 100, new AbortController().signal, hands))).rejects.toThrow("run 3 broke");
  expect(hands.every(({ended}) => ended)).toBe(true);
});
