import {expect, test} from "vitest";
import {site} from "../../src/words/en/site.ts";
import {parse} from "../../src/words/message.ts";
import {doubled} from "./doubled.ts";
import {everyMessage} from "./every-message.ts";

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

test("every message can be read by the rules of messages, doubled too, and the key of one of the site's begins with its room's name", () => {
  for (const [key, pattern] of [...Object.entries(everyMessage), ...Object.entries(doubled(everyMessage))])
    expect(() => parse(pattern), key).not.toThrow();
  expect(everyMessage).toMatchObject(site);
  for (const key of Object.keys(site)) expect(key).toMatch(/^(views|notebook|components)\./);
});
