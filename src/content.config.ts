import {defineCollection} from "astro:content";
import {docsLoader, i18nLoader} from "@astrojs/starlight/loaders";
import {docsSchema, i18nSchema} from "@astrojs/starlight/schema";

/** `i18n` holds the texts of Starlight's that we reword; all other words for readers are in src/words. */
export const collections = {
  docs: defineCollection({loader: docsLoader(), schema: docsSchema()}),
  i18n: defineCollection({loader: i18nLoader(), schema: i18nSchema()}),
};
