/** Words of what comes with the first touch, by key: `{place}` stands for what is filled in. */
export type PageWords = {readonly [key: string]: string};

/** The site's words, a file a language. */
const languages = import.meta.glob<PageWords>("../../content/i18n/*.json", {import: "default"});

/** The words in a page's language, or in English where it has none. */
export async function pageWords({documentElement: {lang}}: Document): Promise<PageWords> {
  const file = languages[`../../content/i18n/${lang}.json`] ?? languages["../../content/i18n/en.json"];
  return (await file?.()) ?? {};
}

/** The words of one part of the page, by what comes after its name and a dot; of a word that is missing, its key. */
export const wordsFor =
  (part: string, words: PageWords) =>
  (key: string): string =>
    words[`${part}.${key}`] ?? key;
