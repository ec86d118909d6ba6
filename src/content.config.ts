import {defineCollection} from "astro:content";
import {docsLoader, i18nLoader} from "@astrojs/starlight/loaders";
import {docsSchema, i18nSchema} from "@astrojs/starlight/schema";

/** `i18n` holds what Starlight says in other words than its own; all else that a reader is told stands in src/words. */
export const collections = {
  docs: defineCollection({loader: docsLoader(), schema: docsSchema()}),
  i18n: defineCollection({loader: i18nLoader(), schema: i18nSchema()}),
};
