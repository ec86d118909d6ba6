import {expect, test} from "vitest";
import {type HistoryOperation, isUnknown} from "../../src/engine/checking/consistency/history.ts";
import {linearizable} from "../../src/engine/checking/consistency/linearizable.ts";
import type {Model} from "../../src/engine/checking/consistency/model.ts";
import {keyValue} from "../../src/engine/checking/consistency/models/key-value.ts";
import {lock} from "../../src/engine/checking/consistency/models/lock.ts";
import {queue} from "../../src/engine/checking/consistency/models/queue.ts";
import {casRegister} from "../../src/engine/checking/consistency/models/register.ts";
import {znode} from "../../src/engine/checking/consistency/models/znode.ts";
import type {Json} from "../../src/engine/vocabulary.ts";
import {DEPTH} from "../depth.ts";
import {dice} from "../engine/checking/consistency/random-history.ts";

type Roll = (bound: number) => number;

/** Whether any order of any choice of the unknown operations will do: all are tried, whole, and only then looked at. */
function bruteForce(model: Model, history: readonly HistoryOperation[]): boolean {
  const happened = history.filter(({type}) => type !== "fail");
  const unknown = happened.filter(isUnknown);
  const done = happened.filter((o) => !isUnknown(o));
  for (let chosen = 0; chosen < 2 ** unknown.length; chosen++) {
    const some = [...done, ...unknown.filter((_, i) => chosen & (1 << i))];
    if (orders(some).some((order) => keepsTime(order) && isLegal(model, order))) return true;
  }
  return false;
}

function orders<T>(some: readonly T[]): T[][] {
  if (some.length === 0) return [[]];
  return some.flatMap((one, i) => orders([...some.slice(0, i), ...some.slice(i + 1)]).map((rest) => [one, ...rest]));
}

const keepsTime = (order: readonly HistoryOperation[]): boolean =>
  order.every((later, i) => order.slice(0, i).every((earlier) => later.completedAt === null || later.completedAt >= earlier.invokedAt));

function isLegal(model: Model, order: readonly HistoryOperation[]): boolean {
  let state: Json | undefined = model.initial;
  for (const o of order) {
    state = model.step(state, o);
    if (state === undefined) return false;
  }
  return true;
}

type Asked = readonly [f: string, value: Json, result: Json];
const oneOf = <T>(roll: Roll, ...some: readonly T[]): T => some[roll(some.length)] as T;

/** Of each model operations with answers by chance, so that about as many histories are wrong as are right. */
const subjects: readonly (readonly [name: string, model: Model, ask: (roll: Roll) => Asked])[] = [
  [
    "cas-register",
    casRegister(0),
    (roll) =>
      oneOf<Asked>(
        roll,
        ["read", null, roll(2)],
        ["read", null, roll(2)],
        ["write", roll(2), null],
        ["write", roll(2), null],
        ["cas", [roll(2), roll(2)], null],
        ["cas", [roll(2), roll(2)], false],
      ),
  ],
  [
    "kv",
    keyValue(),
    (roll) => {
      const text = oneOf(roll, "a", "b");
      return oneOf<Asked>(roll, ["put", text, null], ["append", text, null], ["get", null, oneOf(roll, "", "a", "b", "ab", "ba", "aa")]);
    },
  ],
  [
    "znode",
    znode(),
    (roll) =>
      oneOf<Asked>(
        roll,
        ["create", 1, oneOf(roll, null, "node-exists")],
        ["set", [2, roll(3) - 1], oneOf<Json>(roll, 1, 2, "bad-version", "no-node")],
        ["delete", roll(2) - 1, oneOf(roll, null, "no-node")],
        ["get", null, oneOf<Json>(roll, null, [1, 0], [2, 1])],
      ),
  ],
  ["queue", queue(), (roll) => oneOf<Asked>(roll, ["enqueue", 1, null], ["deliver", null, 1], ["ack", 1, null])],
  ["lock", lock(), (roll) => oneOf<Asked>(roll, ["acquire", roll(2), null], ["release", roll(2), null])],
];

function history(roll: Roll, ask: (roll: Roll) => Asked): HistoryOperation[] {
  return Array.from({length: 2 + roll(5)}, (_, i) => {
    const [f, value, result] = ask(roll);
    const invokedAt = roll(12);
    const type = oneOf(roll, "ok", "ok", "ok", "ok", "info", "fail");
    return {process: String(i), f, key: "", value, result, type, invokedAt, completedAt: type === "info" ? null : invokedAt + roll(9)};
  });
}

test.each(subjects)("a small history of %s has the verdict of who tries all orders", (_, model, ask) => {
  const verdicts = {ok: 0, illegal: 0};
  for (let seed = 1; seed <= 4000 * DEPTH; seed++) {
    const some = history(dice(seed), ask);
    const {verdict} = linearizable(model, some);
    const expected = bruteForce(model, some) ? "ok" : "illegal";
    if (verdict !== expected) expect.fail(`${verdict}, not ${expected}, seed ${seed}: ${JSON.stringify(some)}`);
    verdicts[expected]++;
  }
  // Neither verdict is one that such histories hardly ever have.
  expect(Math.min(verdicts.ok, verdicts.illegal)).toBeGreaterThan(400 * DEPTH);
});
