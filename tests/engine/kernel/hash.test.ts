import fc from "fast-check";
import {expect, test} from "vitest";
import {createHash, digest, mixValue, textHash} from "../../../src/engine/kernel/hash.ts";
import {run} from "../../../src/engine/run.ts";
import {processOf, scenarioOf, systemOf} from "./systems.ts";

const hashOf = (value: unknown) => {
  const h = createHash();
  mixValue(h, value);
  return digest(h);
};

test("equal values have equal hashes, different ones different", () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.jsonValue({depthSize: "small"}), (value) => {
      const text = JSON.stringify(value);
      if (text.includes("-0")) return;
      const hash = hashOf(JSON.parse(text));
      expect(hash).toBe(hashOf(JSON.parse(text)));
      expect(seen.get(hash) ?? text).toBe(text);
      seen.set(hash, text);
    }),
    {seed: 1, numRuns: 2000},
  );
});

test.each([
  ["the order of a list", [1, 2], [2, 1]],
  ["the depth of a list", [[1], 2], [1, [2]]],
  ["the name of a field", {a: 1}, {b: 1}],
  ["a large number's upper half", 2 ** 40 + 5, 2 ** 41 + 5],
  ["a fraction", 0.1, 0.2],
  ["true, null and one", true, 1],
  ["nothing and null", undefined, null],
  ["text and its parts", ["ab", "c"], ["a", "bc"]],
  ["an empty list and an empty object", [], {}],
  ["what a map holds", new Map([[1, 2]]), new Map([[1, 3]])],
  ["a map, a set and an empty object", new Map(), new Set()],
  ["an empty map and an empty object", new Map(), {}],
  ["what a set holds", new Set([1]), new Set([2])],
  [
    "the order of a map, in which its reader goes through it",
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
    new Map([
      ["b", 2],
      ["a", 1],
    ]),
  ],
  ["numbers in an array of doubles", new Float64Array([1]), new Float64Array([2])],
])("a hash sees %s", (_, one, other) => {
  expect(hashOf(one)).not.toBe(hashOf(other));
});

test("a hash is 16 hexadecimal digits, and both halves hang on every letter", () => {
  const halves = ["a", "b", "aa"].map((t) => digest(textHash(t)).match(/.{8}/g) ?? []);
  expect(new Set(halves.map((h) => h[0])).size).toBe(3);
  expect(new Set(halves.map((h) => h[1])).size).toBe(3);
});

/** What `a` says, to whom, and what it notes of it, is all that differs. */
function hashOfTalk(kind: string, to: "b" | "c", value: number, note: string, field: number): string {
  const system = systemOf({
    messages: {PING: ["value"], PONG: ["value"]},
    processes: {
      talker: processOf<{conns: number[]}>({
        init: () => ({conns: []}),
        start(s, ctx) {
          ctx.listen("talk");
          if (ctx.self === "a") s.conns = [ctx.connect("b", "talk"), ctx.connect("c", "talk")];
        },
        connected(s, conn, ctx) {
          if (ctx.peer(conn) !== "c") return;
          ctx.note({kind: note, field});
          ctx.send(s.conns[to === "b" ? 0 : 1] ?? 0, {kind, value} as {kind: string});
        },
      }),
    },
  });
  return run(system, scenarioOf({nodes: [{id: "a"}, {id: "b"}, {id: "c"}], untilMs: 100})).hash;
}

test("the hash of a run sees the kind of a message, to whom it goes and what is in it, and the same of a note", () => {
  const hashes = [
    hashOfTalk("PING", "b", 1, "says", 1),
    hashOfTalk("PONG", "b", 1, "says", 1),
    hashOfTalk("PING", "c", 1, "says", 1),
    hashOfTalk("PING", "b", 2, "says", 1),
    hashOfTalk("PING", "b", 1, "told", 1),
    hashOfTalk("PING", "b", 1, "says", 2),
  ];
  expect(new Set(hashes).size).toBe(6);
  expect(hashOfTalk("PING", "b", 1, "says", 1)).toBe(hashes[0]);
});

test("a message without an entry in its system's table is our own mistake", () => {
  expect(() => hashOfTalk("GOSSIP", "b", 1, "says", 1)).toThrow("message GOSSIP of test has no entry in its messages table");
});

test.each([
  ["a function", {act: () => {}}, "function"],
  ["a date", {at: new Date(0)}, "Date"],
  ["an instance of a class", [new URL("a:b")], "URL"],
  ["a symbol", Symbol("s"), "symbol"],
])("%s is no plain data, and a hash refuses it", (_, value, named) => {
  expect(() => hashOf(value)).toThrow(`a ${named} is no plain data`);
});

test("an object with fields of another's is no plain data, though it has no class of its own", () => {
  expect(() => hashOf(Object.create({term: 1}))).toThrow("an object that inherits term is no plain data");
});
