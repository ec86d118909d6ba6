/**
 * The configurations that a search has been in: which operations have been put in order, what state they left, and how many operations of
 * unknown outcome were used up for it, by kind. One that has used less can do all that one can that has used more: it stands for it.
 */
export interface Configurations {
  /** Notes a configuration; false if it, or one that can do as much, was there before. */
  add(place: string, used: Uint16Array): boolean;
}

/** What every place shares where nothing can be used up: one array a place would be most of the memory. */
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
