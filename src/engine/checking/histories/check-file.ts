import {said} from "../../../words/en/histories.ts";
import {type Json, Refusal, unreachable} from "../../vocabulary.ts";
import {type CheckOptions, type HistoryVerdict, linearizable} from "../consistency/linearizable.ts";
import type {Model} from "../consistency/model.ts";
import {keyValue} from "../consistency/models/key-value.ts";
import {lock} from "../consistency/models/lock.ts";
import {queue} from "../consistency/models/queue.ts";
import {casRegister, register} from "../consistency/models/register.ts";
import {checkLog, checkQueue} from "../consistency/verdicts.ts";
import {type Asks, asksOfKeyValue, asksOfLock, asksOfQueue, asksOfRegister, type ReadOperation} from "./asked.ts";
import {asksOfLog} from "./asked-of-log.ts";
import {readOperations} from "./formats.ts";

/** What a history from outside can be held against. */
export const FILE_MODELS = ["register", "cas-register", "kv", "log", "queue", "lock"] as const;
/** One of them. */
export type FileModel = (typeof FILE_MODELS)[number];

/** What a file is checked against, and what refusals call the file. */
export interface FileCheckOptions extends CheckOptions {
  readonly file: string;
  readonly model: FileModel;
  /** What a register holds at first (null unless said), or each key of a store of strings (the empty string). */
  readonly initial?: Json;
}

/** A checked file: its operations, and the verdict. */
export interface CheckedFile {
  readonly operations: readonly ReadOperation[];
  readonly verdict: HistoryVerdict;
}

/** Reads a history in any of its notations and checks it against a model. Refuses what it cannot read, with the line at fault. */
export function checkFile(text: string, {file, model, initial, budget}: FileCheckOptions): CheckedFile {
  if (initial !== undefined && !STARTS.has(model)) throw new Refusal(said("histories.no-initial", {model}));
  const specification = modelOf(model, initial);
  const asked = readOperations(text, file);
  const operations = ASKS[model](asked, file);
  const options = budget === undefined ? {} : {budget};
  return {operations, verdict: {...verdictOf(operations, specification, options), operations: asked.length}};
}

function verdictOf(operations: readonly ReadOperation[], model: Model | null, options: CheckOptions): HistoryVerdict {
  if (model === null) return checkLog(operations);
  return model.name === "queue" ? checkQueue(operations, options) : linearizable(model, operations, options);
}

/** The model itself, for drawing; null: a log has none, and what begins with nothing takes no `initial`. */
export function modelOf(model: FileModel, initial?: Json): Model | null {
  switch (model) {
    case "register":
      return register(initial ?? null);
    case "cas-register":
      return casRegister(initial ?? null);
    case "kv":
      return keyValue(textOf(initial ?? ""));
    case "queue":
      return queue();
    case "lock":
      return lock();
    case "log":
      return null;
    default:
      return unreachable(model);
  }
}

const STARTS: ReadonlySet<FileModel> = new Set(["register", "cas-register", "kv"]);

const ASKS: {readonly [model in FileModel]: Asks} = {
  register: asksOfRegister("register"),
  "cas-register": asksOfRegister("cas-register"),
  kv: asksOfKeyValue,
  log: asksOfLog,
  queue: asksOfQueue,
  lock: asksOfLock,
};

function textOf(initial: Json): string {
  if (typeof initial === "string") return initial;
  throw new Refusal(said("histories.initial-text", {got: JSON.stringify(initial)}));
}
