import type {FaultAct} from "../../engine/model/fault.ts";
import type {Json} from "../../engine/vocabulary.ts";
import type {Words} from "../../words/words.ts";

type Field = (value: Json) => boolean;

const text: Field = (value) => typeof value === "string" && value.length <= 100;
const number: Field = (value) => typeof value === "number" && Number.isFinite(value);
const positive: Field = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const flag: Field = (value) => typeof value === "boolean";
const nodes: Field = (value) => Array.isArray(value) && value.length > 0 && value.every(text);
const factor: Field = (value) => value === null || positive(value);

interface Form {
  readonly needs: {readonly [field: string]: Field};
  readonly may?: {readonly [field: string]: Field};
}

/** What each kind of fault must and may say. The type has it name every kind there is. */
const forms: {readonly [K in FaultAct["kind"]]: Form} = {
  crash: {needs: {node: text}, may: {as: text}},
  "power-loss": {needs: {node: text}, may: {as: text}},
  restart: {needs: {node: text}},
  pause: {needs: {node: text}, may: {forMs: positive, as: text}},
  resume: {needs: {node: text}},
  cut: {needs: {nodes}, may: {from: nodes, oneWay: flag, as: text}},
  heal: {needs: {}, may: {nodes, from: nodes}},
  "slow-link": {needs: {nodes, factor: positive}, may: {from: nodes}},
  "slow-disk": {needs: {node: text, factor}, may: {as: text}},
  "heal-disk": {needs: {node: text}},
  "clock-jump": {needs: {node: text, byMs: number}},
  "clock-drift": {needs: {node: text, ppm: number}},
  "reset-connection": {needs: {node: text, peer: text}, may: {port: text}},
  drop: {needs: {message: text, node: text}, may: {peer: text}},
  delay: {needs: {message: text, node: text, byMs: positive}, may: {peer: text}},
  duplicate: {needs: {message: text, node: text}, may: {peer: text}},
};

const occurrence: Form = {
  needs: {event: text},
  may: {
    node: text,
    peer: text,
    nth: (value) => Number.isInteger(value) && (value as number) >= 1,
    side: (value) => value === "before" || value === "after",
    plusMs: positive,
    fromMs: positive,
  },
};

/** What is wrong with what should be a fault, in one line; null: nothing that its form can show. Who its nodes are, the run knows. */
export function faultProblem(fault: Json, words: Words): string | null {
  if (!isObject(fault)) return words.say("notebook.fault.no-fault", {example: '{"kind":"crash","node":"z1","at":5000}'});
  const {kind, at, when, ...fields} = fault;
  const form = typeof kind === "string" && Object.hasOwn(forms, kind) ? forms[kind as FaultAct["kind"]] : undefined;
  if (form === undefined) {
    const known = Object.keys(forms);
    return kind === undefined
      ? words.say("notebook.fault.no-kind", {known})
      : words.say("notebook.fault.kind", {kind: JSON.stringify(kind), known});
  }
  const name = String(kind);
  if ((at === undefined) === (when === undefined)) return words.say("notebook.fault.time", {kind: name});
  if (at !== undefined && !positive(at)) return words.say("notebook.fault.at", {kind: name, at: JSON.stringify(at)});
  if (when !== undefined && !isObject(when)) return words.say("notebook.fault.when", {kind: name, example: '{"event":"send ACK"}'});
  const inWhen = () => (isObject(when) ? misfit(words.say("notebook.fault.in-when", {kind: name}), when, occurrence, words) : null);
  return misfit(name, fields, form, words) ?? inWhen();
}

function misfit(kind: string, fields: {readonly [field: string]: Json | undefined}, {needs, may = {}}: Form, words: Words): string | null {
  for (const [field, fits] of Object.entries(needs)) {
    const value = fields[field];
    if (value === undefined) return words.say("notebook.fault.missing", {kind, field});
    if (!fits(value)) return words.say("notebook.fault.value", {kind, field, value: JSON.stringify(value)});
  }
  for (const [field, value] of Object.entries(fields)) {
    if (Object.hasOwn(needs, field)) continue;
    const fits = Object.hasOwn(may, field) ? may[field] : undefined;
    if (fits === undefined) return words.say("notebook.fault.no-field", {kind, field, known: [...Object.keys(needs), ...Object.keys(may)]});
    if (value === undefined || !fits(value)) return words.say("notebook.fault.value", {kind, field, value: JSON.stringify(value) ?? ""});
  }
  return null;
}

const isObject = (value: Json | undefined): value is {readonly [key: string]: Json} =>
  typeof value === "object" && value !== null && !Array.isArray(value);
