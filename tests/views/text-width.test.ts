import {expect, test} from "vitest";
import {linesOf, wordWidth} from "../../src/views/text-width.ts";

test.each([
  ["Latin letters are about half as wide as they are high", "leader", 33.6],
  ["an ideograph is as wide as it is high", "领导者", 30],
  ["kana and Hangul, too", "リーダー지도자", 70],
  ["so is the punctuation of such a text", "z1，z2。", 42.4],
  ["what is written upon a letter takes no place", "e\u0301\u200b", 5.6],
])("%s", (_claim, text, width) => {
  expect(wordWidth(text, 10)).toBeCloseTo(width);
});

/** At most so many characters, wide ones counted twice. */
const within = (most: number) => (line: string) => wordWidth(line, 2) <= most * 1.12 + 0.01;

test("words are broken at blanks, also where one alone is too long", () => {
  expect(linesOf("nobody leads for a while", within(12))).toEqual(["nobody leads", "for a while"]);
  expect(linesOf("an interregnum of ZooKeeper", within(9))).toEqual(["an", "interregnum", "of", "ZooKeeper"]);
});

test("Chinese is broken between any two characters, but not before its punctuation, and not within a name", () => {
  const lines = linesOf("服务器 z12 成为领导者，其余服务器跟随它。", within(12));
  expect(lines.join("").replaceAll(" ", "")).toBe("服务器z12成为领导者，其余服务器跟随它。");
  for (const line of lines) {
    expect(within(12)(line)).toBe(true);
    expect(line).not.toMatch(/^[，。]/);
  }
  expect(lines.length).toBeLessThanOrEqual(5);
  expect(lines.some((line) => line.includes("z12"))).toBe(true);
});
