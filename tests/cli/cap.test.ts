import {expect, test} from "vitest";
import {answered, command} from "./commands.ts";

test("--run computes the cells of a system, each setup under each fault, in the shape of the contract", () => {
  const {status, out} = command("cap", ["redis", "--run", "--runs", "1", "--seed", "3", "--json"]);
  const cells = JSON.parse(out) as {readonly [field: string]: unknown}[];
  expect(status).toBe(0);
  expect(new Set(cells.map(({configuration, fault}) => `${configuration} ${fault}`)).size).toBe(4 * 12);
  for (const cell of cells) {
    expect(Object.keys(cell)).toEqual(
      "system configuration fault runs seed verdict lost duplicates stale longestOutageMs bound".split(" "),
    );
    expect(cell).toMatchObject({system: "redis", runs: 1, seed: 3});
  }
});

test.for<[args: string[], says: RegExp]>([
  [["redis", "--runs", "3"], /--runs is of --run, which computes the card/],
  [["redos", "--run"], /redos.*redis/],
  [["redis", "kafka"], /"kafka" is one word too many/],
  [["redis", "--run", "--runs", "none"], /--runs none: must be a whole number, 1 or more/],
])("%j is refused in a line", async ([args, says]) => {
  const {status, err} = await answered("cap", args);
  expect([status, err.trim().split("\n").length]).toEqual([2, 1]);
  expect(err).toMatch(says);
});
