import type {Cell, InputValues} from "./cell.ts";

/** Names with what makes their values, when one is first needed; the answer may be a promise. */
export type Names = {readonly [name: string]: () => unknown};

/** What a cell declares, by name; undefined where it declares nothing. */
export type Declared = {readonly [name: string]: unknown} | undefined;

/** Evaluates a cell once: whoever does so, in a page, in a worker or in the build, does it here. */
export async function evaluate(cell: Cell, given: (name: string) => unknown): Promise<Declared> {
  const values = await Promise.all(cell.inputs.map(given));
  return (await cell.body(...(values as never[]))) as Declared;
}

interface UnseenOptions {
  readonly library: Names;
  /** Of inputs that are not among them the value is the one they begin with. */
  readonly inputs: InputValues;
  /** Names that a cell has for itself, beside `display` and `view`. */
  readonly own: (cell: Cell) => {readonly [name: string]: unknown};
}

/** Evaluates cells where nobody sees them, one call a cell, each after those whose names it uses. */
export function unseen({library, inputs, own}: UnseenOptions): (cell: Cell) => Promise<void> {
  const values = new Map<string, unknown>();
  return async (cell) => {
    const begun = [...(inputs[cell.id] ?? [])];
    const mine: {readonly [name: string]: unknown} = {
      display: <T>(value: T): T => value,
      view: (element: {readonly value?: unknown}) => (begun.length > 0 ? begun.shift() : element.value),
      ...own(cell),
    };
    const given = (name: string): unknown => {
      if (name in mine) return mine[name];
      if (values.has(name)) return values.get(name);
      return name in library ? library[name]?.() : Reflect.get(globalThis, name);
    };
    const declared = await evaluate(cell, given);
    for (const name of cell.outputs) values.set(name, first(await declared?.[name]));
  };
}

/** Of a generator the dataflow takes one value after the other: the first shows whether it begins. */
function first(value: unknown): unknown {
  const isGenerator = typeof value === "object" && value !== null && "next" in value && typeof value.next === "function";
  return isGenerator ? (value as Iterator<unknown>).next().value : value;
}
