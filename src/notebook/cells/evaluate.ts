import type {Cell, InputValues} from "./cell.ts";

/** Names with functions that make their values when first needed; the result may be a promise. */
export type Names = {readonly [name: string]: () => unknown};

/** What a cell declares, by name; undefined where it declares nothing. */
export type Declared = {readonly [name: string]: unknown} | undefined;

/** Evaluates a cell once: pages, workers and the build all do it here. */
export async function evaluate(cell: Cell, given: (name: string) => unknown): Promise<Declared> {
  const values = await Promise.all(cell.inputs.map(given));
  return (await cell.body(...(values as never[]))) as Declared;
}

interface UnseenOptions {
  readonly library: Names;
  /** Inputs that are not listed have their initial value. */
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

/** The dataflow takes one value of a generator after the other: the first shows whether it works. */
function first(value: unknown): unknown {
  const isGenerator = typeof value === "object" && value !== null && "next" in value && typeof value.next === "function";
  return isGenerator ? (value as Iterator<unknown>).next().value : value;
}
