import type {FaultAct} from "../../engine/model/fault.ts";
import type {Json} from "../../engine/vocabulary.ts";

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
export function faultProblem(fault: Json): string | null {
  if (!isObject(fault)) return 'must be a fault, as in {"kind":"crash","node":"z1","at":5000}';
  const {kind, at, when, ...fields} = fault;
  const form = typeof kind === "string" && Object.hasOwn(forms, kind) ? forms[kind as FaultAct["kind"]] : undefined;
  if (form === undefined) return `kind ${JSON.stringify(kind) ?? "missing"}: must be one of ${Object.keys(forms).join(", ")}`;
  if ((at === undefined) === (when === undefined)) return `${kind}: must have either at (ms) or when`;
  if (at !== undefined && !positive(at)) return `${kind}: at ${JSON.stringify(at)}: must be a number of ms, 0 or more`;
  if (when !== undefined && !isObject(when)) return `${kind}: when: must be an event, as in {"event":"send ACK"}`;
  return misfit(kind as string, fields, form) ?? (isObject(when) ? misfit(`${kind}: when`, when, occurrence) : null);
}

function misfit(name: string, fields: {readonly [field: string]: Json | undefined}, {needs, may = {}}: Form): string | null {
  for (const [field, fits] of Object.entries(needs)) {
    const value = fields[field];
    if (value === undefined || !fits(value)) return `${name}: ${field} ${JSON.stringify(value) ?? "is missing"}: is not what it must be`;
  }
  for (const [field, value] of Object.entries(fields)) {
    if (Object.hasOwn(needs, field)) continue;
    const fits = Object.hasOwn(may, field) ? may[field] : undefined;
    if (fits === undefined) return `${name}: ${field}: is no part of it; it has ${[...Object.keys(needs), ...Object.keys(may)].join(", ")}`;
    if (value === undefined || !fits(value)) return `${name}: ${field} ${JSON.stringify(value)}: is not what it must be`;
  }
  return null;
}

const isObject = (value: Json | undefined): value is {readonly [key: string]: Json} =>
  typeof value === "object" && value !== null && !Array.isArray(value);
