import fc from "fast-check";
import {expect, test} from "vitest";
import {loadSystem, systemNames} from "../../cli/systems.ts";
import {run, scenarioOf} from "../../src/engine/run.ts";
import {Refusal} from "../../src/engine/vocabulary.ts";
import {DEPTH} from "../depth.ts";

/** So many events at most: what is taken must end soon, or with its own line. */
const BUDGET = 20_000;

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    "",
    "z1",
    "@leader",
    "x",
    -1,
    0,
    0.5,
    1e12,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    [],
    {},
    [[]],
    [null],
    "1000",
  ),
  fc.jsonValue({maxDepth: 2}),
);

/** Every place of a value, as the way to it. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((one, i) => places(one, [...path, i]))
    : Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [head, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (head === undefined) return by;
  if (Array.isArray(value)) return value.map((one, i) => (i === head ? replaced(one, rest, by) : one));
  const object = value as {readonly [key: string]: unknown};
  return {...object, [head]: replaced(object[head], rest, by)};
}

test("no scenario of the catalogue with one or two fields replaced ends in a stack or runs for ever", async () => {
  const systems = await Promise.all(systemNames().map(loadSystem));
  const catalogue = systems.flatMap((system) => system.scenarios.map((s) => ({system, scenario: scenarioOf(system, s.name, {}, 1)})));
  const ended = {ran: 0, refused: 0};
  fc.assert(
    fc.property(
      fc.constantFrom(...catalogue),
      fc.array(fc.tuple(fc.nat(), odd), {minLength: 1, maxLength: 2}),
      ({system, scenario}, changes) => {
        let given: unknown = {...scenario, settle: false};
        for (const [n, by] of changes) {
          const all = places(given);
          given = replaced(given, all[n % all.length] ?? [], by);
        }
        try {
          run(system, given as never, {budget: BUDGET});
          ended.ran++;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(error.message).not.toMatch(/\n|undefined: undefined/);
          ended.refused++;
        }
        return true;
      },
    ),
    {numRuns: Math.ceil(4000 * DEPTH), seed: 20261129},
  );
  expect(Math.min(ended.ran, ended.refused)).toBeGreaterThan(0);
});
