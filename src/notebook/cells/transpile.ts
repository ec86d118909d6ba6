import {transpileJavaScript} from "@observablehq/notebook-kit";
import {transform} from "sucrase";

/** A cell made ready for the runtime: what it needs, what it declares, and its function as text. */
export interface Transpiled {
  readonly body: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The cell is one expression, whose value is shown. */
  readonly autodisplay: boolean;
}

/**
 * Compiles one cell. Types go first, by sucrase, which keeps every line in its place;
 * notebook-kit's own way would bring the TypeScript compiler into a page.
 */
export function transpile(source: string): Transpiled {
  const {code} = transform(source, {transforms: ["typescript"], disableESTransforms: true, keepUnusedImports: true});
  // A trailing semicolon would make a statement of what its author meant to show.
  const {body, inputs = [], outputs = [], autodisplay = false} = transpileJavaScript(code);
  return {body, inputs, outputs, autodisplay};
}
