import type {Filling, Said} from "./message.ts";

/** A room's messages in one language, by key: `{"views.compare.was": "was"}`. */
export interface Patterns {
  readonly [key: string]: string;
}

/** What a call of `say` takes after the key: nothing, or a value for each place of the message, a number where it is one. */
export type ValuesFor<M, K extends keyof M> = keyof Places<M[K]> extends never ? [] : [values: Filled<Places<M[K]>>];

/** The values of such a call, none as an empty record. */
export const given = (values: readonly unknown[]): {readonly [place: string]: Filling} => (values as readonly Said["values"][])[0] ?? {};

/** If a key is one of several, the places of all of them are required. */
type Filled<P> = (P extends unknown ? (of: P) => void : never) extends (of: infer All) => void
  ? {readonly [place in keyof All]: All[place]}
  : never;

/** The places of a message, read off its text. */
type Places<S> = S extends string ? (string extends S ? {[place: string]: Filling} : Read<Unquoted<S>>) : never;

type Unquoted<S extends string> = S extends `${infer Before}'{${string}'${infer After}` ? Unquoted<`${Before}${After}`> : S;

/** What opens a plural's branch and is no place: `one {`. */
type Branch = `${string}${"zero" | "one" | "two" | "few" | "many" | "other" | `=${number}`} `;

// biome-ignore lint/complexity/noBannedTypes: the places of a message that has none yet
type Read<S extends string, Found = {}> = S extends `${infer Before}{${infer Rest}`
  ? Before extends Branch
    ? Read<Rest, Found>
    : Rest extends `${infer Inside}}${infer After}`
      ? Inside extends `${infer Place}, ${infer Counts extends "plural" | "selectordinal"},${string}`
        ? Rest extends `${Place}, ${Counts},${infer Branches}`
          ? Read<Branches, Found & {[place in Place]: number}>
          : never
        : Inside extends `${infer Place}, number`
          ? Read<After, Found & {[place in Place]: number}>
          : Inside extends `${infer Place}, list${string}`
            ? Read<After, Found & {[place in Place]: readonly (string | Said)[]}>
            : Read<After, Found & {[place in Inside]: number | string | Said}>
      : never
  : Found;
