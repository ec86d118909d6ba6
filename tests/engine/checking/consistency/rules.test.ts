import {expect, test} from "vitest";
import {availability} from "../../../../src/engine/checking/consistency/availability.ts";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import {acknowledgedSet} from "../../../../src/engine/checking/consistency/rules/acknowledged-set.ts";
import {elementTimelines} from "../../../../src/engine/checking/consistency/rules/element-timelines.ts";
import {logFindings, staleTails} from "../../../../src/engine/checking/consistency/rules/log.ts";
import {sessionGuarantees} from "../../../../src/engine/checking/consistency/rules/sessions.ts";
import {staleness} from "../../../../src/engine/checking/consistency/rules/staleness.ts";
import {checkLog} from "../../../../src/engine/checking/consistency/verdicts.ts";
import type {Json} from "../../../../src/engine/vocabulary.ts";
import {op, read, write} from "./notation.ts";

const append = (value: Json, offset: number | null, at: number, more: Partial<HistoryOperation> = {}) =>
  op("append", value, [at, at + 5], {result: offset, ...more});
const poll = (records: readonly (readonly [number, Json])[], at: number, process = "consumer") =>
  op("read", null, [at, at + 5], {result: records, process});

/** Appends of a, b and c at 0, 1 and 2, as most rows have them. */
const abc = [append("a", 0, 0), append("b", 1, 10), append("c", 2, 20)];
const all = [
  [0, "a"],
  [1, "b"],
  [2, "c"],
] as const;

const rows: readonly (readonly [claim: string, broken: readonly string[], history: readonly HistoryOperation[]])[] = [
  ["a log that is read whole is right", [], [...abc, poll(all, 30)]],
  [
    "gaps in the offsets are no loss",
    [],
    [
      append("a", 0, 0),
      append("b", 7, 10),
      poll(
        [
          [0, "a"],
          [7, "b"],
        ],
        30,
      ),
    ],
  ],
  [
    "L1: one offset holds one value",
    ["divergence"],
    [
      ...abc,
      poll(all, 30),
      poll(
        [
          [0, "a"],
          [1, "x"],
        ],
        40,
        "other",
      ),
      append("x", null, 20),
    ],
  ],
  ["L2: one value stands at one offset", ["duplicate"], [...abc, poll([...all, [3, "c"]], 30)]],
  [
    "L3: later appends stand behind",
    ["disorder"],
    [
      append("a", 1, 0),
      append("b", 0, 10),
      poll(
        [
          [0, "b"],
          [1, "a"],
        ],
        30,
      ),
    ],
  ],
  [
    "L3: appends at once may stand either way",
    [],
    [
      append("a", 1, 0),
      append("b", 0, 5),
      poll(
        [
          [0, "b"],
          [1, "a"],
        ],
        30,
      ),
    ],
  ],
  [
    "L4: offsets rise within a poll",
    ["step-back"],
    [
      ...abc,
      poll(
        [
          [1, "b"],
          [0, "a"],
          [1, "b"],
          [2, "c"],
        ],
        30,
      ),
    ],
  ],
  ["L4: and from one poll to the next", ["step-back"], [...abc, poll(all, 30), poll([[1, "b"]], 40)]],
  ["L4: no poll skips what somebody saw", ["skip"], [...abc, poll([[0, "a"]], 30), poll([[2, "c"]], 40), poll(all, 30, "other")]],
  [
    "L4: who sought may read from anywhere",
    [],
    [...abc, poll(all, 30), op("seek", null, [36, 37], {process: "consumer"}), poll([[0, "a"]], 40)],
  ],
  [
    "L5: what was acknowledged, and overtaken, is read by somebody",
    ["lost", "skip"],
    [
      ...abc,
      poll(
        [
          [0, "a"],
          [2, "c"],
        ],
        30,
      ),
    ],
  ],
  [
    "L5: what lies above all that was read is only unseen",
    [],
    [
      ...abc,
      poll(
        [
          [0, "a"],
          [1, "b"],
        ],
        30,
      ),
    ],
  ],
  ["L6: what was refused is read by nobody", ["aborted-read"], [append("a", null, 0, {type: "fail"}), poll([[0, "a"]], 30)]],
  ["what nobody appended is read by nobody", ["phantom"], [...abc, poll([...all, [3, "d"]], 30)]],
  ["nor is anything before it was appended", ["phantom"], [poll([[0, "a"]], 0), append("a", 0, 10)]],
];

test.each(rows)("%s", (_, broken, history) => {
  expect([...new Set(logFindings(history).map(({rule}) => rule))].sort()).toEqual([...broken].sort());
  expect(checkLog(history)).toMatchObject({verdict: broken.length === 0 ? "ok" : "illegal", operations: history.length});
});

test("L7: a read from the end sees what was acknowledged before it, or is stale", () => {
  expect(staleTails([...abc, poll(all, 30)])).toEqual([]);
  expect(staleTails([...abc, poll([[0, "a"]], 30)])).toMatchObject([{rule: "stale-tail", because: [abc[2]]}]);
});

test("L7: a consumer that goes on at the end misses nothing when nothing is new, and does when something is", () => {
  expect(staleTails([...abc, poll(all, 30), poll([], 40)])).toEqual([]);
  expect(staleTails([...abc, poll(all, 30), {...poll([], 40), process: "another"}])).toHaveLength(1);
  expect(staleTails([...abc, poll(all, 30), append("d", 3, 40), poll([], 60)])).toHaveLength(1);
  const back = op("seek", 1, [36, 37], {process: "consumer"});
  expect(staleTails([...abc, poll(all, 30), back, poll([], 40)])).toHaveLength(1);
});

test("a log keeps its partitions apart", () => {
  const other = abc.map((o) => ({...o, key: "other"}));
  expect(logFindings([...abc, ...other, poll(all, 30), {...poll(all, 40), key: "other"}])).toEqual([]);
});

test("acknowledged writes against what was found: lost, unexpected, recovered, duplicated, by number", () => {
  const writes = [write("kept", [0, 1]), write("lost", [2, 3]), write("maybe", [4, null]), write("twice", [5, 6])];
  expect(acknowledgedSet(writes, ["kept", "maybe", "twice", "twice", "alien"])).toEqual({
    lost: ["lost"],
    unexpected: ["alien"],
    recovered: ["maybe"],
    duplicated: ["twice"],
    acknowledged: 3,
  });
});

test("an element is stable from the last read on that missed it, and lost if that was the last read", () => {
  const add = (value: Json, at: number) => op("add", value, [at, at + 5]);
  const seen = (elements: readonly Json[], at: number) => op("read", null, [at, at + 1], {result: elements});
  const history = [
    add("early", 0),
    add("late", 0),
    add("lost", 0),
    add("never", 50),
    seen(["early"], 10),
    seen(["early", "late", "lost"], 20),
    seen(["early", "late"], 30),
  ];
  expect(elementTimelines(history)).toEqual([
    {element: "early", knownAt: 5, stableAfter: 0, isLost: false},
    {element: "late", knownAt: 5, stableAfter: 5, isLost: false},
    {element: "lost", knownAt: 5, stableAfter: 25, isLost: true},
    {element: "never", knownAt: 55, stableAfter: null, isLost: false},
  ]);
});

const versionOf = (o: HistoryOperation) => (o.f === "read" ? (o.result as number) : (o.value as number));

test("a read is stale by the time since the oldest newer write, and by the number of newer ones", () => {
  const history = [write(1, [0, 10]), write(2, [20, 30]), write(3, [40, 50]), read(1, [60, 65]), read(3, [60, 65]), read(2, [45, 49])];
  expect(staleness(history, versionOf)).toEqual([{read: history[3], time: 30, versions: 2}]);
});

test("session guarantees are a client's own: each is broken where it is, and counted by client", () => {
  const by = (process: string) => ({process});
  const history = [
    write(5, [0, 1], by("a")),
    read(4, [2, 3], by("a")),
    read(6, [4, 5], by("a")),
    read(5, [6, 7], by("a")),
    write(3, [8, 9], by("a")),
    read(1, [0, 1], by("b")),
    read(7, [2, 3], by("b")),
    read(2, [2, 3], {process: "b", key: "other"}),
  ];
  const report = sessionGuarantees(history, versionOf);
  const counts = Object.fromEntries(Object.entries(report).map(([name, {clients, findings}]) => [name, [clients, findings.length]]));
  expect(counts).toEqual({
    "monotonic-reads": [1, 1],
    "read-your-writes": [1, 1],
    "monotonic-writes": [1, 1],
    "writes-follow-reads": [1, 1],
  });
  expect(report["read-your-writes"].findings[0]).toMatchObject({breaks: history[1], because: [history[0]]});
});

test("availability: shares and gaps by side, answers by live server, recovery, and what the fault cost", () => {
  const asked = (process: string, side: string, server: string, isDown: (at: number) => boolean) =>
    Array.from({length: 20}, (_, i) => {
      const at = 50 + 100 * i;
      return {
        process,
        side,
        server,
        f: "write",
        invokedAt: at,
        completedAt: at + 10,
        type: isDown(at) ? ("info" as const) : ("ok" as const),
      };
    });
  const history = [...asked("one", "minority", "s1", (at) => at >= 1000 && at < 1500), ...asked("two", "majority", "s2", () => false)];
  const result = availability(history, {run: {from: 0, to: 2000}, fault: {from: 1000, to: 1500}, patience: 50});
  expect(result.all.overall).toEqual({ok: 35, invoked: 40, share: 35 / 40});
  expect(result.bySide.minority).toMatchObject({
    duringFault: {ok: 0, invoked: 5, share: 0},
    longestGap: {most: 600, median: 600},
    firstAfterFault: 560,
    firstAfterHeal: 60,
  });
  expect(result.bySide.majority).toMatchObject({duringFault: {share: 1}, longestGap: {most: 100}});
  expect(result.byServer).toEqual({s1: {ok: 0, invoked: 5, share: 0}, s2: {ok: 5, invoked: 5, share: 1}});
  expect(result.isAvailable).toBe(false);
  expect(result.goodputLoss).toBeCloseTo(5, 5);
  const without = availability(history, {
    run: {from: 0, to: 2000},
    fault: {from: 1000, to: 1500},
    patience: 50,
    down: [{server: "s1", from: 900, to: 1500}],
  });
  expect(without.isAvailable).toBe(true);
});
