import type {Json} from "../../../vocabulary.ts";
import type {HistoryOperation} from "../history.ts";
import {sameValue} from "../history.ts";
import {byKey, type Model} from "../model.ts";

/** A lock that one holds at a time: `acquire` who, `release` who. The state is who holds it; null is nobody. */
export const lock = (): Model => ({name: "lock", initial: null, step, looks: () => false, partOf: byKey});

function step(holder: Json, o: HistoryOperation): Json | undefined {
  switch (o.f) {
    case "acquire":
      return holder === null ? o.value : undefined;
    case "release":
      return sameValue(holder, o.value) ? null : undefined;
    default:
      return undefined;
  }
}
