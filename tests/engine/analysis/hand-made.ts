import type {Operation} from "../../../src/engine/model/operation.ts";
import type {Run} from "../../../src/engine/model/run.ts";
import {type Json, ms} from "../../../src/engine/vocabulary.ts";

/** A run that nobody ran: what is not given is empty. Spans are in ms. */
export interface HandMade {
  readonly endMs: number;
  /** node, role, term, leads, from, to. */
  readonly beliefs?: readonly (readonly [node: string, role: string, term: number, leads: boolean, fromMs: number, toMs: number | null])[];
  readonly scope?: string;
  /** Who is effective from when on; each span lasts to the next. */
  readonly effective?: readonly (readonly [fromMs: number, ...nodes: string[]])[];
  readonly marks?: readonly (readonly [stage: "detect" | "agree" | "elect" | "sync" | "publish", atMs: number, scope?: string])[];
  readonly history?: readonly Operation[];
  /** node, from, to: when a client had nothing to ask. */
  readonly rests?: readonly (readonly [node: string, fromMs: number, toMs: number | null])[];
  readonly clients?: readonly string[];
  readonly ids?: readonly string[];
  /** What is read after settling, by key; null: not settled. */
  readonly read?: {readonly [key: string]: readonly Json[]} | null;
}

export function runOf(h: HandMade): Run {
  const {endMs, beliefs = [], scope = "x", effective = [], marks = [], history = [], rests = [], clients = [], ids = [], read = null} = h;
  return {
    system: "hand",
    scenario: {
      system: "hand",
      name: "hand-made",
      config: {},
      nodes: ids.map((id) => ({id})),
      clients: clients.map((id) => ({id, side: `side of ${id}`})),
      network: {latency: {constant: 0}},
      faults: [],
      untilMs: endMs,
      seed: 1,
    },
    hash: "0".repeat(16),
    events: 0,
    end: ms(endMs),
    converged: read ? true : null,
    beliefs: beliefs.map(([node, role, term, leads, from, to]) => ({
      scope,
      node,
      role,
      term,
      leads,
      from: ms(from),
      to: to === null ? null : ms(to),
    })),
    effective: effective.map(([from, ...nodes], i) => ({
      scope,
      nodes,
      from: ms(from),
      to: effective[i + 1] ? ms(effective[i + 1]?.[0] ?? 0) : null,
    })),
    marks: marks.map(([stage, at, own]) => ({stage, at: ms(at), node: "n", scope: own ?? null})),
    faults: [],
    history,
    rests: rests.map(([node, from, to]) => ({node, from: ms(from), to: to === null ? null : ms(to)})),
    violations: [],
    trace: null,
    notes: [],
    read: read ? {count: (key, value) => (read[key] ?? []).filter((v) => v === value).length} : null,
    ids,
    roles: {},
    overridden: {},
  };
}

let operations = 0;

/** An operation; `toMs` null: never answered. */
export function operation(
  f: "write" | "read",
  value: Json,
  fromMs: number,
  toMs: number | null,
  more: Partial<Pick<Operation, "type" | "process" | "key">> = {},
): Operation {
  return {
    id: ++operations,
    process: "c",
    side: "",
    f,
    key: "k",
    value: f === "write" ? value : null,
    invokedAt: ms(fromMs),
    completedAt: toMs === null ? null : ms(toMs),
    type: toMs === null ? "info" : "ok",
    result: f === "read" ? value : null,
    server: null,
    ...more,
  };
}

export const write = (value: Json, fromMs: number, toMs: number | null, more = {}) => operation("write", value, fromMs, toMs, more);
export const read = (value: Json, fromMs: number, toMs: number | null, more = {}) => operation("read", value, fromMs, toMs, more);
