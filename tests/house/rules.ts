import {taggedRules} from "../../src/notebook/build/tagged-rules.ts";
import {type Offence, offence, type Source} from "./source.ts";

const rulesOf = /^src\/engine\/systems\/([^/]+)\/(?:[^/]+\/)?rules\.ts$/;

/** Every exported rule says which rule of the fact sheet it is and where it comes from, and a test of its system names it. */
export function rules(file: Source, house: readonly Source[]): Offence[] {
  const system = rulesOf.exec(file.path)?.[1];
  if (file.tree === null || system === undefined) return [];
  return taggedRules(file.tree).flatMap(({name, node, ids, source}) => [
    ...(ids.length === 0 ? [offence(file, node, `${name}: @rule and an id of the fact sheet (E5) are missing`)] : []),
    ...(source === "" ? [offence(file, node, `${name}: @source and its repository@commit, file and function are missing`)] : []),
    ...ids.filter((id) => !isNamed(id, system, house)).map((id) => offence(file, node, `${name}: no test of ${system} names ${id}`)),
  ]);
}

/** Whether a test or flow in a folder (or file) of this system says the id. */
function isNamed(id: string, system: string, house: readonly Source[]): boolean {
  const says = new RegExp(`\\b${id}\\b`);
  return house.some(
    ({path, text}) => path.startsWith("tests/") && /\.(test\.ts|flow)$/.test(path) && path.includes(system) && says.test(text),
  );
}
