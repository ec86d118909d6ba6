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
  /** The time at a place: what `x` takes to it. */
  readonly at: (x: number) => number;
  readonly x0: number;
  readonly x1: number;
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
  /** The axis is numbered from here. */
  readonly zero: number;
}

/** A gap is folded while it is more than this share of the time that is still drawn to scale. */
const QUIET = 0.15;
const MOST_FOLDS = 7;
export const FOLD_WIDTH = 46;
/** Pixels between ticks: as few as must be for two of them. */
const TICK_ROOMS = [64, 48, 36];

/** Lays time out between two places, with the quiet stretches folded. */
export function timeline({from, to, x0, x1, instants, spans, least, zero}: TimelineOptions): Timeline {
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
  const at = (place: number): number => {
    let [begins, since] = [x0, from];
    for (const fold of folds) {
      if (place <= fold.x0) break;
      if (place < fold.x1) return fold.from + ((place - fold.x0) / FOLD_WIDTH) * (fold.to - fold.from);
      [begins, since] = [fold.x1, fold.to];
    }
    return since + (place - begins) / scale;
  };
  const line = {from, to, zero, scale, x, folds};
  const rooms = TICK_ROOMS.map((room) => ticks(line, room));
  const enough = rooms.find((found) => found.length > 1) ?? [from, to].map((end) => ({at: end, x: x(end)}));
  return {x, at, x0, x1, folds, ticks: enough};
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

interface Scaled {
  readonly from: number;
  readonly to: number;
  readonly zero: number;
  readonly scale: number;
  readonly x: (at: number) => number;
  readonly folds: readonly Fold[];
}

/** Round times outside the folds, so far apart; zero before all others. */
function ticks({from, to, zero, scale, x, folds}: Scaled, room: number): {at: number; x: number}[] {
  const step = STEPS.find((s) => s * scale >= room) ?? 60_000_000;
  const round = (at: number, to: (value: number) => number) => zero + to((at - zero) / step) * step;
  const times: number[] = [];
  for (let at = round(from, Math.ceil); at <= to; at += step) {
    const fold = folds.find((f) => at > f.from && at < f.to);
    if (fold === undefined) times.push(at);
    // Long quiet stretches have thousands of them: on to the last one inside.
    else at = Math.max(at, round(fold.to, Math.ceil) - step);
  }
  const chosen: {at: number; x: number}[] = [];
  for (const at of [...times.filter((one) => one === zero), ...times]) {
    const place = x(at);
    if (chosen.every((other) => Math.abs(other.x - place) >= room * 0.8)) chosen.push({at, x: place});
  }
  return chosen.sort((a, b) => a.x - b.x);
}
