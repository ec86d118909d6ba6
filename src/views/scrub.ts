import type {Axis, Playhead, Stop} from "./playhead.ts";
import {along, keyed} from "./playhead-bar.ts";

/** A picture's axis, and its width in the same measure. */
export type Line = Axis & {readonly width: number};

/** Pixels by which a pointer moves before a press is a drag. */
const DRAG = 4;

/**
 * Lets a picture over time be taken hold of: its playhead is dragged in it, a press takes it there, and the keys of its slider move it.
 * Returns what keeps the head in sight where the picture is wider than its column: as far along the column as along the picture, which
 * is where the slider below has its thumb. A head that was dragged gets there once it is let go.
 */
export function scrub(scroll: HTMLElement, head: Playhead, line: () => Line): (stop: Stop | null) => void {
  let dragged = false;
  /** While the head is dragged, the picture holds still under the pointer. */
  let held = false;
  const to = (part: number) => along(head, line(), part);
  /** How far along the axis a place of the window is. */
  const partAt = (clientX: number): number => {
    const {x0, x1, width} = line();
    const {left, width: drawn} = (scroll.firstElementChild as Element).getBoundingClientRect();
    return (((clientX - left) / drawn) * width - x0) / (x1 - x0);
  };
  const partOf = (stop: Stop | null): number => {
    const {x, x0, x1} = line();
    return stop === null ? 1 : (x(stop.at) - x0) / (x1 - x0);
  };
  const hidden = hiddenWidth(scroll);
  const align = (stop: Stop | null, pace: "instant" | "smooth") => {
    const over = hidden();
    if (over <= 0) return;
    const calm = pace === "instant" || scroll.ownerDocument.defaultView?.matchMedia("(prefers-reduced-motion:reduce)").matches;
    scroll.scrollTo({left: Math.max(0, Math.min(1, partOf(stop))) * over, behavior: calm ? "instant" : "smooth"});
  };
  scroll.addEventListener("pointerdown", (event) => {
    const {button, pointerId, pointerType, clientX: start, target} = event;
    dragged = false;
    const grip = (target as Element).closest(".grip");
    // A finger elsewhere scrolls.
    if (button !== 0 || (pointerType !== "mouse" && grip === null)) return;
    // The grip, wherever it is drawn, stays where the pointer took hold of it.
    const off = grip === null ? 0 : partAt(middleOf(grip)) - partAt(start);
    const move = ({clientX}: PointerEvent) => {
      if (!dragged && Math.abs(clientX - start) < DRAG) return;
      if (!dragged) scroll.setPointerCapture(pointerId);
      dragged = true;
      held = true;
      to(partAt(clientX) + off);
    };
    const end = () => {
      held = false;
      if (dragged) align(head.stop, "smooth");
      scroll.removeEventListener("pointermove", move);
      for (const kind of ["pointerup", "pointercancel"]) scroll.removeEventListener(kind, end);
    };
    scroll.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) scroll.addEventListener(kind, end);
  });
  scroll.addEventListener("click", ({target, clientX}) => {
    // What a message is pressed for is its own; and a drag ends in a click.
    if (!dragged && (target as Element).closest(".flight, .grip") === null) to(partAt(clientX));
    dragged = false;
  });
  scroll.addEventListener("keydown", (event) => {
    if (event.target !== scroll || event.key === "ArrowUp" || event.key === "ArrowDown") return;
    const play = () => (head.playing ? head.pause() : head.play(line(), () => scroll.isConnected));
    if (keyed(event, head, play)) event.preventDefault();
  });
  // It fades only while something is beyond its edge.
  const edge = () => void scroll.toggleAttribute("data-whole", scroll.scrollLeft >= scroll.scrollWidth - scroll.clientWidth - 1);
  scroll.addEventListener("scroll", edge, {passive: true});
  return (stop) => void (held || align(stop, "instant"));
}

function middleOf(element: Element): number {
  const {left, width} = element.getBoundingClientRect();
  return left + width / 2;
}

/** How much of its picture a box does not show. Asked for at each frame, it is measured only when one of them changes its size. */
function hiddenWidth(scroll: HTMLElement): () => number {
  const Observer = scroll.ownerDocument.defaultView?.ResizeObserver;
  let over = 0;
  const measure = () => {
    over = scroll.scrollWidth - scroll.clientWidth;
  };
  if (Observer) new Observer(measure).observe(scroll);
  return () => over;
}
