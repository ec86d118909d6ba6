import {said} from "../../../words/en/histories.ts";
import type {Json} from "../../vocabulary.ts";
import {atLine, shown} from "./at-line.ts";

/** What an event of a history can be: an operation is called, or it ends. */
const TYPES = ["invoke", "ok", "fail", "info"] as const;

/** One event as a file has it. */
export interface FileEvent {
  readonly line: number;
  readonly process: string;
  readonly type: (typeof TYPES)[number];
  readonly f: string;
  readonly key: string | null;
  readonly value: Json;
  /** The offset of an append, if it has a field of its own. */
  readonly offset: Json;
  readonly time: number | null;
}

/** An operation as a file has it: its call, and its end if there is one. */
export interface FileOperation {
  readonly call: FileEvent;
  readonly end: FileEvent | null;
  /** Times, or positions in the file. */
  readonly invokedAt: number;
  readonly completedAt: number | null;
}

/** The fields of an event, with or without a leading colon. Other fields are ignored. */
export function eventOf(file: string, line: number, fields: {readonly [field: string]: Json}): FileEvent {
  const field = (name: string): Json => fields[`:${name}`] ?? fields[name] ?? null;
  const refuse = (name: string, must: Parameters<typeof said>[0]) =>
    atLine(file, line, said("histories.field", {field: name, got: shown(field(name)), must: said(must as "histories.must.type")}));
  const [process, f, key, told] = [field("process"), field("f"), field("key"), field("time")];
  // EDN's large numbers come as their digits; what they say to within a microsecond is enough where the order is the file's.
  const time = typeof told === "string" && /^-?\d+N?$/.test(told) ? Number.parseInt(told, 10) : told;
  const type = TYPES.find((one) => one === bare(field("type")));
  if (!isName(process)) throw refuse("process", "histories.must.process");
  if (type === undefined) throw refuse("type", "histories.must.type");
  if (typeof f !== "string" || bare(f) === "") throw refuse("f", "histories.must.f");
  if (key !== null && key !== "" && !isName(key)) throw refuse("key", "histories.must.key");
  if (time !== null && (typeof time !== "number" || !Number.isFinite(time))) throw refuse("time", "histories.must.time");
  return {
    line,
    process: bare(process),
    type,
    f: bare(f),
    key: key === null ? null : String(key),
    value: field("value"),
    offset: field("offset"),
    time,
  };
}

const isName = (value: Json): value is string | number => typeof value === "number" || (typeof value === "string" && value !== "");

/** A keyword without its colon. */
const bare = (value: Json): string => String(value ?? "").replace(/^:/, "");

/** The nemesis is not a client: its events are in the history, but none of its operations. */
const NEMESIS = "nemesis";

/**
 * Operations out of events in the order of the file: a process calls one at a time. An operation that does not end may have happened. Where
 * `timed`, an event's time says when it was; else its place in the file does.
 */
export function operationsOf(file: string, events: readonly FileEvent[], timed: boolean): FileOperation[] {
  const open = new Map<string, {readonly call: FileEvent; readonly index: number}>();
  const operations: FileOperation[] = [];
  for (const [place, event] of events.entries()) {
    const {process, f, line, type} = event;
    if (process === NEMESIS) continue;
    const at = timed ? (event.time as number) : place;
    const before = open.get(process);
    if (type === "invoke") {
      if (before) throw atLine(file, line, said("histories.still-open", {process, f, before: before.call.f, line: before.call.line}));
      open.set(process, {call: event, index: operations.length});
      operations.push({call: event, end: null, invokedAt: at, completedAt: null});
      continue;
    }
    if (!before) throw atLine(file, line, said("histories.not-called", {process, f}));
    if (before.call.f !== f) {
      throw atLine(file, line, said("histories.other-end", {process, f, before: before.call.f, line: before.call.line}));
    }
    open.delete(process);
    const {invokedAt} = operations[before.index] as FileOperation;
    operations[before.index] = {call: before.call, end: event, invokedAt, completedAt: at};
  }
  return operations;
}
