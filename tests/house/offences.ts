import {circles} from "./circles.ts";
import {doors, standingOf} from "./doors.ts";
import {determinism} from "./engine.ts";
import {entries} from "./entries.ts";
import {shape, tests} from "./manners.ts";
import {rules} from "./rules.ts";
import type {Offence, Source} from "./source.ts";
import {sentences} from "./words.ts";

/** Every breach of the house rules that Biome and the type checker cannot see, one line each. */
export function offences(house: readonly Source[]): Offence[] {
  const standing = standingOf(house);
  const single = house.flatMap((file) => [
    ...doors(file, standing),
    ...determinism(file),
    ...shape(file),
    ...tests(file),
    ...rules(file, house),
    ...sentences(file),
  ]);
  return [...single, ...circles(house), ...entries(house)];
}
