import type {NodeId} from "../engine/vocabulary.ts";
import {short} from "./lanes.ts";
import type {Markup} from "./markup.ts";

/** The position of each server, and on which side its words are. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  /** Words stand above it, else below. */
  readonly above: boolean;
}

/** How large, and how much is told of each: beside another picture there is little room. */
export interface Scale {
  readonly disc: number;
  readonly radius: (servers: number) => number;
  /** Lines of words beside each, and timers around it. */
  readonly lines: number;
  readonly arcs: number;
  /** Words stand out to the sides, or all above and below. */
  readonly sideways: boolean;
  /** Room beside the outermost. */
  readonly side: number;
}

const SCALES = {
  large: {disc: 24, radius: (n) => (n < 4 ? 100 : 90 + 10 * n), lines: 4, arcs: 2, sideways: true, side: 124},
  small: {disc: 18, radius: (n) => (n < 4 ? 76 : 66 + 9 * n), lines: 2, arcs: 0, sideways: false, side: 50},
} as const satisfies {readonly [size: string]: Scale};

export type Size = keyof typeof SCALES;

export interface Ring {
  readonly scale: Scale;
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<NodeId, Place>;
}

/** Between a disc and its words, and from line to line. */
const GAP = 14;
const LINE = 16;

/** The servers evenly around a ring, the first one at the top. */
export function ring(ids: readonly NodeId[], size: Size): Ring {
  const scale = SCALES[size];
  const radius = scale.radius(ids.length);
  const room = scale.disc + GAP + scale.lines * LINE + 2;
  // Two stand side by side.
  const turn = ids.length === 2 ? Math.PI : -Math.PI / 2;
  const angles = ids.map((_, i) => turn + (i * 2 * Math.PI) / ids.length);
  const ys = angles.map((angle) => radius * Math.sin(angle));
  const [top, bottom] = [Math.min(0, ...ys), Math.max(0, ...ys)];
  const width = 2 * (radius * Math.max(...angles.map((a) => Math.abs(Math.cos(a))), 0.1) + scale.side);
  const height = bottom - top + 2 * room;
  const places = ids.map((id, i): [NodeId, Place] => {
    const cos = Math.cos(angles[i] ?? 0);
    const y = ys[i] ?? 0;
    const anchor = !scale.sideways ? "middle" : cos > 0.3 ? "start" : cos < -0.3 ? "end" : "middle";
    return [id, {x: width / 2 + radius * cos, y: y - top + room, anchor, above: y < -0.1 * radius}];
  });
  return {scale, width, height, places: new Map(places)};
}

/** An arrow from one server towards another, a little to the right of the straight way, so that what comes back does not meet it. */
export function wayOf(a: Place, b: Place, {disc}: Scale): {at: (part: number) => {x: number; y: number}; angle: number} {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const edge = disc + 9;
  return {
    angle: (Math.atan2(dy, dx) * 180) / Math.PI,
    at: (part) => {
      const along = edge + 8 + part * (length - 2 * edge - 8);
      return {x: a.x + ux * along - uy * 7, y: a.y + uy * along + ux * 7};
    },
  };
}

/** The line between two servers, with the cross that shows when it is cut. */
export function link(a: Place, b: Place, {svg}: Markup): SVGElement {
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const cross = `M${short(x - 7)},${short(y - 7)}l14,14m0,-14l-14,14`;
  return svg(
    "g",
    {class: "link"},
    svg("path", {d: `M${short(a.x)},${short(a.y)}L${short(b.x)},${short(b.y)}`}),
    svg("path", {class: "cross", d: cross}),
  );
}
