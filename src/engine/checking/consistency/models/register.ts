import type {Json} from "../../../vocabulary.ts";
import {type HistoryOperation, isDone, sameValue} from "../history.ts";
import {byKey, type Model} from "../model.ts";

/** A value that is read and written whole: `write` v, `read` → v. */
export const register = (initial: Json = null): Model => ({
  name: "register",
  initial,
  step: stepRegister,
  looks: ({f}) => f === "read",
  partOf: byKey,
});

function stepRegister(state: Json, o: HistoryOperation): Json | undefined {
  switch (o.f) {
    case "write":
      return o.value;
    case "read":
      return !isDone(o) || sameValue(o.result, state) ? state : undefined;
    default:
      return undefined;
  }
}

/**
 * A register with compare-and-set: `cas` [from, to] sets `to` where the value was `from`. Answered with `false`, it is the observation that
 * the value was another one: not the same as a `cas` that failed, of which one knows only that it did not happen.
 */
export const casRegister = (initial: Json = null): Model => ({
  name: "cas-register",
  initial,
  step: stepCasRegister,
  looks: (o) => o.f === "read" || (o.f === "cas" && isDone(o) && o.result === false),
  partOf: byKey,
});

function stepCasRegister(state: Json, o: HistoryOperation): Json | undefined {
  if (o.f !== "cas") return stepRegister(state, o);
  const [from, to] = o.value as readonly [Json, Json];
  const matches = sameValue(from, state);
  if (isDone(o) && o.result === false) return matches ? undefined : state;
  return matches ? to : undefined;
}
