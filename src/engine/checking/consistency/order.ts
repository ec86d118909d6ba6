// Wing and Gong's search with Lowe's memoization: a walk over configurations that visits each only once.
import {type Agenda, breadthFirst, depthFirst} from "./agenda.ts";
import {configurations} from "./configurations.ts";
import type {HistoryOperation} from "./history.ts";
import {HOPELESS, outlook} from "./outlook.ts";
import {ILLEGAL, INITIAL, type Part} from "./part.ts";

/** The result of searching one part. */
export interface Outcome {
  readonly verdict: "ok" | "illegal" | "unknown";
  /** How many configurations were looked at. */
  readonly steps: number;
  /** The longest prefix that has a legal order, in such an order. */
  readonly prefix: readonly HistoryOperation[];
  /** The operation whose return no order can include; null if all returns were passed. */
  readonly breaks: HistoryOperation | null;
  /** The position of that return; infinite if all were passed. */
  readonly at: number;
  /** The numbers of the states that the object may be in after that prefix. */
  readonly states: readonly number[];
}

/** An order found so far: its last operation, and what came before it. */
interface Chain {
  readonly operation: HistoryOperation;
  readonly before: Chain | null;
}

/** A configuration: some operations are in order, and those that have been called but are not yet in order wait. */
interface Configuration {
  readonly state: number;
  /** Operations that happened, by number, in the order of their calls. */
  readonly waiting: readonly number[];
  /** How many events have been passed: the next one is the return of a waiting operation, or there is none. */
  readonly events: number;
  /** The position of that return among all events; infinite if there is none. */
  readonly at: number;
  /** How many unknown operations of each kind are in order, and of all kinds. */
  readonly used: Uint16Array;
  readonly spent: number;
  readonly chain: Chain | null;
}

export interface SearchOptions {
  readonly budget: number;
  /** Depth first finds an order sooner; breadth first finds sooner that there is none. */
  readonly order: "depth" | "breadth";
  /** Uses an unknown operation as often as it helps: if even that finds no order there is none, and that shows quickly. */
  readonly isLoose?: boolean;
}

/** Looks for an order of a part's operations that respects real time and that its model allows; gives up after so many steps. */
export function findOrder(part: Part, {budget, order, isLoose = false}: SearchOptions): Outcome {
  const {done, unknown} = part;
  const {enter, choices} = moves(part, isLoose);
  const worthOf = outlook(part);
  const seen = configurations();
  const agenda: Agenda<Configuration> = order === "depth" ? depthFirst() : breadthFirst((a, b) => a.at - b.at || a.spent - b.spent);
  let steps = 0;
  let best = {at: -1, breaks: -1, chain: null as Chain | null, states: new Set<number>()};
  const outcome = (verdict: Outcome["verdict"]): Outcome => ({
    verdict,
    steps,
    prefix: unfold(best.chain),
    breaks: done[best.breaks] ?? null,
    at: best.at,
    states: [...best.states],
  });

  const start = {state: INITIAL, waiting: [], events: 0, at: -1, used: new Uint16Array(unknown.length), spent: 0, chain: null};
  agenda.add([enter(start)]);
  for (let one = agenda.take(); one !== undefined; one = agenda.take()) {
    if (steps >= budget) return outcome("unknown");
    steps++;
    const {state, waiting, at, used, chain} = one;
    const breaks = part.events[one.events];
    const worth = worthOf(state, at, waiting);
    if (!seen.add(`${at} ${worth === HOPELESS ? state : worth} ${waiting.join(" ")}`, used)) continue;
    if (at > best.at) best = {at, breaks: breaks === undefined ? -1 : breaks >> 1, chain, states: new Set([state])};
    else if (at === best.at) best.states.add(state);
    if (breaks === undefined) return outcome("ok");
    if (worth !== HOPELESS) agenda.add(choices(one).map(enter));
  }
  return outcome("illegal");
}

/** The successors of a configuration. */
function moves({done, kinds, events, returns, unknown, transitions, model}: Part, isLoose: boolean) {
  const fits = (index: number, state: number) => transitions.next(state, kinds[index] as number);
  /** A legal read is put in order at once: an order in which it comes later stays legal if it comes here. */
  const isTaken = (index: number, state: number) => model.looks(done[index] as HistoryOperation) && fits(index, state) === state;

  /** Goes on from a configuration until the return of an operation that still waits. */
  const enter = (one: Configuration): Configuration => {
    let {chain, events: behind} = one;
    const waiting: number[] = [];
    const meet = (index: number) => {
      if (isTaken(index, one.state)) chain = {operation: done[index] as HistoryOperation, before: chain};
      else waiting.push(index);
    };
    one.waiting.forEach(meet);
    for (; behind < events.length; behind++) {
      const event = events[behind] as number;
      if ((event & 1) === 0) meet(event >> 1);
      else if (waiting.includes(event >> 1)) break;
    }
    const next = events[behind];
    return {...one, chain, waiting, events: behind, at: next === undefined ? Number.POSITIVE_INFINITY : (returns[next >> 1] as number)};
  };

  /** What may come next: a waiting operation, or an unknown one of each kind that would change something. */
  const choices = (one: Configuration): Configuration[] => {
    const {state, waiting, at, used, chain} = one;
    const found: Configuration[] = [];
    for (const index of waiting) {
      const after = fits(index, state);
      if (after === ILLEGAL) continue;
      const operation = done[index] as HistoryOperation;
      found.push({...one, state: after, waiting: waiting.filter((other) => other !== index), chain: {operation, before: chain}});
    }
    for (const [kind, own] of unknown.entries()) {
      const count = used[kind] as number;
      const operation = own.operations[count];
      if (operation === undefined || (own.calls[count] as number) > at) continue;
      const after = transitions.next(state, own.kind);
      if (after === ILLEGAL || after === state) continue;
      const more = isLoose ? used : used.slice();
      if (!isLoose) more[kind] = count + 1;
      found.push({...one, state: after, used: more, spent: one.spent + 1, chain: {operation, before: chain}});
    }
    return found;
  };
  return {enter, choices};
}

function unfold(chain: Chain | null): HistoryOperation[] {
  const order: HistoryOperation[] = [];
  for (let link = chain; link !== null; link = link.before) order.push(link.operation);
  return order.reverse();
}
