import {uniformInt} from "pure-rand/distribution/uniformInt";
import {xoroshiro128plus} from "pure-rand/generator/xoroshiro128plus";
import type {HistoryOperation} from "../../../../src/engine/checking/consistency/history.ts";
import type {Model} from "../../../../src/engine/checking/consistency/model.ts";
import type {Json} from "../../../../src/engine/vocabulary.ts";

/** Chance from a seed: a whole number from 0 to below the bound. */
export function dice(seed: number): (bound: number) => number {
  const generator = xoroshiro128plus(seed);
  return (bound) => uniformInt(generator, 0, bound - 1);
}

/** What one process asks for; a read's answer comes from the object. */
export interface Request {
  readonly f: string;
  readonly key?: string;
  readonly value: Json;
}

interface Shape {
  readonly operations: number;
  readonly processes: number;
  /** Of a hundred operations that could be unknown, so many are. */
  readonly unknown: number;
  readonly model: Model;
  readonly request: (roll: (bound: number) => number, index: number) => Request;
  readonly readsOf: (f: string) => boolean;
}

/**
 * A history of an object that does what its model says: each operation takes effect at one instant between its call and its return. Of the
 * unknown ones a half never happens, the others some time after their call, be it long after; their process comes back under a new name.
 */
export function atomicHistory(seed: number, {operations, processes, unknown, model, request, readsOf}: Shape): HistoryOperation[] {
  const roll = dice(seed);
  const free = Array.from({length: processes}, () => 0);
  const names = Array.from({length: processes}, (_, i) => i);
  const planned = Array.from({length: operations}, (_, index) => {
    const own = free.indexOf(Math.min(...free));
    const invokedAt = (free[own] as number) + roll(20);
    const asked = request(roll, index);
    const isUnknown = !readsOf(asked.f) && roll(100) < unknown;
    const at = invokedAt + roll(isUnknown ? 1000 : 20);
    const completedAt = isUnknown ? null : at + roll(20);
    free[own] = (completedAt ?? invokedAt + 30) + 1;
    const process = String(names[own]);
    if (isUnknown) names[own] = (names[own] as number) + processes;
    return {process, key: "", ...asked, invokedAt, completedAt, at, happens: !isUnknown || roll(2) === 0};
  });
  const states = new Map<string, Json>();
  return [...planned]
    .sort((a, b) => a.at - b.at)
    .flatMap(({happens, at: _, ...asked}): HistoryOperation[] => {
      const type = asked.completedAt === null ? "info" : "ok";
      const state = states.has(asked.key) ? (states.get(asked.key) as Json) : model.initial;
      const operation: HistoryOperation = {...asked, type, result: readsOf(asked.f) ? state : null};
      if (!happens) return [operation];
      const after = model.step(state, operation);
      if (after !== undefined) states.set(asked.key, after);
      // What cannot be answered so was refused.
      return [after === undefined && type === "ok" ? {...operation, type: "fail"} : operation];
    })
    .sort((a, b) => a.invokedAt - b.invokedAt);
}

/** Reads, writes and compare-and-sets of five values, as Jepsen asks for them. */
export function registerRequest(roll: (bound: number) => number): Request {
  const kind = roll(3);
  if (kind === 0) return {f: "read", value: null};
  return kind === 1 ? {f: "write", value: roll(5)} : {f: "cas", value: [roll(5), roll(5)]};
}
