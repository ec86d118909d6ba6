import {said} from "../../words/en/checking.ts";
import type {Said} from "../../words/message.ts";
import type {Run} from "../model/run.ts";
import {toMs} from "../vocabulary.ts";

/**
 * A write both made and acknowledged while nobody was effective contradicts what `effective` means. Null: there is none. `effective` speaks of
 * a world in which nothing more fails or heals, so a write is left out if something did while it was under way: under a flapping link one
 * proposal can gather its quorum from servers that were never reachable together.
 */
export function writeInInterregnum(run: Run): {atMs: number; told: Said} | null {
  const scope = run.effective[0]?.scope;
  for (const span of run.effective) {
    if (span.scope !== scope || span.nodes.length > 0) continue;
    const to = span.to ?? Number.POSITIVE_INFINITY;
    for (const o of run.history) {
      if (o.f !== "write" || o.type !== "ok" || o.completedAt === null || o.invokedAt <= span.from || o.completedAt >= to) continue;
      if (o.completedAt > run.end || run.faults.some((f) => f.at >= o.invokedAt && f.at <= (o.completedAt ?? 0))) continue;
      const values = {key: o.key, client: o.process, invokedMs: toMs(o.invokedAt), fromMs: toMs(span.from)};
      return {atMs: toMs(o.completedAt), told: said("checking.interregnum", values)};
    }
  }
  return null;
}
