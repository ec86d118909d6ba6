import {defineCollection} from "astro:content";
import {docsLoader, i18nLoader} from "@astrojs/starlight/loaders";
import {docsSchema, i18nSchema} from "@astrojs/starlight/schema";
import {z} from "astro/zod";
import english from "./content/i18n/en.json" with {type: "json"};

const word = z.string().optional();

/** Words on the buttons and badges of our own components: English says which there are, another language may lack some. */
const words = z.object(
  Object.fromEntries(Object.keys(english).map((key) => [key, word])) as {readonly [key in keyof typeof english]: typeof word},
);

export const collections = {
  docs: defineCollection({loader: docsLoader(), schema: docsSchema()}),
  i18n: defineCollection({loader: i18nLoader(), schema: i18nSchema({extend: words})}),
};
