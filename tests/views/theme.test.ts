import {expect, test} from "vitest";
import {lookOf, looks} from "../../src/views/theme.ts";

test.each([
  ["FOLLOWING", looks.follower],
  ["follower", looks.follower],
  ["replica", looks.follower],
  ["LOOKING", looks.candidate],
  ["candidate", looks.candidate],
  ["sentinel", looks.other],
])("whatever a system calls it, one role has one look: %s", (role, look) => {
  expect(lookOf({role, leads: false})).toBe(look);
});

test("who leads looks like a leader under any name", () => {
  expect(lookOf({role: "master", leads: true})).toBe(looks.leader);
});
