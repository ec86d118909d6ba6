// Everything from outside is checked against a form before anything runs. For each part a form says what would be right there: the key of a
// sentence in words/, which `fitting` puts into the one line of a refusal.
import * as v from "valibot";

/** What a value from outside must look like. */
export type Form = v.GenericSchema;

/** Which sentence says what a form takes, and what to fill in. */
export interface Right {
  readonly key: RightKey;
  readonly values?: {readonly [place: string]: string | number | readonly string[]};
}

export type RightKey =
  | "time"
  | "number"
  | "above-zero"
  | "zero-or-more"
  | "whole"
  | "text"
  | "plain-text"
  | "flag"
  | "one-of"
  | "names"
  | "list"
  | "object"
  | "latency"
  | "share";

/** Longest time that a scenario may name, ms of virtual time: some 31 years. Beyond it microseconds are no whole numbers for long. */
export const LONGEST = 1e12;
const MOST_CHARACTERS = 1000;
/** Most processes, clients or faults: a run with more is refused before it begins. */
export const MOST_ENTRIES = 20_000;

/** One of our messages in the form in which valibot carries it: a text. */
export const carry = (right: Right): string => JSON.stringify(right);

const rights = new WeakMap<Form, Right>();

/** What a form takes, if it says so. */
export const rightOf = (form: Form): Right | undefined => rights.get(form);

function saying<F extends Form>(right: Right, make: (message: string) => F): F {
  const form = make(carry(right));
  rights.set(form, right);
  return form;
}

const within = (message: string, low: number, high: number) =>
  v.pipe(v.number(message), v.finite(message), v.minValue(low, message), v.maxValue(high, message));

/** A duration, ms. */
export const time = saying({key: "time"}, (m) => within(m, 0, LONGEST));
/** A number that may be negative. */
export const number = saying({key: "number"}, (m) => within(m, -LONGEST, LONGEST));
export const zeroOrMore = saying({key: "zero-or-more"}, (m) => within(m, 0, LONGEST));
export const aboveZero = saying({key: "above-zero"}, (m) => within(m, Number.MIN_VALUE, LONGEST));
export const flag = saying({key: "flag"}, (m) => v.boolean(m));
/** Names and texts become keys of plain objects, and stand in lines: `__proto__` and a line break would be more than they are. */
const isPlain = (value: string): boolean => !/\p{Cc}/u.test(value) && !(value in Object.prototype);

export const text = saying({key: "text"}, (m) =>
  v.pipe(v.string(m), v.maxLength(MOST_CHARACTERS, m), v.check(isPlain, carry({key: "plain-text"}))),
);

/** A whole number in a range. */
export const whole = (low: number, high: number = Number.MAX_SAFE_INTEGER) =>
  saying({key: "whole", values: {low, high}}, (m) => v.pipe(v.number(m), v.safeInteger(m), v.minValue(low, m), v.maxValue(high, m)));

/** One of some words. */
export const oneOf = <const W extends readonly string[]>(words: W) => saying({key: "one-of", values: {words}}, (m) => v.picklist(words, m));

export const nullOr = <F extends Form>(form: F) => {
  const either = v.nullable(form);
  const right = rights.get(form);
  if (right) rights.set(either, right);
  return either;
};

/** May be left out. */
export const maybe = v.optional;

export const listOf = <F extends Form>(form: F) => saying({key: "list"}, (m) => v.pipe(v.array(form, m), v.maxLength(MOST_ENTRIES, m)));

/** What a text may be the name of. */
export type Named = "node" | "message";

const named = new WeakMap<Form, Named>();

/** The name of something; whether it exists is checked by those who know. */
function nameOf(what: Named) {
  const form = v.pipe(text, v.minLength(1, carry({key: "text"})));
  rights.set(form, {key: "text"});
  named.set(form, what);
  return form;
}

/** The name of a node of the scenario. */
export const nodeName = nameOf("node");
/** A kind of message of the system. */
export const messageName = nameOf("message");

/** Names of nodes of the scenario, one or more. */
export const nodesOfScenario = saying({key: "names"}, (m) => v.pipe(v.array(nodeName, m), v.minLength(1, m)));

/** A name, and the path to where it stands. */
type Mention = readonly [string, readonly (string | number)[]];

/** Every node or message that a value names by its form, and where. */
export function mentionsIn(what: Named, form: Form, value: unknown, path: Mention[1]): Mention[] {
  const found: Mention[] = [];
  findMentions(found, what, form, value, path);
  return found;
}

function findMentions(found: Mention[], what: Named, form: Form, value: unknown, path: Mention[1]): void {
  if (value === null || value === undefined) return;
  if (named.get(form) === what) {
    found.push([String(value), path]);
    return;
  }
  const {wrapped, item, entries} = form as {
    readonly wrapped?: Form;
    readonly item?: Form;
    readonly entries?: {readonly [field: string]: Form};
  };
  if (wrapped) return findMentions(found, what, wrapped, value, path);
  if (item && Array.isArray(value)) {
    for (const [i, one] of value.entries()) findMentions(found, what, item, one, [...path, i]);
    return;
  }
  for (const field in entries) {
    // Most fields of a form are left out.
    const part = (value as {readonly [field: string]: unknown})[field];
    if (part !== undefined) findMentions(found, what, entries[field] as Form, part, [...path, field]);
  }
}

/** A list of these parts; those in `more` may be missing at the end. */
export const tuple = (parts: readonly Form[], more: readonly Form[]) =>
  saying({key: "list"}, (m) => v.strictTuple([...parts, ...more.map((part) => v.optional(part))], m));

/** valibot takes a list for an object without fields, and its result no longer shows that it was one: asked before. */
const noList = (m: string) => v.custom<unknown>((value) => !Array.isArray(value), m);

/** An object with exactly these fields. Other fields are refused, because they would be ignored. */
export function fields<const E extends {readonly [field: string]: Form}>(entries: E) {
  const known = Object.keys(entries);
  return saying({key: "object", values: {fields: known}}, (m) => {
    const object = v.strictObject(entries as E & v.ObjectEntries, (issue) => {
      const field = String(issue.path?.at(-1)?.key ?? "");
      if (issue.expected === "never") return JSON.stringify({unknown: field, known});
      if (issue.path === undefined || issue.received !== "undefined") return carry({key: "object", values: {fields: known}});
      const form = entries[field];
      return JSON.stringify({missing: field, right: (form && rightOf(form)) ?? {key: "object", values: {fields: known}}});
    });
    return Object.assign({...object}, {"~run": v.pipe(noList(m), object)["~run"]});
  });
}

/** An object with any field names, whose values all have one form. */
export const anyFields = <F extends Form>(form: F) =>
  saying({key: "object", values: {fields: []}}, (m) => v.pipe(noList(m), v.record(v.string(m), form, m)));

/** Any JSON value: whoever reads it checks what it means. */
export const anything = v.unknown();

/** One of several forms, chosen by the word in one field. */
export function byField(key: string, entries: {readonly [word: string]: {readonly [field: string]: Form}}): Form {
  const words = Object.keys(entries);
  const variants = words.map((word) => fields({...entries[word], [key]: v.literal(word)}));
  type Variant = v.StrictObjectSchema<{[field: string]: Form}, undefined>;
  const any = v.variant(key, variants as unknown as Variant[], carry({key: "one-of", values: {words}}));
  // `variant` tries the word of one form after the other, for every fault of every run of a sweep: a word that is known leads to its form.
  const byWord = new Map<unknown, Form>(words.map((word, i) => [word, variants[i] as Form]));
  return v.lazy((input) => byWord.get((input as {readonly [field: string]: unknown} | null)?.[key]) ?? any);
}

/** A one-way latency or duration: a named table, a constant or a range in ms, or a table of its own. */
export const latency = saying({key: "latency"}, (m) =>
  v.union(
    [
      v.pipe(v.string(m), v.maxLength(MOST_CHARACTERS, m)),
      v.strictObject({constant: within(m, 0, LONGEST)}, m),
      v.strictObject({uniform: v.strictTuple([within(m, 0, LONGEST), within(m, 0, LONGEST)], m)}, m),
      v.strictObject({table: v.array(v.strictTuple([within(m, 0, 1), within(m, 0, LONGEST * 1000)], m), m)}, m),
    ],
    m,
  ),
);

/** A share from 0 to 0.5. */
export const share = saying({key: "share"}, (m) => within(m, 0, 0.5));
