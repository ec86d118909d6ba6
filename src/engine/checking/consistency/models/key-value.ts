import {type HistoryOperation, isDone} from "../history.ts";
import {byKey, type Foresight, type Model} from "../model.ts";

/** A store of strings: `put` v, `append` v, `get` → the whole string. A key that nobody has written holds the empty string, unless said. */
export const keyValue = (initial = ""): Model<string> => ({
  name: "kv",
  initial,
  step,
  looks: ({f}) => f === "get",
  partOf: byKey,
  foresight,
});

/** Appends keep what is there, so that an answer begins with every state before it back to the last put. */
const foresight: Foresight<string> = {
  resets: ({f}) => f === "put",
  mayAnswer: (state, read) => (read.result as string).startsWith(state),
};

function step(state: string, o: HistoryOperation): string | undefined {
  switch (o.f) {
    case "put":
      return o.value as string;
    case "append":
      return state + (o.value as string);
    case "get":
      return !isDone(o) || o.result === state ? state : undefined;
    default:
      return undefined;
  }
}
