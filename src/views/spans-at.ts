import {countWhile} from "./story.ts";

/** How many spans begin between two marks: a lookup goes through these and those open at the mark. */
const STRIDE = 64;

/**
 * Which spans hold at a place, in the order of their beginning, in which they are given. A span holds from its beginning on, and no more at its end.
 * A run has thousands of messages and timers, few of which are under way at once: those that are over are not looked at again.
 */
export function spansAt<T>(
  spans: readonly T[],
  {from, to}: {readonly from: (span: T) => number; readonly to: (span: T) => number},
): (place: number) => T[] {
  const open: T[][] = [];
  let held: T[] = [];
  spans.forEach((span, i) => {
    if (i % STRIDE === 0) {
      held = held.filter((one) => to(one) > from(span));
      open.push([...held]);
    }
    held.push(span);
  });
  return (place) => {
    const begun = countWhile(spans, (span) => from(span) <= place);
    const mark = Math.max(0, Math.ceil(begun / STRIDE) - 1);
    return [...(open[mark] ?? []), ...spans.slice(mark * STRIDE, begun)].filter((span) => to(span) > place);
  };
}
