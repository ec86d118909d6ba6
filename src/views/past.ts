import type {Run} from "../engine/model/run.ts";
import type {Status} from "../engine/model/world.ts";
import {walk} from "../engine/run.ts";
import type {NodeId, Ticks} from "../engine/vocabulary.ts";
import {upheavalsOf} from "./upheavals.ts";

/** Something that holds from after one event until before another. */
export interface Since<T> {
  readonly index: number;
  readonly value: T;
}

export interface TimerSpan {
  readonly name: string;
  readonly from: Ticks;
  readonly due: Ticks;
  readonly index: number;
  /** The first event after which it no longer runs. */
  end: number;
}

/** The part of a run's past that its trace does not show, collected once from beginning to end. */
export interface Past {
  readonly status: {readonly [id: NodeId]: readonly Since<Status>[]};
  /** What the system says of a process's state. */
  readonly tells: {readonly [id: NodeId]: readonly Since<string>[]};
  readonly timers: {readonly [id: NodeId]: readonly TimerSpan[]};
  /** Pairs between which no packet passes, as `z1 z2`. */
  readonly cuts: readonly Since<readonly string[]>[];
  /** Of the last event. */
  readonly last: number;
}

/** Goes through the whole run once; scrubbing then only looks things up. */
export function pastOf(run: Run, tells: (state: never, home: string) => string): Past {
  const per = <T>(): Record<NodeId, T[]> => Object.fromEntries(run.ids.map((id) => [id, []]));
  const [status, told, timers] = [per<Since<Status>>(), per<Since<string>>(), per<TimerSpan>()];
  const running = Object.fromEntries(run.ids.map((id) => [id, new Map<string, TimerSpan>()]));
  const cuts: Since<readonly string[]>[] = [];
  const faulty = new Set(upheavalsOf(run).map(({event}) => event.index));
  let last = 0;
  walk<never>(run, (world, index) => {
    last = index;
    for (const id of run.ids) {
      note(status[id], index, world.status(id));
      const state = world.state(id);
      note(told[id], index, state === null ? "" : tells(state, world.home(id)));
      mark(running[id] as Map<string, TimerSpan>, timers[id] as TimerSpan[], world.timers(id), {index, now: world.now});
    }
    if (faulty.has(index)) note(cuts, index, cutPairs(run.ids, world.linked), sameWords);
  });
  return {status, tells: told, timers, cuts, last};
}

const sameWords = (a: readonly string[], b: readonly string[]) => a.join() === b.join();

function note<T>(list: Since<T>[] | undefined, index: number, value: T, same: (a: T, b: T) => boolean = Object.is): void {
  const before = list?.at(-1);
  if (before === undefined || !same(before.value, value)) list?.push({index, value});
}

const cutPairs = (ids: readonly NodeId[], linked: (a: NodeId, b: NodeId) => boolean): string[] =>
  ids.flatMap((a, i) => ids.slice(i + 1).flatMap((b) => (linked(a, b) ? [] : [`${a} ${b}`])));

function mark(
  running: Map<string, TimerSpan>,
  all: TimerSpan[],
  timers: readonly {readonly name: string; readonly due: Ticks}[],
  {index, now}: {readonly index: number; readonly now: Ticks},
): void {
  for (const {name, due} of timers) {
    const known = running.get(name);
    if (known?.due === due) continue;
    if (known) known.end = index;
    const span = {name, from: now, due, index, end: Number.POSITIVE_INFINITY};
    running.set(name, span);
    all.push(span);
  }
  if (running.size === timers.length) return;
  for (const [name, span] of running) {
    if (timers.some((t) => t.name === name)) continue;
    span.end = index;
    running.delete(name);
  }
}
