import type {Json} from "../../vocabulary.ts";
import type {HistoryOperation} from "../consistency/history.ts";
import type {HistoryVerdict} from "../consistency/linearizable.ts";

/** A verdict for printing: its operations with their lines in the file, and without empty fields. */
export function brief({explanation, ...verdict}: HistoryVerdict): Json {
  if (explanation === null) return {...verdict, explanation};
  const {kind, part, breaks} = explanation;
  const more =
    explanation.kind === "order"
      ? {prefix: explanation.prefix.map(operation), states: explanation.states, isLongest: explanation.isLongest}
      : {rule: explanation.rule, because: explanation.because.map(operation)};
  return {...verdict, explanation: {kind, part, breaks: operation(breaks), ...more}};
}

function operation(o: HistoryOperation & {readonly line?: number; readonly endLine?: number | null}): Json {
  const {process, f, key, value, result, type, line, endLine} = o;
  return {
    process,
    f,
    ...(key === "" ? {} : {key}),
    ...(value === null ? {} : {value}),
    ...(result === null ? {} : {result}),
    type,
    ...(line === undefined ? {} : {line}),
    ...(endLine === undefined || endLine === null ? {} : {endLine}),
  };
}
