import type {Flight, Story} from "./story.ts";

/** Messages that are drawn as one arrow, which is that of the first: of one kind, on one way, with one end, shortly after each other. */
export interface Bundle {
  readonly first: Flight;
  /** Their places among the messages of the story. */
  readonly members: readonly number[];
}

/** More arrows than this nobody can tell apart. */
export const MOST = 60;
/** How much of the axis one bundle may take, from the least on. */
const SHARES = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2];

/** Every message by itself while they are few; else in the smallest bundles that make few of them. */
export function bundlesOf({flights, axis}: Pick<Story, "flights" | "axis">): readonly Bundle[] {
  let found = flights.map((first, i): Bundle => ({first, members: [i]}));
  for (const share of SHARES) {
    if (found.length <= MOST) break;
    found = joined(flights, share * (axis.to - axis.from));
  }
  return found;
}

function joined(flights: readonly Flight[], within: number): Bundle[] {
  const found: {first: Flight; members: number[]}[] = [];
  const open = new Map<string, {first: Flight; members: number[]}>();
  for (const [i, flight] of flights.entries()) {
    const end = flight.arrivedAt !== null ? "" : flight.lostAt !== null ? "lost" : "open";
    const way = `${flight.kind} ${flight.from} ${flight.to} ${end}`;
    const known = open.get(way);
    if (known && flight.sentAt - known.first.sentAt <= within) {
      known.members.push(i);
      continue;
    }
    const bundle = {first: flight, members: [i]};
    open.set(way, bundle);
    found.push(bundle);
  }
  return found;
}

/** The kinds to begin with where nobody chose any: without those of which there are too many to be seen, the most frequent first. */
export function fewKinds({flights, axis}: Pick<Story, "flights" | "axis">): readonly string[] | undefined {
  const count = new Map<string, number>();
  for (const {kind} of flights) count.set(kind, (count.get(kind) ?? 0) + 1);
  const kinds = [...count].sort((a, b) => a[1] - b[1]).map(([kind]) => kind);
  const all = kinds.length;
  while (kinds.length > 1 && bundlesOf({flights: flights.filter(({kind}) => kinds.includes(kind)), axis}).length > MOST) kinds.pop();
  return kinds.length === all ? undefined : kinds;
}
