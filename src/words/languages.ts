import type {Patterns} from "./places.ts";
import {type Words, wordsOf} from "./words.ts";

/** The languages of the course, each in files of its own that come when they are wanted. */
const languages: {readonly [language: string]: () => Promise<Patterns>} = {
  en: async () => (await import("./en/site.ts")).site,
};

/** The words of a page's language; English where the course has not that language. */
export async function wordsIn(language: string): Promise<Words> {
  const [name, messages] = language in languages ? [language, languages[language]] : ["en", languages.en];
  return wordsOf(name, (await messages?.()) ?? {});
}
