// Times here are plain numbers of ticks: what is done with them is geometry.

/** A quiet stretch drawn short. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
}

/** Maps time to place: true to scale except for the folds, which say how long they are. */
export interface Timeline {
  readonly x: (at: number) => number;
  readonly folds: readonly Fold[];
  readonly ticks: readonly {readonly at: number; readonly x: number}[];
}

export interface TimelineOptions {
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
  /** Instants that must be seen. */
  readonly instants: readonly number[];
  /** Spans that must stay true to scale: messages in flight. */
  readonly spans: readonly (readonly [number, number])[];
  /** Shorter stretches are never folded. */
  readonly least: number;
}

/** A gap is folded while it is more than this share of the time that is still drawn to scale. */
const QUIET = 0.15;
const MOST_FOLDS = 7;
export const FOLD_WIDTH = 46;
const TICK_ROOM = 64;

/** Lays time out between two places, with the quiet stretches folded. */
export function timeline({from, to, x0, x1, instants, spans, least}: TimelineOptions): Timeline {
  const quiet = quietGaps(from, to, instants, spans).filter(([a, b]) => b - a >= least);
  const folded = quiet.reduce((sum, [a, b]) => sum + b - a, 0);
  const scale = (x1 - x0 - quiet.length * FOLD_WIDTH) / Math.max(1, to - from - folded);
  const folds: Fold[] = [];
  let gone = 0;
  for (const [a, b] of quiet) {
    const left = x0 + (a - from - gone) * scale + folds.length * FOLD_WIDTH;
    folds.push({from: a, to: b, x0: left, x1: left + FOLD_WIDTH});
    gone += b - a;
  }
  const x = (at: number): number => {
    let shift = 0;
    let skipped = 0;
    for (const fold of folds) {
      if (at <= fold.from) break;
      if (at < fold.to) return fold.x0 + ((at - fold.from) / (fold.to - fold.from)) * FOLD_WIDTH;
      shift += FOLD_WIDTH;
      skipped += fold.to - fold.from;
    }
    return x0 + (at - from - skipped) * scale + shift;
  };
  return {x, folds, ticks: ticks(from, to, scale, x, folds)};
}

/** The gaps worth folding, in order, each a little shorter than it is, so that what borders on it keeps some air. */
function quietGaps(
  from: number,
  to: number,
  instants: readonly number[],
  spans: readonly (readonly [number, number])[],
): [number, number][] {
  const busy = [...instants.map((at) => [at, at] as const), ...spans, [from, from] as const, [to, to] as const]
    .filter(([a, b]) => a >= from && b <= to)
    .sort((a, b) => a[0] - b[0]);
  const gaps: [number, number][] = [];
  let reach = from;
  for (const [a, b] of busy) {
    if (a > reach) gaps.push([reach, a]);
    reach = Math.max(reach, b);
  }
  gaps.sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  let drawn = to - from;
  const chosen: [number, number][] = [];
  for (const gap of gaps) {
    const length = gap[1] - gap[0];
    // Some time must be left between folds.
    if (length <= QUIET * drawn || length >= drawn || chosen.length === MOST_FOLDS) break;
    chosen.push(gap);
    drawn -= length;
  }
  const air = 0.04 * drawn;
  return chosen
    .map(([a, b]): [number, number] => [a + Math.min(air, (b - a) / 4), b - Math.min(air, (b - a) / 4)])
    .sort((a, b) => a[0] - b[0]);
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000].map((step) => step * 1000);

function ticks(from: number, to: number, scale: number, x: (at: number) => number, folds: readonly Fold[]): {at: number; x: number}[] {
  const step = STEPS.find((s) => s * scale >= TICK_ROOM) ?? 60_000_000;
  const found: {at: number; x: number}[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const fold = folds.find((f) => at > f.from && at < f.to);
    if (fold) {
      // Jump to the last multiple inside the fold: long quiet stretches have thousands of them.
      at = Math.max(at, Math.floor(fold.to / step) * step - (fold.to % step === 0 ? step : 0));
      continue;
    }
    const place = x(at);
    const last = found.at(-1);
    const tight = folds.some((f) => place > f.x0 - 28 && place < f.x1 + 30);
    if (!tight && (last === undefined || place - last.x >= TICK_ROOM * 0.8)) found.push({at, x: place});
  }
  return found;
}
