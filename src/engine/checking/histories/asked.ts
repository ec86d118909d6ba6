import {said} from "../../../words/en/histories.ts";
import type {Said} from "../../../words/message.ts";
import type {Json} from "../../vocabulary.ts";
import {type HistoryOperation, sameValue} from "../consistency/history.ts";
import {atLine, shown} from "./at-line.ts";
import type {FileEvent, FileOperation} from "./events.ts";

/** An operation of a history out of a file, and the lines in which it is called and ends. */
export interface ReadOperation extends HistoryOperation {
  readonly line: number;
  readonly endLine: number | null;
}

/** How the operations of a file are read for a model. */
export type Asks = (operations: readonly FileOperation[], file: string) => ReadOperation[];

interface Asked {
  readonly f?: string;
  readonly key: string;
  readonly value: Json;
  readonly result: Json;
}

/** An operation in the model's terms, with everything else as it stands in the file. One that did not end may have happened. */
export const meaning = ({call, end, invokedAt, completedAt}: FileOperation, {f = call.f, key, value, result}: Asked): ReadOperation => ({
  process: call.process,
  f,
  key,
  value,
  result,
  type: end?.type ?? "info",
  invokedAt,
  completedAt,
  line: call.line,
  endLine: end?.line ?? null,
});

export type Must = "pair" | "text" | "keyed" | "messages" | "offset" | "records" | "sends-and-polls";

/** A value that this operation cannot have. */
export const wrongValue = (file: string, event: FileEvent, got: Json, must: Must) =>
  atLine(file, event.line, said("histories.value", {f: event.f, got: shown(got), must: said(`histories.must.${must}`)}));

export const unknownF = (file: string, {f, line}: FileEvent, model: string, known: readonly string[]) => {
  const what: Said = f === "cas" ? said("histories.try-cas") : said("histories.unknown-f", {f, model, known});
  return atLine(file, line, what);
};

/** An operation that changes something ends with the value it was called with, or with none. */
function held(file: string, {call, end}: FileOperation, value: Json, ended: Json): void {
  if (end?.type !== "ok" || ended === null || sameValue(ended, value)) return;
  throw atLine(file, end.line, said("histories.other-value", {f: end.f, got: shown(ended), value: shown(value), line: call.line}));
}

const isPair = (value: Json): value is readonly [Json, Json] => Array.isArray(value) && value.length === 2;

/**
 * Whether an operation's value is a key with a value, as in a test of many registers: `[key value]`, for a cas `[key [from to]]`. With a
 * single register a read is called with nothing, and a cas with two values that are not lists.
 */
const isKeyed = ({f, value}: FileEvent): boolean => isPair(value) && (f !== "cas" || isPair(value[1]));

/** Reads, writes and, where there is one, compare-and-sets of one register or of many. */
export const asksOfRegister =
  (model: "register" | "cas-register"): Asks =>
  (operations, file) => {
    const known = model === "register" ? ["read", "write"] : ["read", "write", "cas"];
    const stranger = operations.find(({call}) => !known.includes(call.f));
    if (stranger) throw unknownF(file, stranger.call, model, known);
    const keyed = operations[0] !== undefined && isKeyed(operations[0].call);
    const split = (event: FileEvent): readonly [string, Json] => {
      if (!keyed) return [event.key ?? "", event.value];
      if (isPair(event.value) && (event.type !== "invoke" || isKeyed(event))) return [String(event.value[0]), event.value[1]];
      throw wrongValue(file, event, event.value, "keyed");
    };
    return operations.map((operation) => {
      const {call, end} = operation;
      const [key, value] = split(call);
      const ended = end?.type === "ok" ? split(end)[1] : null;
      if (call.f === "read") return meaning(operation, {key, value: null, result: ended});
      if (call.f === "cas" && !isPair(value)) throw wrongValue(file, call, value, "pair");
      held(file, operation, value, ended);
      return meaning(operation, {key, value, result: null});
    });
  };

/** Puts, appends and gets of strings. Where nothing was, some stores answer with nil. */
export const asksOfKeyValue: Asks = (operations, file) =>
  operations.map((operation) => {
    const {call, end} = operation;
    const known = ["put", "append", "get"];
    if (!known.includes(call.f)) throw unknownF(file, call, "kv", known);
    const key = call.key ?? "";
    if (call.f === "get") {
      const result = end?.type === "ok" ? (end.value ?? "") : "";
      if (end !== null && typeof result !== "string") throw wrongValue(file, end, result, "text");
      return meaning(operation, {key, value: null, result});
    }
    if (typeof call.value !== "string") throw wrongValue(file, call, call.value, "text");
    held(file, operation, call.value, end?.value ?? null);
    return meaning(operation, {key, value: call.value, result: null});
  });

/** Who acquires and releases a lock: the process, unless the value names somebody else. */
export const asksOfLock: Asks = (operations, file) =>
  operations.map((operation) => {
    const {call} = operation;
    const known = ["acquire", "release"];
    if (!known.includes(call.f)) throw unknownF(file, call, "lock", known);
    return meaning(operation, {key: call.key ?? "", value: call.value ?? call.process, result: null});
  });

/**
 * Enqueues, deliveries, acknowledgements. A delivery of nothing says that the queue was empty, and so does a drain, which delivers all that
 * is left.
 */
export const asksOfQueue: Asks = (operations, file) =>
  operations.flatMap((operation) => {
    const {call, end} = operation;
    const key = call.key ?? "";
    const ended = end?.type === "ok" ? end.value : null;
    const none = {key, value: null, result: null};
    switch (call.f) {
      case "enqueue":
      case "ack":
        held(file, operation, call.value, ended);
        return [meaning(operation, {key, value: call.value, result: null})];
      case "dequeue":
      case "deliver": {
        const isEmpty = end?.type === "ok" && ended === null;
        return [meaning(operation, isEmpty ? {...none, f: "empty"} : {...none, f: "deliver", result: ended})];
      }
      case "drain": {
        if (end?.type !== "ok") return [meaning(operation, {...none, f: "deliver"})];
        if (!Array.isArray(ended)) throw wrongValue(file, end, ended, "messages");
        const delivered = (ended as readonly Json[]).map((result) => meaning(operation, {...none, f: "deliver", result}));
        return [...delivered, meaning(operation, {...none, f: "empty"})];
      }
      default:
        throw unknownF(file, call, "queue", ["enqueue", "dequeue", "deliver", "ack", "drain"]);
    }
  });
