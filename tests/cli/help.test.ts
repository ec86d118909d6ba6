import {expect, test} from "vitest";
import {answered, NAMES} from "./commands.ts";

test.for(NAMES)("%s --help says on standard output what it takes, and is no failure", async (name) => {
  const {status, out, err} = await answered(name, ["--help"]);
  expect([status, err]).toEqual([0, ""]);
  expect(out).toMatch(new RegExp(`^usage: ${name} -- `));
  const options = new Set(out.match(/--[a-z]+/g));
  expect(out.split("\n").length, "more than its usage").toBeGreaterThan(3);
  for (const option of options) {
    const refused = await answered(name, [option, "-", "-", "-"]);
    expect(refused.err, option).not.toContain("Unknown option");
  }
  expect((await answered(name, ["nothing", "-h"])).out).toBe(out);
});
