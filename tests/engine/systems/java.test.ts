import {expect, test} from "vitest";
import {getInteger, getLong, isTrue, parseDouble, parseInt32, parseInt64, split, trim} from "../../../src/engine/systems/java.ts";

test.each<[claim: string, read: (word: string) => number | null, word: string, number: number | null]>([
  ["digits", parseInt32, "2000", 2000],
  ["a plus and zeros before them", parseInt32, "+007", 7],
  ["no blank", parseInt32, " 7", null],
  ["nothing", parseInt32, "", null],
  ["no unit", parseInt32, "2s", null],
  ["no other base", parseInt32, "0x10", null],
  ["the greatest", parseInt32, "2147483647", 2_147_483_647],
  ["one more", parseInt32, "2147483648", null],
  ["the least", parseInt32, "-2147483648", -2_147_483_648],
  ["of a long, more", parseInt64, "2147483648", 2_147_483_648],
  ["of a long, one too many", parseInt64, "9223372036854775808", null],
  ["of a property, hexadecimal", getInteger, "0x10", 16],
  ["of a property, another way", getInteger, "#10", 16],
  ["of a property, octal", getInteger, "-010", -8],
  ["of a property, zero", getInteger, "0", 0],
  ["of a property, no octal", getInteger, "08", null],
  ["of a property, a long", getLong, "4294967296", 4_294_967_296],
  ["a ratio", parseDouble, " 0.5 ", 0.5],
  ["a ratio with the letter of its type", parseDouble, "1e-2f", 0.01],
  ["no ratio", parseDouble, "1,5", null],
])("a number as Java reads it: %s", (_, read, word, number) => {
  expect(read(word)).toBe(number);
});

test("trim takes away what is not above the blank, and no more", () => {
  expect([trim(" \t\u0000a\u00a0\r\n"), trim("")]).toEqual(["a\u00a0", ""]);
});

test("split leaves out empty parts at the end, and one empty text is one part", () => {
  expect([split("a::b::", ":"), split("", ":"), split(";", ";")]).toEqual([["a", "", "b"], [""], []]);
});

test("only true is true", () => {
  expect(["true", "TRUE", "yes", " true", ""].map(isTrue)).toEqual([true, true, false, false, false]);
});
