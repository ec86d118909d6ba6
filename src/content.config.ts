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
  "cell.stale": z.string().optional(),
  "cell.running": z.string().optional(),
  "cell.stopped": z.string().optional(),
  "cell.run": z.string().optional(),
  "cell.stop": z.string().optional(),
  "cell.progress": z.string().optional(),
  "cell.rate": z.string().optional(),
  "claim.check": z.string().optional(),
  "claim.checked": z.string().optional(),
  "claim.running": z.string().optional(),
  "ledger.claims": z.string().optional(),
  "ledger.sentence": z.string().optional(),
  "ledger.checked": z.string().optional(),
  "ledger.seeds": z.string().optional(),
  "ledger.rules": z.string().optional(),
  "ledger.id": z.string().optional(),
  "ledger.says": z.string().optional(),
  "ledger.source": z.string().optional(),
  "ledger.here": z.string().optional(),
  "ledger.tests": z.string().optional(),
  "ledger.invariants": z.string().optional(),
  "ledger.name": z.string().optional(),
  "ledger.ablations": z.string().optional(),
  "ledger.breaks": z.string().optional(),
  "ledger.time": z.string().optional(),
});

export const collections = {
  docs: defineCollection({loader: docsLoader(), schema: docsSchema()}),
  i18n: defineCollection({loader: i18nLoader(), schema: i18nSchema({extend: words})}),
};
