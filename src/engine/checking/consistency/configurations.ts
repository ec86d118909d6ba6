/**
 * The configurations that a search has visited: which operations have been put in order, which state they left, and how many operations of
 * unknown outcome were used, by kind. A configuration that has used fewer can reach all that one with more can, so it covers that one.
 */
export interface Configurations {
  /** Adds a configuration; false if it, or one that covers it, was there before. */
  add(place: string, used: Uint16Array): boolean;
}

/** Shared by all entries if there are no unknown operations: one array per entry would be most of the memory. */
const NOTHING: Uint16Array[] = [new Uint16Array(0)];

export function configurations(): Configurations {
  const seen = new Map<string, Uint16Array[]>();
  return {
    add(place, used) {
      const known = seen.get(place);
      if (known === undefined) {
        seen.set(place, used.length === 0 ? NOTHING : [used.slice()]);
        return true;
      }
      if (known.some((other) => isWithin(other, used))) return false;
      known.push(used.slice());
      return true;
    },
  };
}

function isWithin(less: Uint16Array, more: Uint16Array): boolean {
  for (let i = 0; i < less.length; i++) if ((less[i] as number) > (more[i] as number)) return false;
  return true;
}
