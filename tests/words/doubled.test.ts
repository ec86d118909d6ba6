import {expect, test} from "vitest";
import {site} from "../../src/words/en/site.ts";
import {parse} from "../../src/words/message.ts";
import {doubled} from "./doubled.ts";

test.each([
  ["Run all", "Run Run all all"],
  ["{who} leads", "{who} leads leads"],
  [
    "{n, plural, =0 {no run} one {# run} other {# runs}} of {who}",
    "{n, plural, =0 {no no run run} one {# run run} other {# runs runs}} of of {who}",
  ],
  ["run it with '{record: true}'", "run run it it with with '{record: true}'"],
])("the test language says every word twice and no place: %s", (pattern, twice) => {
  expect(doubled({x: pattern})).toEqual({x: twice});
});

test("every message of the site can be read by the rules of messages, doubled too, and its key begins with its room's name", () => {
  for (const [key, pattern] of [...Object.entries(site), ...Object.entries(doubled(site))]) {
    expect(() => parse(pattern), key).not.toThrow();
    expect(key).toMatch(/^(views|notebook|components)\./);
  }
});
