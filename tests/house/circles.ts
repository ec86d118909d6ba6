import {posix} from "node:path";
import {importsOf} from "./doors.ts";
import {type Offence, offence, type Source} from "./source.ts";

/**
 * Circles of modules that need each other's values: which of them runs first then depends on who is asked first, and none can be understood,
 * moved or tested alone. Types may go round: they are gone before anything runs.
 */
export function circles(house: readonly Source[]): Offence[] {
  const files = new Map(house.filter(({path}) => /^(src|cli|package)\//.test(path)).map((file) => [file.path, file]));
  const edges = new Map([...files].map(([path, file]) => [path, valuesOf(file).filter((to) => files.has(to))]));
  const found = new Map<string, Offence>();
  for (const [path, file] of files) {
    const circle = wayBack(path, edges);
    if (circle === null) continue;
    const key = [...circle].sort().join(" ");
    if (!found.has(key)) found.set(key, offence(file, null, `a circle of values: ${[...circle, path].map(nameOf).join(" → ")}`));
  }
  return [...found.values()];
}

const nameOf = (path: string): string => posix.basename(path);

/** The modules whose values a file takes, by their paths. */
function valuesOf({path, tree}: Source): string[] {
  if (tree === null) return [];
  const values = importsOf(tree).filter(({from, typeOnly}) => from.startsWith(".") && !typeOnly);
  return values.map(({from}) => posix.join(posix.dirname(path), from));
}

/** The shortest way from a module back to itself, or null. */
function wayBack(start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const at of queue) {
    for (const next of edges.get(at) ?? []) {
      if (next === start) return trail(at, start, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}

function trail(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const back: string[] = [];
  for (let at = end; at !== start; at = cameFrom.get(at) ?? start) back.unshift(at);
  return [start, ...back];
}
