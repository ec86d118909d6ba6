import {expect, test} from "vitest";
import {fitting, shown} from "../../../src/engine/outside/fitting.ts";
import {anyFields, anything, fields, maybe, text} from "../../../src/engine/outside/forms.ts";
import {parseJson} from "../../../src/engine/outside/json.ts";

const nested = (deep: number): string => "[".repeat(deep) + "]".repeat(deep);

test.each<[claim: string, text: string, value: unknown]>([
  ["a byte order mark is passed over", '\ufeff{"a": 1}', {a: 1}],
  ["one key in two objects is no double", '[{"a": 1}, {"a": {"a": 2}}]', [{a: 1}, {a: {a: 2}}]],
  ["brackets and commas in a text are a text", '{"a": "[,{\\"a\\":", "b": "\\\\"}', {a: '[,{"a":', b: "\\"}],
  ["a text that repeats a key is no key", '{"a": "a", "b": ["a", "a"]}', {a: "a", b: ["a", "a"]}],
])("%s", (_claim, given, value) => expect(parseJson(given, "f")).toEqual(value));

test("a hundred lists in each other are read", () => expect(JSON.stringify(parseJson(nested(100), "f"))).toBe(nested(100)));

test.each<[claim: string, text: string, line: RegExp]>([
  ["nothing", "", /^f is no JSON: /],
  ["a hundred and one lists in each other", nested(101), /^f: lists and objects .* more than 100 deep: must be at most that$/],
  ["a hundred thousand", nested(100_000), /^f: lists and objects/],
  ["a key twice", '{"faults": [], "seed": 1, "faults": 2}', /^f: the key faults stands twice in one object: leave one$/],
  ["a key twice, once escaped", '{"a": 1, "\\u0061": 2}', /^f: the key a stands twice/],
])("%s is refused in one line", (_claim, given, line) => expect(() => parseJson(given, "f")).toThrow(line));

test.each([["__proto__"], ["constructor"], ["a\nb"], ["z\u00001"], ["\u001b[31m"]])(
  "%j is no name: it would be more than one in an object or in a line",
  (name) =>
    expect(() => fitting(fields({id: text}), {id: name}, "f")).toThrow(
      /^f: id is ".*": must be a text without control characters, and no name/,
    ),
);

test("a list is no object, whether its fields are known or not", () => {
  expect(() => fitting(anyFields(anything), [], "f")).toThrow("f: it is []: must be an object");
  expect(() => fitting(fields({a: maybe(text)}), [], "f")).toThrow("f: it is []: must be an object of a");
});

test("a value too deep for JSON is shown as such", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(shown(deep)).toBe("[[…]]");
});
