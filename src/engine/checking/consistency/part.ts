import type {Json} from "../../vocabulary.ts";
import {canonical, grouped, type HistoryOperation, isDone, isUnknown} from "./history.ts";
import type {Model} from "./model.ts";

/** States by number, and what an operation of each kind makes of them: a model is asked once for each pair of the two. */
export interface Transitions {
  /** The state that operations of this kind lead to from this one, or `ILLEGAL`. */
  next(state: number, kind: number): number;
  stateOf(state: number): Json;
}

export const ILLEGAL = -1;
/** The number of the state in which every object begins. */
export const INITIAL = 0;

/** The operations of one object, in the form in which they are searched. Positions count the events of all of them in the order of time. */
export interface Part {
  readonly name: string;
  /** Those that happened, in the order of their calls, and the kind of each. */
  readonly done: readonly HistoryOperation[];
  readonly kinds: readonly number[];
  readonly calls: readonly number[];
  readonly returns: readonly number[];
  /** Calls and returns of those that happened, in the order of time: twice the operation's number, and one more for a return. */
  readonly events: Int32Array;
  /** Those that may have happened. Operations of one kind are interchangeable, so they are taken in the order of their calls. */
  readonly unknown: readonly UnknownKind[];
  readonly transitions: Transitions;
  readonly model: Model;
}

interface UnknownKind {
  readonly kind: number;
  readonly operations: readonly HistoryOperation[];
  readonly calls: readonly number[];
}

interface Event {
  readonly at: number;
  readonly operation: HistoryOperation;
  readonly returns: boolean;
}

/** Prepares one object's operations for the search. Failed operations did not happen and are left out. */
export function partOf(model: Model, operations: readonly HistoryOperation[]): Part {
  const known = new Map<string, number>();
  const samples: HistoryOperation[] = [];
  const kindOf = (o: HistoryOperation): number => {
    const text = `${isDone(o) ? canonical(o.result) : "?"} ${o.f} ${canonical(o.value)}`;
    const kind = known.get(text) ?? samples.length;
    if (kind === samples.length) {
      known.set(text, kind);
      samples.push(o);
    }
    return kind;
  };
  const position = positions(operations);
  const calls = (some: readonly HistoryOperation[]) => some.map((o) => position.get(o)?.call as number);
  const inOrder = operations
    .filter((o) => position.has(o))
    .sort((a, b) => (position.get(a)?.call as number) - (position.get(b)?.call as number));
  const done = inOrder.filter(isDone);
  const unknown = grouped(inOrder.filter(isUnknown), kindOf);
  const returns = done.map((o) => position.get(o)?.returns as number);
  return {
    name: operations[0] === undefined ? "" : model.partOf(operations[0]),
    done,
    kinds: done.map(kindOf),
    calls: calls(done),
    returns,
    events: eventsOf(calls(done), returns),
    unknown: [...unknown].map(([kind, own]) => ({kind, operations: own, calls: calls(own)})),
    transitions: transitions(model, samples),
    model,
  };
}

/**
 * Closed intervals: at equal times calls come before returns, or two operations that touch would be ordered although nobody saw an order.
 */
function positions(operations: readonly HistoryOperation[]): ReadonlyMap<HistoryOperation, {call: number; returns: number}> {
  const events = operations.flatMap((operation): Event[] => {
    if (operation.type === "fail") return [];
    const call = {at: operation.invokedAt, operation, returns: false};
    return isDone(operation) ? [call, {at: operation.completedAt as number, operation, returns: true}] : [call];
  });
  events.sort((a, b) => a.at - b.at || Number(a.returns) - Number(b.returns));
  const position = new Map<HistoryOperation, {call: number; returns: number}>();
  for (const [i, {operation, returns}] of events.entries()) {
    const own = position.get(operation);
    if (own === undefined) position.set(operation, {call: i, returns: Number.POSITIVE_INFINITY});
    else if (returns) own.returns = i;
  }
  return position;
}

function eventsOf(calls: readonly number[], returns: readonly number[]): Int32Array {
  const events = [...calls.map((at, i) => ({at, event: 2 * i})), ...returns.map((at, i) => ({at, event: 2 * i + 1}))];
  return Int32Array.from(
    events.sort((a, b) => a.at - b.at),
    ({event}) => event,
  );
}

function transitions(model: Model, samples: readonly HistoryOperation[]): Transitions {
  const states: Json[] = [model.initial];
  const numbers = new Map<string, number>([[canonical(model.initial), INITIAL]]);
  const tables: Map<number, number>[] = [];
  const step = (state: number, kind: number): number => {
    const after = model.step(states[state] as Json, samples[kind] as HistoryOperation);
    if (after === undefined) return ILLEGAL;
    const name = canonical(after);
    const number = numbers.get(name) ?? states.length;
    if (number === states.length) {
      numbers.set(name, number);
      states.push(after);
    }
    return number;
  };
  return {
    stateOf: (state) => states[state] as Json,
    next(state, kind) {
      let table = tables[kind];
      if (table === undefined) {
        table = new Map();
        tables[kind] = table;
      }
      let after = table.get(state);
      if (after === undefined) {
        after = step(state, kind);
        table.set(state, after);
      }
      return after;
    },
  };
}
