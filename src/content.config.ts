import {defineCollection} from "astro:content";
import {docsLoader, i18nLoader} from "@astrojs/starlight/loaders";
import {docsSchema, i18nSchema} from "@astrojs/starlight/schema";
import {z} from "astro/zod";

/** Words on the buttons and badges of our own components. */
const words = z.object({
  "cell.source": z.string().optional(),
  "cell.saved": z.string().optional(),
  "cell.unsaved": z.string().optional(),
  "cell.live": z.string().optional(),
  "cell.error": z.string().optional(),
});

export const collections = {
  docs: defineCollection({loader: docsLoader(), schema: docsSchema()}),
  i18n: defineCollection({loader: i18nLoader(), schema: i18nSchema({extend: words})}),
};
