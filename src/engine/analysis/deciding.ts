import type {Run, TraceEvent} from "../model/run.ts";
import type {Ticks} from "../vocabulary.ts";
import {commonAims, lightsOf} from "./aims.ts";
import {mainScope} from "./spans.ts";

/**
 * The event at which a run went wrong, as its place in the trace: where an invariant fell, else where one of the common aims did, else where it
 * first took another course than a run that went well, else where it came to rest after the last of its faults. What came to light only while
 * the run settled was decided before: then the next of these that lies within the scenario tells. Null: none of that can be said, or the run
 * kept no trace.
 */
export function deciding(failed: Run, passed: Run | null): number | null {
  const {trace, violations} = failed;
  if (trace === null) return null;
  const signs = [violations[0]?.at, brokenAt(failed), passed === null ? null : partingAt(failed, passed), restAt(failed, trace)];
  const times = signs.filter((at) => at !== null && at !== undefined);
  const at = times.find((one) => one <= failed.end) ?? times[0];
  if (at === undefined) return null;
  const place = trace.findLastIndex((event) => event.at <= at);
  return place < 0 ? null : place;
}

function brokenAt(run: Run): Ticks | null {
  const times = lightsOf(run, commonAims).flatMap(({holds, at}) => (holds === false && at !== null ? [at] : []));
  return times.length === 0 ? null : (Math.min(...times) as Ticks);
}

/** Who believed what, one after the other, without the times: those differ between any two seeds. */
function partingAt(failed: Run, passed: Run): Ticks | null {
  const course = (run: Run) => run.beliefs.filter(({scope}) => scope === mainScope(run)).sort((a, b) => a.from - b.from);
  const [own, other] = [course(failed), course(passed)];
  const parted = own.find(({node, role, leads}, i) => {
    const twin = other[i];
    return twin === undefined || twin.node !== node || twin.role !== role || twin.leads !== leads;
  });
  return parted?.from ?? null;
}

/** When somebody could lead with effect again, or when the last fault struck if nobody could. */
function restAt(run: Run, trace: readonly TraceEvent[]): Ticks | null {
  const last = trace.findLast(({kind}) => kind === "fault")?.at;
  if (last === undefined) return null;
  return run.effective.find(({scope, nodes, from}) => scope === mainScope(run) && nodes.length > 0 && from > last)?.from ?? last;
}

/**
 * The messages that can have had a part in an event: of each kind on each way the last ones that were handled in time to matter, by their ids,
 * the nearest `most`. What nobody can have heard of is not among them.
 */
export function messagesBefore(trace: readonly TraceEvent[], place: number, most: number): Set<number> {
  const found = new Set<number>();
  const ways = new Map<string, number>();
  // Whoever stands in here may have passed on what befell it before.
  const concerned = new Set<string>();
  const last = trace[place];
  if (last !== undefined) concerned.add(last.node);
  const awaited = new Set<number>();
  for (let i = place; i >= 0 && found.size < most; i--) {
    const event = trace[i] as TraceEvent;
    if (event.kind === "send" && awaited.has(event.id)) concerned.add(event.node);
    if (event.kind !== "receive" || !concerned.has(event.node) || event.from === event.node) continue;
    const way = `${event.from} ${event.node} ${event.message.kind}`;
    const known = ways.get(way) ?? 0;
    if (known >= LAST_OF_A_WAY) continue;
    ways.set(way, known + 1);
    found.add(event.id);
    awaited.add(event.id);
  }
  return found;
}

/** Two: what changes between them is seen. */
const LAST_OF_A_WAY = 2;
