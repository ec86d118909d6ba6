import {expect, test} from "vitest";
import {clientMeasures, interregna, measures} from "../../../src/engine/analysis/measures.ts";
import {read, runOf, write} from "./hand-made.ts";

test("a reign lasts from the first belief in a term to its end, and is effective only while writes would be acknowledged", () => {
  const r = runOf({
    endMs: 1000,
    beliefs: [
      ["a", "leader", 1, true, 100, 500],
      ["b", "leader", 2, true, 600, null],
    ],
    effective: [[0], [150, "a"], [300], [350, "a"], [400], [700, "b"]],
  });
  expect(measures(r).reigns).toEqual([
    {
      scope: "x",
      id: "a",
      term: 1,
      fromMs: 100,
      toMs: 500,
      effective: [
        {fromMs: 150, toMs: 300},
        {fromMs: 350, toMs: 400},
      ],
    },
    {scope: "x", id: "b", term: 2, fromMs: 600, toMs: null, effective: [{fromMs: 700, toMs: null}]},
  ]);
});

test("a change of role that keeps the lead and the term is one reign; a gap or a new term begins another", () => {
  const r = runOf({
    endMs: 1000,
    beliefs: [
      ["a", "elected", 1, true, 100, 200],
      ["a", "leading", 1, true, 200, 300],
      ["a", "leading", 2, true, 300, 400],
      ["a", "leading", 2, true, 500, 600],
      ["a", "following", 2, false, 600, null],
    ],
  });
  expect(measures(r).reigns.map((x) => [x.term, x.fromMs, x.toMs])).toEqual([
    [1, 100, 300],
    [2, 300, 400],
    [2, 500, 600],
  ]);
});

test("a span of effect that others share counts within each reign, and only where the reign is", () => {
  const r = runOf({
    endMs: 1000,
    beliefs: [
      ["a", "leader", 1, true, 100, 420],
      ["b", "leader", 2, true, 300, null],
    ],
    effective: [[0, "a"], [50], [60, "a"], [400, "a", "b"], [450, "b"]],
  });
  expect(measures(r).reigns.map((x) => x.effective)).toEqual([[{fromMs: 100, toMs: 420}], [{fromMs: 400, toMs: null}]]);
});

test("two who lead one after the other in the same term are two reigns", () => {
  const r = runOf({
    endMs: 1000,
    beliefs: [
      ["a", "leader", 1, true, 0, 300],
      ["b", "leader", 1, true, 300, null],
    ],
  });
  expect(measures(r).reigns.map((x) => [x.id, x.fromMs, x.toMs])).toEqual([
    ["a", 0, 300],
    ["b", 300, null],
  ]);
});

test("every scope has its interregna; dual measures are those of the main scope", () => {
  const one = runOf({endMs: 1000, effective: [[0, "a"], [300], [400, "a"]]});
  const other = runOf({endMs: 1000, scope: "y", effective: [[0, "a", "b"], [500]]});
  const both = {...one, effective: [...one.effective, ...other.effective]};
  expect(measures(both).interregna.map((i) => [i.scope, i.fromMs, i.toMs])).toEqual([
    ["x", 300, 400],
    ["y", 500, null],
  ]);
  expect(measures(both).dualWriteMs).toBe(0);
});

test("what settling does after the end is no part of a reign, an interregnum or the final roles", () => {
  const r = runOf({
    endMs: 1000,
    ids: ["a", "b"],
    beliefs: [
      ["a", "leader", 1, true, 100, 1500],
      ["b", "follower", 1, false, 100, 1000],
      ["b", "leader", 2, true, 1000, null],
    ],
    effective: [[0], [200, "a"], [1200], [1300, "b"]],
  });
  const m = measures(r);
  expect(m.reigns).toEqual([{scope: "x", id: "a", term: 1, fromMs: 100, toMs: null, effective: [{fromMs: 200, toMs: null}]}]);
  expect(m.interregna.map((i) => [i.fromMs, i.toMs])).toEqual([[0, 200]]);
  expect(m.final).toEqual({leader: "a", term: 1, leaders: {x: "a"}, roles: {a: "leader", b: "follower"}});
  expect(m.dualReignMs).toBe(0);
});

test("an interregnum is the time in which nobody is effective; open at the end it has no end", () => {
  const r = runOf({endMs: 1000, effective: [[0, "a"], [300], [450, "b"], [900]]});
  expect(interregna(r).map((i) => [i.fromMs, i.toMs])).toEqual([
    [300, 450],
    [900, null],
  ]);
  expect(interregna(r, "other")).toEqual([]);
  expect(interregna(r, null)).toEqual([]);
});

test("the stages of an interregnum follow each other and add up to the time until clients notice", () => {
  const r = runOf({
    endMs: 5000,
    effective: [[0, "a"], [1000], [2200, "b"]],
    marks: [
      ["detect", 500],
      ["detect", 1300],
      ["detect", 1400],
      ["agree", 1450],
      ["elect", 1600],
      ["elect", 1700],
      ["sync", 2200],
      ["publish", 2250],
      ["publish", 2300],
      ["elect", 4000],
    ],
    // The first was on its way when the leader died: it is answered, but tells nothing of the next reign.
    history: [write(1, 900, 1001), write(2, 950, 2400), write(3, 2500, 2600)],
  });
  const [only] = interregna(r);
  expect(only?.stages).toEqual({detect: 300, agree: 150, elect: 250, sync: 500, publish: 50, notice: 150});
  expect(Object.values(only?.stages ?? {}).reduce((a, b) => (a ?? 0) + (b ?? 0))).toBe(1400);
});

test("a stage that a system does not have, or that it never came to, is null, and the next counts from the last there was", () => {
  const r = runOf({
    endMs: 5000,
    effective: [[0, "a"], [1000], [2000, "b"]],
    marks: [
      ["detect", 1300],
      ["elect", 1800],
    ],
  });
  expect(interregna(r)[0]?.stages).toEqual({detect: 300, agree: null, elect: 500, sync: null, publish: null, notice: null});
  const open = runOf({
    endMs: 5000,
    effective: [[0, "a"], [1000]],
    marks: [
      ["detect", 1300],
      ["publish", 5100],
    ],
    history: [write(1, 900, 1400)],
  });
  expect(interregna(open)[0]?.stages).toEqual({detect: 300, agree: null, elect: null, sync: null, publish: null, notice: null});
});

test("without any stage in between, clients notice at the first write acknowledged after the interregnum", () => {
  const r = runOf({endMs: 5000, effective: [[0, "a"], [1000], [2000, "b"]], history: [write(1, 900, 1001), write(2, 1950, 2100)]});
  expect(interregna(r)[0]?.stages.notice).toBe(1100);
});

test("where no client had begun to write before the reign, nobody notices it", () => {
  const r = runOf({endMs: 5000, effective: [[0, "a"], [1000], [2000, "b"]], history: [write(1, 3000, 3100)]});
  expect(interregna(r)[0]?.stages.notice).toBeNull();
});

test("a mark that names a scope counts for that scope alone", () => {
  const r = runOf({
    endMs: 5000,
    effective: [[0, "a"], [1000], [2000, "b"]],
    marks: [
      ["detect", 1100, "y"],
      ["detect", 1300, "x"],
    ],
  });
  expect(interregna(r)[0]?.stages.detect).toBe(300);
});

test("dual reign is the time in which two believe to lead, dual write the time in which two are effective", () => {
  const r = runOf({
    endMs: 1000,
    beliefs: [
      ["a", "leader", 1, true, 0, 500],
      ["b", "leader", 2, true, 300, null],
      ["c", "leader", 3, true, 450, 600],
    ],
    effective: [
      [0, "a"],
      [400, "a", "b"],
      [430, "b"],
    ],
  });
  const m = measures(r);
  // a and b, all three, b and c: 300 to 600.
  expect([m.dualReignMs, m.dualWriteMs]).toEqual([300, 30]);
});

test("one reign that hands over to the next at the same instant is no dual reign", () => {
  const r = runOf({
    endMs: 1000,
    beliefs: [
      ["a", "leader", 1, true, 0, 500],
      ["b", "leader", 2, true, 500, null],
    ],
    effective: [
      [0, "a"],
      [500, "b"],
    ],
  });
  expect([measures(r).dualReignMs, measures(r).dualWriteMs]).toEqual([0, 0]);
});

test("lost is what was acknowledged and is not read; a duplicate is what is read more than once, acknowledged or not", () => {
  const history = [
    write("kept", 0, 10),
    write("lost", 20, 30),
    write("doubtful", 40, null),
    write("refused", 60, 70, {type: "fail"}),
    write("twice", 80, 90),
    write("thrice", 100, null),
  ];
  const values = {k: ["kept", "twice", "twice", "thrice", "thrice", "thrice"]};
  const m = measures(runOf({endMs: 1000, history, read: values}));
  expect([m.lostWrites, m.duplicates]).toEqual([1, 3]);
  expect(m.operations).toEqual({ok: 3, fail: 1, info: 2});
  const unread = measures(runOf({endMs: 1000, history}));
  expect([unread.lostWrites, unread.duplicates]).toEqual([null, null]);
});

test("a client's longest outage is the longest it went without an acknowledgement, from its first call to the end", () => {
  const history = [
    write(1, 100, 150, {process: "c1"}),
    write(2, 200, 900, {process: "c1"}),
    write(3, 910, 950, {process: "c1", type: "fail"}),
    write(4, 500, 501, {process: "c2"}),
    write(5, 1990, 2100, {process: "c2"}),
  ];
  const r = runOf({endMs: 2000, history, clients: ["c1", "c2", "idle"]});
  expect(clientMeasures(r)).toEqual([
    {id: "c1", side: "side of c1", ok: 2, fail: 1, info: 0, longestOutageMs: 1100},
    {id: "c2", side: "side of c2", ok: 2, fail: 0, info: 0, longestOutageMs: 1499},
    {id: "idle", side: "side of idle", ok: 0, fail: 0, info: 0, longestOutageMs: 0},
  ]);
  expect(measures(r).longestOutageMs).toBe(1499);
});

test.each([
  ["it has asked all it wanted", [["c", 300, null]], 150],
  ["it rests for a while, and then asks in vain", [["c", 300, 1200]], 800],
  [
    "it rests between two answers, and after them",
    [
      ["c", 160, 280],
      ["c", 310, null],
    ],
    50,
  ],
  ["it had not begun", [["c", 0, 90]], 1700],
  [
    "it tried for long before its first call",
    [
      ["c", 0, 20],
      ["c", 160, 280],
      ["c", 310, null],
    ],
    130,
  ],
  ["another rests", [["d", 300, null]], 1700],
] as const)("no time counts as an outage in which a client has nothing to ask: %s", (_what, rests, outage) => {
  const history = [write(1, 100, 150), write(2, 290, 300)];
  expect(clientMeasures(runOf({endMs: 2000, history, rests, clients: ["c"]}))[0]?.longestOutageMs).toBe(outage);
});

test("stale reads are counted among the measures", () => {
  const history = [write(1, 0, 10), write(2, 20, 30), read(1, 40, 50)];
  expect(measures(runOf({endMs: 100, history})).staleReads).toBe(1);
});

test("final is who leads in the highest term at the end; who has no belief is down", () => {
  const r = runOf({
    endMs: 1000,
    ids: ["a", "b", "c"],
    beliefs: [
      ["b", "leader", 2, true, 300, null],
      ["a", "leader", 1, true, 0, null],
    ],
    effective: [[0, "a"]],
  });
  expect(measures(r).final).toEqual({leader: "b", term: 2, leaders: {x: "b"}, roles: {a: "leader", b: "leader", c: "down"}});
});

test("a leaderless system has no leader, no reign and no interregnum", () => {
  const m = measures(runOf({endMs: 1000, ids: ["a"]}));
  expect([m.reigns, m.interregna, m.final.leader, m.final.term, m.final.leaders]).toEqual([[], [], null, null, {}]);
});
