import {said} from "../../../words/en/histories.ts";
import {parseJson} from "../../outside/json.ts";
import type {Json} from "../../vocabulary.ts";
import {atLine, shown} from "./at-line.ts";
import {type EdnForm, ednReader} from "./edn.ts";
import {eventOf, type FileEvent, type FileOperation, operationsOf} from "./events.ts";
import {exact, type Fields, withinReach} from "./large-numbers.ts";

/**
 * The operations of a history in any of its notations: EDN, as a list of maps or one map after another (Jepsen, Knossos, Porcupine's
 * key-value tests); the log of a Jepsen test, or its history as text; JSON lines. Anything else is refused with the line at fault. `file`
 * is what the refusal calls it.
 */
export function readOperations(text: string, file: string): FileOperation[] {
  const plain = text.replace(/^\uFEFF/, "");
  const first = /^(?:\s|,)*(\S{1,2})/.exec(plain)?.[1];
  if (first === undefined) throw atLine(file, 1, said("histories.empty"));
  if (/^\[\s*\{\s*"/.test(plain.trimStart())) throw atLine(file, 1, said("histories.json-list"));
  if (/^\{\s*["}]/.test(plain.trimStart())) return readJsonLines(plain, file);
  return operationsOf(file, /^[[({#;]/.test(first) ? readEdn(plain, file) : readLog(plain, file), false);
}

const isMap = (value: Json): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

function readEdn(text: string, file: string): FileEvent[] {
  const reader = ednReader(text, file);
  const first = reader.next();
  if (first === null) throw atLine(file, 1, said("histories.empty"));
  const event = (value: Json, line: number): FileEvent => {
    if (!isMap(value)) throw atLine(file, line, said("histories.no-map", {got: shown(value)}));
    return eventOf(file, line, value);
  };
  if (first.items !== null) {
    const more = reader.next();
    if (more !== null) throw atLine(file, more.line, said("histories.after-end"));
    const {items} = first;
    return (first.value as readonly Json[]).map((value, i) => event(value, items[i] as number));
  }
  const events: FileEvent[] = [];
  for (let form: EdnForm | null = first; form !== null; form = reader.next()) events.push(event(form.value, form.line));
  return events;
}

/** `3 :invoke :write 3`, with or without a logger's prefix; a value may be followed by an error. */
const OPERATION = /(?:^|\bjepsen\.\w+(?:\s*[-:])?\s+)(-?\d+|:[\w-]+)\s+:(invoke|ok|fail|info)\s+:(\S+)(?:\s+(.*))?$/;
/** Another line of the same log: it has a level, and does not read like an operation. */
const OTHER = /^(?!.*(?:\s:(?:invoke|ok|fail|info)\b|jepsen\.util\s*(?:[-:]\s*)?[\d:-])).*\b(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/;
/** What such a line goes on with in the next ones: a printed value, an exception and its stack, the last words of a test. */
const MORE = /^(?:\s|[)}\]]|[[({#](?!.*process\b)|(?:Caused by: )?[\w$]+(?:\.[\w$]+)+(?::|$)|(?:Everything|Analysis|Errors) )/;
/** A line has a logger's name and something after it; the last one of a file that was cut off may have less. */
const WHOLE = /\b[\w$-]+(?:\.[\w$-]+)+(?:\s*[-:])?\s+\S/;

function readLog(text: string, file: string): FileEvent[] {
  let isOther = false;
  const rows = text.split(/\r?\n/);
  return rows.flatMap((row, i): FileEvent[] => {
    const line = i + 1;
    const found = OPERATION.exec(row.trimEnd());
    if (row.trim() === "") return [];
    if (found === null) {
      isOther = (OTHER.test(row) && (i < rows.length - 1 || WHOLE.test(row))) || (isOther && MORE.test(row));
      if (isOther) return [];
      throw atLine(file, line, said("histories.log-line", {got: shown(row)}));
    }
    isOther = false;
    const [, process = "", type = "", f = "", rest = ""] = found;
    // Events of the nemesis may be worded in any way.
    const value = process.startsWith(":") ? null : valueIn(rest, {file, line, isCall: type === "invoke"});
    return [eventOf(file, line, {process, type, f, value})];
  });
}

function valueIn(text: string, {file, line, isCall}: {readonly file: string; readonly line: number; readonly isCall: boolean}): Json {
  const reader = ednReader(text, file, line);
  const form = reader.next();
  if (form === null) throw atLine(file, line, said("histories.ends"));
  const rest = isCall ? reader.next() : null;
  if (rest !== null) throw atLine(file, line, said("histories.rest", {rest: shown(rest.value)}));
  return form.value;
}

function readJsonLines(text: string, file: string): FileOperation[] {
  const rows = withinReach(
    text.split(/\r?\n/).flatMap((row, i) => (row.trim() === "" ? [] : [{line: i + 1, fields: objectOf(row, file, i + 1)}])),
  );
  const whole = rows.filter(({fields}) => "invokedAt" in fields);
  if (whole.length > 0) return rows.map(({line, fields}) => wholeOperation(file, line, fields));
  const events = rows.map(({line, fields}) => eventOf(file, line, fields));
  const untimed = events.find(({time}) => time === null);
  const timed = events.find(({time}) => time !== null);
  if (timed === undefined) return operationsOf(file, events, false);
  if (untimed !== undefined) throw atLine(file, Math.max(timed.line, untimed.line), said("histories.mixed-times"));
  const inOrder = [...events].sort((a, b) => (a.time as number) - (b.time as number));
  return operationsOf(file, inOrder, true);
}

function objectOf(row: string, file: string, line: number): Fields {
  const parsed = parseJson(row, `${file} line ${line}`);
  const value = (/\d{16}/.test(row) ? JSON.parse(row, exact) : parsed) as Json;
  if (!isMap(value)) throw atLine(file, line, said("histories.no-object", {got: shown(value)}));
  return value;
}

/** An operation in one line, call and end together: the form in which a run keeps its history. */
function wholeOperation(file: string, line: number, fields: Fields): FileOperation {
  const {invokedAt = null, completedAt = null, result = null} = fields;
  const refuse = (field: string, must: "histories.must.time" | "histories.must.ended") =>
    atLine(file, line, said("histories.field", {field, got: shown(fields[field]), must: said(must)}));
  const event = eventOf(file, line, {...fields, time: invokedAt});
  if (typeof invokedAt !== "number") throw refuse("invokedAt", "histories.must.time");
  const call = {...event, type: "invoke" as const};
  if (event.type === "invoke") return {call, end: null, invokedAt, completedAt: null};
  if (event.type === "ok" && !(typeof completedAt === "number" && completedAt >= invokedAt))
    throw refuse("completedAt", "histories.must.ended");
  const end = {...event, value: result};
  return {call, end, invokedAt, completedAt: typeof completedAt === "number" ? completedAt : null};
}
