import {accessSync, constants, readFileSync, writeFileSync} from "node:fs";
import {dirname, resolve} from "node:path";
import {timelineOf} from "../src/engine/checking/consistency/timeline.ts";
import {brief} from "../src/engine/checking/histories/brief.ts";
import {checkFile, FILE_MODELS, type FileModel, modelOf} from "../src/engine/checking/histories/check-file.ts";
import {type Json, Refusal} from "../src/engine/vocabulary.ts";
import {command, readArguments, wholeNumber} from "./command.ts";

const USAGE = `check -- FILE --model ${FILE_MODELS.join("|")} [--initial V] [--budget STEPS] [--svg FILE]`;

const OPTIONS = {
  model: {type: "string"},
  initial: {type: "string"},
  budget: {type: "string"},
  svg: {type: "string"},
  json: {type: "boolean"},
} as const;

export const HELP = `usage: ${USAGE}

Holds a history of operations against a model and prints a verdict: ok (exit 0), illegal (1), unknown (3: the budget was spent).
FILE (- for standard input) is EDN as Jepsen and Knossos write it, the log of a Jepsen test, Porcupine's key-value text, or JSON lines:
  {"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 3, "time": 17}   an event a line; type: invoke, ok, fail, info
  {"process": "a", "f": "read", "key": "x", "type": "ok", "invokedAt": 3, "completedAt": 9, "result": 3}   or an operation a line
key and time may be left out: without times the order of the lines is that of the events.
  register, cas-register  write v; read, ended by v; cas [from to]. Of many registers the values are [key v], or there is a key
  kv                      put v, append v, get: strings, by key
  log                     append v, ended by its offset; read, ended by [[offset v] …]; or send, poll and txn as Jepsen's Kafka tests have them
  queue                   enqueue v; dequeue or deliver, ended by v; ack v; drain, ended by [v …]
  lock                    acquire, release`;

export async function main(args: readonly string[]): Promise<number> {
  const {values, positionals} = readArguments(args, OPTIONS, USAGE);
  const [path] = positionals;
  if (path === undefined) throw new Refusal(`which file? usage: ${USAGE}`);
  if (positionals[1] !== undefined) throw new Refusal(`"${positionals[1]}" is one word too many; usage: ${USAGE}`);
  const model = modelNamed(values.model);
  const budget = values.budget === undefined ? {} : {budget: wholeNumber(values.budget, "budget", 0, 1)};
  const initial = values.initial === undefined ? {} : {initial: initialOf(values.initial, model)};
  if (values.svg !== undefined) beWritable(values.svg);
  const {operations, verdict} = checkFile(textOf(path), {file: path, model, ...initial, ...budget});
  if (values.svg !== undefined) {
    // What draws is larger than what checks: it comes when it is asked for.
    const {historySvg} = await import("./history-picture.ts");
    const timeline = timelineOf(operations, verdict, {model: modelOf(model, initial.initial), ...budget});
    save(values.svg, await historySvg(timeline, `${path}, held against the model ${model}.`));
  }
  console.log(JSON.stringify(brief(verdict)));
  return {ok: 0, illegal: 1, unknown: 3}[verdict.verdict];
}

function modelNamed(name: string | undefined): FileModel {
  const model = FILE_MODELS.find((one) => one === name);
  if (model === undefined) throw new Refusal(`--model ${name ?? ""}: must be one of ${FILE_MODELS.join(", ")}`);
  return model;
}

/** A number, nil or a quoted text; anything else is taken as a text. A key-value store always starts with a text. */
function initialOf(text: string, model: FileModel): Json {
  if (model === "kv") return text;
  if (text === "nil") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Before the work: a folder that is not there, or not ours, is known at once. */
function beWritable(path: string): void {
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw new Refusal(`--svg ${path}: cannot be written: ${(error as Error).message}`);
  }
}

function save(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Refusal(`--svg ${path}: cannot be written: ${(error as Error).message}`);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch {
    throw new Refusal(`cannot read ${path}: give a file with a history`);
  }
}

if (import.meta.main) await command(main, HELP);
