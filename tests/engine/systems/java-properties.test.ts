import {expect, test} from "vitest";
import {javaProperties} from "../../../src/engine/systems/java-properties.ts";

const propertiesOf = javaProperties.entries;

const read = (text: string) => propertiesOf(text).map(({key, value, line}) => [key, value, line]);

// What java.util.Properties.load of Java 17 made of each.
test.each<[claim: string, text: string, properties: readonly (readonly [key: string, value: string, line: number])[]]>([
  [
    "an equals sign, a colon or blanks part them",
    "a=1\nb:2\nc 3\nd\t=\f4",
    [
      ["a", "1", 1],
      ["b", "2", 2],
      ["c", "3", 3],
      ["d", "4", 4],
    ],
  ],
  [
    "only the first sign does",
    "a==1\nb=:2\nc = = 3",
    [
      ["a", "=1", 1],
      ["b", ":2", 2],
      ["c", "= 3", 3],
    ],
  ],
  ["blanks at the end of a value are a part of it", "a=1 \t", [["a", "1 \t", 1]]],
  ["a comment has its own line", "# a=1\n ! b=2\nc=3 # four", [["c", "3 # four", 3]]],
  ["a backslash at the end goes on, without the blanks that follow", "a=1\\\n   2\\\r\n3", [["a", "123", 1]]],
  [
    "two of them do not",
    "a=1\\\\\nb=2",
    [
      ["a", "1\\", 1],
      ["b", "2", 2],
    ],
  ],
  [
    "what goes on may be empty",
    "a=1\\\n\nb=2",
    [
      ["a", "1", 1],
      ["b", "2", 3],
    ],
  ],
  ["a comment does not go on", "# why\\\na=1", [["a", "1", 2]]],
  [
    "lines end in any way",
    "a=1\rb=2\r\nc=3\n\nd=4",
    [
      ["a", "1", 1],
      ["b", "2", 2],
      ["c", "3", 3],
      ["d", "4", 5],
    ],
  ],
  ["signs are escaped", "a\\=b\\ c=\\t\\u0041\\q", [["a=b c", "\tAq", 1]]],
  [
    "a key without a value",
    "a\nb=\n=c",
    [
      ["a", "", 1],
      ["b", "", 2],
      ["", "c", 3],
    ],
  ],
  ["a byte order mark is a part of the first key", "\ufeffa=1", [["\ufeffa", "1", 1]]],
  ["a no-break space is no blank", "a\u00a0=\u00a01", [["a\u00a0", "\u00a01", 1]]],
])("%s", (_, text, properties) => {
  expect(read(text)).toEqual(properties);
});

test("a \\u without four digits is told, and stays as it stands", () => {
  expect(propertiesOf("dir=D:\\users\\zk\nb=\\u12G4\nc=\\\\u\nd=\\u00e9").map(({value, flaw}) => [value, flaw !== undefined])).toEqual([
    ["D:\\users\\zk", true],
    ["\\u12G4", true],
    ["\\u", false],
    ["é", false],
  ]);
});

test("a value's place is told, where there is one and where there is none", () => {
  const text = "a = 1\nbare\nc=\\\n  2";
  expect(propertiesOf(text).map(({from, to, bare}) => [text.slice(from, to), bare])).toEqual([
    ["1", false],
    ["", true],
    ["2", false],
  ]);
});
