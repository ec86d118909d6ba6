import {expect, test} from "vitest";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import {linearizable} from "../../../../src/engine/checking/consistency/linearizable.ts";
import type {Model} from "../../../../src/engine/checking/consistency/model.ts";
import {keyValue} from "../../../../src/engine/checking/consistency/models/key-value.ts";
import {lock} from "../../../../src/engine/checking/consistency/models/lock.ts";
import {queue} from "../../../../src/engine/checking/consistency/models/queue.ts";
import {leaseExpiries, registry} from "../../../../src/engine/checking/consistency/models/registry.ts";
import {znode} from "../../../../src/engine/checking/consistency/models/znode.ts";
import {checkQueue} from "../../../../src/engine/checking/consistency/verdicts.ts";
import {op} from "./notation.ts";

const models: {readonly [name: string]: Model} = {kv: keyValue(), znode: znode(), queue: queue(), lock: lock(), registry: registry()};

/** One after the other, each a step long; an end of null is unknown. */
const inTurn = (...steps: readonly (readonly [f: string, value: unknown, result?: unknown, isUnknown?: boolean])[]): HistoryOperation[] =>
  steps.map(([f, value, result = null, isUnknown = false], i) =>
    op(f, value as never, [10 * i, isUnknown ? null : 10 * i + 5], {result: result as never}),
  );

const rows: readonly (readonly [claim: string, model: string, verdict: "ok" | "illegal", history: readonly HistoryOperation[]])[] = [
  ["an append adds to what was put", "kv", "ok", inTurn(["put", "a"], ["append", "b"], ["get", null, "ab"])],
  ["a key that nobody wrote is empty", "kv", "illegal", inTurn(["get", null, "a"])],
  ["an append is not lost", "kv", "illegal", inTurn(["append", "a"], ["append", "b"], ["get", null, "b"])],
  [
    "an unknown append may come late",
    "kv",
    "ok",
    inTurn(["append", "a", null, true], ["append", "b"], ["get", null, "b"], ["get", null, "ba"]),
  ],
  ["versions count from 0", "znode", "ok", inTurn(["create", "a"], ["set", ["b", -1], 1], ["set", ["c", 1], 2], ["get", null, ["c", 2]])],
  ["a version cannot be read that was never written", "znode", "illegal", inTurn(["create", "a"], ["get", null, ["a", 1]])],
  ["a set needs its version", "znode", "illegal", inTurn(["create", "a"], ["set", ["b", 3], 4])],
  [
    "a refusal is an observation",
    "znode",
    "ok",
    inTurn(["set", ["b", 3], "no-node"], ["create", "a"], ["set", ["b", 3], "bad-version"], ["create", "c", "node-exists"]),
  ],
  ["a refusal without its reason is none", "znode", "illegal", inTurn(["create", "a"], ["create", "b"])],
  [
    "an unknown create cannot be over one that is there",
    "znode",
    "illegal",
    inTurn(["create", "a"], ["create", "b", null, true], ["get", null, ["b", 0]]),
  ],
  [
    "a node that was deleted is gone",
    "znode",
    "ok",
    inTurn(["create", "a"], ["delete", 0], ["get", null, null], ["delete", -1, "no-node"]),
  ],
  [
    "a message may come twice before it is acknowledged",
    "queue",
    "ok",
    inTurn(["enqueue", 1], ["deliver", null, 1], ["deliver", null, 1], ["ack", 1]),
  ],
  ["and never after", "queue", "illegal", inTurn(["enqueue", 1], ["deliver", null, 1], ["ack", 1], ["deliver", null, 1])],
  [
    "unless the acknowledgement is unknown",
    "queue",
    "ok",
    inTurn(["enqueue", 1], ["deliver", null, 1], ["ack", 1, null, true], ["deliver", null, 1]),
  ],
  ["a message comes from somewhere", "queue", "illegal", inTurn(["enqueue", 1], ["deliver", null, 2])],
  ["and not before it was enqueued", "queue", "illegal", inTurn(["deliver", null, 1], ["enqueue", 1])],
  ["an unknown enqueue may be delivered", "queue", "ok", inTurn(["enqueue", 1, null, true], ["deliver", null, 1])],
  ["messages need not come in order", "queue", "ok", inTurn(["enqueue", 1], ["enqueue", 2], ["deliver", null, 2], ["deliver", null, 1])],
  ["a lock is held by one", "lock", "illegal", inTurn(["acquire", "a"], ["acquire", "b"])],
  ["and by another after that", "lock", "ok", inTurn(["acquire", "a"], ["release", "a"], ["acquire", "b"])],
  ["an unknown release may let it go", "lock", "ok", inTurn(["acquire", "a"], ["release", "a", null, true], ["acquire", "b"])],
  ["only who holds a lock releases it", "lock", "illegal", inTurn(["acquire", "a"], ["release", "b"])],
  ["who is renewed was there", "registry", "illegal", inTurn(["renew", null, true])],
  ["who is not there is told so", "registry", "ok", inTurn(["renew", null, false], ["register", "UP"], ["renew", null, true])],
];

test.each(rows)("%s (%s: %s)", (_, model, verdict, history) => {
  expect(linearizable(models[model] as Model, history).verdict).toBe(verdict);
});

test("a lease may run out where nothing was renewed during it, and only there", () => {
  const seen = (at: number) => inTurn(["register", "UP"], ["renew", null, true]).concat(op("lookup", null, [at, at + 1]));
  const withExpiries = (history: HistoryOperation[]) => [...history, ...leaseExpiries(history, 30)];
  // Renewed at 15: it may be gone from 45 on.
  expect(linearizable(registry(), withExpiries(seen(43))).verdict).toBe("illegal");
  expect(linearizable(registry(), withExpiries(seen(45))).verdict).toBe("ok");
});

test("a message is lost if it was acknowledged before the queue was empty, and nobody got it", () => {
  const [first, second] = inTurn(["enqueue", 1], ["enqueue", 2]);
  const got = op("deliver", null, [20, 25], {result: 1});
  const empty = op("empty", null, [30, 35]);
  const all = [first, second, got, empty] as HistoryOperation[];
  expect(checkQueue(all)).toMatchObject({verdict: "illegal", explanation: {kind: "rule", rule: "lost", breaks: second}});
  expect(checkQueue(all.slice(0, 3)).verdict).toBe("ok");
  // One delivery whose outcome is unknown may have been that of the other.
  expect(checkQueue([...all, op("deliver", null, [20, null])]).verdict).toBe("ok");
  // What was still on its way when the queue was empty is not lost.
  expect(checkQueue([first as HistoryOperation, op("enqueue", 2, [10, 31]), got, empty]).verdict).toBe("ok");
});
