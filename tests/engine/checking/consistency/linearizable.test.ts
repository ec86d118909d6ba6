import {expect, test} from "vitest";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import {linearizable} from "../../../../src/engine/checking/consistency/linearizable.ts";
import {keyValue} from "../../../../src/engine/checking/consistency/models/key-value.ts";
import {casRegister, register} from "../../../../src/engine/checking/consistency/models/register.ts";
import {read, write} from "./notation.ts";
import {atomicHistory, dice, registerRequest} from "./random-history.ts";

const isRead = (f: string) => f === "read" || f === "get";
const registerHistory = (seed: number, unknown: number) =>
  atomicHistory(seed, {operations: 170, processes: 5, unknown, model: casRegister(), request: registerRequest, readsOf: isRead});

/** The same history with one late read answered otherwise. */
function spoilt(
  history: readonly HistoryOperation[],
  seed: number,
  answer: (roll: (bound: number) => number) => number,
): HistoryOperation[] {
  const roll = dice(seed);
  const reads = history.filter((o) => o.f === "read" && o.type === "ok");
  const chosen = reads[reads.length - 1 - roll(Math.ceil(reads.length / 3))];
  return history.map((o) => (o === chosen ? {...o, result: answer(roll)} : o));
}

test("an empty history is right, and one in which all failed", () => {
  expect(linearizable(register(), [])).toEqual({verdict: "ok", operations: 0, steps: 0, explanation: null});
  expect(linearizable(register(), [write(1, [0, 1], {type: "fail"})]).verdict).toBe("ok");
});

test("a verdict explains itself: the longest prefix in an order, the operation that breaks it, the states it might have met", () => {
  const history = [write(1, [0, 10]), write(2, [20, 50]), write(3, [20, 50]), read(1, [60, 70]), read(2, [80, 90])];
  const {verdict, explanation} = linearizable(register(0), history);
  expect(verdict).toBe("illegal");
  if (explanation?.kind !== "order") throw new Error("an order was broken");
  expect(explanation.breaks).toBe(history[3]);
  expect([...explanation.prefix].sort((a, b) => a.invokedAt - b.invokedAt)).toEqual(history.slice(0, 3));
  expect([...explanation.states].sort()).toEqual([2, 3]);
  expect(explanation.isLongest).toBe(true);
});

test("each key is an object of its own, and one that is wrong decides", () => {
  const x = [write(1, [0, 1], {key: "x"}), read(1, [2, 3], {key: "x"})];
  const y = [write(2, [0, 1], {key: "y"}), read(null, [2, 3], {key: "y"})];
  expect(linearizable(register(), x).verdict).toBe("ok");
  expect(linearizable(register(), [...x, ...y])).toMatchObject({verdict: "illegal", explanation: {part: "y"}});
});

test("a spent budget is no verdict, and an illegal part wins over an undecided one", () => {
  const hard = registerHistory(7, 30).map((o) => ({...o, key: "hard"}));
  const wrong = [write(1, [0, 1], {key: "wrong"}), read(2, [2, 3], {key: "wrong"})];
  const undecided = linearizable(casRegister(), hard, {budget: 40});
  expect(undecided.verdict).toBe("unknown");
  expect(undecided.steps).toBeLessThanOrEqual(43);
  expect(undecided.explanation).toMatchObject({kind: "order", isLongest: false});
  expect(linearizable(casRegister(), [...hard, ...wrong], {budget: 100}).verdict).toBe("illegal");
});

test("the same history has the same verdict, steps and explanation again", () => {
  const history = spoilt(registerHistory(15, 20), 15, () => 4);
  expect(linearizable(casRegister(), history)).toEqual(linearizable(casRegister(), history));
});

test.each([5, 10, 20, 30, 60])(
  "170 operations of five processes on one register, %d percent of their outcomes unknown, take few steps",
  (unknown) => {
    let most = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const history = registerHistory(seed, unknown);
      const right = linearizable(casRegister(), history);
      const other = linearizable(
        casRegister(),
        spoilt(history, seed, (roll) => roll(5)),
      );
      const never = linearizable(
        casRegister(),
        spoilt(history, seed, () => 77),
      );
      expect([right.verdict, never.verdict]).toEqual(["ok", "illegal"]);
      expect(other.verdict).not.toBe("unknown");
      most = Math.max(most, right.steps, other.steps, never.steps);
    }
    // Some 150,000 of them are a second's work.
    expect(most).toBeLessThan(150_000);
  },
);

test("a history's prefix is right just up to the operation that breaks it", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const history = spoilt(registerHistory(seed, 5), seed, (roll) => roll(5)).filter(({type}) => type !== "fail");
    const {explanation} = linearizable(casRegister(), history);
    if (explanation?.kind !== "order" || !explanation.isLongest) continue;
    const end = explanation.breaks.completedAt as number;
    const until = (time: number): HistoryOperation[] =>
      history.flatMap((o) => {
        if (o.invokedAt > time) return [];
        return [o.completedAt !== null && o.completedAt > time ? {...o, type: "info" as const, completedAt: null} : o];
      });
    expect(linearizable(casRegister(), until(end)).verdict).toBe("illegal");
    expect(linearizable(casRegister(), until(end - 1)).verdict).toBe("ok");
  }
});

test("a store of strings with ten clients is decided by what was read of it", () => {
  const history = atomicHistory(3, {
    operations: 400,
    processes: 10,
    unknown: 0,
    model: keyValue(),
    request: (roll, index) => ({f: ["get", "append", "append", "put"][roll(20) === 0 ? 3 : roll(3)] ?? "get", value: `(${index})`}),
    readsOf: isRead,
  });
  const right = linearizable(keyValue(), history);
  expect(right.verdict).toBe("ok");
  const last = history.filter(({f}) => f === "get").at(-1);
  const wrong = linearizable(
    keyValue(),
    history.map((o) => (o === last ? {...o, result: `${o.result}!`} : o)),
  );
  expect(wrong.verdict).toBe("illegal");
  expect(Math.max(right.steps, wrong.steps)).toBeLessThan(50_000);
});
