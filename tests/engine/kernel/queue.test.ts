import fc from "fast-check";
import {expect, test} from "vitest";
import {createQueue, type Event, nextTime, pending, pop, push} from "../../../src/engine/kernel/queue.ts";

const event = (n: number): Event => ({kind: 1, proc: 0, incarnation: 0, conn: 0, thread: 0, n, data: null});

test("events leave in the order of their time, and of their scheduling where times are equal", () => {
  // Near and far, beyond what the wheel spans, and two within a microsecond.
  const delay = fc.oneof(fc.nat(20), fc.nat(5000), fc.nat({max: 0x7fffffff}), fc.constantFrom(0x40000000, 0x400000001, 0.5, 1.5));
  const step = fc.oneof(fc.record({time: delay}), fc.constant("pop" as const));
  fc.assert(
    fc.property(fc.array(step, {maxLength: 200}), (steps) => {
      const q = createQueue(2);
      const waiting: {time: number; n: number}[] = [];
      let n = 0;
      let now = 0;
      for (const s of [...steps, ...Array(steps.length).fill("pop")]) {
        if (s !== "pop") {
          const time = now + s.time;
          waiting.push({time, n});
          push(q, time, event(n++));
        } else if (q.size > 0) {
          waiting.sort((a, b) => a.time - b.time || a.n - b.n);
          const first = waiting.shift();
          now = nextTime(q);
          expect([now, pop(q).n]).toEqual([first?.time, first?.n]);
        }
        expect(
          pending(q)
            .map((e) => e.n)
            .sort((a, b) => a - b),
        ).toEqual(waiting.map((w) => w.n).sort((a, b) => a - b));
      }
      expect([q.size, waiting.length]).toEqual([0, 0]);
    }),
    {seed: 1, numRuns: 400},
  );
});
