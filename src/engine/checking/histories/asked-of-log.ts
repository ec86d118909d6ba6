import type {Json} from "../../vocabulary.ts";
import {type Asks, meaning, type ReadOperation, unknownF, wrongValue} from "./asked.ts";
import type {FileEvent, FileOperation} from "./events.ts";

/** Operations that only move a consumer, or that a log does not show. */
const MOVES: ReadonlySet<string> = new Set(["assign", "subscribe", "seek"]);
const SILENT: ReadonlySet<string> = new Set(["crash", "debug-topic-partitions"]);
const SENDS: ReadonlySet<string> = new Set(["send", "poll", "txn"]);
const KNOWN = ["append", "read", "seek", "send", "poll", "txn", "assign", "subscribe"];

/**
 * Appends and reads of logs: `append` a value, which ends with its offset or with offset and value, and `read`, which ends with records; or
 * as Jepsen's tests of Kafka have them, lists of sends and polls of many logs. A consumer that has subscribed may be moved at any time.
 */
export const asksOfLog: Asks = (operations, file) => {
  const isMoved = operations.some(({call}) => call.f === "subscribe");
  const all = operations.flatMap((operation) => {
    const {f} = operation.call;
    if (f === "append") return [append(operation, file)];
    if (f === "read") return [read(operation, file)];
    if (SENDS.has(f)) return micro(operation, file);
    if (MOVES.has(f) || SILENT.has(f)) return [meaning(operation, {f: "seek", key: operation.call.key ?? "", value: null, result: null})];
    throw unknownF(file, operation.call, "log", KNOWN);
  });
  return moved(all, isMoved);
};

const isRecord = (value: Json): value is readonly [number, Json] =>
  Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]);
const areRecords = (value: Json): value is readonly (readonly [number, Json])[] => Array.isArray(value) && value.every(isRecord);

function append(operation: FileOperation, file: string): ReadOperation {
  const {call, end} = operation;
  const told = end?.type === "ok" ? (end.offset ?? end.value) : null;
  const offset = isRecord(told) ? told[0] : told;
  if (end !== null && offset !== null && !Number.isSafeInteger(offset)) throw wrongValue(file, end, told, "offset");
  return meaning(operation, {key: call.key ?? "", value: call.value, result: offset});
}

function read(operation: FileOperation, file: string): ReadOperation {
  const {call, end} = operation;
  const records = end?.type === "ok" ? (end.value ?? []) : [];
  if (end !== null && !areRecords(records)) throw wrongValue(file, end, records, "records");
  return meaning(operation, {key: call.key ?? "", value: null, result: records});
}

/** The sends and polls of one operation, each as an operation over the same time. */
function micro(operation: FileOperation, file: string): ReadOperation[] {
  const {call, end} = operation;
  const isDone = end?.type === "ok";
  const steps = (event: FileEvent): readonly (readonly Json[])[] => {
    const {value} = event;
    if (Array.isArray(value) && value.every((step) => Array.isArray(step))) return value;
    throw wrongValue(file, event, value, "sends-and-polls");
  };
  return steps(isDone ? (end as FileEvent) : call).flatMap((step): ReadOperation[] => {
    const event = isDone ? (end as FileEvent) : call;
    const [name, first = null, second = null] = step;
    if (name === ":send" || name === "send") {
      const told = isDone && isRecord(second) ? second : null;
      // Without an offset it is the pair [nil value], or the value alone.
      const value =
        told !== null ? told[1] : isDone && Array.isArray(second) && second.length === 2 && second[0] === null ? second[1] : second;
      return [meaning(operation, {f: "append", key: String(first), value: value as Json, result: told === null ? null : told[0]})];
    }
    if (name !== ":poll" && name !== "poll") throw wrongValue(file, event, step, "sends-and-polls");
    if (!isDone) return [];
    return Object.entries((first ?? {}) as {readonly [key: string]: Json}).map(([key, records]) => {
      if (!areRecords(records)) throw wrongValue(file, event, records, "records");
      return meaning(operation, {f: "read", key, value: null, result: records});
    });
  });
}

/**
 * A move applies to every log: the process's next read of each may start anywhere. If others can move a consumer, each of its polls may.
 */
function moved(operations: readonly ReadOperation[], isMoved: boolean): ReadOperation[] {
  const moves = new Map<string, number>();
  const begun = new Set<string>();
  return operations.flatMap((o) => {
    if (o.f === "seek") {
      moves.set(o.process, (moves.get(o.process) ?? 0) + 1);
      return [];
    }
    if (o.f !== "read") return [o];
    const where = JSON.stringify([o.process, o.key, isMoved ? o.line : (moves.get(o.process) ?? 0)]);
    if (begun.has(where)) return [o];
    begun.add(where);
    return [{...o, f: "seek", result: null}, o];
  });
}
