import type {rare} from "./en/rare.ts";
import type {site} from "./en/site.ts";
import {english} from "./english.ts";
import {type Formats, fill, type ListKind, type Said, type Told} from "./message.ts";
import {given, type Patterns, type ValuesFor} from "./places.ts";

/** The messages of the site's own rooms. */
export type SiteMessages = typeof site & typeof rare;

/** What a page says, in its language. */
export interface Words {
  /** As in `<html lang>`. */
  readonly language: string;
  /** A message of the site. */
  say<K extends keyof SiteMessages>(key: K, ...values: ValuesFor<SiteMessages, K>): string;
  /** What the engine said; the words of somebody else stay as they are. */
  tell(told: Told): string;
  /** The translation of a title, a rule, a claim: by its id, or the author's English, which stands beside its definition. */
  of(id: string, english: string): string;
  number(value: number, options?: NumberOptions): string;
  list(items: readonly string[], kind: ListKind): string;
}

export interface NumberOptions {
  /** Decimal places at most; 3 unless said. */
  readonly digits?: number;
  /** Exactly so many, even if the last are zeros. */
  readonly fixed?: boolean;
  /** A plus where it is above zero. */
  readonly signed?: boolean;
}

/** The words of a language, out of its messages and translations by key. */
export function wordsOf(language: string, messages: Patterns): Words {
  // An Intl.NumberFormat is slow to make, and an event list has thousands of numbers.
  const numbers = new Map<string, Intl.NumberFormat>();
  const formats = language === "en" ? english : formatsOf(language);
  const tell = (told: Told): string => (typeof told === "string" ? told : said(told));
  const said = ({key, english: pattern, values}: Said): string => fill(messages[key] ?? pattern, values, formats, said);
  return {
    language,
    say: (key, ...values) => fill(messages[key] ?? key, given(values), formats, said),
    tell,
    of: (id, pattern) => messages[id] ?? pattern,
    number(value, {digits = 3, fixed = false, signed = false} = {}) {
      const name = `${digits} ${fixed} ${signed}`;
      const least = fixed ? digits : 0;
      const made = () =>
        new Intl.NumberFormat(language, {
          minimumFractionDigits: least,
          maximumFractionDigits: digits,
          signDisplay: signed ? "exceptZero" : "auto",
        });
      const format = numbers.get(name) ?? made();
      numbers.set(name, format);
      return format.format(value).replace("-", "−");
    },
    list: formats.list,
  };
}

/** How a language writes, as `Intl` knows it. */
function formatsOf(language: string): Formats {
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  const ordinals = new Intl.PluralRules(language, {type: "ordinal"});
  const lists = {
    and: new Intl.ListFormat(language, {type: "conjunction"}),
    or: new Intl.ListFormat(language, {type: "disjunction"}),
  };
  // Intl has no list with commas only, but what it puts between the first two of three items is that comma.
  const comma = lists.and.formatToParts(["a", "b", "c"])[1]?.value ?? ", ";
  return {
    number: (value) => numbers.format(value).replace("-", "−"),
    plural: (value) => plurals.select(value),
    ordinal: (value) => ordinals.select(value),
    list: (items, kind) => (kind === "each" ? items.join(comma) : lists[kind].format(items)),
  };
}
