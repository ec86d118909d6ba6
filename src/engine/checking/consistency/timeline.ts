import {grouped, type HistoryOperation, isDone} from "./history.ts";
import type {CheckOptions, HistoryVerdict} from "./linearizable.ts";
import {byKey, type Model} from "./model.ts";
import {orderOfPart, type PartOrder} from "./part-order.ts";

/** The history of one object as it is drawn: who did what when, in which order it took effect, and where that ends. */
export interface Timeline {
  readonly verdict: HistoryVerdict["verdict"];
  readonly steps: number;
  /** The object: a key. */
  readonly part: string;
  /** What is drawn: all of it, or what lies around the operation that breaks it. */
  readonly operations: readonly DrawnOperation[];
  /** How many operations of that object are not drawn. */
  readonly hidden: number;
  /** How many lanes the processes take. */
  readonly lanes: number;
  /** States in which the object may be after all that has its place; null where no order was sought. */
  readonly states: PartOrder["states"] | null;
  /** Whether it is proven that no order gets further. */
  readonly isLongest: boolean;
  /** The rule that is broken, where it is not an order. */
  readonly rule: string | null;
}

/** An operation with its place in the picture. Events are counted over all that are drawn, calls before returns where they touch. */
export interface DrawnOperation {
  readonly operation: HistoryOperation;
  readonly lane: number;
  /** The number of its call's event, and of its return's; null: its outcome is unknown. */
  readonly call: number;
  readonly end: number | null;
  /** Its number in the order found, from 1; null: it has no place in it. */
  readonly place: number | null;
  /** What it is to the verdict. */
  readonly role: "breaks" | "because" | "ordered" | "other";
}

/** What to draw. */
export interface TimelineOptions extends CheckOptions {
  /** The model that was checked; null for a log, which has rules and no order. */
  readonly model: Model | null;
  /** At most so many operations; 40 unless said. */
  readonly most?: number;
  /** Each process has a lane of its own, be it over before another begins. */
  readonly ownLanes?: boolean;
}

/** Chooses what of a checked history is worth drawing, and places it. Of a history that is right, its first object. */
export function timelineOf(
  history: readonly HistoryOperation[],
  {verdict, steps, explanation}: HistoryVerdict,
  {model, most = 40, ownLanes = false, budget = 200_000}: TimelineOptions,
): Timeline {
  const happened = history.filter(({type}) => type !== "fail");
  const parts = grouped(happened, model?.partOf ?? byKey);
  const part = explanation?.part ?? [...parts.keys()][0] ?? "";
  const own = parts.get(part) ?? [];
  const order =
    explanation?.kind === "order" ? explanation : model === null || explanation !== null ? null : orderOfPart(model, own, budget);
  const breaks = explanation?.breaks ?? null;
  const because = explanation?.kind === "rule" ? explanation.because : [];
  const places = new Map(order?.prefix.map((o, i) => [o, i + 1]));
  const chosen = around(own, {most, breaks, because, order: order?.prefix ?? []});
  const roleOf = (o: HistoryOperation): DrawnOperation["role"] => {
    if (o === breaks) return "breaks";
    return because.includes(o) ? "because" : places.has(o) ? "ordered" : "other";
  };
  const events = eventsOf(chosen);
  const lanes = ownLanes ? lanesByProcess(own) : lanesOf(chosen, events);
  return {
    verdict,
    steps,
    part,
    operations: chosen.map((o) => ({
      operation: o,
      lane: lanes.get(o.process) as number,
      ...(events.get(o) as EventPlaces),
      place: places.get(o) ?? null,
      role: roleOf(o),
    })),
    hidden: own.length - chosen.length,
    lanes: Math.max(0, ...lanes.values()) + (chosen.length > 0 ? 1 : 0),
    states: order?.states ?? null,
    isLongest: order?.isLongest ?? true,
    rule: explanation?.kind === "rule" ? explanation.rule : null,
  };
}

interface Around {
  readonly most: number;
  readonly breaks: HistoryOperation | null;
  readonly because: readonly HistoryOperation[];
  readonly order: readonly HistoryOperation[];
}

/** Those that were called last before the end that breaks, those last in the order, and a few that came after. In the order of their calls. */
function around(own: readonly HistoryOperation[], {most, breaks, because, order}: Around): HistoryOperation[] {
  const inTurn = [...own].sort((a, b) => a.invokedAt - b.invokedAt);
  if (own.length <= most) return inTurn;
  if (breaks === null) return inTurn.slice(0, most);
  const end = breaks.completedAt ?? Number.POSITIVE_INFINITY;
  const before = inTurn.filter(({invokedAt}) => invokedAt <= end);
  const after = inTurn.slice(before.length, before.length + Math.floor(most / 10));
  const keep = new Set([breaks, ...because, ...order.slice(-Math.floor(most / 2)), ...after]);
  for (const o of before.reverse()) {
    if (keep.size >= most) break;
    keep.add(o);
  }
  return inTurn.filter((o) => keep.has(o));
}

interface EventPlaces {
  readonly call: number;
  readonly end: number | null;
}

function eventsOf(chosen: readonly HistoryOperation[]): ReadonlyMap<HistoryOperation, EventPlaces> {
  const events = chosen.flatMap((o) => [
    {o, at: o.invokedAt, returns: false},
    ...(isDone(o) ? [{o, at: o.completedAt as number, returns: true}] : []),
  ]);
  events.sort((a, b) => a.at - b.at || Number(a.returns) - Number(b.returns));
  const places = new Map<HistoryOperation, EventPlaces>();
  for (const [i, {o, returns}] of events.entries()) {
    places.set(o, {call: returns ? (places.get(o)?.call as number) : i, end: returns ? i : null});
  }
  return places;
}

/** Each process in the first lane that is free when it begins. One whose last outcome is unknown leaves its lane: it goes on under a new name. */
function lanesOf(chosen: readonly HistoryOperation[], events: ReadonlyMap<HistoryOperation, EventPlaces>): ReadonlyMap<string, number> {
  const free: number[] = [];
  const lanes = new Map<string, number>();
  for (const [process, own] of grouped(chosen, (o) => o.process)) {
    const places = own.map((o) => events.get(o) as EventPlaces);
    const first = Math.min(...places.map(({call}) => call));
    const last = Math.max(...places.map(({call, end}) => end ?? call + 1));
    const found = free.findIndex((until) => until < first);
    const lane = found < 0 ? free.length : found;
    free[lane] = last;
    lanes.set(process, lane);
  }
  return lanes;
}

const lanesByProcess = (own: readonly HistoryOperation[]): ReadonlyMap<string, number> =>
  new Map([...new Set(own.map((o) => o.process))].map((process, lane) => [process, lane]));
