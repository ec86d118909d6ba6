import type {Run} from "../model/run.ts";
import {toMs} from "../vocabulary.ts";

/**
 * A write both made and acknowledged while nobody was effective contradicts what `effective` means. Null: there is none. `effective` speaks of
 * a world in which nothing more fails or heals, so a write is left out if something did while it was under way: under a flapping link one
 * proposal can gather its quorum from servers that were never reachable together.
 */
export function writeInInterregnum(run: Run): {atMs: number; detail: string} | null {
  const scope = run.effective[0]?.scope;
  for (const span of run.effective) {
    if (span.scope !== scope || span.nodes.length > 0) continue;
    const to = span.to ?? Number.POSITIVE_INFINITY;
    for (const o of run.history) {
      if (o.f !== "write" || o.type !== "ok" || o.completedAt === null || o.invokedAt <= span.from || o.completedAt >= to) continue;
      if (o.completedAt > run.end || run.faults.some((f) => f.at >= o.invokedAt && f.at <= (o.completedAt ?? 0))) continue;
      const detail = `${o.key} of ${o.process} was made at ${toMs(o.invokedAt)} ms and acknowledged, although nobody could from ${toMs(span.from)} ms on`;
      return {atMs: toMs(o.completedAt), detail};
    }
  }
  return null;
}
