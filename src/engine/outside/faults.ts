import * as v from "valibot";
import {FAULTS, type FaultName} from "../model/fault.ts";
import {byField, type Form, fields, maybe, nodeName, oneOf, text, time, whole} from "./forms.ts";

const occurrence = fields({
  event: text,
  node: maybe(nodeName),
  peer: maybe(nodeName),
  nth: maybe(whole(1)),
  side: maybe(oneOf(["before", "after"])),
  plusMs: maybe(time),
  fromMs: maybe(time),
});

const AT_OR_WHEN = JSON.stringify({atOrWhen: true});

// The model's table is made of the parts in `forms.ts`, and does not say by which library: its types are those of the package, too.
const fieldsOf = (kind: FaultName) => FAULTS[kind].fields as {readonly [field: string]: unknown} as {readonly [field: string]: Form};
const kinds = (Object.keys(FAULTS) as FaultName[]).map(
  (kind) => [kind, {...fieldsOf(kind), at: maybe(time), when: maybe(occurrence)}] as const,
);
const forms = new Map<string, Form>(kinds.map(([kind, entries]) => [kind, fields({...entries, kind: text})]));

/** What a fault of that kind may say, its trigger among it. */
export const formOfFault = (kind: FaultName): Form => forms.get(kind) ?? text;

/** A fault with its trigger: exactly one of `at` and `when`. */
export const fault = v.pipe(
  byField("kind", Object.fromEntries(kinds)),
  v.check((one) => "at" in (one as object) !== "when" in (one as object), AT_OR_WHEN),
);
