/** What the house uses of three packages that ship no types. */
declare module "@observablehq/runtime" {
  export interface Variable {
    define(name: string | null, inputs: readonly string[], definition: unknown): Variable;
    define(inputs: readonly string[], definition: unknown): Variable;
    delete(): Variable;
  }
  export interface VariableObserver {
    pending?(): void;
    fulfilled?(value: unknown, name: string): void;
    rejected?(error: unknown, name: string): void;
  }
  export interface Module {
    variable(observer?: VariableObserver): Variable;
    define(name: string, inputs: readonly string[], definition: unknown): Variable;
  }
  export const Runtime: new (builtins?: {readonly [name: string]: unknown}) => {module(): Module; dispose(): void};
}

declare module "@observablehq/inputs" {
  type Input<T, E extends HTMLElement = HTMLFormElement> = E & {value: T};
  interface Options<T> {
    readonly label?: string | Node;
    readonly value?: T;
    readonly disabled?: boolean;
    readonly width?: number | string;
  }
  interface NumberOptions extends Options<number> {
    readonly step?: number;
    readonly format?: (value: number) => string;
    readonly placeholder?: string;
  }
  interface TextareaOptions extends Options<string> {
    readonly placeholder?: string;
    readonly rows?: number;
    readonly spellcheck?: boolean;
  }
  interface ChoiceOptions<T> extends Options<T> {
    readonly format?: (value: T) => string;
  }
  export function range(extent: readonly [number, number], options?: NumberOptions): Input<number>;
  export function number(extent: readonly [number, number], options?: NumberOptions): Input<number>;
  export function toggle(options?: Options<boolean>): Input<boolean>;
  export function select<T>(data: readonly T[] | ReadonlyMap<string, T>, options?: ChoiceOptions<T>): Input<T>;
  export function radio<T>(data: readonly T[] | ReadonlyMap<string, T>, options?: ChoiceOptions<T>): Input<T>;
  export function checkbox<T>(data: readonly T[] | ReadonlyMap<string, T>, options?: Options<readonly T[]>): Input<T[]>;
  export function text(options?: Options<string>): Input<string>;
  export function textarea(options?: TextareaOptions): Input<string>;
  export function button(content: string, options?: Options<number>): Input<number>;
}

declare module "d3-format" {
  /** Throws where the specifier is none. */
  export function format(specifier: string): (value: number) => string;
  export function formatLocale(definition: {
    readonly decimal: string;
    readonly thousands: string;
    readonly grouping: readonly number[];
    readonly currency: readonly [string, string];
  }): {readonly format: typeof format};
}
