import type {Patterns} from "./places.ts";
import {type Words, wordsOf} from "./words.ts";

/** A language's messages: those of every page, and those of the views that few pages have. */
interface Messages {
  readonly site: () => Promise<Patterns>;
  readonly rare: () => Promise<Patterns>;
}

const english: Messages = {
  site: async () => (await import("./en/site.ts")).site,
  rare: async () => (await import("./en/rare.ts")).rare,
};

/** The languages of the course, each in files of its own that come when they are wanted. */
const languages: {readonly [language: string]: Messages} = {en: english};

const known = (language: string): string => (language in languages ? language : "en");

/** The words of a page's language; English where the course has not that language. */
export async function wordsIn(language: string): Promise<Words> {
  const name = known(language);
  return wordsOf(name, await (languages[name] ?? english).site());
}

/** The same with those of the views that few pages have. */
export async function allWordsIn(language: string): Promise<Words> {
  const name = known(language);
  const {site, rare} = languages[name] ?? english;
  return wordsOf(name, {...(await site()), ...(await rare())});
}
