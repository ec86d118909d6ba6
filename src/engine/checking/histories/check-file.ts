import {said} from "../../../words/en/histories.ts";
import {type Json, Refusal} from "../../vocabulary.ts";
import {type CheckOptions, type HistoryVerdict, linearizable} from "../consistency/linearizable.ts";
import {keyValue} from "../consistency/models/key-value.ts";
import {lock} from "../consistency/models/lock.ts";
import {casRegister, register} from "../consistency/models/register.ts";
import {checkLog, checkQueue} from "../consistency/verdicts.ts";
import {type Asks, asksOfKeyValue, asksOfLock, asksOfQueue, asksOfRegister, type ReadOperation} from "./asked.ts";
import {asksOfLog} from "./asked-of-log.ts";
import {readOperations} from "./formats.ts";

/** What a history from outside can be held against. */
export const FILE_MODELS = ["register", "cas-register", "kv", "log", "queue", "lock"] as const;
/** One of them. */
export type FileModel = (typeof FILE_MODELS)[number];

/** How a file is checked, and what refusals call the file. */
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
  const {asks, check, takesInitial} = MODELS[model];
  if (initial !== undefined && !takesInitial) throw new Refusal(said("histories.no-initial", {model}));
  const asked = readOperations(text, file);
  const operations = asks(asked, file);
  const verdict = check(operations, {...(budget === undefined ? {} : {budget})}, initial);
  return {operations, verdict: {...verdict, operations: asked.length}};
}

interface Checks {
  readonly asks: Asks;
  readonly takesInitial: boolean;
  readonly check: (operations: readonly ReadOperation[], options: CheckOptions, initial: Json | undefined) => HistoryVerdict;
}

const MODELS: {readonly [model in FileModel]: Checks} = {
  register: {
    asks: asksOfRegister("register"),
    takesInitial: true,
    check: (operations, options, initial = null) => linearizable(register(initial), operations, options),
  },
  "cas-register": {
    asks: asksOfRegister("cas-register"),
    takesInitial: true,
    check: (operations, options, initial = null) => linearizable(casRegister(initial), operations, options),
  },
  kv: {
    asks: asksOfKeyValue,
    takesInitial: true,
    check: (operations, options, initial = "") => linearizable(keyValue(textOf(initial)), operations, options),
  },
  log: {asks: asksOfLog, takesInitial: false, check: (operations) => checkLog(operations)},
  queue: {asks: asksOfQueue, takesInitial: false, check: (operations, options) => checkQueue(operations, options)},
  lock: {asks: asksOfLock, takesInitial: false, check: (operations, options) => linearizable(lock(), operations, options)},
};

function textOf(initial: Json): string {
  if (typeof initial === "string") return initial;
  throw new Refusal(said("histories.initial-text", {got: JSON.stringify(initial)}));
}
